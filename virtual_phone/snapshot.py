"""Snapshots of a whole phone: taken and put back in milliseconds, while clients stay connected.

Knows: how to find every object that a phone is made of, by following references from the phone itself, and how to keep
and put back each kind. Nothing has to be registered: a new service, store or screen is part of a snapshot from its
first day. What is kept is small, because only the mutable shells are copied (lists, dicts, attributes); texts, bytes,
files' contents, database files and pictures are shared with the running phone until it changes them.

An object may say more about itself:
- `save_state()` and `load_state(saved)`: it keeps itself (clocks, which run; databases, which live in sqlite).
- `OUTSIDE`, a set of attribute names: not the phone's own state but the world's around it (clients, running programs);
  a restore leaves these attributes alone.
- `on_restored()`: called after everything has been put back.

Does not know: what any part means, names of snapshots, or disks.
"""

from __future__ import annotations

import types
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, partial
from operator import attrgetter
from random import Random
from typing import Any
from weakref import WeakKeyDictionary

_CONSTANT: frozenset[type] = frozenset(
    {
        int, str, bytes, bool, float, complex, type(None), type, range, slice, object, type(Ellipsis),
        types.ModuleType, types.BuiltinFunctionType, types.MappingProxyType, types.GenericAlias, types.UnionType,
    }
)  # fmt: skip
_CONSTANT_MODULES = frozenset(
    {"datetime", "zoneinfo", "re", "enum", "pathlib", "decimal", "fractions", "uuid", "logging", "operator", "typing"}
)
"""Modules whose objects never change once they are made."""
_OUTSIDE_MODULES = frozenset(
    {"asyncio", "_asyncio", "sqlite3", "_io", "socket", "_socket", "_contextvars", "contextvars", "functools",
     "_functools", "weakref", "_weakref", "threading", "_thread", "PIL", "selectors", "ssl"}
)  # fmt: skip
"""Modules whose objects belong to the process, not to the phone (or are pictures, which nobody paints over)."""
_UNSET = object()


class SnapshotError(ValueError):
    """A snapshot does not fit this phone."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of one phone; `restore` brings it back as often as wanted."""

    phone: object
    at_ms: int
    """The phone's time at that moment, epoch ms."""
    rows: tuple[tuple[Callable[[Any, Any], None], Any, Any], ...]
    """(how to put back, the object, what it held)."""
    last: tuple[Callable[[], None], ...]
    """What to call when all rows are back."""
    unknown: tuple[str, ...] = ()
    """Types that no rule knows: these objects were left out. Empty in all phones of this project: a test sees to it."""


def take(phone: Any) -> Snapshot:
    """Keep everything that the phone is made of; costs a few milliseconds and no waiting."""
    collector = _Collector()
    collector.walk(phone)
    unknown = tuple(sorted(collector.unknown))
    return Snapshot(phone, phone.clock.now_ms(), tuple(collector.rows), tuple(collector.last), unknown)


def restore(phone: Any, snapshot: Snapshot) -> None:
    """Put a phone back into a moment that was kept of it.

    Raises:
        SnapshotError: The snapshot is of another phone; nothing was changed.
    """
    if snapshot.phone is not phone:
        raise SnapshotError("this snapshot is of another phone; nothing was changed")
    for put_back, thing, saved in snapshot.rows:
        put_back(thing, saved)
    for call in snapshot.last:
        call()


class _Collector:
    """Walks the objects of a phone once each."""

    def __init__(self) -> None:
        self.rows: list[tuple[Callable[[Any, Any], None], Any, Any]] = []
        self.last: list[Callable[[], None]] = []
        self.unknown: set[str] = set()
        self._seen: dict[int, object] = {}
        """By id; the values keep what `save_state` made alive, or its ids could be given away again."""

    def walk(self, start: object) -> None:
        seen, todo = self._seen, [start]
        while todo:
            thing = todo.pop()
            kind = type(thing)
            if kind in _CONSTANT or id(thing) in seen:
                continue
            seen[id(thing)] = thing
            rule = _RULES.get(kind)
            todo.extend(rule(self, thing) if rule is not None else self._object(kind, thing))

    def _object(self, kind: type, thing: Any) -> Any:
        plan = _plan(kind)
        if plan is None:
            if _is_unknown(kind):
                self.unknown.add(f"{kind.__module__}.{kind.__qualname__}")
            return ()
        if plan.is_final:
            return plan.get(thing)
        if plan.keeps_itself:
            saved = thing.save_state()
            self.rows.append((_load, thing, saved))
            return (saved,)
        if plan.tells:
            self.last.append(thing.on_restored)
        values: list[Any] = []
        if plan.slots:
            saved = plan.get(thing)
            self.rows.append((plan.put, thing, saved))
            values += saved
        if plan.has_dict:
            held = thing.__dict__
            if plan.outside:
                held = {name: value for name, value in held.items() if name not in plan.outside}
                self.rows.append((_put_some, thing, held))
            else:
                held = held.copy()
                self.rows.append((_put_dict, thing.__dict__, held))
            values += held.values()
        return values


class _Plan:
    """How objects of one class are kept."""

    def __init__(self, kind: type) -> None:
        self.keeps_itself = hasattr(kind, "save_state") and hasattr(kind, "load_state")
        self.tells = hasattr(kind, "on_restored")
        self.outside: frozenset[str] = getattr(kind, "OUTSIDE", frozenset())
        names = [name for base in kind.__mro__ for name in _slot_names(base) if name not in self.outside]
        self.slots = tuple(dict.fromkeys(names))
        self.is_final = bool(is_dataclass(kind) and kind.__dataclass_params__.frozen)  # type: ignore[attr-defined]
        self.has_dict = kind.__dictoffset__ != 0
        if self.is_final:
            self.slots = tuple(field.name for field in fields(kind))
        self._get = attrgetter(*self.slots) if len(self.slots) > 1 else None
        self._setters = [getattr(kind, name).__set__ for name in self.slots] if not self.is_final else []

    def get(self, thing: Any) -> tuple[Any, ...]:
        """Return the values of the slots, in order."""
        if self._get is not None:
            try:
                return self._get(thing)
            except AttributeError:
                pass
        return tuple(getattr(thing, name, _UNSET) for name in self.slots)

    def put(self, thing: Any, values: tuple[Any, ...]) -> None:
        """Set the slots again."""
        for name, setter, value in zip(self.slots, self._setters, values, strict=True):
            if value is not _UNSET:
                setter(thing, value)
            elif hasattr(thing, name):
                delattr(thing, name)


def _slot_names(base: type) -> tuple[str, ...]:
    slots = base.__dict__.get("__slots__", ())
    names = (slots,) if isinstance(slots, str) else tuple(slots)
    mangled = base.__name__.lstrip("_")
    return tuple(
        f"_{mangled}{name}" if name.startswith("__") and not name.endswith("__") else name
        for name in names
        if name not in ("__dict__", "__weakref__")
    )


@cache
def _plan(kind: type) -> _Plan | None:
    """Return how to keep objects of a class written in Python; None for those of others."""
    module = kind.__module__.partition(".")[0]
    if module in _CONSTANT_MODULES or module in _OUTSIDE_MODULES or module == "builtins":
        return None
    if issubclass(kind, type | BaseException) or any(base.__module__ == "enum" for base in kind.__mro__):
        return None
    if issubclass(kind, list | dict | set | deque) or not (kind.__dictoffset__ or hasattr(kind, "__slots__")):
        return None
    return _Plan(kind)


def _is_unknown(kind: type) -> bool:
    module = kind.__module__.partition(".")[0]
    return not (
        module in _CONSTANT_MODULES
        or module in _OUTSIDE_MODULES
        or issubclass(kind, type | BaseException)
        or any(base.__module__ == "enum" for base in kind.__mro__)
        or kind in (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
    )


# -- what is put back in place ---------------------------------------------------------------------------------------


def _load(thing: Any, saved: Any) -> None:
    thing.load_state(saved)


def _put_dict(held: dict[Any, Any], saved: dict[Any, Any]) -> None:
    held.clear()
    held.update(saved)


def _put_some(thing: Any, saved: dict[str, Any]) -> None:
    """Put back all attributes but those that are outside of the phone."""
    held, outside = thing.__dict__, type(thing).OUTSIDE
    for name in [name for name in held if name not in saved and name not in outside]:
        del held[name]
    held.update(saved)


def _put_list(held: Any, saved: Any) -> None:
    held[:] = saved


def _put_set(held: set[Any], saved: set[Any]) -> None:
    held.clear()
    held.update(saved)


def _put_deque(held: deque[Any], saved: list[Any]) -> None:
    held.clear()
    held.extend(saved)


def _put_cell(cell: types.CellType, saved: Any) -> None:
    if saved is not _UNSET:
        cell.cell_contents = saved


def _put_random(dice: Random, saved: Any) -> None:
    dice.setstate(saved)


# -- what is kept of each kind, and where it leads -------------------------------------------------------------------


def _keep_list(collector: _Collector, thing: Any) -> Any:
    saved = thing[:]
    collector.rows.append((_put_list, thing, saved))
    return saved


def _keep_dict(collector: _Collector, thing: dict[Any, Any]) -> Any:
    saved = thing.copy()
    collector.rows.append((_put_dict, thing, saved))
    return [*saved.keys(), *saved.values()]


def _keep_weak(collector: _Collector, thing: WeakKeyDictionary[Any, Any]) -> Any:
    saved = dict(thing)
    collector.rows.append((_put_dict, thing, saved))
    return saved.values()  # the keys are part of the phone or gone


def _keep_set(collector: _Collector, thing: set[Any]) -> Any:
    saved = thing.copy()
    collector.rows.append((_put_set, thing, saved))
    return saved


def _keep_deque(collector: _Collector, thing: deque[Any]) -> Any:
    saved = list(thing)
    collector.rows.append((_put_deque, thing, saved))
    return saved


def _keep_function(collector: _Collector, thing: types.FunctionType) -> Any:
    leads = [*(thing.__closure__ or ()), *(thing.__defaults__ or ())]
    if thing.__kwdefaults__:
        leads += thing.__kwdefaults__.values()
    return leads


def _keep_cell(collector: _Collector, thing: types.CellType) -> Any:
    try:
        saved = thing.cell_contents
    except ValueError:
        return ()
    collector.rows.append((_put_cell, thing, saved))
    return (saved,)


def _keep_random(collector: _Collector, thing: Random) -> Any:
    collector.rows.append((_put_random, thing, thing.getstate()))
    return ()


_RULES: dict[type, Callable[[_Collector, Any], Any]] = {
    list: _keep_list, bytearray: _keep_list, dict: _keep_dict, OrderedDict: _keep_dict, defaultdict: _keep_dict,
    set: _keep_set, deque: _keep_deque, tuple: lambda _, thing: thing, frozenset: lambda _, thing: thing,
    types.FunctionType: _keep_function, types.CellType: _keep_cell, Random: _keep_random,
    types.MethodType: lambda _, thing: (thing.__self__, thing.__func__),
    partial: lambda _, thing: (thing.func, thing.args, thing.keywords), WeakKeyDictionary: _keep_weak,
}  # fmt: skip
