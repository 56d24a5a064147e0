"""RF403: pydantic reading attributes by aliases."""

from __future__ import annotations

import ast

from tools.isolation.events import NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.visitor import FileCheck

_MODES = frozenset({"from_attributes", "orm_mode"})


def _is_off(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in (False, None)


def _on_keyword(check: FileCheck, event: tuple[ast.keyword, Scope]) -> None:
    if event[0].arg in _MODES and not _is_off(event[0].value):
        check.report(event[0], f"`{event[0].arg}` reads attributes by names given as text")


def _on_constant(check: FileCheck, event: tuple[ast.Constant, Scope]) -> None:
    if event[0].value in _MODES and not isinstance(check.parent(event[0]), ast.Expr):
        check.report(event[0], f"`{event[0].value}` reads attributes by names given as text")


def _on_name(check: FileCheck, event: NameUsed) -> None:
    if event.role is Role.STORE and event.name in _MODES and event.scope.kind is ScopeKind.CLASS:
        statement = check.parent(event.node)
        if not _is_off(getattr(statement, "value", None)):
            check.report(event.node, f"`{event.name}` reads attributes by names given as text")


RULE = Rule(
    code="RF403",
    name="attribute-mode",
    summary="pydantic model that reads the attributes of arbitrary objects.",
    why="With `from_attributes` a field's alias names the attribute that is read, so an alias such"
    " as `__globals__`, also a computed one, reaches the engine's variables.",
    instead="build the model from data: `Model(**dataclasses.asdict(x))` or named fields",
    limits="Nothing known.",
    hooks={ast.keyword: _on_keyword, ast.Constant: _on_constant, NameUsed: _on_name},
    valid=examples("from pydantic import ConfigDict\nc = ConfigDict(from_attributes=False)"),
    invalid=examples(
        "from pydantic import BaseModel, ConfigDict\nclass M(BaseModel):\n"
        "    model_config = ConfigDict(from_attributes=True)",
        "class M:\n    class Config:\n        orm_mode = True",
        "options = {'from_attributes': True}",
        "def f(M, x):\n    return M.model_validate(x, from_attributes=True)",
    ),
)
