"""The state of one pass: what is written down so far, and in which function or class it stands."""

from __future__ import annotations

from tools.isolation.gate.notes import MAX_BINDINGS, METHODS, MODULE_NAMES, Doubt, Notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from tools.isolation.gate.tables import Tables

    Expressions = Mapping[type, Callable[["Pass", Any, int], None]]
    Statements = Mapping[type, Callable[["Pass", Any], None]]


class Pass:
    """One pass over one file; raises `Doubt` at the first thing that is not plain."""

    __slots__ = (
        "_expressions", "_statements", "in_lambda", "mutators", "notes", "place", "watched"
    )  # fmt: skip

    def __init__(self, tables: Tables, expressions: Expressions, statements: Statements) -> None:
        self.watched = tables.watched
        self.mutators = tables.mutators
        self.notes = Notes()
        self.place = self.notes.module
        self.in_lambda = False
        self._expressions = expressions
        self._statements = statements

    def body(self, body: Iterable[Any]) -> None:
        """Look at the statements of a function."""
        for statement in body:
            handler = self._statements.get(type(statement))
            if handler is None:
                raise Doubt
            handler(self, statement)

    def visit(self, node: Any, use: int) -> None:
        """Look at an expression, and note what it is used for."""
        handler = self._expressions.get(type(node))
        if handler is None:
            raise Doubt
        handler(self, node, use)

    def bind(self, name: str, binding: object) -> None:
        """Note that a name is bound here."""
        bindings = self.place.bound.setdefault(name, [])
        bindings.append(binding)
        if len(bindings) > MAX_BINDINGS or (
            name[:2] == "__" and name not in MODULE_NAMES and name not in METHODS
        ):
            raise Doubt
