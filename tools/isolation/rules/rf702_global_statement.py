"""RF702: functions that assign variables of the module."""

from __future__ import annotations

import ast

from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.tenancy import runs_per_call
from tools.isolation.visitor import FileCheck


def _on_global(check: FileCheck, event: tuple[ast.Global, Scope]) -> None:
    node, scope = event
    if not runs_per_call(scope):
        return
    function = scope.function
    body = function.node if function is not None else None
    names = [name for name in node.names if body is not None and _is_bound(body, name)]
    if names:
        check.report(
            node,
            f"`global {', '.join(names)}`: what this run assigns, the next client's run reads",
        )


def _is_bound(body: ast.AST, name: str) -> bool:
    for inner in ast.walk(body):
        if isinstance(inner, ast.Name) and inner.id == name and not isinstance(inner.ctx, ast.Load):
            return True
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if inner.name == name and inner is not body:
                return True
        elif isinstance(inner, ast.alias):
            if (inner.asname or inner.name.partition(".")[0]) == name:
                return True
        elif isinstance(inner, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            if inner.name == name:
                return True
        elif isinstance(inner, ast.MatchMapping) and inner.rest == name:
            return True
    return False


RULE = Rule(
    code="RF702",
    name="global-statement",
    summary="Function that assigns a variable of the module.",
    why="The module is loaded once for all clients. A variable that one client's run assigns is"
    " what the next client's run finds, also when both run at the same moment.",
    instead="return the value, keep it in a local variable, or use `context.cache`",
    limits="Nothing known.",
    waivable=False,
    hooks={ast.Global: _on_global},
    valid=examples("LIMIT = 10\ndef f():\n    global LIMIT\n    return LIMIT"),
    invalid=examples(
        "token = None\ndef f(x):\n    global token\n    token = x",
        "def f():\n    global client\n    import json as client",
        "n = 0\ndef f():\n    global n\n    n += 1",
        "def f(x):\n    global last\n    for last in x:\n        pass",
    ),
)
