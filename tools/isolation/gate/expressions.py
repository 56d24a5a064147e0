"""Every kind of expression but calls."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.annotations import SUBSCRIPTED, see_annotation
from tools.isolation.gate.changes import bind_element
from tools.isolation.gate.notes import ELEMENT, INERT, READ, VALUE, Doubt
from tools.isolation.gate.opaque import FOLDING, operands, surely_opaque
from tools.isolation.gate.references import see_constant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.state import Pass


def see_binary(walk: Pass, node: Any, use: int) -> None:
    """An operator between two values, which may put a constant together."""
    operator = type(node.op)
    if operator is ast.BitOr and type(node.left) is ast.Name and node.left.id in SUBSCRIPTED:
        raise Doubt
    left, right = node.left, node.right
    walk.visit(left, use if type(left) is ast.BinOp else INERT)
    walk.visit(right, INERT)
    if operator is ast.Div:
        for side in (left, right):
            if type(side) is ast.Constant and type(side.value) is str:
                raise Doubt
            if not surely_opaque(side) and type(side) is not ast.Constant:
                walk.notes.quotients.append((walk.place, side))
    elif operator in FOLDING and not any(map(surely_opaque, operands(node))):
        walk.notes.folds.append((walk.place, node))


def see_joined(walk: Pass, node: Any, _use: int) -> None:
    """An f-string, which may put a constant together."""
    opaque = False
    for item in node.values:
        if type(item) is ast.FormattedValue:
            walk.visit(item.value, INERT)
            if item.format_spec is not None:
                walk.visit(item.format_spec, INERT)
                opaque = True
            elif item.conversion not in (-1, 115) or surely_opaque(item.value):
                opaque = True
        else:
            see_constant(walk, item, INERT)
    if not opaque:
        walk.notes.folds.append((walk.place, node))


def see_compare(walk: Pass, node: Any, _use: int) -> None:
    """Comparisons end in a truth value."""
    walk.visit(node.left, INERT)
    for item in node.comparators:
        walk.visit(item, READ if type(item) is ast.Name else INERT)


def see_boolean(walk: Pass, node: Any, use: int) -> None:
    """``and``, ``or``: any of the values may come out."""
    for item in node.values:
        walk.visit(item, use)


def see_unary(walk: Pass, node: Any, _use: int) -> None:
    """``-x``, ``not x``."""
    walk.visit(node.operand, INERT)


def see_choice(walk: Pass, node: Any, use: int) -> None:
    """``a if test else b``."""
    walk.visit(node.test, INERT)
    walk.visit(node.body, use)
    walk.visit(node.orelse, use)


def see_subscript(walk: Pass, node: Any, _use: int) -> None:
    """An item or a slice; of ``list`` and the like, a type."""
    base = node.value
    if type(base) is ast.Name:
        if base.id in SUBSCRIPTED:
            # `list[int]` as a value: a type.
            see_annotation(walk, node)
            return
        walk.notes.subscripted.add(base.id)
    walk.visit(base, READ)
    index = node.slice
    if type(index) is ast.Slice:
        for part in (index.lower, index.upper, index.step):
            if part is not None:
                walk.visit(part, INERT)
        if not surely_opaque(base):
            walk.notes.slices.append((walk.place, base))
    else:
        walk.visit(index, INERT if type(index) is not ast.Tuple else VALUE)


def see_items(walk: Pass, node: Any, _use: int) -> None:
    """A list, tuple or set display."""
    for item in node.elts:
        walk.visit(item, VALUE)


def see_dictionary(walk: Pass, node: Any, _use: int) -> None:
    """A dictionary display."""
    for key, value in zip(node.keys, node.values):  # noqa: B905 - as long as each other
        if key is None:
            walk.visit(value, READ)
        else:
            walk.visit(key, VALUE)
            walk.visit(value, VALUE)


def see_comprehension(walk: Pass, node: Any, _use: int) -> None:
    """A comprehension: its targets are bound, then its elements are seen."""
    for generator in node.generators:
        walk.visit(generator.iter, READ)
        bind_element(walk, generator.target, generator.iter, ELEMENT)
        for condition in generator.ifs:
            walk.visit(condition, INERT)
    if type(node) is ast.DictComp:
        walk.visit(node.key, VALUE)
        walk.visit(node.value, VALUE)
    else:
        walk.visit(node.elt, VALUE)


def see_lambda(walk: Pass, node: Any, _use: int) -> None:
    """A lambda without defaults."""
    arguments = node.args
    if arguments.defaults or arguments.kw_defaults or arguments.posonlyargs:
        raise Doubt
    every = [*arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    for argument in every:
        if argument is not None:
            if argument.arg in ("self", "cls"):
                raise Doubt
            walk.bind(argument.arg, ELEMENT)
    inside, walk.in_lambda = walk.in_lambda, True
    walk.visit(node.body, VALUE)
    walk.in_lambda = inside


def see_inner(walk: Pass, node: Any, _use: int) -> None:
    """``await x``, ``yield from x``: the value itself."""
    walk.visit(node.value, VALUE)


def see_yield(walk: Pass, node: Any, _use: int) -> None:
    """``yield``, with or without a value."""
    if node.value is not None:
        walk.visit(node.value, VALUE)


def see_walrus(walk: Pass, node: Any, use: int) -> None:
    """``name := value``."""
    walk.visit(node.value, use)
    walk.bind(node.target.id, node.value)
