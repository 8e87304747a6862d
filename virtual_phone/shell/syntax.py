"""The pieces of a parsed shell script. Pure data: parser.py makes them, interpreter.py runs them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """Text as it stands; quoted text is neither split nor globbed."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """$name or ${name op arg}. op: '' or one of - := + ? # ## % %% / // and 'len' (each of - = + ? maybe with ':')."""

    name: str
    op: str = ""
    arg: Word | None = None
    replacement: Word | None = None
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Substitution:
    """$(script) or `script`."""

    script: Script
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """$((expression)), the expression still unexpanded."""

    expression: Word
    quoted: bool = False


Part = Literal | Parameter | Substitution | Arithmetic


@dataclass(frozen=True, slots=True)
class Word:
    """One word: parts that stand side by side."""

    parts: tuple[Part, ...]

    def plain(self) -> str | None:
        """Return the text when the word is one unquoted literal, else None."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Literal) and not self.parts[0].quoted:
            return self.parts[0].text
        return None


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirection. op: < > >> >| >& <& << ; for << the target holds the text itself."""

    fd: int
    op: str
    target: Word


@dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, words and redirections."""

    assignments: tuple[tuple[str, Word], ...]
    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by |; negate for a leading '!'."""

    commands: tuple[Command, ...]
    negate: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """Pipelines joined by && and ||; `background` for a trailing &."""

    first: Pipeline
    rest: tuple[tuple[str, Pipeline], ...] = ()
    background: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A list of and-or lists."""

    items: tuple[AndOr, ...]


@dataclass(frozen=True, slots=True)
class If:
    """if/elif branches as (condition, body), and the else body."""

    branches: tuple[tuple[Script, Script], ...]
    otherwise: Script | None


@dataclass(frozen=True, slots=True)
class Loop:
    """while or until."""

    condition: Script
    body: Script
    until: bool = False


@dataclass(frozen=True, slots=True)
class For:
    """for name in words; words None means "$@"."""

    name: str
    words: tuple[Word, ...] | None
    body: Script


@dataclass(frozen=True, slots=True)
class Case:
    """case word in (patterns, body)…"""

    subject: Word
    branches: tuple[tuple[tuple[Word, ...], Script], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """{ … } or, with subshell, ( … )."""

    body: Script
    subshell: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition."""

    name: str
    body: Command


@dataclass(frozen=True, slots=True)
class Condition:
    """[[ … ]]: its words, which are neither split nor globbed."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Redirected:
    """A compound command with redirections."""

    command: Command
    redirects: tuple[Redirect, ...] = field(default=())


Command = Simple | If | Loop | For | Case | Group | Function | Condition | Redirected


class ShellSyntaxError(ValueError):
    """The script does not parse; the text is what mksh would print."""
