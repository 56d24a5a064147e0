"""Texts and numbers that the resolver would put together from constants (RF305, RF602).

A value counts as a constant there only if nothing else is possible, so one part that is surely no
constant settles it. What may be put together is put together here too, or the file is not plain.
"""

from __future__ import annotations

import _ast as ast

from tools.isolation.gate.notes import AUGMENTED, ELEMENT, OPAQUE, PARAMETER, Doubt, Notes, Place
from tools.isolation.gate.opaque import operands, surely_opaque
from tools.isolation.gate.texts import MAX_NUMBER, are_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

MAX_DEPTH = 8
MAX_STEPS = 50_000
"""Looks at expressions; a name with many meanings, each made of such names, would take for ever."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Constants:
    """Judges all texts of one file."""

    def __init__(self, notes: Notes, things: Mapping[str, Any]) -> None:
        self._notes = notes
        self._things = things
        self._called = {name for name, _ in notes.uses}
        self._called.update(chain[-1] for _, chain, _ in notes.chains)
        self._steps = 0
        self._sure: dict[int, bool] = {}

    def run(self) -> None:
        """Judge.

        Raises:
            Doubt: some text is not certainly of no interest.
        """
        notes = self._notes
        for place, node in notes.folds:
            if not self._is_opaque(place, node):
                value = self._value(place, node)
                if type(value) is str:
                    notes.texts.add(value)
                elif type(value) is not int or value >= MAX_NUMBER:
                    raise Doubt
        for place, node in notes.slices:
            if not self._is_opaque(place, node):
                raise Doubt
        for place, node in notes.quotients:
            if not self._is_opaque(place, node) and type(self._value(place, node)) is not int:
                raise Doubt
        for place, node in notes.joins:
            self._judge_joined(place, node)
        if not are_plain(notes.texts):
            raise Doubt

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise Doubt

    def _is_surely_opaque(self, node: Any) -> bool:
        """Ask once for each expression: the longest are asked about from many others."""
        key = id(node)
        if key not in self._sure:
            self._sure[key] = surely_opaque(node)
        return self._sure[key]

    def _judge_joined(self, place: Place, node: Any) -> None:
        """What `join` gets must not be a display that is known to the last element."""
        self._step()
        kind = type(node)
        if kind is ast.Call and type(node.func) is ast.Name and node.func.id in ("map", "reversed"):
            for argument in node.args:
                if type(argument) is not ast.Name or argument.id not in ("str", "repr"):
                    self._judge_joined(place, argument)
        elif kind is ast.Name:
            bindings = place.bound.get(node.id)
            if bindings is None:
                raise Doubt
            for value in bindings:
                if value is PARAMETER:
                    # Whoever calls a function of this file may pass such a display.
                    if not self._called.isdisjoint(self._notes.functions):
                        raise Doubt
                elif value is not OPAQUE and value is not AUGMENTED:
                    if isinstance(value, str | tuple | ast.Name):
                        raise Doubt
                    self._judge_joined(place, value)
        elif kind in (ast.List, ast.Tuple, ast.Set):
            if node.elts and not any(self._is_opaque(place, item) for item in node.elts):
                raise Doubt
        elif kind not in _COMPREHENSIONS and not self._is_opaque(place, node):
            raise Doubt

    def _is_opaque(self, place: Place, node: Any, depth: int = 0) -> bool:
        """Say whether the resolver cannot take ``node`` for a constant."""
        self._step()
        if depth > MAX_DEPTH:
            return False
        kind = type(node)
        if kind is ast.Name:
            return self._is_opaque_name(place, node.id, depth)
        if self._is_surely_opaque(node):
            return True
        deeper = depth + 1
        if kind is ast.Attribute:
            thing = self._things.get(node.value.id)
            return thing is None or thing.root != "workspace"
        if kind is ast.Call:
            return type(node.func) is ast.Attribute and self._is_opaque(
                place, node.func.value, deeper
            )
        if kind is ast.BinOp:
            return any(self._is_opaque(place, item, deeper) for item in operands(node))
        if kind is ast.JoinedStr:
            return any(
                type(item) is ast.FormattedValue and self._is_opaque(place, item.value, deeper)
                for item in node.values
            )
        if kind is ast.BoolOp:
            return any(self._is_opaque(place, item, deeper) for item in node.values)
        if kind is ast.IfExp:
            return self._is_opaque(place, node.body, deeper) or self._is_opaque(
                place, node.orelse, deeper
            )
        if kind is ast.Subscript:
            return self._is_opaque_container(place, node.value)
        return False

    def _is_opaque_name(self, place: Place, name: str, depth: int) -> bool:
        current: Place | None = place
        while current is not None:
            bindings = current.bound.get(name)
            if bindings is not None and (current is place or not current.is_class):
                break
            current = current.outer
        if current is None:
            thing = self._things.get(name)
            return thing is None or thing.root != "workspace"
        if bindings is None:
            return False
        element = True
        for value in bindings:
            if value is OPAQUE or value is AUGMENTED or value is PARAMETER:
                return True
            if type(value) is tuple:
                if not self._is_opaque_container(current, value[1]):
                    element = False
            elif value is not ELEMENT:
                element = False
                if not isinstance(value, str) and self._is_opaque(current, value, depth + 1):
                    return True
        # Outside of its comprehension the name may be another one.
        return element and not self._is_known_around(current.outer, name)

    def _is_known_around(self, place: Place | None, name: str) -> bool:
        while place is not None:
            if name in place.bound:
                return True
            place = place.outer
        return name in self._things

    def _is_opaque_container(self, place: Place, node: Any) -> bool:
        """Say whether nothing is known of the elements of ``node``."""
        if type(node) is not ast.Name:
            return type(node) not in (ast.Constant, ast.JoinedStr, ast.BinOp, *_KNOWN) and (
                surely_opaque(node)
            )
        bindings = place.bound.get(node.id)
        return (
            bindings is not None
            and all(
                value is PARAMETER
                or value is OPAQUE
                or (type(value) is ast.Call and _is_made(value))
                for value in bindings
            )
            and (PARAMETER not in bindings or self._called.isdisjoint(self._notes.functions))
        )

    def _value(self, place: Place, node: Any, depth: int = 0) -> str | int | None:
        """Return the constant that ``node`` is, or None."""
        self._step()
        kind = type(node)
        if depth > MAX_DEPTH:
            return None
        if kind is ast.Constant:
            return node.value if type(node.value) in (str, int) else None
        if kind is ast.Name:
            current: Place | None = place
            while current is not None and node.id not in current.bound:
                current = current.outer
            bindings = current.bound[node.id] if current is not None else ()
            if current is None or len(bindings) != 1 or not isinstance(bindings[0], ast.expr):
                return None
            return self._value(current, bindings[0], depth + 1)
        if kind is ast.JoinedStr:
            parts = [
                self._value(
                    place, item.value if type(item) is ast.FormattedValue else item, depth + 1
                )
                for item in node.values
            ]
            return None if None in parts else "".join(map(str, parts))
        if kind is ast.BinOp:
            left = self._value(place, node.left, depth + 1)
            right = self._value(place, node.right, depth + 1)
            if type(node.op) is ast.Add and type(left) is type(right) is str:
                return str(left) + str(right)
            if type(left) is int and type(right) is int and min(left, right) >= 0:
                return _number(type(node.op), left, right)
        return None


def _number(operator: type, left: int, right: int) -> int | None:
    if max(left, right) >= MAX_NUMBER:
        return None
    if operator is ast.Mult:
        return left * right
    if operator is ast.Add:
        return left + right
    return abs(left - right) if operator is ast.Sub else None


def _is_made(node: Any) -> bool:
    """A call that gives neither a constant nor a display."""
    return surely_opaque(node)


_KNOWN = (ast.List, ast.Tuple, ast.Set, ast.Dict, *_COMPREHENSIONS)
