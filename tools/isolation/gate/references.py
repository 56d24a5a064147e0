"""Uses of names, attributes and constants."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.notes import CALLEE, INTERNAL, READ, VALUE, Doubt
from tools.isolation.gate.texts import ADDRESS_NUMBERS, DECODERS, MAX_NUMBER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tools.isolation.gate.notes import Place
    from tools.isolation.gate.state import Pass

_NAMES = frozenset({"__name__", "__qualname__"})
_SUPER = frozenset({"__init__", "__post_init__", "__repr__", "__str__"})


def see_constant(walk: Pass, node: Any, _use: int) -> None:
    """A text, number or other constant."""
    value = node.value
    kind = type(value)
    if kind is str:
        walk.notes.texts.add(value)
    elif (kind is int and (value >= MAX_NUMBER or value in ADDRESS_NUMBERS)) or (
        kind is bytes and value
    ):
        raise Doubt


def see_name(walk: Pass, node: Any, use: int) -> None:
    """A name: what it stands for is decided at the end of the file."""
    name = node.id
    if name[:2] == "__" and name != "__name__":
        raise Doubt
    walk.notes.uses.add((name, use))


def see_attribute(walk: Pass, node: Any, use: int) -> None:
    """A chain of attributes, on a name or on any other expression."""
    attr = node.attr
    base = node.value
    if attr in DECODERS:
        raise Doubt
    if attr[0] == "_":
        see_private(walk, node, base, attr, use)
    elif attr in walk.watched:
        see_watched_attribute(walk, base, attr, use)
    elif attr.startswith(INTERNAL):
        raise Doubt
    chain = [attr]
    while type(base) is ast.Attribute:
        inner = base.attr
        if inner[0] == "_":
            see_private(walk, base, base.value, inner, VALUE)
        elif inner in walk.watched or inner.startswith(INTERNAL):
            raise Doubt
        chain.append(inner)
        base = base.value
    if type(base) is ast.Name:
        if base.id[:2] == "__":
            raise Doubt
        walk.notes.chains.add((base.id, tuple(reversed(chain)), use))
    else:
        walk.visit(base, READ)


def see_private(walk: Pass, _node: Any, base: Any, attr: str, use: int) -> None:
    """A name with an underscore: of ``self``, or one of few special ones."""
    if type(base) is ast.Name and attr[:2] != "__":
        place: Place | None = walk.place
        while place is not None and base.id not in place.bound:
            place = place.outer
        if place is None or not place.own or place.own != base.id:
            raise Doubt
        walk.notes.private.add(attr)
        return
    if type(base) is not ast.Call or type(base.func) is not ast.Name:
        raise Doubt
    if attr in _NAMES and base.func.id == "type" and len(base.args) == 1:
        return
    if not (attr in _SUPER and base.func.id == "super" and use == CALLEE):
        raise Doubt


def see_watched_attribute(walk: Pass, base: Any, attr: str, use: int) -> None:
    """Names that some rule asks about, on objects where they are harmless."""
    if attr == "format":
        if use != CALLEE or type(base) is not ast.Constant or type(base.value) is not str:
            raise Doubt
    elif attr not in walk.mutators or use != CALLEE:
        # Methods that change their object are judged with their call.
        raise Doubt
