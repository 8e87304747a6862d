// Dot products of a row of packed weights with a packed vector, for processors with AVX-512 and VNNI.
//
// llama.cpp reads one block of 32 weights at a time and spends most of that time on the block's scales. Here four blocks
// are read at once: their scales are picked out of one or two registers and multiplied together, and memory is asked
// ahead for what comes next. The numbers are the same but for the order of the sums. kernels.cmake puts these functions in the place of llama.cpp's own, which keep
// their work where the processor has none of these instructions.
//
// Layout (ggml's): Q4_1 is 20 bytes: scale and least value in half precision, then 16 bytes of two weights each, low
// halves first. Q8_1 is 36 bytes: scale and scaled sum, then 32 signed bytes. Q8_0 is 34 bytes: scale, 32 signed bytes.

#include <stddef.h>
#include <stdint.h>

void upstream_vec_dot_q4_1_q8_1(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows);
void upstream_vec_dot_q8_0_q8_0(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows);
void ggml_vec_dot_q4_1_q8_1(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows);
void ggml_vec_dot_q8_0_q8_0(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows);

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && \
    defined(__AVX512VNNI__)

#include <immintrin.h>

enum { Q4_1 = 20, Q8_1 = 36, Q8_0 = 34, AHEAD = 1024 };

// Ask for what will be read soon. The processor's own foresight ends with each page of memory, and rows of these models
// are shorter than a page: without this, most of the time goes into waiting. Beyond the end it is a hint without effect.
static inline void fetch(const uint8_t *here) {
    _mm_prefetch((const char *)here + AHEAD, _MM_HINT_T0);
}

// Two blocks' 32-byte halves in one register.
static inline __m512i pair(const uint8_t *a, const uint8_t *b) {
    const __m512i low = _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)a));
    return _mm512_inserti64x4(low, _mm256_loadu_si256((const __m256i *)b), 1);
}

// Weights that stand twice (16 bytes, 16 bytes again) become low halves and high halves.
static inline __m512i halves(__m512i twice) {
    const __m512i shift = _mm512_setr_epi64(0, 0, 4, 4, 0, 0, 4, 4);
    return _mm512_and_si512(_mm512_srlv_epi64(twice, shift), _mm512_set1_epi8(15));
}

// Scales of two blocks, each over the eight lanes that its products fill.
static inline __m512 spread(__m256 scales, int first, int second) {
    const __m512i index = _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_set1_epi32(first)), _mm256_set1_epi32(second), 1);
    return _mm512_permutexvar_ps(index, _mm512_castps256_ps512(scales));
}

static inline __m512 add_products(__m512 sum, __m512i unsigned_bytes, __m512i signed_bytes, __m512 scales) {
    const __m512i products = _mm512_dpbusd_epi32(_mm512_setzero_si512(), unsigned_bytes, signed_bytes);
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(products), scales, sum);
}

// Scale and second number of up to four blocks, multiplied with those of the vector: d, m, d, m, …
static inline __m256 scales_q4_1(__m512i x, __m512i y0, __m512i y1) {
    const __m512i from_x = _mm512_setr_epi32(0, 5, 10, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m512i from_y = _mm512_setr_epi32(0, 9, 18, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m128i of_x = _mm512_castsi512_si128(_mm512_permutexvar_epi32(from_x, x));
    const __m128i of_y = _mm512_castsi512_si128(_mm512_permutex2var_epi32(y0, from_y, y1));
    return _mm256_mul_ps(_mm256_cvtph_ps(of_x), _mm256_cvtph_ps(of_y));
}

void ggml_vec_dot_q4_1_q8_1(int n, float *s, size_t bs, const void *vx, size_t bx, const void *vy, size_t by, int rows) {
    const __m512i first_two = _mm512_setr_epi32(1, 2, 3, 4, 1, 2, 3, 4, 6, 7, 8, 9, 6, 7, 8, 9);
    const __m512i third = _mm512_setr_epi32(11, 12, 13, 14, 11, 12, 13, 14, 0, 0, 0, 0, 0, 0, 0, 0);
    const uint8_t *x = vx, *y = vy;
    __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();
    __m256 scaled = _mm256_setzero_ps();
    int left = n / 32;
    for (; left >= 4; left -= 4, x += 4 * Q4_1, y += 4 * Q8_1) {
        fetch(x);
        const __m512i packed = _mm512_loadu_si512(x);
        const __m256 scales = scales_q4_1(packed, _mm512_loadu_si512(y), _mm512_loadu_si512(y + 64));
        scaled = _mm256_add_ps(scaled, scales);
        const __m512i ab = _mm512_permutexvar_epi32(first_two, packed);
        const __m128i last = _mm_loadu_si128((const __m128i *)(x + 3 * Q4_1 + 4));
        const __m512i cd = _mm512_mask_broadcast_i32x4(_mm512_permutexvar_epi32(third, packed), 0xFF00, last);
        even = add_products(even, halves(ab), pair(y + 4, y + Q8_1 + 4), spread(scales, 0, 2));
        odd = add_products(odd, halves(cd), pair(y + 2 * Q8_1 + 4, y + 3 * Q8_1 + 4), spread(scales, 4, 6));
    }
    for (; left > 0; left -= 2, x += 2 * Q4_1, y += 2 * Q8_1) {
        const int two = left > 1;
        const __m512i packed = _mm512_maskz_loadu_epi32(two ? 0x3FF : 0x1F, x);
        const __m512i y0 = _mm512_maskz_loadu_epi32(two ? 0xFFFF : 0x1FF, y);
        const __m256 scales = scales_q4_1(packed, y0, _mm512_setzero_si512());
        scaled = _mm256_add_ps(scaled, scales);
        const __m512i ab = _mm512_permutexvar_epi32(first_two, packed);
        const __m512i values = pair(y + 4, two ? y + Q8_1 + 4 : y + 4);
        even = add_products(even, halves(ab), values, spread(scales, 0, 2));
    }
    // Every second lane of `scaled` is least value times sum; the others were scales, used above.
    even = _mm512_mask_add_ps(even, 0xAA, even, _mm512_castps256_ps512(scaled));
    *s = _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
    (void)bs, (void)bx, (void)by, (void)rows;
}

static inline __m512 add_signed(__m512 sum, __m512i x, __m512i y, __m512 scales) {
    const __m512i turned = _mm512_mask_sub_epi8(y, _mm512_movepi8_mask(x), _mm512_setzero_si512(), y);
    return add_products(sum, _mm512_abs_epi8(x), turned, scales);
}

static inline __m256 scales_q8_0(const uint8_t *x, const uint8_t *y) {
    const __m512i from = _mm512_castsi128_si512(_mm_setr_epi16(0, 17, 34, 51, 0, 0, 0, 0));
    const __m512i of_x = _mm512_permutex2var_epi16(_mm512_loadu_si512(x), from, _mm512_loadu_si512(x + 64));
    const __m512i of_y = _mm512_permutex2var_epi16(_mm512_loadu_si512(y), from, _mm512_loadu_si512(y + 64));
    const __m128 product = _mm_mul_ps(_mm_cvtph_ps(_mm512_castsi512_si128(of_x)), _mm_cvtph_ps(_mm512_castsi512_si128(of_y)));
    return _mm256_castps128_ps256(product);
}

void ggml_vec_dot_q8_0_q8_0(int n, float *s, size_t bs, const void *vx, size_t bx, const void *vy, size_t by, int rows) {
    const uint8_t *x = vx, *y = vy;
    __m512 even = _mm512_setzero_ps(), odd = _mm512_setzero_ps();
    int left = n / 32;
    for (; left >= 4; left -= 4, x += 4 * Q8_0, y += 4 * Q8_0) {
        fetch(x);
        fetch(x + 64);
        const __m256 scales = scales_q8_0(x, y);
        even = add_signed(even, pair(x + 2, x + Q8_0 + 2), pair(y + 2, y + Q8_0 + 2), spread(scales, 0, 1));
        const __m512i weights = pair(x + 2 * Q8_0 + 2, x + 3 * Q8_0 + 2);
        odd = add_signed(odd, weights, pair(y + 2 * Q8_0 + 2, y + 3 * Q8_0 + 2), spread(scales, 2, 3));
    }
    __m256 rest = _mm256_setzero_ps();
    for (; left > 0; left--, x += Q8_0, y += Q8_0) {
        const float scale = _cvtsh_ss(*(const uint16_t *)x) * _cvtsh_ss(*(const uint16_t *)y);
        const __m256i weights = _mm256_loadu_si256((const __m256i *)(x + 2));
        const __m256i values = _mm256_sign_epi8(_mm256_loadu_si256((const __m256i *)(y + 2)), weights);
        const __m256i products = _mm256_dpbusd_epi32(_mm256_setzero_si256(), _mm256_abs_epi8(weights), values);
        rest = _mm256_fmadd_ps(_mm256_cvtepi32_ps(products), _mm256_set1_ps(scale), rest);
    }
    even = _mm512_mask_add_ps(even, 0xFF, even, _mm512_castps256_ps512(rest));
    *s = _mm512_reduce_add_ps(_mm512_add_ps(even, odd));
    (void)bs, (void)bx, (void)by, (void)rows;
}

#else

void ggml_vec_dot_q4_1_q8_1(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows) {
    upstream_vec_dot_q4_1_q8_1(n, s, bs, x, bx, y, by, rows);
}

void ggml_vec_dot_q8_0_q8_0(int n, float *s, size_t bs, const void *x, size_t bx, const void *y, size_t by, int rows) {
    upstream_vec_dot_q8_0_q8_0(n, s, bs, x, bx, y, by, rows);
}

#endif
