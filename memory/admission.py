"""Decides whether and as what a row may enter the memory: no secrets, and rules only in the user's own words.

The store asks it for every row, whoever wrote it. It knows labels and the detectors of secrets, no files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..android_bridge.app_labels import is_secret
from ..android_bridge.labels import Confidentiality, Integrity
from .types import KINDS, MemoryRow

_USERS_OWN = frozenset({"preference", "alias", "procedure"})
_NAMED_SECRET = re.compile(
    r"\b(?:pass ?words?|pass ?phrases?|passcodes?|passwort|contraseña|mot de passe)\b\s*"
    r"(?:for [\w.@-]+\s*|of [\w.@-]+\s*)?(?:is|was|=|:|to)\s*[\"'“]?(?!(?:in|at|on|not|with|stored|kept|under)\b)\S{3,}"
    r"|\bpins?\b\s*(?:code\s*)?(?:for \w+\s*)?(?:is|=|:)\s*\d{3,8}\b"
    r"|(?:密码|口令|暗码|パスワード|비밀번호)\s*(?:是|为|:|：|は)\s*\S{3,}",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\b(?:sk-[\w-]{16,}|gh[pousr]_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}"
    r"|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+)|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_MAX_TEXT = 4000
_SUSPECT = re.compile(
    # Each part begins with a set of letters, which `re` tries quickly.
    r"\d[ \u00a0-]?\d[ \u00a0-]?\d[ \u00a0-]?\d|[A-Z]-?\d|\d-?[A-Z]"
    r"|sk-|gh[pousr]_|github_pat_|xox|AKIA|AIza|eyJ|glpat|ya29|-----BEGIN|otpauth:"
    r"|[pP](?i:ass|ins?\b|arola)|[sSſ](?i:enha|ecret key)|[aA](?i:pi[ _-]?key|ccess token)|[hH](?i:asł|eslo)"
    r"|[cC](?i:ontrase)|[mM](?i:ot de)|[kK\u212a](?i:ennw)|[wW](?i:acht)|[пП](?i:арол)|密码|口令|暗码|パスワ|비밀"
)
"""One of these stands in every text in which a secret can be found; most texts have none and need no closer look."""


def shows_secret(text: str) -> bool:
    """Whether a text shows a one-time code, a card number, a password, a PIN or an access token."""
    if not _SUSPECT.search(text):
        return False
    return bool(_NAMED_SECRET.search(text) or _TOKEN.search(text)) or is_secret(text)


def admit(row: MemoryRow) -> MemoryRow | None:
    """Return the row as it may be kept, or None when it may not be.

    A row that is not the user's own words never becomes a preference, an alias or a procedure (it is kept as an
    observation), and as a fact it says who said it.

    Raises:
        ValueError: The kind is unknown, or the value is not JSON.
    """
    if row.kind not in KINDS:
        raise ValueError(f"{row.kind!r} is no kind of memory; there are: {', '.join(KINDS)}")
    text, label = row.text.strip(), row.label
    if label.confidentiality is Confidentiality.SECRET or not text or (_SUSPECT.search(text) and shows_secret(text)):
        return None
    if row.value and _value_shows_secret(row.value):
        return None
    kept = row
    if len(text) > _MAX_TEXT or len(text) != len(row.text) or not 0.0 <= row.confidence <= 1.0:
        kept = replace(row, text=text[:_MAX_TEXT], confidence=min(1.0, max(0.0, row.confidence)))
    if label.integrity is Integrity.TRUSTED:
        return kept
    if row.kind in _USERS_OWN:
        return replace(kept, kind="observation")
    if row.kind == "fact" and "said by" not in row.text.lower():
        return replace(kept, text=f"{kept.text} (said by {row.source or 'unknown'})")
    return kept


def _value_shows_secret(value: Mapping[str, Any]) -> bool:
    told = f"{value.get('key', '')} is {value.get('value', '')}"
    return shows_secret(json.dumps(dict(value), ensure_ascii=False)) or shows_secret(told)
