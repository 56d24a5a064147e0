"""What is assigned, and what is put into things that exist already."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.notes import ELEMENT, INTERNAL, MAYBE, OPAQUE, READ, VALUE, Doubt
from tools.isolation.gate.opaque import folds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.state import Pass


def store(walk: Pass, target: Any, value: ast.expr | None) -> None:
    """Assign ``value`` to a target; None is something unknown."""
    kind = type(target)
    if kind is ast.Name:
        walk.bind(target.id, value if value is not None else OPAQUE)
    elif kind is ast.Tuple or kind is ast.List:
        known = type(value) in (ast.Tuple, ast.List)
        for item in target.elts:
            if type(item) is ast.Starred:
                item = item.value  # noqa: PLW2901
            if type(item) is not ast.Name:
                raise Doubt
            walk.bind(item.id, MAYBE if known else OPAQUE)
    elif kind is ast.Attribute:
        store_attribute(walk, target, value)
    elif kind is ast.Subscript:
        store_item(walk, target, value)
    else:
        raise Doubt


def store_attribute(
    walk: Pass, target: Any, value: ast.expr | None, *, changes: bool = False
) -> None:
    """Assign to an attribute: of ``self`` in a method, or not at all."""
    place, attr = walk.place, target.attr
    if (
        type(target.value) is not ast.Name
        or not place.keeps
        or target.value.id != place.own
        or attr[:2] == "__"
        or attr in walk.watched
        or attr == "startswith"
        or attr.startswith(INTERNAL)
    ):
        raise Doubt
    if changes:
        walk.notes.kept_changed.add(attr)
    else:
        walk.notes.attributes.add(attr)
        walk.notes.kept.setdefault(attr, []).append(value)


def store_item(walk: Pass, target: Any, value: ast.expr | None) -> None:
    """Assign to an item of a container."""
    if type(target) is not ast.Subscript:
        raise Doubt
    walk.visit(target.slice, VALUE)
    change(walk, target.value, value)


def change(walk: Pass, node: Any, *contents: ast.expr | None) -> None:
    """Something puts ``contents`` into ``node``; None is something unknown."""
    place = walk.place
    if place is walk.notes.module or place.is_class or walk.in_lambda:
        raise Doubt
    kind = type(node)
    if kind is ast.Name:
        place.changed.append((node.id, False))
        place.contents.setdefault(node.id, []).extend(contents)
    elif kind is ast.Attribute:
        # `self.rows`, made by this object for itself.
        if type(node.value) is not ast.Name or not place.own or node.value.id != place.own:
            raise Doubt
        walk.visit(node, READ)
        if not place.keeps:
            raise Doubt
        walk.notes.kept_changed.add(node.attr)
    elif kind is ast.Subscript and type(node.value) is ast.Name:
        walk.visit(node.slice, VALUE)
        place.changed.append((node.value.id, True))
    elif (
        kind is ast.Call
        and type(node.func) is ast.Attribute
        and node.func.attr == "setdefault"
        and type(node.func.value) is ast.Name
        and len(node.args) == 2
        and not node.keywords
    ):
        walk.visit(node.args[0], VALUE)
        walk.visit(node.args[1], VALUE)
        place.changed.append((node.func.value.id, False))
        place.changed.append((node.func.value.id, True))
        place.contents.setdefault(node.func.value.id, []).append(node.args[1])
    else:
        raise Doubt


def bind_element(walk: Pass, target: Any, iterable: Any, binding: str) -> None:
    """Bind the target of a loop; what comes out of a display may be a constant."""
    if type(target) is ast.Name:
        is_call = type(iterable) in (ast.Call, ast.Await) and not folds(iterable)
        is_name = type(iterable) is ast.Name
        walk.bind(target.id, binding if is_call else (ELEMENT, iterable) if is_name else MAYBE)
        return
    if type(target) is not ast.Tuple:
        raise Doubt
    for item in target.elts:
        if type(item) is ast.Tuple:
            bind_element(walk, item, item, binding)
        elif type(item) is ast.Name:
            walk.bind(item.id, binding)
        else:
            raise Doubt
