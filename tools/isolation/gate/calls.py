"""Calls: what is called, what it is given, and what it changes."""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.changes import change
from tools.isolation.gate.notes import CALLEE, INERT, INTERNAL, READ, VALUE, Doubt
from tools.isolation.gate.opaque import FOLDED, surely_opaque
from tools.isolation.gate.references import see_attribute, see_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tools.isolation.gate.state import Pass

_READING = frozenset(
    """all any dict enumerate frozenset len list max min set sorted sum tuple zip""".split()  # noqa: SIM905
)
_HTTP_VERBS = frozenset({"put"})
"""Also the name of a method that changes queues."""
_KEYWORDS = frozenset(
    """closefd fileno force from_attributes fromfile_prefix_chars keylog_filename
    metaclass namespace opener orm_mode these uds""".split()  # noqa: SIM905
)
_PARSERS = frozenset(
    """parse_args parse_intermixed_args parse_known_args parse_known_intermixed_args""".split()  # noqa: SIM905
)
_TAKING = frozenset({"clear", "discard", "pop", "popitem", "popleft", "remove", "reverse", "sort"})
"""They put nothing into what they change."""


def see_call(walk: Pass, node: Any, _use: int, as_: int = CALLEE) -> None:
    """Look at a call; ``as_`` is what calling does with the called."""
    function = node.func
    arguments, keywords = node.args, node.keywords
    key = ""
    if type(function) is ast.Name:
        key = function.id
        if key in _SPECIAL_CALLS:
            if as_ != CALLEE:
                raise Doubt
            if _SPECIAL_CALLS[key](walk, node):
                return
        else:
            see_name(walk, function, as_)
    elif type(function) is ast.Attribute:
        key = function.attr
        if key in walk.mutators:
            if as_ != CALLEE:
                raise Doubt
            see_mutator(walk, node, function)
        else:
            see_attribute(walk, function, as_)
            if key in FOLDED:
                see_folding(walk, node, function)
            elif key in _PARSERS and len(arguments) > 1:
                raise Doubt
    else:
        raise Doubt
    # A builtin that looks into containers changes and keeps none of them.
    use = READ if key in _READING and type(function) is ast.Name else VALUE
    for argument in arguments:
        kind = type(argument)
        if kind is ast.Name or kind is ast.Attribute:
            see_argument(walk, argument, key, use)
        elif kind is ast.Starred:
            walk.visit(argument.value, READ)
        elif kind is ast.Tuple and key == "isinstance":
            for item in argument.elts:
                see_argument(walk, item, key, use)
        else:
            walk.visit(argument, VALUE)
    for keyword in keywords:
        name, value = keyword.arg, keyword.value
        if name is None:
            walk.visit(value, READ)
            continue
        if name in _KEYWORDS or name[0] == "_" or (key == "evolve" and name in ("alias", "name")):
            raise Doubt
        kind = type(value)
        if kind is ast.Name or kind is ast.Attribute:
            see_argument(walk, value, key, VALUE)
        else:
            walk.visit(value, VALUE)


def see_argument(walk: Pass, node: Any, key: str, use: int) -> None:
    """Note that something is passed on; an attribute of a name, together with its callee."""
    chain: list[str] = []
    root = node
    while type(root) is ast.Attribute:
        chain.append(root.attr)
        root = root.value
    if type(root) is not ast.Name:
        walk.visit(node, use)
        return
    if chain:
        see_attribute(walk, node, INERT)
    else:
        see_name(walk, node, INERT if use == VALUE else use)
    walk.notes.arguments.add((key if use == VALUE else "", root.id, tuple(reversed(chain))))


def see_type_call(_walk: Pass, _node: Any) -> bool:
    """``type(x)``: plain only as ``type(x).__name__``, which is seen before."""
    raise Doubt


def see_super_call(_walk: Pass, node: Any) -> bool:
    """``super()``: plain without arguments."""
    if node.args or node.keywords:
        raise Doubt
    return True


def see_getattr_call(walk: Pass, node: Any) -> bool:
    """``getattr(x, "name")`` is the attribute itself."""
    arguments = node.args
    if node.keywords or not 2 <= len(arguments) <= 3:
        raise Doubt
    base, name = arguments[0], arguments[1]
    if type(name) is not ast.Constant or type(name.value) is not str:
        raise Doubt
    attr = name.value
    if not attr.isidentifier() or attr[0] == "_" or attr in walk.watched:
        raise Doubt
    if attr.startswith(INTERNAL) or type(base) is not ast.Name:
        raise Doubt
    # As a value: then an imported thing is not plain.
    see_name(walk, base, VALUE)
    if len(arguments) == 3:
        walk.visit(arguments[2], VALUE)
    return True


def see_mutator(walk: Pass, node: Any, function: Any) -> None:
    """A method that changes its object: what does it put into what?"""
    base, attr = function.value, function.attr
    if attr in _HTTP_VERBS and type(base) is ast.Name:
        walk.place.sent.append(base.id)
        walk.notes.chains.add((base.id, (attr,), CALLEE))
        return
    if attr[:2] == "__":
        raise Doubt
    if attr == "setdefault" and len(node.args) == 2:
        change(walk, base, node.args[1])
    elif attr in ("append", "add", "appendleft") and len(node.args) == 1:
        change(walk, base, node.args[0])
    elif attr in _TAKING and not node.keywords:
        change(walk, base)
    else:
        change(walk, base, None)


def see_folding(walk: Pass, node: Any, function: Any) -> None:
    """A method of texts whose result the resolver may work out."""
    notes = walk.notes
    if function.attr == "join":
        if type(function.value) is not ast.Constant or len(node.args) != 1 or node.keywords:
            raise Doubt
        notes.joins.append((walk.place, node.args[0]))
    elif function.attr == "decode" and type(function.value) not in (ast.Name, ast.Attribute):
        raise Doubt
    elif not surely_opaque(function.value):
        notes.slices.append((walk.place, function.value))


_SPECIAL_CALLS: dict[str, Callable[[Pass, Any], bool]] = {
    "type": see_type_call,
    "super": see_super_call,
    "getattr": see_getattr_call,
}
