"""Which texts and fields are secrets wherever they stand: one-time codes, PINs, passwords, card numbers, API keys.

Knows words of about thirty languages, no app and no label. A pattern finds; that it finds nothing proves nothing.
"""

from __future__ import annotations

import re

from .types import Element

Span = tuple[int, int]

# What a message with a code says beside it. Latin, Cyrillic and Greek words need boundaries, the rest does not.
_CUES = re.compile(
    r"\b(?:otp|totp|mtan|one[- ]time|verification|verify|security code|passcode|pass code|code is|login code"
    r"|confirmation code|access code|auth(?:entication)? code|backup code|recovery code|pin|puk|tan|cvv|cvc|2fa|mfa"
    r"|is your (?:[\w-]+ ){0,3}code|your (?:[\w-]+ ){0,3}code|to (?:log|sign) ?in|pass(?:word|phrase)"
    r"|bestätigungscode|sicherheitscode|zugangscode|einmalcode|anmeldecode|kennwort|passwort|freigabecode"
    r"|código|contraseña|clave de|clave dinámica|codice|code de|code d'|mot de passe|code secret|senha|palavra-passe"
    r"|kod(?:e|en|u|unuz|un)?|koodi\w*|vahvistuskoodi|tunnusluku|engangskode|engångskod|bekräftelsekod|säkerhetskod"
    r"|kód\w*|ověřovací|heslo|jelszó|ellenőrző|codul|parola|parolă|şifre\w*|doğrulama|wachtwoord|verificatiecode|hasło"
    r"|код\w*|пароль|пін-код|пин-код|κωδικ\w+|kode|kata sandi|sandi|mã xác\w*|mã otp|mã pin|mật khẩu)\b"
    r"|验证码|驗證碼|校验码|动态码|动态密码|密码|密碼|認証|確認コード|暗証番号|パスワード|ワンタイム|セキュリティコード"
    r"|인증|보안코드|비밀번호|รหัส|कोड|ओटीपी|पासवर्ड|पिन|رمز|كود|کد|كلمة المرور|קוד|סיסמ",
    re.IGNORECASE,
)
# A full stop after it ends a sentence; one with a digit behind it makes an amount.
_CODE = re.compile(r"(?<![\d.:/+])\d(?:[ \u00a0-]?\d){3,7}(?![\d:/]|\.\d)")
_MIXED_CODE = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{3,6}(?:-?[A-Z0-9]{2,6})?(?![\w-])")
_CARD = re.compile(r"(?<!\d)\d(?:[ \u00a0-]?\d){12,18}(?!\d)")
_TOLD = re.compile(
    r"\b(?:password|passwort|kennwort|passphrase|contraseña|senha|mot de passe|wachtwoord|hasło|heslo|parola|пароль"
    r"|secret key|api[ _-]?key|access token)\b(?: is| lautet| es| est|:| =)+\s*(\S{4,})|(?:密码|パスワード|비밀번호)"
    r"\s*(?:是|为|は|:|：)\s*(\S{4,})",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}"
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*|glpat-[\w-]{16,}|ya29\.[\w-]{20,})"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END|$)|otpauth://\S+"
)
_KEY_SIGNS = (
    "sk-",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "xox",
    "AKIA",
    "AIza",
    "eyJ",
    "glpat",
    "ya29",
    "-----BEGIN",
    "otpauth:",
)
_TOLD_SIGNS = (
    "passw", "passp", "kennw", "contras", "senha", "mot de", "wacht", "hasł", "heslo", "parola", "парол", "secret key",
    "api", "token", "密码", "パスワ", "비밀",
)  # fmt: skip
# Begin with a set of characters, which `re` skips to quickly; every code and card holds one of them.
_RUN = re.compile(r"\d[ \u00a0-]?\d[ \u00a0-]?\d[ \u00a0-]?\d")
_MIXED_RUN = re.compile(r"[A-Z0-9][A-Z0-9-]{2}")

_FIELD = re.compile(
    r"(?<![a-z])(?:cvv2?|cvc2?|csc|pin|puk|tan|otp|totp|passcode|password|passwd|pwd|passphrase|pincode|pin_?code"
    r"|mpin|upi_?pin|security_?code|card_?number|cardnumber|card_?no|cc_?number|creditcard|credit_?card|iban_?pin"
    r"|verification_?code|verify_?code|auth_?code|sms_?code|one_?time_?code|seed_?phrase|recovery_?phrase|mnemonic"
    r"|private_?key|api_?key|secret_?key|access_?token|ssn)(?![a-z])"
    r"|security code|card number|verification code|one[- ]time|api key|seed phrase|recovery phrase"
    r"|kartennummer|prüfnummer|passwort|kennwort|número de (?:la )?tarjeta|código de seguridad|contraseña"
    r"|numéro de (?:la )?carte|cryptogramme|mot de passe|numero (?:della )?carta|codice di (?:sicurezza|verifica)"
    r"|número do cartão|código de segurança|senha|номер карты|номер картки|пароль|код подтверждения|код из смс"
    r"|numer karty|hasło|kaartnummer|wachtwoord|kart numarası|şifre|güvenlik kodu|رقم البطاقة|رمز التحقق|كلمة المرور"
    r"|מספר כרטיס|סיסמה|קוד אימות|कार्ड नंबर|पासवर्ड|nomor kartu|kata sandi|kode verifikasi|số thẻ|mật khẩu"
    r"|mã xác nhận|mã xác thực|หมายเลขบัตร|รหัสผ่าน|รหัสยืนยัน|kortnummer|lösenord|säkerhetskod|adgangskode|passord"
    r"|číslo karty|heslo|ověřovací kód|kortin numero|salasana|αριθμός κάρτας|κωδικός|numărul cardului|parolă"
    r"|kártyaszám|jelszó|شماره کارت|رمز عبور|رمز دوم|卡号|卡號|密码|密碼|验证码|驗證碼|安全码|安全碼|カード番号"
    r"|セキュリティコード|暗証番号|パスワード|認証コード|카드 ?번호|비밀번호|인증번호|보안 ?코드",
    re.IGNORECASE,
)


def is_secret(text: str) -> bool:
    """Whether the text shows a one-time code, a password, a card number or a key."""
    return bool(secret_spans(text))


def secret_spans(text: str) -> tuple[Span, ...]:
    """Return where codes, passwords, card numbers and keys stand in a text, as (start, end), in order."""
    found: list[Span] = []
    # The numbers first: they are rare and soon found, the words are many.
    codes: list[Span] = []
    if _RUN.search(text):
        codes += [match.span() for match in _CODE.finditer(text)]
        found += [match.span() for match in _CARD.finditer(text) if _luhn(match[0])]
    if _MIXED_RUN.search(text):
        codes += [match.span() for match in _MIXED_CODE.finditer(text)]
    if codes and _CUES.search(text):
        found += codes
    if any(map(text.__contains__, _KEY_SIGNS)):
        found += [match.span() for match in _KEY.finditer(text)]
    if _tells(text):
        found += [match.span(1 if match[1] is not None else 2) for match in _TOLD.finditer(text)]
    return _merged(found)


def may_hold_secret(text: str) -> bool:
    """Whether it is worth looking for secrets in the parts of this text; quick, and never wrongly False."""
    if any(map(text.__contains__, _KEY_SIGNS)) or _RUN.search(text):
        return True
    return (_MIXED_RUN.search(text) is not None and _MIXED_CODE.search(text) is not None) or _tells(text)


def _tells(text: str) -> bool:
    return any(map(text.lower().__contains__, _TOLD_SIGNS))


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def tells_of_code(text: str) -> bool:
    """Whether the text speaks of a code, password or PIN, wherever that may stand."""
    return _CUES.search(text) is not None


def is_bare_code(text: str) -> bool:
    """Whether the text is nothing but four to eight digits, perhaps in groups."""
    return _CODE.fullmatch(text.strip()) is not None


def is_secret_field(element: Element) -> bool:
    """Whether a field takes a password, code, PIN or card number, by its kind, id, hint and description."""
    if element.password:
        return True
    if not element.editable:
        return False
    name = element.resource_id.rpartition("/")[2]
    said = f"{_HUMP.sub('_', name)} {element.hint} {element.description}"
    return _FIELD.search(said) is not None


_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _luhn(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0 and len(set(digits)) > 1
