"""Checks that a sentence about a message says what the message says: nothing is added, turned round or left out.

The clause must be the message's own words in their order. What may be added are words of telling (`asks you to`, where
the message asks) and of grammar; what may be left out are courtesies and, of long messages, whole parts without a
figure or a negation. So an invented name, number or amount cannot pass, and neither can a lost `not`, a changed time,
`you` for `I`, or a question told as a fact. It knows words and no model. It is for English: anything else does not
pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from .summary_tellings import (
    NEVER_NOT,
    NO_TELLING,
    TELLINGS,
    Telling,
    is_question,
    is_request,
    may_be_question,
    stems,
)
from .summary_words import IRREGULAR, NEGATIONS, is_figure, stem, words

MOST_WORDS = 34
"""Words of a clause; a longer one is no summary."""
WHOLE = 30
"""Words of a message up to which nothing but courtesies may be left out."""
_MARKS = re.compile(r"""["“”„«»;\n\r\t<>{}\[\]|?!]""")  # noqa: RUF001
_ENDS = frozenset(".!?/;…\n")
_ME = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_YOU = frozenset({"you", "your", "yours", "yourself"})
_SUBJECTS = frozenset({"i", "we", "he", "she", "they"})
_MODALS = frozenset({"can", "could", "will", "would", "shall", "should", "must"})
_ADDED = stems("be have do a an the to that and there it for of whether then 's")
"""Words of grammar that a clause may have and the message not."""
_DROPPED = stems(
    "a an the 's please just really very so well also actually btw fyi hey hi hello hiya lol haha omg oh ok ugh listen "
    "xx x bye cheers thanks thank be have do to that it i there sorry anyway dear quick hm hmm um yes "
    "welcome of this guys mate dude bro"
)
"""Words that a clause may leave out anywhere."""
_GREETED = stems(
    "please just really so well also actually btw fyi hey hi hello hiya lol haha omg oh ok ugh listen sorry anyway "
    "dear quick yes then and but or cheers thanks"
)
HEDGES = stems(
    "if unless until except only maybe might may perhaps probably almost nearly before after hope think guess"
)
"""Words without which a sentence says more than it did."""
_CONTRAST = stems("but unless except if until because or instead not though")
_BEFORE = stems("if unless when once until although")
_UNFINISHED = stems("a an the to and of or")
_NO_BIDDING = _MODALS | stems("be do need hope love miss think owe want mean agree happy")
"""Verbs that people write without `I` before them: `need milk` asks for nothing."""
_WAS = frozenset({"was", "were"})
_OTHER_TIME = "it tells something past as present, or the other way round"
_TRIES = 300
"""Ways to lay a clause beside its message that are looked at."""
_STEPS = 20_000
"""Words that are laid down for them: a message of one word many times has more ways than there is time for."""


@dataclass(frozen=True, slots=True)
class _Message:
    """A message in stems, cut at its marks."""

    words: tuple[str, ...]
    spoken: tuple[str, ...]
    """The same words as they were written, in lower case."""
    part_of: tuple[int, ...]
    """For each word its part; -1 for marks."""
    parts: tuple[tuple[int, ...], ...]
    marked: frozenset[int]
    """Parts that end with a question mark."""

    def bare(self, part: int) -> list[str]:
        """Return the stems of a part from its first word that is no greeting."""
        return [self.words[i] for i in self.bare_places(part)]

    def is_question(self, part: int) -> bool:
        """Return whether a part is surely a question."""
        spoken = [self.spoken[i] for i in self.bare_places(part)]
        return is_question(self.bare(part), spoken, marked=part in self.marked)

    def bare_places(self, part: int) -> tuple[int, ...]:
        """Return where the words of a part stand, from its first that is no greeting."""
        places = self.parts[part]
        return places[next((n for n, i in enumerate(places) if self.words[i] not in _GREETED), len(places)) :]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A way of telling and what is told so."""

    telling: Telling
    told: tuple[str, ...]
    spoken: tuple[str, ...]


def faithful(clause: str, text: str) -> bool:
    """Return whether the clause tells the message and nothing else."""
    return not unfaithful(clause, text)


def unfaithful(clause: str, text: str) -> str:
    """Return why a clause may not stand for the message; empty where it may.

    Args:
        clause: What somebody does or says, in the third person, without the name: `asks whether dinner is at 7`.
        text: The message as it was written (short forms and slips too).
    """
    if not clause.strip() or _MARKS.search(clause):
        return "it is empty, or has a mark that a clause has not"
    message, pieces = _message(text), _pieces(clause)
    said = [word for piece in pieces for word in piece.told]
    if sum(map(_is_word, words(clause))) > MOST_WORDS:
        return "too long"
    if any(word in _ME for word in said):
        return "it speaks of itself as I"
    if stem(words(clause)[-1]) in _UNFINISHED:
        return "it breaks off"
    if not pieces:
        return "it says nothing"
    if bool(_WAS & set(words(clause))) != bool(_WAS & set(message.spoken)):
        return _OTHER_TIME
    why = ""
    for laid in islice(_alignments(pieces, message), _TRIES):
        why = _turned(pieces, laid, message) or _left_out(pieces, laid, message)
        if not why:
            return ""
    return why or _missing(said, message)


def _is_word(text: str) -> bool:
    return text == "'s" or any(c.isalnum() for c in text)


def _stems(spoken: Sequence[str]) -> list[str]:
    return [word if word in _ME | _THEY | _YOU else stem(word) for word in spoken]


def _message(text: str) -> _Message:
    """Cut a message at its marks; a part that limits another one stays with it."""
    spoken = words(text)
    source = _stems(spoken)
    parts: list[list[int]] = [[]]
    marked: set[int] = set()
    for i, word in enumerate(source):
        if word in _ENDS or word in (",", ":", "-", "–", "(", ")"):  # noqa: RUF001
            if word == "?" and parts[-1]:
                marked.add(len(parts) - 1)
            after = next((w for w in source[i + 1 :] if _is_word(w)), "")
            first = next((source[j] for j in parts[-1]), "")
            if parts[-1] and (word in _ENDS or not (after in _CONTRAST or first in _BEFORE)):
                parts.append([])
        elif _is_word(word):
            parts[-1].append(i)
    kept = [tuple(part) for part in parts if part]
    place = {i: number for number, part in enumerate(kept) for i in part}
    part_of = tuple(place.get(i, -1) for i in range(len(source)))
    return _Message(tuple(source), tuple(spoken), part_of, tuple(kept), frozenset(marked))


def _pieces(clause: str) -> list[_Piece]:
    """Cut the clause into ways of telling and what is told."""
    spoken = words(clause)
    said = _stems(spoken)
    found: list[tuple[Telling, list[int]]] = [(NO_TELLING, [])]
    at, may_begin = 0, True
    while at < len(said):
        telling = next((t for t in TELLINGS if tuple(spoken[at : at + len(t.words)]) == t.words), None)
        if telling is not None and may_begin:
            found.append((telling, []))
            at += len(telling.words)
            may_begin = False
            continue
        if said[at] in (",", ":") and found[-1][1] and not found[-1][0].words:
            found.append((NO_TELLING, []))  # `has to work, is sorry`
        if _is_word(said[at]):
            found[-1][1].append(at)
        may_begin = said[at] in (",", "and", "then", "but", "or", "so", ":")
        at += 1
    kept = [(telling, at) for telling, at in found if telling.words or at]
    return [_Piece(telling, tuple(said[i] for i in at), tuple(spoken[i] for i in at)) for telling, at in kept]


def _alignments(pieces: Sequence[_Piece], message: _Message) -> Iterator[tuple[int, ...]]:
    """Yield the places of the message's words that the clause repeats, in their order; -1 for words that were added."""
    source, left = message.words, [_STEPS]
    told = [(word, piece.telling) for piece in pieces for word in piece.told]
    following = [*[spoken for piece in pieces for spoken in piece.spoken][1:], ""]

    def lay(index: int, at: int, laid: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if index == len(told):
            yield laid
            return
        left[0] -= 1
        if left[0] < 0:
            return
        word, telling = told[index]
        for place in range(at, len(source)):
            if _same(word, source[place]) or word == "will" and _is_going_to(message, place):
                yield from lay(index + 1, place + 1, (*laid, place))
        if word in _MODALS and word in source and telling.sort == "question":
            yield from lay(index + 1, at, (*laid, source.index(word)))
        elif _may_add(word, telling, following[index], source):
            yield from lay(index + 1, at, (*laid, -1))

    yield from lay(0, 0, ())


def _is_going_to(message: _Message, place: int) -> bool:
    return message.spoken[place : place + 2] == ("going", "to")


def _may_add(word: str, telling: Telling, following: str, source: Sequence[str]) -> bool:
    if word == stem("have"):
        return _is_past(following)  # `has arrived`; `has to` is a duty, not grammar
    if word == "will":  # "be there in ten", "see you at 8"
        return not telling.words and following in ("be", "see") and not NEGATIONS & set(source)
    if word == "you":
        return telling.words == ("asks", "whether")
    return word in _ADDED


def _same(said: str, written: str) -> bool:
    if said == written:
        return said not in _ME
    if said in _THEY:
        return written in _ME or written in _THEY
    if said in _YOU:
        return written in _YOU
    return _is_slip(said, written)


def _is_slip(said: str, written: str) -> bool:
    """Return whether two long words differ by one letter too many, too few, or by two that changed places."""
    if min(len(said), len(written)) < 5 or not (said.isalpha() and written.isalpha()):
        return False
    if is_figure(said) != is_figure(written) and not is_figure(said):
        return False
    longer, shorter = (said, written) if len(said) > len(written) else (written, said)
    if len(longer) - len(shorter) == 1:
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    if len(longer) != len(shorter):
        return False
    return any(said[:i] + said[i + 1] + said[i] + said[i + 2 :] == written for i in range(len(said) - 1))


def _carries(word: str) -> bool:
    return _is_word(word) and word not in _DROPPED


def _told_parts(piece: _Piece, places: Sequence[int], message: _Message) -> list[int]:
    """Return the parts of the message that a piece tells, in order."""
    found = [message.part_of[place] for place in places if place >= 0 and _carries(message.words[place])]
    found = found or [message.part_of[place] for place in places if place >= 0]
    return list(dict.fromkeys(found))


def _placed(pieces: Sequence[_Piece], laid: Sequence[int]) -> Iterator[tuple[_Piece, Sequence[int]]]:
    at = 0
    for piece in pieces:
        yield piece, laid[at : at + len(piece.told)]
        at += len(piece.told)


def _turned(pieces: Sequence[_Piece], laid: Sequence[int], message: _Message) -> str:
    """Return what is told as something else than it is: a question as a fact, a wish as a deed."""
    for piece, places in _placed(pieces, laid):
        told, telling = _told_parts(piece, places, message), piece.telling
        near = {message.words[i] for part in told for p in (part - 1, part) if p >= 0 for i in message.parts[p]}
        near |= set(message.words) if not told else set()
        if telling.shown_by and not telling.shown_by & near and not ("*" in telling.shown_by and "*" in message.words):
            return f"the message does not show that somebody {' '.join(telling.words)}"
        if telling.words[:1] and telling.words[0] in NEVER_NOT and NEGATIONS & set(piece.told):
            return "it is not clear what its `not` denies"
        if telling.words == ("asks",) and piece.told[:1] and piece.told[0] not in telling.shown_by:
            return "asks what?"
        asked = [message.is_question(p) or may_be_question(message.bare(p)) for p in told]
        surely = [message.is_question(p) for p in told]
        added = {word for word, place in zip(piece.told, places, strict=True) if place < 0}
        subjects = {message.words[i] for part in told for i in message.parts[part]} & _SUBJECTS
        if "you" in added and "we" not in subjects and (subjects or not message.marked & set(told)):
            return "it asks about somebody else"
        if telling.sort == "question" and told and not asked[0]:
            return "it tells a statement as a question"
        if telling.sort == "statement" and any(surely):
            return "it tells a question as a statement"
        if telling.sort == "request" and piece.told and not _asks(piece, places, told, near, message):
            return "nobody is asked to do that"
        if telling.sort == "statement" and any(map(partial(_is_moved, message), places, piece.spoken)):
            return _OTHER_TIME
        if telling.sort != "request" and any(map(partial(_is_bidding, message), places, piece.spoken)):
            return "it tells a request as a deed"
    return ""


def _asks(piece: _Piece, places: Sequence[int], told: Sequence[int], near: set[str], message: _Message) -> bool:
    first = next((message.words[place] for place in places if place >= 0 and _carries(message.words[place])), "")
    if piece.telling.words == ("asks", "you", "to", "let", "them", "know"):
        return True
    if "not" in piece.telling.words and not any("not" in message.bare(p)[: _at(first, message.bare(p))] for p in told):
        return False
    return any(is_request(message.bare(part), first, near) for part in told)


def _at(word: str, among: Sequence[str]) -> int:
    return among.index(word) if word in among else 0


def _is_bidding(message: _Message, place: int, spoken: str) -> bool:
    """Return whether a verb, told as somebody's deed, begins its part of the message as a request does."""
    if place < 0 or message.words[place] in _NO_BIDDING:
        return False
    part, written = message.bare_places(message.part_of[place]), message.spoken[place]
    if not part or place != part[0] or spoken == written or spoken in _THEY:
        return False
    if written == "have":  # `have to go`, `have eaten`; not `have a nice day`
        following = message.spoken[place + 1] if place + 1 < len(message.spoken) else ""
        return following != "to" and not _is_past(following)
    return not (written.endswith("ing") and stem(written) != written) and not _is_past(written)


def _is_moved(message: _Message, place: int, spoken: str) -> bool:
    """Return whether a verb is told in another time than it was written in."""
    written = message.spoken[place] if place >= 0 else spoken
    if written == spoken or spoken.endswith("ing") or written.endswith("ing"):
        return False
    return _is_past(spoken) != _is_past(written)


def _is_past(word: str) -> bool:
    if word.endswith("ed"):
        return stem(word) != word
    return word not in IRREGULAR and any(word in forms for forms in IRREGULAR.values())


def _left_out(pieces: Sequence[_Piece], laid: Sequence[int], message: _Message) -> str:
    """Return what is missing: anything that carries meaning in a part that is told, or of a part that is not."""
    taken = {place for place in laid if place >= 0}
    told = {message.words[i] for i in taken}
    stands = _stood_for(pieces, laid, message)
    for number, part in enumerate(message.parts):
        is_part_told = any(_carries(message.words[i]) and i in taken for i in part)
        for i in part:
            word = message.words[i]
            if i in taken or word in stands[number] or word == "and" and i == part[0]:
                continue
            if word == "no" and _is_alone(i, message.words):
                continue
            if not is_part_told and word in told and word not in NEGATIONS:
                continue
            if is_figure(word) or word in NEGATIONS or word in HEDGES:
                return f"{word!r} was left out"
            if _carries(word) and (is_part_told or len(message.words) <= WHOLE):
                return f"{word!r} was left out"
    return "" if taken or pieces[0].telling.words else "it tells nothing of the message"


def _stood_for(pieces: Sequence[_Piece], laid: Sequence[int], message: _Message) -> list[frozenset[str]]:
    """Return for each part of the message the words that a way of telling it stands for."""
    found: list[frozenset[str]] = [frozenset()] * len(message.parts)
    for piece, places in _placed(pieces, laid):
        told = _told_parts(piece, places, message)
        for part in range(len(found)):
            if not told or part in told or part + 1 in told and not _is_told(part, laid, message):
                found[part] |= piece.telling.stands_for
    return found


def _is_told(part: int, laid: Sequence[int], message: _Message) -> bool:
    return any(i in laid and _carries(message.words[i]) for i in message.parts[part])


def _missing(said: Sequence[str], message: _Message) -> str:
    """Return which word of the clause the message has not, or not there."""
    word = next((w for w in said if w not in _ADDED and not any(_same(w, s) for s in message.words)), "")
    return f"{word!r} is not in the message" if word else "its words stand in another order"


def _is_alone(place: int, source: Sequence[str]) -> bool:
    """Return whether a `no` is an answer of its own, not a word about what follows."""
    return place + 1 < len(source) and source[place + 1] in (",", ".", "!", "/")
