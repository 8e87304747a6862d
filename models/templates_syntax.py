"""The writing of sentence templates, `(set|make) [an] alarm for {time}`, as a tree. Knows no tools and no values.

word        these words, whole and in any case          [x]        x or nothing
(a|b)       one of these                                {name}     a value; the same name twice is one value in two
<rule>      what a rule of the same file stands for                pieces: `turn {level} the volume {level}`
@           the thing of a family, such as the names of Wi-Fi
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

MAX_NODES = 120
MAX_DEPTH = 8


class TemplateError(Exception):
    """A template is written wrongly; says which and where."""


@dataclass(frozen=True, slots=True)
class Words:
    """Literal words, in small letters."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences; an empty one makes it optional."""

    branches: tuple[Sequence_, ...]


Node: TypeAlias = "Words | Slot | Choice"
Sequence_: TypeAlias = "tuple[Node, ...]"

Rules: TypeAlias = "dict[str, str | Sequence_]"
"""What `<rule>` stands for, by name; a rule that was read once is kept as its tree."""
_TOKEN = re.compile(r"\[|\]|\(|\)|\||\{(?P<slot>[a-z_]+)\}|<(?P<rule>[a-z_]+)>|(?P<words>[^\[\](){}<>|]+)|(?P<bad>.)")


@dataclass(slots=True)
class _Reader:
    text: str
    rules: Rules
    nodes: int = 0

    def read(self, source: str, depth: int) -> Sequence_:
        tokens = list(_TOKEN.finditer(source))
        node, end = self._branches(tokens, 0, depth, "")
        if end != len(tokens):
            raise TemplateError(f"{self.text!r}: there is a closing mark too many")
        return node

    def _branches(self, tokens: list[re.Match[str]], at: int, depth: int, closing: str) -> tuple[Sequence_, int]:
        """Read up to the closing mark; several branches come back as one Choice."""
        if depth > MAX_DEPTH:
            raise TemplateError(f"{self.text!r}: it is nested too deeply")
        branches: list[list[Node]] = [[]]
        while at < len(tokens):
            token = tokens[at]
            mark = token[0]
            if mark in ("]", ")"):
                break
            self.nodes += 1
            if self.nodes > MAX_NODES:
                raise TemplateError(f"{self.text!r}: it has more than {MAX_NODES} parts")
            if mark == "|":
                branches.append([])
            elif mark in ("[", "("):
                inner, at = self._branches(tokens, at + 1, depth + 1, "]" if mark == "[" else ")")
                branches[-1] += _optional(inner) if mark == "[" else inner
            else:
                branches[-1] += self._leaf(token, depth)
            at += 1
        if closing and (at >= len(tokens) or tokens[at][0] != closing):
            raise TemplateError(f"{self.text!r}: a {closing} is missing")
        if len(branches) == 1:
            return tuple(branches[0]), at
        return (Choice(tuple(tuple(branch) for branch in branches)),), at

    def _leaf(self, token: re.Match[str], depth: int) -> Sequence_:
        if token["slot"]:
            return (Slot(token["slot"]),)
        if token["rule"]:
            rule = self.rules.get(token["rule"])
            if rule is None:
                raise TemplateError(f"{self.text!r}: there is no rule <{token['rule']}>")
            if isinstance(rule, str):
                rule = self.rules[token["rule"]] = self.read(rule, depth + 1)
            return rule
        if token["bad"]:
            raise TemplateError(f"{self.text!r}: {token['bad']!r} stands alone")
        words = " ".join(token["words"].lower().split())
        return (Words(words),) if words else ()


def _optional(inner: Sequence_) -> Sequence_:
    if len(inner) == 1 and isinstance(inner[0], Choice):
        return (Choice((*inner[0].branches, ())),)
    return (Choice((inner, ())),)


def parse_template(text: str, rules: Rules | None = None, thing: str = "") -> Sequence_:
    """Return the tree of a template.

    Args:
        text: The template.
        rules: What `<rule>` stands for; filled with the trees of those that were used.
        thing: What `@` stands for.

    Raises:
        TemplateError: It is written wrongly, or too large.
    """
    return _Reader(text, {} if rules is None else rules).read(text.replace("@", f"({thing})") if thing else text, 0)


def needed_words(sequence: Sequence_) -> tuple[tuple[str, ...], ...]:
    """Return groups of words; a sentence that lacks all words of one group cannot match."""
    groups: list[tuple[str, ...]] = []
    for node in sequence:
        if isinstance(node, Words):
            groups.append((node.text.split()[0],))
        elif isinstance(node, Choice):
            firsts = [needed_words(branch) for branch in node.branches]
            if all(firsts):
                groups.append(tuple({word for branch in firsts for word in branch[0]}))
    return tuple(groups)


def slot_names(sequence: Sequence_) -> frozenset[str]:
    """Return the names of all slots of a tree."""
    names: set[str] = set()
    for node in sequence:
        if isinstance(node, Slot):
            names.add(node.name)
        elif isinstance(node, Choice):
            names.update(*(slot_names(branch) for branch in node.branches))
    return frozenset(names)


def first_words(sequence: Sequence_) -> frozenset[str]:
    """Return the words with which sentences of a tree may begin."""
    found: set[str] = set()
    for node in sequence:
        if isinstance(node, Words):
            return frozenset(found | {node.text.split()[0]})
        if isinstance(node, Slot):
            return frozenset(found)
        for branch in node.branches:
            found |= first_words(branch)
        if all(node.branches):
            return frozenset(found)
    return frozenset(found)
