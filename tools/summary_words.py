"""Words as a summary is checked by: spoken short forms written out, one stem a word, and what counts as a figure.

Two texts tell the same where their stems are the same. It knows English words. It knows no messages and no model.
"""

from __future__ import annotations

import re
from functools import cache

SHORT: dict[str, str] = {
    "i'm": "i am", "im": "i am", "i'll": "i will", "i've": "i have", "ive": "i have", "i'd": "i would",
    "you're": "you are", "youre": "you are", "you'll": "you will", "you've": "you have", "you'd": "you would",
    "we're": "we are", "we'll": "we will", "we've": "we have", "we'd": "we would", "they're": "they are",
    "they'll": "they will", "they've": "they have", "he'll": "he will", "she'll": "she will", "it'll": "it will",
    "he'd": "he would", "she'd": "she would",
    "don't": "do not", "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not",
    "didnt": "did not", "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not",
    "wont": "will not", "isn't": "is not", "isnt": "is not", "aren't": "are not", "arent": "are not",
    "wasn't": "was not", "wasnt": "was not", "weren't": "were not", "werent": "were not", "hasn't": "has not",
    "hasnt": "has not", "haven't": "have not", "havent": "have not", "hadn't": "had not", "hadnt": "had not",
    "couldn't": "could not", "couldnt": "could not", "wouldn't": "would not", "wouldnt": "would not",
    "shouldn't": "should not", "shouldnt": "should not", "mustn't": "must not", "needn't": "need not",
    "let's": "let us", "lets": "let us", "gonna": "going to", "wanna": "want to", "gotta": "have to",
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks",
    "omw": "on the way", "2nite": "tonight", "sry": "sorry", "til": "until",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow",
    "tonite": "tonight", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour", "bday": "birthday",
    "asap": "soon", "somebody": "someone", "anybody": "anyone", "nobody": "no one", "okay": "ok", "w/": "with",
    "b4": "before", "bc": "because", "cuz": "because", "coz": "because", "ppl": "people", "msg": "message",
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "thu": "thursday", "thurs": "thursday",
    "fri": "friday", "aint": "is not", "ain't": "is not", "nope": "no", "nah": "no", "yep": "yes", "yeah": "yes",
    "yup": "yes", "congrats": "congratulations",
}  # fmt: skip
"""Spoken and written short forms; apostrophes are straight, all is lower case."""

IRREGULAR: dict[str, tuple[str, str]] = {
    "be": ("was", "been"), "become": ("became", "become"), "begin": ("began", "begun"), "break": ("broke", "broken"),
    "bring": ("brought", "brought"), "build": ("built", "built"), "buy": ("bought", "bought"),
    "catch": ("caught", "caught"), "choose": ("chose", "chosen"), "come": ("came", "come"), "cost": ("cost", "cost"),
    "cut": ("cut", "cut"), "do": ("did", "done"), "draw": ("drew", "drawn"), "drink": ("drank", "drunk"),
    "drive": ("drove", "driven"), "eat": ("ate", "eaten"), "fall": ("fell", "fallen"), "feed": ("fed", "fed"),
    "feel": ("felt", "felt"), "find": ("found", "found"), "fly": ("flew", "flown"), "forget": ("forgot", "forgotten"),
    "get": ("got", "got"), "give": ("gave", "given"), "go": ("went", "gone"), "grow": ("grew", "grown"),
    "have": ("had", "had"), "hear": ("heard", "heard"), "hold": ("held", "held"), "hurt": ("hurt", "hurt"),
    "keep": ("kept", "kept"), "know": ("knew", "known"), "leave": ("left", "left"), "lend": ("lent", "lent"),
    "let": ("let", "let"), "lose": ("lost", "lost"), "make": ("made", "made"), "mean": ("meant", "meant"),
    "meet": ("met", "met"), "pay": ("paid", "paid"), "put": ("put", "put"), "read": ("read", "read"),
    "ride": ("rode", "ridden"), "ring": ("rang", "rung"), "run": ("ran", "run"), "say": ("said", "said"),
    "see": ("saw", "seen"), "sell": ("sold", "sold"), "send": ("sent", "sent"), "set": ("set", "set"),
    "shut": ("shut", "shut"), "sit": ("sat", "sat"), "sleep": ("slept", "slept"), "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"), "stand": ("stood", "stood"), "steal": ("stole", "stolen"), "swim": ("swam", "swum"),
    "take": ("took", "taken"), "teach": ("taught", "taught"), "tell": ("told", "told"),
    "think": ("thought", "thought"), "throw": ("threw", "thrown"), "understand": ("understood", "understood"),
    "wake": ("woke", "woken"), "wear": ("wore", "worn"), "win": ("won", "won"), "write": ("wrote", "written"),
}  # fmt: skip
"""Base form to past and participle."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBER_WORDS = _set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half quarter dozen "
    "first second third double twice"
)
DAY_WORDS = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today tomorrow tonight yesterday noon midnight morning afternoon evening "
    "night weekend week month year hour minute day"
)
NEGATIONS = frozenset({"not", "no", "never", "none", "nothing", "without", "neither", "nor"})

_TOKEN = re.compile(r"[$€£]?\d+(?:[.,:]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*|\S", re.UNICODE)  # noqa: RUF001
_LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|io|co|ly|me|info|xyz|app)(?:/\S*)?\b", re.IGNORECASE
)


def unlinked(text: str) -> str:
    """Return the text with `a link` for each address of a web page: they are neither told nor quoted."""
    return _LINK.sub("a link", text)


def raw_tokens(text: str) -> list[str]:
    """Return words, figures and single marks, as they stand; `7pm` is two."""
    return _TOKEN.findall(text.replace("’", "'").replace("‘", "'"))  # noqa: RUF001


def words(text: str) -> list[str]:
    """Return lower-case words and figures with short forms written out; marks stay as they are."""
    found: list[str] = []
    for token in raw_tokens(text):
        word = token.lower()
        if word in SHORT:
            found += SHORT[word].split()
        elif word.endswith("'s"):
            found += [word[:-2], "'s"]
        else:
            found.append(word)
    return found


@cache
def _bases() -> dict[str, str]:
    bases = {form: base for base, forms in IRREGULAR.items() for form in forms}
    return bases | {
        "am": "be", "is": "be", "are": "be", "were": "be", "being": "be", "has": "have", "does": "do", "doing": "do",
        "goes": "go", "going": "go", "used": "use", "tried": "try", "tries": "try",
    }  # fmt: skip


@cache
def stem(word: str) -> str:
    """Return what the forms of a word have in common; a figure stays as it is.

    `running`, `runs` and `ran` give `run`. Some words that differ share a stem; no figure and no negation does.
    """
    word = _bases().get(word, word)
    if not word.isalpha() or len(word) < 3 or word in NEGATIONS or word in DAY_WORDS or word in NUMBER_WORDS:
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            cut = word[: -len(ending)] + instead
            if word[:-1] in DAY_WORDS:
                return word[:-1]
            word = cut if cut not in NEGATIONS else word[:-1]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") and word[:-1] not in NEGATIONS else word


def is_figure(word: str) -> bool:
    """Return whether a word tells how many, how much or when: it may neither be changed nor lost."""
    return any(c.isdigit() for c in word) or word.rstrip("s") in DAY_WORDS or word in NUMBER_WORDS


def inflected(phrase: str, form: str) -> str:
    """Return a phrase that begins with a verb in another form: `s`, `ed`, `en` or `ing`."""
    verb, _, rest = phrase.partition(" ")
    past, participle = IRREGULAR.get(verb, ("", ""))
    if form == "s":
        changed = _with_s(verb)
    elif form in ("ed", "en") and past:
        changed = past if form == "ed" else participle
    elif form in ("ed", "en"):
        changed = verb + "d" if verb.endswith("e") else verb[:-1] + "ied" if _is_cy(verb) else _doubled(verb) + "ed"
    else:
        changed = verb[:-1] + "ing" if verb.endswith("e") and not verb.endswith("ee") else _doubled(verb) + "ing"
    return f"{changed} {rest}".strip()


def _with_s(verb: str) -> str:
    if verb == "have":
        return "has"
    if _is_cy(verb):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "o")) else "s")


def _is_cy(verb: str) -> bool:
    return len(verb) > 2 and verb.endswith("y") and verb[-2] not in "aeiou"


_DOUBLING = _set("stop run get put set cut shut sit swim win plan chat drop grab let forget begin swap")


def _doubled(verb: str) -> str:
    return verb + verb[-1] if verb in _DOUBLING else verb
