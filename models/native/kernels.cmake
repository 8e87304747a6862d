# Put the functions of dot_avx512.c in the place of llama.cpp's own, without a change to its source: its functions are
# compiled under another name. Given to the build as -DCMAKE_PROJECT_ggml_INCLUDE=…/kernels.cmake (see ./run).
set(AINOS_NATIVE_FOLDER "${CMAKE_CURRENT_LIST_DIR}")

function(ainos_add_kernels)
  if(NOT TARGET ggml-cpu OR NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    return()
  endif()
  target_sources(ggml-cpu PRIVATE "${AINOS_NATIVE_FOLDER}/dot_avx512.c")
  get_target_property(own ggml-cpu SOURCE_DIR)
  set_property(
    SOURCE "${own}/ggml-cpu/arch/x86/quants.c"
    TARGET_DIRECTORY ggml-cpu
    APPEND
    PROPERTY COMPILE_DEFINITIONS "ggml_vec_dot_q4_1_q8_1=upstream_vec_dot_q4_1_q8_1"
             "ggml_vec_dot_q8_0_q8_0=upstream_vec_dot_q8_0_q8_0")
endfunction()

cmake_language(DEFER DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" CALL ainos_add_kernels)
