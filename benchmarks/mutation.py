"""Small breaks of a module's meaning, one at a time, on its syntax tree. Runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Change = tuple[str, Callable[[], object]]

_COMPARED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}  # fmt: skip
_COMPUTED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mult: ast.Add,
}  # fmt: skip
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "Verdict": ("ALLOW", "LOCAL", "CONFIRM", "DENY"),
    "Confidentiality": ("PUBLIC", "PERSONAL", "SENSITIVE", "SECRET"),
    "Integrity": ("TRUSTED", "UNTRUSTED"),
    "Risk": ("OBSERVE", "NAVIGATE", "WRITE", "OUTWARD", "DESTRUCTIVE"),
}
_NAMES = {
    "_ALLOW": "_CONFIRM", "_CONFIRM": "_ALLOW", "_DENY": "_CONFIRM", "_LIGHT": "_HEAVY", "_HEAVY": "_LIGHT",
    "_OBSERVE": "_NAVIGATE", "_NAVIGATE": "_WRITE", "_WRITE": "_OUTWARD", "_OUTWARD": "_DESTRUCTIVE",
    "_DESTRUCTIVE": "_OUTWARD", "_FREE": "_ASKS", "_STAYS": "_ASKS", "_ASKS": "_STAYS", "_NEVER": "_FREE",
    "_ASKS_UNLESS_OPTED_IN": "_ASKS", "max": "min", "all": "any", "any": "all",
}  # fmt: skip
"""The tables' own shorthands, and functions with an opposite."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken module."""

    module: str
    line: int
    what: str
    source: str

    @property
    def name(self) -> str:
        """How it is shown and kept."""
        return f"{self.module}:{self.line}: {self.what}"


def mutants_of(module: str, text: str) -> list[Mutant]:
    """Return all mutants of a module's text; its types, texts and imports are left as they are."""
    found: list[Mutant] = []
    for number in range(len(_nodes(ast.parse(text)))):
        for choice in range(_MOST):
            tree = ast.parse(text)
            node = _nodes(tree)[number]
            changes = list(_changes(node))
            if choice >= len(changes):
                break
            what, make = changes[choice]
            make()
            found.append(Mutant(module, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(tree))))
    return found


_MOST = 64
_TYPES = ("Literal", "Callable", "Mapping", "Sequence", "tuple")


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """Return the nodes that can be changed, in a fixed order: no annotations, decorators and imports."""
    found: list[ast.AST] = []
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        if isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name) and tree.value.id in _TYPES:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.Import | ast.ImportFrom | ast.JoinedStr):
                found += [child, *_nodes(child)]
    return found


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=ops):
            yield from _of_compare(node, ops)
        case ast.BoolOp(op=op):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield f"{type(op).__name__} -> {type(other).__name__}", lambda: setattr(node, "op", other)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not dropped", lambda: _become(node, operand)
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=ifs) if ifs:
            yield "filter dropped", ifs.clear
        case ast.BinOp(op=op) if type(op) in _COMPUTED:
            other_op = _COMPUTED[type(op)]()
            yield f"{type(op).__name__} -> {type(other_op).__name__}", lambda: setattr(node, "op", other_op)
        case ast.Constant(value=value) if isinstance(value, bool | int | float):
            yield from _of_number(node, value)
        case ast.Attribute(value=ast.Name(id=owner), attr=attr) if attr in _MEMBERS.get(owner, ()):
            for other_attr in _MEMBERS[owner]:
                if other_attr != attr:
                    yield f"{owner}.{attr} -> {other_attr}", _setter(node, "attr", other_attr)
        case ast.Name(id=name, ctx=ast.Load()) if name in _NAMES:
            yield f"{name} -> {_NAMES[name]}", lambda: setattr(node, "id", _NAMES[name])
        case ast.Return(value=value) if value is not None:
            yield "returns None", lambda: setattr(node, "value", ast.Constant(None))
        case ast.Set(elts=parts) | ast.Tuple(elts=parts, ctx=ast.Load()) if len(parts) > 1:
            yield from ((f"entry {i + 1} dropped", _dropper(parts, i)) for i in range(len(parts)))
        case ast.Dict(keys=keys, values=values):
            yield from ((f"entry {i + 1} dropped", _dropper_of_two(keys, values, i)) for i in range(len(keys)))
    for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
        if isinstance(body, list):
            yield from _of_statements(node, body)


def _of_compare(node: ast.Compare, ops: list[ast.cmpop]) -> Iterator[Change]:
    for i, op in enumerate(ops):
        for other in _COMPARED.get(type(op), ()):
            yield f"{type(op).__name__} -> {other.__name__}", _item_setter(ops, i, other())


def _of_number(node: ast.Constant, value: bool | float) -> Iterator[Change]:
    others = [not value] if isinstance(value, bool) else [value + (1 if isinstance(value, int) else 0.05)]
    for other in others:
        yield f"{value} -> {other}", _setter(node, "value", other)


def _of_statements(node: ast.AST, body: list[ast.stmt]) -> Iterator[Change]:
    """Drop a statement inside a function; what a class or module declares is not dropped."""
    if isinstance(node, ast.Module | ast.ClassDef):
        return
    for i, statement in enumerate(body):
        told = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not told and not isinstance(statement, ast.Return | ast.Pass):
            yield f"line {statement.lineno} dropped", _item_setter(body, i, ast.Pass())


def _setter(node: ast.AST, name: str, value: object) -> Callable[[], object]:
    return lambda: setattr(node, name, value)


def _item_setter(items: list[object], index: int, value: object) -> Callable[[], object]:  # type: ignore[type-arg]
    return lambda: items.__setitem__(index, value)


def _dropper(items: list[ast.expr], index: int) -> Callable[[], object]:
    return lambda: items.__delitem__(index)


def _dropper_of_two(keys: list[ast.expr | None], values: list[ast.expr], index: int) -> Callable[[], object]:
    return lambda: (keys.__delitem__(index), values.__delitem__(index))


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update(other.__dict__)
