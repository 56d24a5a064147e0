"""Statements inside of functions."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.annotations import see_annotation
from tools.isolation.gate.changes import bind_element, store, store_attribute, store_item
from tools.isolation.gate.notes import AUGMENTED, EXCEPT, INERT, OPAQUE, READ, VALUE, Doubt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.state import Pass


def see_nothing(_walk: Pass, _node: Any) -> None:
    """``pass``, ``break``, ``continue``: nothing to see."""


def see_expression(walk: Pass, node: Any) -> None:
    """An expression by itself."""
    if type(node.value) is not ast.Constant:
        walk.visit(node.value, VALUE)


def see_assign(walk: Pass, node: Any) -> None:
    """``a = b = value``."""
    value = node.value
    walk.visit(value, VALUE)
    for target in node.targets:
        store(walk, target, value)


def see_annotated(walk: Pass, node: Any) -> None:
    """``a: T = value``."""
    see_annotation(walk, node.annotation)
    if node.value is not None:
        walk.visit(node.value, VALUE)
        store(walk, node.target, node.value)
    elif type(node.target) is ast.Name:
        walk.bind(node.target.id, OPAQUE)
    else:
        raise Doubt


def see_augmented(walk: Pass, node: Any) -> None:
    """``a += value``: a container in ``a`` is changed, not replaced."""
    walk.visit(node.value, VALUE)
    target = node.target
    if type(target) is ast.Name:
        walk.bind(target.id, AUGMENTED)
    elif type(target) is ast.Attribute:
        # `self.rows += x` changes the list itself.
        store_attribute(walk, target, None, changes=True)
    else:
        store_item(walk, target, None)


def see_for(walk: Pass, node: Any) -> None:
    """A loop."""
    walk.visit(node.iter, READ)
    bind_element(walk, node.target, node.iter, OPAQUE)
    walk.body(node.body)
    walk.body(node.orelse)


def see_test_statement(walk: Pass, node: Any) -> None:
    """``if`` and ``while``."""
    walk.visit(node.test, INERT)
    walk.body(node.body)
    walk.body(node.orelse)


def see_with(walk: Pass, node: Any) -> None:
    """A ``with`` block."""
    for item in node.items:
        walk.visit(item.context_expr, VALUE)
        if item.optional_vars is not None:
            if type(item.optional_vars) is not ast.Name:
                raise Doubt
            walk.bind(item.optional_vars.id, OPAQUE)
    walk.body(node.body)


def see_try(walk: Pass, node: Any) -> None:
    """``try`` with its handlers."""
    walk.body(node.body)
    for handler in node.handlers:
        kinds = handler.type
        if kinds is not None:
            for kind in kinds.elts if type(kinds) is ast.Tuple else (kinds,):
                if type(kind) is not ast.Name and type(kind) is not ast.Attribute:
                    raise Doubt
                walk.visit(kind, EXCEPT)
        if handler.name is not None:
            walk.bind(handler.name, OPAQUE)
        walk.body(handler.body)
    walk.body(node.orelse)
    walk.body(node.finalbody)


def see_raise(walk: Pass, node: Any) -> None:
    """``raise x from y``."""
    if node.exc is not None:
        walk.visit(node.exc, EXCEPT)
    if node.cause is not None:
        walk.visit(node.cause, VALUE)


def see_return(walk: Pass, node: Any) -> None:
    """``return``, with or without a value."""
    if node.value is not None:
        walk.visit(node.value, VALUE)


def see_assert(walk: Pass, node: Any) -> None:
    """``assert test, message``."""
    walk.visit(node.test, INERT)
    if node.msg is not None:
        walk.visit(node.msg, VALUE)
