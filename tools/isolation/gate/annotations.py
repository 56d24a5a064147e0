"""Annotations: names, attributes, subscripts and plain words."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.notes import ANNOTATION, VALUE, Doubt
from tools.isolation.gate.references import see_attribute, see_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.state import Pass

SUBSCRIPTED = frozenset({"dict", "frozenset", "list", "set", "tuple", "type"})


def see_annotation(walk: Pass, node: Any) -> None:
    """Look at an annotation; text is code here, so only a plain word passes."""
    kind = type(node)
    if kind is ast.Name:
        see_name(walk, node, ANNOTATION)
    elif kind is ast.Attribute:
        see_attribute(walk, node, ANNOTATION)
    elif kind is ast.Subscript:
        base = node.value
        name = base.id if type(base) is ast.Name else getattr(base, "attr", "")
        if type(base) is not ast.Name and type(base) is not ast.Attribute:
            raise Doubt
        if name == "Annotated":
            raise Doubt
        see_annotation(walk, base)
        if name == "Literal":
            walk.visit(node.slice, VALUE)
        else:
            see_annotation(walk, node.slice)
    elif kind is ast.BinOp:
        if type(node.op) is not ast.BitOr:
            raise Doubt
        see_annotation(walk, node.left)
        see_annotation(walk, node.right)
    elif kind is ast.Tuple or kind is ast.List:
        for item in node.elts:
            see_annotation(walk, item)
    elif kind is ast.Constant:
        value = node.value
        if type(value) is str:
            # Text is code here: a name, or nothing plain.
            if not value.isidentifier():
                raise Doubt
            walk.notes.uses.add((value, ANNOTATION))
        elif value is not None and value is not ...:
            raise Doubt
    else:
        raise Doubt


def names_context(node: Any) -> bool:
    """Say whether an annotation may mean the organization context."""
    kind = type(node)
    if kind is ast.Name:
        return bool(node.id == "OrganizationContext")
    if kind is ast.Attribute:
        return bool(node.attr == "OrganizationContext")
    if kind is ast.BinOp:
        return names_context(node.left) or names_context(node.right)
    if kind is ast.Subscript:
        return names_context(node.slice)
    if kind is ast.Tuple or kind is ast.List:
        return any(map(names_context, node.elts))
    return kind is ast.Constant and type(node.value) is str
