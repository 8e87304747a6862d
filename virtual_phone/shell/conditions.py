"""test, [ and [[ … ]]: conditions over texts, numbers and files.

Knows: operators and their precedence. Does not know: how their words were expanded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..bounded_regex import SlowPatternError
from .arithmetic import ArithmeticFailure, evaluate
from .expand import Expander
from .io import Call, Command, Streams, UsageProblem
from .patterns import matches, quote_pattern, unquote_pattern
from .regexes import compile_posix
from .state import SHELL
from .syntax import Word

if TYPE_CHECKING:
    from .interpreter import Shell

_NUMERIC: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}
_TEXT = ("=", "==", "!=", "<", ">", "=~", "-nt", "-ot", "-ef")
_UNARY = "zndefrwxsLhbcpSugkotO"


class _Problem(ValueError):
    pass


class _Evaluator:
    """Evaluates one condition by recursive descent. double: [[ ]] rules (patterns, && and ||)."""

    def __init__(self, shell: Shell, words: list[str], double: bool, io: Streams) -> None:
        self._shell, self._words, self._double, self._io, self._at = shell, words, double, io, 0

    def run(self) -> bool:
        if not self._words:
            return False
        value = self._or()
        if self._at < len(self._words):
            raise _Problem(f"{self._plain(self._peek())}: unexpected operator/operand")
        return value

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._words[at] if at < len(self._words) else ""

    def _left(self) -> int:
        return len(self._words) - self._at

    def _plain(self, text: str) -> str:
        return unquote_pattern(text) if self._double else text

    def _or(self) -> bool:
        value = self._and()
        while self._left() and self._peek() == ("||" if self._double else "-o"):
            self._at += 1
            other = self._and()
            value = value or other
        return value

    def _and(self) -> bool:
        value = self._not()
        while self._left() and self._peek() == ("&&" if self._double else "-a"):
            self._at += 1
            other = self._not()
            value = value and other
        return value

    def _not(self) -> bool:
        if self._peek() == "!" and self._left() > 1:
            self._at += 1
            return not self._not()
        return self._primary()

    def _primary(self) -> bool:
        if not self._left():
            raise _Problem("argument expected")
        word, operator = self._peek(), self._peek(1)
        if self._left() >= 3 and (operator in _NUMERIC or operator in _TEXT):
            self._at += 3
            return self._binary(word, operator, self._words[self._at - 1])
        if word == "(" and self._left() > 2:
            self._at += 1
            value = self._or()
            if self._peek() != ")":
                raise _Problem("missing )")
            self._at += 1
            return value
        if len(word) == 2 and word[0] == "-" and word[1] in _UNARY and self._left() >= 2:
            self._at += 2
            return self._unary(word[1], self._plain(operator))
        self._at += 1
        return self._plain(word) != ""

    def _number(self, text: str) -> int:
        try:
            return int(text.strip() or "0")
        except ValueError:
            if self._double:
                return evaluate(text, self._shell.get, self._shell.put)
            raise _Problem(f"{text}: bad number") from None

    def _binary(self, left: str, operator: str, right: str) -> bool:
        first = self._plain(left)
        if operator in _NUMERIC:
            return _NUMERIC[operator](self._number(first), self._number(self._plain(right)))
        if operator in ("=", "==", "!="):
            equal = matches(right, first) if self._double else first == right
            return equal == (operator != "!=")
        if operator == "=~":
            return compile_posix(self._plain(right), extended=True).search(first) is not None
        if operator in ("<", ">"):
            return first < self._plain(right) if operator == "<" else first > self._plain(right)
        one, two = self._node(first), self._node(self._plain(right))
        if operator == "-ef":
            return one is not None and one is two
        times = (one.mtime_ms if one else -1, two.mtime_ms if two else -1)
        return times[0] > times[1] if operator == "-nt" else times[0] < times[1]

    def _node(self, path: str):  # type: ignore[no-untyped-def]
        from ..fs import normalise

        if not path:
            return None
        return self._shell.phone.fs.find(normalise(path, self._shell.cwd), uid=self._shell.uid)

    def _unary(self, operator: str, value: str) -> bool:
        from ..fs import normalise

        if operator in "zn":
            return (value == "") == (operator == "z")
        if operator == "t":
            stream = self._io.stdin if value == "0" else self._io.output(int(value) if value.isdecimal() else -1)
            return getattr(stream, "is_terminal", False)
        if operator == "o":
            return {"errexit": self._shell.errexit, "noglob": self._shell.noglob}.get(value, False)
        fs, path = self._shell.phone.fs, normalise(value, self._shell.cwd)
        if operator in "Lh":
            link = fs.find(path, follow=False, uid=self._shell.uid) if value else None
            return link is not None and link.is_link
        node = self._node(value)
        if node is None:
            return False
        if operator in "rwx":
            return bool(node.allows(self._shell.uid, {"r": 4, "w": 2, "x": 1}[operator])) and not (
                operator == "x" and not node.mode & 0o111
            )
        checks = {"d": node.is_dir, "f": node.is_file, "e": True, "s": node.size > 0,
        "O": node.owner == self._shell.uid,
                  "c": node.mode & 0o170000 == 0o020000}  # fmt: skip
        return bool(checks.get(operator, False))


def test(call: Call) -> int:
    """Evaluate `test …` or `[ … ]`: 0 true, 1 false, 2 for a bad expression."""
    words = call.args[1:]
    if call.args[0] == "[":
        if not words or words[-1] != "]":
            call.err(f"{SHELL}: [: missing ]\n")
            return 2
        words = words[:-1]
    try:
        return int(not _Evaluator(call.shell, words, False, call.io).run())
    except (_Problem, ArithmeticFailure) as error:
        call.err(f"{SHELL}: {call.args[0]}: {error}\n")
        return 2


async def double_bracket(shell: Shell, words: tuple[Word, ...], io: Streams) -> int:
    """Evaluate [[ … ]]: the words are expanded, never split."""
    expander = Expander(shell, io)
    texts = []
    for word in words:
        plain = word.plain()
        texts.append(plain if plain is not None else await expander.pattern(word) or quote_pattern(""))
    try:
        return int(not _Evaluator(shell, texts, True, io).run())
    except (_Problem, ArithmeticFailure, UsageProblem, SlowPatternError) as error:
        io.stderr.write(f"{SHELL}: [[: {error}\n".encode())
        return 2


COMMANDS: dict[str, Command] = {"test": test, "[": test}
