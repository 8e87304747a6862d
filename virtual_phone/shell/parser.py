"""Parses the POSIX subset of mksh: lists, pipelines, if, for, while, until, case, groups, functions, redirections.

Knows: structure. Does not know: values or commands. Error texts are mksh's.
"""

from __future__ import annotations

import re

from .syntax import (
    AndOr,
    Case,
    Command,
    Condition,
    For,
    Function,
    Group,
    If,
    Literal,
    Loop,
    Pipeline,
    Redirect,
    Redirected,
    Script,
    ShellSyntaxError,
    Simple,
    Word,
)
from .words import WordReader

_CLOSERS = {"then", "else", "elif", "fi", "do", "done", "esac", "}", "in"}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_REDIRECT = re.compile(r"(\d*)(<<-|<<|>>|>\||>&|<&|<>|<|>)")
_MAX_DEPTH = 60


def parse(text: str, depth: int = 0) -> Script:
    """Parse a whole script. Raises ShellSyntaxError with mksh's words."""
    if depth > _MAX_DEPTH:
        raise ShellSyntaxError("syntax error: nested too deeply")
    return _Parser(text, depth).whole()


class _Parser:
    def __init__(self, text: str, depth: int) -> None:
        self._depth = depth
        self._nesting = 0
        self._reader = WordReader(text.replace("\r\n", "\n"), lambda inner: parse(inner, depth + 1))
        self._here_end: int | None = None

    # -- characters ------------------------------------------------------------------------------------------

    def _blanks(self) -> None:
        reader = self._reader
        while True:
            if reader.peek() and reader.peek() in " \t":
                reader.at += 1
            elif reader.peek(2) == "\\\n":
                reader.at += 2
            elif reader.peek() == "#":
                end = reader.text.find("\n", reader.at)
                reader.at = len(reader.text) if end < 0 else end
            else:
                return

    def _newlines(self) -> None:
        self._blanks()
        while self._reader.peek() == "\n":
            self._newline()
            self._blanks()

    def _newline(self) -> None:
        self._reader.at += 1
        if self._here_end is not None:
            self._reader.at, self._here_end = self._here_end, None

    def _take(self, operator: str) -> bool:
        self._blanks()
        if self._reader.peek(len(operator)) != operator:
            return False
        self._reader.at += len(operator)
        return True

    def _reserved(self) -> str | None:
        """Return the reserved word or plain word that comes next, without moving."""
        self._blanks()
        at = self._reader.at
        match = re.match(r"(?:[A-Za-z_]+|[{}!]|\[\[)(?=[\s;&|<>()]|$)", self._reader.text[at:])
        return match.group(0) if match else None

    def _skip_word(self, word: str) -> None:
        self._reader.at += len(word)

    def _expect(self, word: str, opener: str) -> None:
        self._newlines()
        if self._reserved() != word:
            if self._reader.at >= len(self._reader.text):
                raise ShellSyntaxError(f"syntax error: unmatched '{opener}'")
            self._unexpected()
        self._skip_word(word)

    def _unexpected(self) -> None:
        reader = self._reader
        self._blanks()
        if reader.at >= len(reader.text):
            raise ShellSyntaxError("syntax error: unexpected EOF")
        if reader.peek() == "\n":
            raise ShellSyntaxError("syntax error: unexpected 'newline'")
        for operator in ("&&", "||", ";;", "<<", ">>"):
            if reader.peek(2) == operator:
                raise ShellSyntaxError(f"syntax error: unexpected '{operator}'")
        token = re.match(r"[^\s;&|<>()]+|.", reader.text[reader.at :])
        raise ShellSyntaxError(f"syntax error: unexpected '{token.group(0) if token else ''}'")

    # -- lists -----------------------------------------------------------------------------------------------

    def whole(self) -> Script:
        script = self._list()
        if self._reader.at < len(self._reader.text):
            self._unexpected()
        return script

    def _at_end(self) -> bool:
        self._newlines()
        reader = self._reader
        return (
            reader.at >= len(reader.text)
            or reader.peek() == ")"
            or reader.peek(2) == ";;"
            or self._reserved() in _CLOSERS
        )

    def _list(self) -> Script:
        items: list[AndOr] = []
        while not self._at_end():
            item = self._and_or()
            self._blanks()
            reader = self._reader
            if reader.peek() == "&" and reader.peek(2) != "&&":
                reader.at += 1
                item = AndOr(item.first, item.rest, True)
            elif reader.peek() == ";" and reader.peek(2) != ";;":
                reader.at += 1
            elif reader.peek() not in ("\n", ")", "") and reader.peek(2) != ";;":
                self._unexpected()
            items.append(item)
        return Script(tuple(items))

    def _and_or(self) -> AndOr:
        first = self._pipeline()
        rest: list[tuple[str, Pipeline]] = []
        while True:
            self._blanks()
            operator = self._reader.peek(2)
            if operator not in ("&&", "||"):
                return AndOr(first, tuple(rest))
            self._reader.at += 2
            self._newlines()
            rest.append((operator, self._pipeline()))

    def _pipeline(self) -> Pipeline:
        negate = False
        while self._reserved() == "!":
            self._skip_word("!")
            negate = not negate
        commands = [self._command()]
        while True:
            self._blanks()
            if self._reader.peek() != "|" or self._reader.peek(2) == "||":
                return Pipeline(tuple(commands), negate)
            self._reader.at += 1
            self._newlines()
            commands.append(self._command())

    # -- commands --------------------------------------------------------------------------------------------

    def _command(self) -> Command:
        self._nesting += 1
        if self._nesting > _MAX_DEPTH:
            raise ShellSyntaxError("syntax error: nested too deeply")
        try:
            return self._one_command()
        finally:
            self._nesting -= 1

    def _one_command(self) -> Command:
        word = self._reserved()
        compound: Command
        if word == "if":
            compound = self._if()
        elif word in ("while", "until"):
            compound = self._loop(word)
        elif word == "for":
            compound = self._for()
        elif word == "case":
            compound = self._case()
        elif word == "{":
            self._skip_word("{")
            body = self._body("{")
            self._expect("}", "{")
            compound = Group(body)
        elif word == "[[":
            compound = self._condition()
        elif self._reader.peek() == "(":
            self._reader.at += 1
            body = self._body("(")
            if not self._take(")"):
                raise ShellSyntaxError("syntax error: unmatched '('")
            compound = Group(body, subshell=True)
        else:
            return self._simple()
        redirects: list[Redirect] = []
        while self._redirect(redirects):
            pass
        return Redirected(compound, tuple(redirects)) if redirects else compound

    def _body(self, opener: str) -> Script:
        script = self._list()
        if not script.items:
            if self._reader.at >= len(self._reader.text):
                raise ShellSyntaxError(f"syntax error: unmatched '{opener}'")
            self._unexpected()
        return script

    def _if(self) -> If:
        self._skip_word("if")
        branches = []
        condition = self._body("if")
        self._expect("then", "if")
        branches.append((condition, self._body("then")))
        otherwise = None
        while self._reserved() == "elif":
            self._skip_word("elif")
            condition = self._body("if")
            self._expect("then", "if")
            branches.append((condition, self._body("then")))
        if self._reserved() == "else":
            self._skip_word("else")
            otherwise = self._body("else")
        self._expect("fi", "if")
        return If(tuple(branches), otherwise)

    def _loop(self, word: str) -> Loop:
        self._skip_word(word)
        condition = self._body(word)
        body = self._do_block(word)
        return Loop(condition, body, word == "until")

    def _do_block(self, opener: str) -> Script:
        self._expect("do", opener)
        body = self._body("do")
        self._expect("done", opener)
        return body

    def _for(self) -> For:
        self._skip_word("for")
        self._blanks()
        name = self._reader.read_word()
        if name is None or not (name.plain() or "").isidentifier():
            self._unexpected()
        assert name is not None
        self._newlines()
        words: tuple[Word, ...] | None = None
        if self._reserved() == "in":
            self._skip_word("in")
            words = self._words()
        self._take(";")
        return For(name.plain() or "", words, self._do_block("for"))

    def _words(self) -> tuple[Word, ...]:
        found: list[Word] = []
        while True:
            self._blanks()
            word = self._reader.read_word()
            if word is None:
                return tuple(found)
            found.append(word)

    def _case(self) -> Case:
        self._skip_word("case")
        self._blanks()
        subject = self._reader.read_word()
        if subject is None:
            self._unexpected()
        assert subject is not None
        self._expect("in", "case")
        branches: list[tuple[tuple[Word, ...], Script]] = []
        while True:
            self._newlines()
            if self._reserved() == "esac":
                self._skip_word("esac")
                return Case(subject, tuple(branches))
            self._take("(")
            patterns = []
            while True:
                self._blanks()
                pattern = self._reader.read_word()
                if pattern is None:
                    raise ShellSyntaxError("syntax error: unmatched 'case'")
                patterns.append(pattern)
                if not self._take("|"):
                    break
            if not self._take(")"):
                self._unexpected()
            branches.append((tuple(patterns), self._list()))
            self._take(";;")

    def _condition(self) -> Condition:
        self._skip_word("[[")
        words: list[Word] = []
        while True:
            self._newlines()
            reader = self._reader
            operator = next((op for op in ("&&", "||", "(", ")", "<", ">") if reader.peek(len(op)) == op), None)
            if operator:
                reader.at += len(operator)
                words.append(Word((Literal(operator),)))
                continue
            word = reader.read_word()
            if word is None:
                raise ShellSyntaxError("syntax error: unmatched '[['")
            if word.plain() == "]]":
                return Condition(tuple(words))
            words.append(word)

    def _simple(self) -> Command:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            self._blanks()
            if self._redirect(redirects):
                continue
            word = self._reader.read_word()
            if word is None:
                break
            assigned = self._assignment(word) if not words else None
            if assigned is not None:
                assignments.append(assigned)
                continue
            words.append(word)
            if (
                len(words) == 1
                and not assignments
                and self._reader.peek() == "("
                and (word.plain() or "").isidentifier()
            ):
                self._reader.at += 1
                if not self._take(")"):
                    self._unexpected()
                self._newlines()
                return Function(word.plain() or "", self._command())
        if not (assignments or words or redirects):
            self._unexpected()
        return Simple(tuple(assignments), tuple(words), tuple(redirects))

    def _assignment(self, word: Word) -> tuple[str, Word] | None:
        first = word.parts[0]
        if not isinstance(first, Literal) or first.quoted:
            return None
        match = _ASSIGNMENT.match(first.text)
        if match is None:
            return None
        rest = first.text[match.end() :]
        parts = ((Literal(rest),) if rest else ()) + word.parts[1:]
        return match.group(0)[:-1], Word(parts)

    # -- redirections ----------------------------------------------------------------------------------------

    def _redirect(self, redirects: list[Redirect]) -> bool:
        self._blanks()
        match = _REDIRECT.match(self._reader.text, self._reader.at)
        if match is None:
            return False
        self._reader.at = match.end()
        operator = match.group(2)
        fd = int(match.group(1)) if match.group(1) else (0 if operator[0] == "<" else 1)
        self._blanks()
        target = self._reader.read_word()
        if target is None:
            self._unexpected()
        assert target is not None
        if operator.startswith("<<"):
            target, self._here_end = self._reader.here_document(target, operator == "<<-", self._here_end)
            operator = "<<"
        redirects.append(Redirect(fd, operator, target))
        return True
