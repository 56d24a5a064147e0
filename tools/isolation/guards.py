"""Recognises code that proves a computed attribute name harmless before it is used."""

from __future__ import annotations

import ast

from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck


def is_guarded(check: FileCheck, call: ast.Call, name: ast.expr, scope: Scope) -> bool:
    """Say whether ``call`` only runs when ``name`` does not start with an underscore.

    Either ``if name.startswith("_"): raise`` stands before it in its function's own body (so that
    it always runs; it may also return or continue), or the call stands where
    ``not name.startswith("_")`` was just found true. The name must be bound once: a local variable
    or parameter, and for a function inside only a parameter, since variables change between.
    """
    found = _checked_name(name, scope)
    if found is None or not isinstance(name, ast.Name):
        return False
    owner, line = found
    if any(_asks_public(check, test, name.id, scope) for test in _tests_around(check, call, owner)):
        return True
    node = owner.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return any(
        _is_guard(check, statement, name.id, scope)
        for block in _blocks_around(node.body, call)
        for statement in block
        if line <= statement.lineno < call.lineno
    )


def _checked_name(name: ast.expr, scope: Scope) -> tuple[Scope, int] | None:
    """Return the function whose variable ``name`` is, and where it is bound, if only once."""
    if not isinstance(name, ast.Name):
        return None
    owner, bindings = scope.resolve(name.id)
    if owner is None or owner.kind is not ScopeKind.FUNCTION or len(bindings) != 1:
        return None
    kind = bindings[0].kind
    if kind not in (Bind.PARAMETER, Bind.ASSIGN, Bind.ITERATE):
        return None
    if scope is not owner and kind is not Bind.PARAMETER:
        return None
    return owner, bindings[0].line


def member_names(
    check: FileCheck, call: ast.Call, name: ast.expr, scope: Scope
) -> tuple[str, ...] | None:
    """Return the texts of which ``name`` is one whenever ``call`` runs, or None.

    It runs only if ``name in ("first", "last")`` was just found true, or stands after ``if name not
    in ...: raise``; in the same places as in `is_guarded`, and the texts must be written in the
    file. No string class may answer comparisons in its own way (RF306), so an equal text is it.
    """
    found = _checked_name(name, scope)
    if found is None or not isinstance(name, ast.Name):
        return None
    owner, line = found
    for test in _tests_around(check, call, owner):
        texts = _texts_of_membership(check, test, ast.In, name.id, scope)
        if texts is not None:
            return texts
    node = owner.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    for block in _blocks_around(node.body, call):
        for statement in block:
            if line <= statement.lineno < call.lineno and _leaves(statement):
                for test in _alternatives(statement):
                    texts = _texts_of_membership(check, test, ast.NotIn, name.id, scope)
                    if texts is not None:
                        return texts
    return None


def _texts_of_membership(
    check: FileCheck, test: ast.expr, operator: type[ast.cmpop], name: str, scope: Scope
) -> tuple[str, ...] | None:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        opposite = ast.NotIn if operator is ast.In else ast.In
        return _texts_of_membership(check, test.operand, opposite, name, scope)
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], operator)
        or not isinstance(test.left, ast.Name)
        or test.left.id != name
    ):
        return None
    return _fixed_texts(check, test.comparators[0], scope)


def _fixed_texts(check: FileCheck, node: ast.expr, scope: Scope) -> tuple[str, ...] | None:
    """Return the elements of a container of written texts that nothing can have changed."""
    named = check.by_name(node, scope)
    made = named[0].data if len(named) == 1 and named[0].name == "typing.get_args" else None
    if isinstance(made, ast.Call) and len(made.args) == 1:
        return _literal_texts(check, made.args[0], check.facts.scope_of(made))
    values = check.values(node, scope)
    if any(value.kind is Kind.CONST for value in values):
        return None  # `x in "text"` asks for a part of it
    found = check.resolver.row(node, scope)
    texts = tuple(v.data for v in found if v.kind is Kind.CONST and type(v.data) is str)
    return texts if len(texts) == len(found) else None


def _literal_texts(check: FileCheck, node: ast.expr, scope: Scope) -> tuple[str, ...] | None:
    """``Literal["name", "created"]``, written there or under a name that is bound once."""
    if isinstance(node, ast.Name):
        owner, bindings = scope.resolve(node.id)
        if owner is None or len(bindings) != 1 or bindings[0].kind is not Bind.ASSIGN:
            return None
        if bindings[0].path or bindings[0].value is None:
            return None
        node, scope = bindings[0].value, owner
    if not isinstance(node, ast.Subscript) or any(
        value != Value(Kind.MEMBER, "typing.Literal") for value in check.by_name(node.value, scope)
    ):
        return None
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    texts = [i.value for i in items if isinstance(i, ast.Constant) and type(i.value) is str]
    return tuple(texts) if len(texts) == len(items) else None


def is_own_instance(check: FileCheck, node: ast.AST, name: ast.Name, scope: Scope) -> bool:
    """Say whether ``isinstance(name, C)`` holds at ``node``, for a plain class of this file.

    ``name`` must be a parameter of the function around, bound once. A class with other bases could
    answer for instances that are none.
    """
    owner, bindings = scope.resolve(name.id)
    if owner is None or owner is not scope.function or len(bindings) != 1:
        return False
    function = owner.node
    if bindings[0].kind is not Bind.PARAMETER or not isinstance(
        function, ast.FunctionDef | ast.AsyncFunctionDef
    ):
        return False
    if any(_asks_class(check, t, name.id, scope) for t in _tests_around(check, node, owner)):
        return True
    return any(
        isinstance(statement, ast.If)
        and statement.lineno < name.lineno
        and isinstance(statement.body[-1], ast.Raise | ast.Return)
        and isinstance(statement.test, ast.UnaryOp)
        and isinstance(statement.test.op, ast.Not)
        and _asks_class(check, statement.test.operand, name.id, scope)
        for block in _blocks_around(function.body, node)
        for statement in block
    )


def _asks_class(check: FileCheck, test: ast.expr, name: str, scope: Scope) -> bool:
    return (
        isinstance(test, ast.Call)
        and len(test.args) == 2
        and not test.keywords
        and isinstance(test.args[0], ast.Name)
        and test.args[0].id == name
        and check.values(test.func, scope) == (Value(Kind.BUILTIN, "isinstance"),)
        and all(_is_plain_class(check, value) for value in check.values(test.args[1], scope))
    )


def _is_plain_class(check: FileCheck, value: Value, depth: int = 0) -> bool:
    node = value.data
    if value == Value(Kind.BUILTIN, "object"):
        return depth > 0
    if value.kind is not Kind.CLASS or not isinstance(node, ast.ClassDef) or depth > _MAX_DEPTH:
        return False
    outer = check.scopes.by_node[node].parent or check.scopes.module
    makers = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return (
        not node.keywords
        and all(
            found == Value(Kind.MEMBER, "dataclasses.dataclass")
            for maker in makers
            for found in check.values(maker, outer)
        )
        and all(
            _is_plain_class(check, found, depth + 1)
            for base in node.bases
            for found in check.values(base, outer)
        )
    )


_MAX_DEPTH = 8


def _tests_around(check: FileCheck, call: ast.AST, owner: Scope) -> list[ast.expr]:
    """Return the conditions that were true just before ``call``, inside of ``owner``."""
    tests: list[ast.expr] = []
    child: ast.AST = call
    parent = check.parent(call)
    while parent is not None and child is not owner.node:
        inside = parent.body if isinstance(parent, ast.If | ast.IfExp) else []
        if isinstance(parent, ast.If | ast.IfExp) and (
            child in inside if isinstance(inside, list) else child is inside
        ):
            tests.append(parent.test)
        elif isinstance(parent, _COMPREHENSIONS) and not isinstance(child, ast.comprehension):
            tests += [test for generator in parent.generators for test in generator.ifs]
        elif isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And):
            tests += parent.values[: next(i for i, v in enumerate(parent.values) if v is child)]
        child, parent = parent, check.parent(parent)
    return [
        part
        for test in tests
        for part in (
            test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
        )
    ]


def _asks_public(check: FileCheck, test: ast.expr, name: str, scope: Scope) -> bool:
    return (
        isinstance(test, ast.UnaryOp)
        and isinstance(test.op, ast.Not)
        and _asks_underscore(check, test.operand, name, scope)
    )


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _blocks_around(body: list[ast.stmt], call: ast.AST) -> list[list[ast.stmt]]:
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
    return _leaves(statement) and any(
        _asks_underscore(check, test, name, scope) for test in _alternatives(statement)
    )


def _leaves(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and isinstance(
        statement.body[-1], ast.Raise | ast.Return | ast.Continue
    )


def _alternatives(statement: ast.stmt) -> list[ast.expr]:
    """Return the conditions each of which alone makes an ``if`` leave."""
    if not isinstance(statement, ast.If):
        return []
    if isinstance(statement.test, ast.BoolOp) and isinstance(statement.test.op, ast.Or):
        return statement.test.values
    return [statement.test]


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
