"""A message made ready to be told: without what says nothing, short enough, and its most telling piece to quote.

By code alone, English and Chinese. It knows sentences and marks. It knows no model and no phone.
"""

from __future__ import annotations

import re

from .summary_words import NEGATIONS, is_figure, unlinked, words

READ_WORDS = 32
"""Words that the model is given at a time."""
TOLD_WORDS = 56
"""Words of a longer message that are told: those of its most telling sentences."""
TELLING = 2.4
"""How much a sentence of a longer message must tell, by `weight`."""
QUOTED, QUOTED_CHINESE = 300, 110
"""Characters of a quotation, at most."""

_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+")
_NOISE = re.compile(
    r"(?:\b(?:(?:i )?hope (?:you(?:'re| are)?|this finds you|all is|everything is) (?:all )?(?:doing )?"
    r"(?:well|good|fine|ok)"
    r"|hope you're well|(?:so )?sorry to bother you|no rush|no worries|don'?t worry|no hurry"
    r"|just so you know|fyi|just a quick (?:one|question)|quick question|talk soon"
    r"|(?:kind|best|warm) (?:regards|wishes)"
    r"|please do not reply(?: to this \w+)?|(?:terms|conditions) (?:and conditions )?apply"
    r"|(?:if (?:this|it) (?:was|is)n'?t you|if you did not (?:request|do) this|not you)\b[^.!?\n]*[.?!]?[^.!?\n]*"
    r"|was this you|(?:we )?(?:apologi[sz]e|are sorry) for (?:the|any) inconvenience"
    r"|thank you for (?:choosing|shopping)[^.!?]*"
    r"|(?:tap|click|swipe|touch) (?:here |now )?to [^.!?\n]*|(?:read|see|learn|view|find out) more[^.!?\n]*"
    r"|open the app[^.!?\n]*|reply stop[^.!?\n]*|unsubscribe[^.!?\n]*)"
    r"(?:\s*[.!?,:]+|(?=\s*$)|(?=\s/)|(?<=know)|(?<=fyi)))",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)(?<=[.!?])\s+|(?<=[。！？；])\s*|\n|\s/\s")  # noqa: RUF001
_GREETING = re.compile(
    r"^(?:(?:hi|hey|hello|hiya|dear|good (?:morning|evening|afternoon)|morning|ok|okay|so|oh|btw|anyway|lol|haha)\b"
    r"(?: (?:there|all|team|everyone|guys))?[\s,!.:/-]*)+",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^(?:(?i:hi|hey|hello|hiya|dear|(?:good )?(?:morning|evening|afternoon)|how(?:'s it going| are you)|yo)"
    r"(?: (?i:all|team|everyone|everybody|there|guys|both|mum|dad|love|mate)| [A-Z]\w+)?\s*[,!?/–-]+\s*)+(?=\S)"  # noqa: RUF001
)
"""How a message greets before it says anything."""
_ADDRESS = re.compile(
    r"(?:(?<=\S),?\s+(?:dear|darling|honey|hun|sweetie|sweetheart|babe|mate|xx+|xoxo)|,\s+love)(?:\s+x+)?(?=\s*[.!?]*$)",
    re.IGNORECASE,
)
"""What names only whom it is for, at the end."""
_ONLY_CALLED = re.compile(r"^(?i:hi|hey|hello|hiya|dear|good (?:morning|evening|afternoon|night)) [A-Z]\w+[\s!.,]*$")
_ASKED = re.compile(
    r"\?|？|\b(?:can|could|would|will) (?:you|u|we|i)\b"  # noqa: RUF001
    r"|\b(?:please|pls|asap|urgent|need|remind|call|tell|let me know)\b"
    r"|请|吗|能不能|可以|记得|帮|别忘|几点|什么|怎么|哪",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:cancel\w*|delay\w*|moved|late|fail\w*|change\w*|instead|sorry|due|overdue|invite\w*|broken?|important|must)\b"
    r"|取消|迟|改|推迟|到期",
    re.IGNORECASE,
)


def is_chinese(text: str) -> bool:
    """Return whether a text is Chinese, as far as its signs tell."""
    return len(_CHINESE.findall(text)) * 3 >= max(1, len(re.findall(r"\w", text)))


def prepared(text: str) -> str:
    """Return what of a message is told: no pictures, links, courtesies or quotation marks; of a long one the most
    telling sentences.

    The order stays. Several messages in a row stand apart by ` / `.
    """
    plain = _PICTURES.sub(" ", unlinked(text.replace("\n", " / ")))
    plain = re.sub(r"[\"“”„«»<>{}\[\]|;]+", " ", plain.replace("’", "'"))  # noqa: RUF001
    plain = " ".join(_NOISE.sub(" ", f" {plain} ").split())
    plain = _ADDRESS.sub("", plain)
    plain = re.sub(r"^(?:and|so)\s+(?=\S)", "", _CALLED.sub("", plain), flags=re.IGNORECASE)
    plain = re.sub(r"\s+([,.!?])", r"\1", re.sub(r"(?:\s*/)+\s*(?=/|$)|^\s*/\s*", "", plain)).strip(" /,")
    if len(plain.split()) <= READ_WORDS:
        return plain
    return _shortened(plain)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without the blanks between them."""
    return [found for part in _BETWEEN.split(text) if (found := part.strip(" /\n"))]


def chunks(text: str) -> list[str]:
    """Return a prepared message in pieces of at most READ_WORDS words, cut between sentences; one where it is short."""
    if len(text.split()) <= READ_WORDS:
        return [text]
    found: list[str] = []
    for sentence in sentences(text):
        if found and len(f"{found[-1]} {sentence}".split()) <= READ_WORDS:
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def _shortened(text: str) -> str:
    """Return the most telling sentences in their order, as many as fit; at least one, cut where it must be."""
    parts = sentences(text)
    ranked = sorted(range(len(parts)), key=lambda i: (-weight(parts[i]), i))
    kept: list[int] = []
    room = TOLD_WORDS
    for i in ranked:
        count = len(parts[i].split())
        if count <= room and (weight(parts[i]) >= TELLING or not kept):
            kept.append(i)
            room -= count
    if not kept:
        return " ".join(parts[ranked[0]].split()[:READ_WORDS])
    return " ".join(parts[i] if parts[i][-1] in ".!?" else f"{parts[i]}." for i in sorted(kept))


def weight(sentence: str) -> float:
    """Return how much a sentence tells: questions, figures, turns; courtesies tell nothing."""
    bare = _GREETING.sub("", sentence).strip(" ,.!")
    if not bare or bare.lower() in _SMALL_TALK.split(","):
        return 0.0
    found = words(bare)
    figures = sum((1.0 if any(c.isdigit() for c in word) else 0.5) for word in found if is_figure(word))
    chinese = len(_CHINESE.findall(bare)) > 0
    size = len(_CHINESE.findall(bare)) / 2 if chinese else len(found)
    score = 1.0 + 3.0 * bool(_ASKED.search(sentence)) + min(3.0, 1.2 * figures) + 1.5 * bool(_TURN.search(bare))
    return score + min(size, 8) * 0.15 + (0.5 if NEGATIONS & set(found) else 0.0)


_SMALL_TALK = (
    "ok,okay,k,lol,haha,thanks,thank you,thx,ty,bye,see you,cheers,nice,cool,great,sure,hi,hey,hello,xx,x,love you,"
    "morning,good morning,good night,how are you,how's it going,what's up,see you later,talk soon,sounds good,"
    "no problem,haha nice,you too,哈哈,好的,谢谢,嗯,好"
)
"""Messages that leave nothing to tell; `yes` and `no` are answers."""


def is_small_talk(text: str) -> bool:
    """Return whether a message has nothing that would be told: `ok`, `haha`, a picture."""
    bare = _GREETING.sub("", _ONLY_CALLED.sub("", prepared(text))).strip(" ,.!/")
    return not any(c.isalnum() for c in bare) or bare.lower() in _SMALL_TALK.split(",")


def telling_piece(text: str) -> str:
    """Return the most telling piece of a message as it was written, to be quoted: whole where it is short.

    Never cut inside a figure or before a `not`; a longer sentence ends with `…`. Without quotation marks and links.
    """
    plain = _GREETING.sub("", prepared(text)).strip(" /,") or prepared(text)
    most = QUOTED_CHINESE if is_chinese(plain) else QUOTED
    if len(plain) <= most:
        return _joined(plain)
    parts = sentences(plain)
    best = max(range(len(parts)), key=lambda i: (weight(parts[i]), -i))
    chosen = [best]
    for i in sorted(range(len(parts)), key=lambda i: -weight(parts[i])):
        if i not in chosen and weight(parts[i]) > 2 and sum(len(parts[j]) + 2 for j in (*chosen, i)) <= most:
            chosen.append(i)
    return _joined(" / ".join(_cut(parts[i], most) for i in sorted(chosen)))


def _joined(piece: str) -> str:
    """Return a piece without sentence ends inside, so that it stays one piece of the sentence that quotes it."""
    piece = re.sub(r"[.!。！]+(?=\s|$|[\u3400-\u9fff])", ",", piece)  # noqa: RUF001
    piece = re.sub(r"\?(?=\s*\S)", ",", piece.replace("？", "?")) if piece.rstrip().rstrip("?").count("?") else piece  # noqa: RUF001
    piece = re.sub(r"\s*/\s*", ", ", piece)
    return re.sub(r"(?:\s*,)+", ",", piece).strip(" ,")


_DANGLING = NEGATIONS | {"at", "on", "to", "the", "a", "by", "for", "and", "or", "but"}


def _cut(sentence: str, most: int) -> str:
    if len(sentence) <= most:
        return sentence
    if is_chinese(sentence):
        return sentence[: most - 1] + "…"
    kept = sentence[:most].rsplit(" ", 1)[0].rstrip(",:- ")
    while words(kept)[-1:] and words(kept)[-1] in _DANGLING:
        kept = kept.rsplit(" ", 1)[0]
    return kept + " …"
