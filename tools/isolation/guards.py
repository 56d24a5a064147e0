"""Recognises code that proves a computed attribute name harmless before it is used."""

from __future__ import annotations

import ast

from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck


def is_guarded(check: FileCheck, call: ast.Call, name: ast.expr, scope: Scope) -> bool:
    """Say whether ``if name.startswith("_"): raise`` stands before ``call`` in its function.

    The name must be a local variable or parameter that is bound once, the test must stand in the
    function's own body (so that it always runs), and it must raise or return.
    """
    function = scope.function
    if not isinstance(name, ast.Name) or function is None or scope is not function:
        return False
    owner, bindings = scope.resolve(name.id)
    if owner is not function or len(bindings) != 1:
        return False
    if bindings[0].kind not in (Bind.PARAMETER, Bind.ASSIGN, Bind.ITERATE):
        return False
    node = function.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return any(
        _is_guard(check, statement, name.id, scope)
        for block in _blocks_around(node.body, call)
        for statement in block
        if statement.lineno < call.lineno and statement.lineno > bindings[0].line - 1
    )


def _blocks_around(body: list[ast.stmt], call: ast.Call) -> list[list[ast.stmt]]:
    """Return the statement lists that enclose ``call``, from the outside in."""
    blocks = [body]
    for statement in body:
        if not any(inner is call for inner in ast.walk(statement)):
            continue
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if isinstance(inner, list) and any(
                found is call for part in inner for found in ast.walk(part)
            ):
                blocks.extend(_blocks_around(inner, call))
    return blocks


def _is_guard(check: FileCheck, statement: ast.stmt, name: str, scope: Scope) -> bool:
    if not isinstance(statement, ast.If) or not isinstance(
        statement.body[-1], ast.Raise | ast.Return | ast.Continue
    ):
        return False
    tests = [statement.test]
    if isinstance(statement.test, ast.BoolOp) and isinstance(statement.test.op, ast.Or):
        tests = statement.test.values
    return any(_asks_underscore(check, test, name, scope) for test in tests)


def _asks_underscore(check: FileCheck, test: ast.expr, name: str, scope: Scope) -> bool:
    if not isinstance(test, ast.Call) or len(test.args) != 1 or test.keywords:
        return False
    function = test.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "startswith"
        and isinstance(function.value, ast.Name)
        and function.value.id == name
        and all(
            value.kind is Kind.CONST and value.data == "_"
            for value in check.values(test.args[0], scope)
        )
    )
