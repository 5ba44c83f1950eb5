"""The scoring engine with one thing wrong in it, again and again: does any example notice?

A mutant is the source of one module with one operator, number, truth or branch turned into another.
It is run in place of the module, on every published example and at every cut-off.
"""

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult,
}  # fmt: skip
# Arguments that say how a thing is kept or built, and nothing about a score.
HARMLESS = {"frozen", "slots", "maxsize", "strict"}
Mutation = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """A module with one thing wrong: where, and what."""

    name: str
    tree: ast.Module

    def module(self, like: ModuleType) -> ModuleType:
        """It, run as if it were that module."""
        made = ModuleType(like.__name__)
        made.__dict__["__package__"] = like.__package__
        exec(compile(self.tree, self.name, "exec"), made.__dict__)
        return made


def mutants_of(module: ModuleType) -> Iterator[Mutant]:
    """Every mutant of a module."""
    path = Path(str(module.__file__))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    harmless = {
        id(k.value) for k in ast.walk(tree) if isinstance(k, ast.keyword) and k.arg in HARMLESS
    }
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in harmless:
            continue
        for what, mutate in _mutations(node):
            changed = deepcopy(tree)
            mutate(next(n for i, n in enumerate(ast.walk(changed)) if i == place))
            line = getattr(node, "lineno", 0)
            yield Mutant(f"{path.stem}:{line} {what}", ast.fix_missing_locations(changed))


def _mutations(node: ast.AST) -> Iterator[tuple[str, Mutation]]:
    """Each thing that can be made wrong in it, and how."""
    match node:
        case ast.Compare(ops=ops):
            yield from _comparisons(ops)
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SWAPS:
            new = SWAPS[type(op)]
            yield f"{_name(op)} -> {new.__name__}", lambda n: setattr(n, "op", new())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "turned round", _not_turned_round
        case ast.Constant(value=int() as value):  # True and False among them
            other = not value if isinstance(value, bool) else value + 1
            yield f"{value} -> {other}", lambda n: setattr(n, "value", other)
        case ast.IfExp():
            yield "branches swapped", _swap_branches


def _comparisons(ops: list[ast.cmpop]) -> Iterator[tuple[str, Mutation]]:
    for number, op in enumerate(ops):
        if new := SWAPS.get(type(op)):
            yield f"{_name(op)} -> {new.__name__}", _set_op(number, new)


def _name(node: ast.AST) -> str:
    return type(node).__name__


def _set_op(number: int, new: type[ast.AST]) -> Mutation:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Compare)
        node.ops[number] = new()  # type: ignore[call-overload]

    return change


def _not_turned_round(node: ast.AST) -> None:
    """`not x` becomes `not not x`, and `-x` becomes `+x`."""
    assert isinstance(node, ast.UnaryOp)
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)
    else:
        node.op = ast.UAdd()


def _swap_branches(node: ast.AST) -> None:
    assert isinstance(node, ast.IfExp)
    node.body, node.orelse = node.orelse, node.body
