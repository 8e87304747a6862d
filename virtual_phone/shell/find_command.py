"""find: tests and actions over a tree.

Knows: toybox find's expression language. Does not know: how the tree is kept (fs.py).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ..fs_nodes import FileNode
from .io import Call, Command, UsageProblem
from .options import parse_size
from .patterns import matches


@dataclass(slots=True)
class _Place:
    shown: str
    path: str
    node: FileNode
    level: int


_Test = Callable[[_Place], Awaitable[bool]]


@dataclass(slots=True)
class _Run:
    call: Call
    min_depth: int = 0
    max_depth: int = 1 << 30
    depth_first: bool = False
    acts: bool = False
    status: int = 0
    pruned: set[str] = field(default_factory=set)
    batches: list[tuple[list[str], list[str]]] = field(default_factory=list)


class _Parser:
    """Builds one test from the expression's words."""

    def __init__(self, run: _Run, words: list[str]) -> None:
        self._run, self._words, self._at = run, words, 0

    def whole(self) -> _Test:
        if not self._words:
            return self._always(True)
        test = self._or()
        if self._at < len(self._words):
            raise UsageProblem(f"bad arg '{self._words[self._at]}'")
        return test

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _value(self) -> str:
        self._at += 1
        if self._at > len(self._words):
            raise UsageProblem(f"'{self._words[-1]}' needs 1 arg")
        return self._words[self._at - 1]

    @staticmethod
    def _always(value: bool) -> _Test:
        async def test(place: _Place) -> bool:
            return value

        return test

    def _or(self) -> _Test:
        left = self._and()
        while self._peek() in ("-o", "-or"):
            self._at += 1
            left = self._either(left, self._and())
        return left

    @staticmethod
    def _either(left: _Test, right: _Test) -> _Test:
        async def test(place: _Place) -> bool:
            return await left(place) or await right(place)

        return test

    def _and(self) -> _Test:
        left = self._not()
        while self._peek() and self._peek() not in ("-o", "-or", ")"):
            if self._peek() in ("-a", "-and"):
                self._at += 1
            left = self._both(left, self._not())
        return left

    @staticmethod
    def _both(left: _Test, right: _Test) -> _Test:
        async def test(place: _Place) -> bool:
            return await left(place) and await right(place)

        return test

    def _not(self) -> _Test:
        if self._peek() in ("!", "-not"):
            self._at += 1
            inner = self._not()

            async def test(place: _Place) -> bool:
                return not await inner(place)

            return test
        if self._peek() == "(":
            self._at += 1
            inner = self._or()
            if self._peek() != ")":
                raise UsageProblem("missing )")
            self._at += 1
            return inner
        return self._primary(self._value())

    def _primary(self, word: str) -> _Test:
        if word in ("-maxdepth", "-mindepth"):
            setattr(self._run, "max_depth" if word == "-maxdepth" else "min_depth", parse_size(self._value()))
            return self._always(True)
        if word in ("-depth", "-xdev", "-mount"):
            self._run.depth_first = self._run.depth_first or word == "-depth"
            return self._always(True)
        if word in ("-print", "-print0", "-delete", "-exec", "-execdir", "-prune", "-quit", "-printf", "-ls"):
            return self._action(word)
        simple = self._simple(word)

        async def test(place: _Place) -> bool:
            return simple(place)

        return test

    def _simple(self, word: str) -> Callable[[_Place], bool]:
        call = self._run.call
        if word in ("-true", "-false"):
            return lambda _: word == "-true"
        if word == "-empty":
            return (
                lambda place: not place.node.entries()
                if place.node.is_dir
                else place.node.is_file and not place.node.size
            )
        if word in ("-nouser", "-nogroup"):
            return lambda _: False
        value = self._value()
        if word in ("-name", "-iname"):
            return lambda place: _named(value, place.shown.rstrip("/").rsplit("/", 1)[-1] or "/", word == "-iname")
        if word in ("-path", "-ipath", "-wholename", "-iwholename"):
            return lambda place: _named(value, place.shown, word.startswith("-i"))
        if word == "-type":
            kinds = value.split(",")
            return (
                lambda place: (
                    "d" if place.node.is_dir else "l" if place.node.is_link else "f" if place.node.is_file else "c"
                )
                in kinds
            )
        if word == "-size":
            return lambda place: _compared(
                value.rstrip("c"),
                place.node.size if value[-1] in "ckMGb" and value[-1] != "b" else -(-place.node.size // 512),
            )
        if word in ("-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin"):
            unit = 60_000 if word.endswith("min") else 86_400_000
            return lambda place: _compared(value, (call.phone.clock.now_ms() - place.node.mtime_ms) // unit)
        if word == "-newer":
            limit = call.fs.stat(call.path(value), uid=call.uid).mtime_ms
            return lambda place: place.node.mtime_ms > limit
        if word in ("-user", "-group"):
            wanted = call.fs.user_id(value)
            return lambda place: (place.node.owner if word == "-user" else place.node.group) == wanted
        if word == "-perm":
            mask = int(value.lstrip("-/"), 8)
            return (
                lambda place: (place.node.mode & mask) == mask if value[0] == "-" else place.node.mode & 0o7777 == mask
            )
        raise UsageProblem(f"bad arg '{word}'")

    def _action(self, word: str) -> _Test:
        run, call = self._run, self._run.call
        run.acts = run.acts or word != "-prune"
        form = self._value() if word == "-printf" else ""
        command: list[str] = []
        if word in ("-exec", "-execdir"):
            while (piece := self._value()) not in (";", "+"):
                command.append(piece)
            if piece == "+":
                batch: list[str] = []
                run.batches.append((command[:-1] if command[-1:] == ["{}"] else command, batch))

                async def gather(place: _Place) -> bool:
                    batch.append(place.shown)
                    return True

                return gather
        run.depth_first = run.depth_first or word == "-delete"

        async def act(place: _Place) -> bool:
            if word in ("-print", "-print0", "-ls"):
                call.out(place.shown + ("\0" if word == "-print0" else "\n"))
            elif word == "-printf":
                call.out(form.replace("%p", place.shown).replace("%s", str(place.node.size))
                         .replace("%f", place.shown.rsplit("/", 1)[-1]).replace("\\n", "\n").replace("\\0",
                         "\0"))  # fmt: skip
            elif word == "-delete":
                return _delete(run, place)
            elif word == "-prune":
                run.pruned.add(place.path)
            elif command:
                return await call.run([part.replace("{}", place.shown) for part in command]) == 0
            return True

        return act


def _named(pattern: str, text: str, fold: bool) -> bool:
    return matches(pattern.lower(), text.lower()) if fold else matches(pattern, text)


def _compared(text: str, value: int) -> bool:
    number = parse_size(text.lstrip("+-"))
    return value > number if text[0] == "+" else value < number if text[0] == "-" else value == number


def _delete(run: _Run, place: _Place) -> bool:
    if place.shown in (".", "/"):
        return True
    try:
        if place.node.is_dir:
            run.call.fs.remove_dir(place.path, uid=run.call.uid)
        else:
            run.call.fs.remove(place.path, uid=run.call.uid)
    except OSError as error:
        run.status = run.call.complain(f"'{place.shown}': {error.strerror}")
        return False
    return True


async def find(call: Call) -> int:
    """find [-HL] [FOLDER]… [EXPRESSION]."""
    args = call.args[1:]
    follow = False
    while args and args[0] in ("-H", "-L"):
        follow = args.pop(0) == "-L" or follow
    split = next((at for at, arg in enumerate(args) if arg[:1] in "-!(" and arg != "-"), len(args))
    run = _Run(call)
    test = _Parser(run, args[split:]).whole()
    for name in args[:split] or ["."]:
        path = call.path(name)
        try:
            node = call.fs.stat(path, follow=follow or name.endswith("/"), uid=call.uid)
        except OSError as error:
            run.status = call.complain(f"'{name}': {error.strerror}")
            continue
        await _visit(run, test, _Place(name, path, node, 0))
    for command, batch in run.batches:
        if batch:
            run.status = await call.run([*command, *batch]) or run.status
    return run.status


async def _visit(run: _Run, test: _Test, place: _Place) -> None:
    in_range = run.min_depth <= place.level <= run.max_depth

    async def judge() -> None:
        if in_range and await test(place) and not run.acts:
            run.call.out(place.shown + "\n")

    if not run.depth_first:
        await judge()
    if place.node.is_dir and place.level < run.max_depth and place.path not in run.pruned:
        try:
            entries = run.call.fs.list_dir(place.path, uid=run.call.uid)
        except OSError as error:
            run.status = run.call.complain(f"'{place.shown}': {error.strerror}")
            entries = {}
        for name, node in entries.items():
            shown, path = f"{place.shown.rstrip('/')}/{name}", f"{place.path.rstrip('/')}/{name}"
            await _visit(run, test, _Place(shown, path, node, place.level + 1))
    if run.depth_first:
        await judge()


COMMANDS: dict[str, Command] = {"find": find}
