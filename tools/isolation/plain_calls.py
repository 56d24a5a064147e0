"""Reads two calls as the plain code that they are, so that the rules judge that.

``name = importlib.import_module("package.module")`` is an import statement, and ``locals()`` before
anything else in a function is a dictionary of its parameters. Any other use of the two functions
stays as it is, for the rules to refuse.
"""

from __future__ import annotations

import ast
import re

from tools.isolation.trees import children, walk

_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_FUNCTION, _MODULE, _LOCALS = "import_module", "importlib", "locals"
WORDS = (_MODULE, _LOCALS)
"""A file of plain letters without any of them has no such call."""


def may_have_plain_calls(data: bytes) -> bool:
    """Say whether `read_plain_calls` may find something; other alphabets may fold into a word."""
    return not data.isascii() or any(word.encode("ascii") in data for word in WORDS)


def read_plain_calls(tree: ast.Module) -> ast.Module:
    """Replace such calls, in place; returns the tree."""
    _read_imports(tree)
    _read_locals(tree)
    return tree


def _read_locals(tree: ast.Module) -> None:
    nodes = walk(tree)
    if not any(isinstance(node, ast.Name) and node.id == _LOCALS for node in nodes):
        return
    if any(_binds(node, _LOCALS) for node in nodes):
        return
    pending: list[ast.AST] = [tree]
    for node in pending:
        below = children(node)
        for child in below:
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                # What lies deeper may see more than its parameters.
                _read_first(child)
            elif not isinstance(child, ast.Lambda):
                pending.append(child)


def _read_first(function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    inside = [node for statement in function.body for node in walk(statement)]
    names = [node.id for node in inside if isinstance(node, ast.Name)]
    # `super()` puts the class among the variables; a second call would see all of them.
    if names.count(_LOCALS) != 1 or {"super", "__class__"} & {*names}:
        return
    if getattr(function, "type_params", None):
        return
    written = isinstance(function.body[0], ast.Expr) and isinstance(
        function.body[0].value, ast.Constant
    )
    for statement in function.body[written : written + 1]:
        parts = walk(statement)
        if isinstance(statement, ast.Assign | ast.Expr) and all(
            isinstance(part, _STRAIGHT) for part in parts
        ):
            for part in parts:
                _replace(part, function.args)


# What neither binds a variable nor runs elsewhere or later.
_STRAIGHT = (
    ast.Assign, ast.Expr, ast.Call, ast.Attribute, ast.Name, ast.Constant, ast.keyword, ast.Dict,
    ast.List, ast.Tuple, ast.Starred,
)  # fmt: skip


def _replace(node: ast.AST, arguments: ast.arguments) -> None:
    """Put the dictionary where ``locals()`` stands below ``node``."""
    for field, value in ast.iter_fields(node):
        if _is_locals(value):
            setattr(node, field, _parameters(value, arguments))
        elif isinstance(value, list):
            value[:] = [_parameters(v, arguments) if _is_locals(v) else v for v in value]


def _is_locals(node: object) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == _LOCALS
        and not node.args
        and not node.keywords
    )


def _parameters(call: ast.expr, arguments: ast.arguments) -> ast.expr:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found += filter(None, (arguments.vararg, arguments.kwarg))
    keys: list[ast.expr | None] = [ast.Constant(argument.arg) for argument in found]
    values: list[ast.expr] = [ast.Name(argument.arg, ast.Load()) for argument in found]
    for part in (*filter(None, keys), *values):
        ast.copy_location(part, call)
    return ast.copy_location(ast.Dict(keys, values), call)


def _read_imports(tree: ast.Module) -> None:
    # Only the module's own name: `import_module` itself, once bound, is there for other files.
    if not any(_imports_module(node) for node in tree.body):
        return
    nodes = walk(tree)
    # Bound anywhere else, the name may mean something else.
    if sum(_binds(node, _MODULE) for node in nodes) != 1:
        return
    for node in nodes:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            for index, statement in enumerate(block if isinstance(block, list) else ()):
                written = _as_import(statement)
                if written is not None and isinstance(block, list):
                    block[index] = written


def _imports_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Import) and any(
        alias.name == _MODULE and not alias.asname for alias in node.names
    )


def _binds(node: ast.AST, name: str) -> bool:
    """Say whether a node may bind this name; only reading it surely does not."""
    if isinstance(node, ast.Name):
        return node.id == name and not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.alias):
        return (node.asname or node.name.partition(".")[0]) == name
    if isinstance(node, ast.Attribute | ast.Constant | ast.keyword | ast.ImportFrom):
        return False
    return any(
        value == name or (isinstance(value, list) and name in value)
        for _, value in ast.iter_fields(node)
    )


def _as_import(statement: ast.AST) -> ast.Import | None:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, call = statement.targets[0], statement.value
    if not isinstance(target, ast.Name) or not isinstance(call, ast.Call):
        return None
    function = call.func
    fits = (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == _MODULE
        and function.attr == _FUNCTION
    )
    name = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if not fits or not isinstance(name, ast.Constant) or type(name.value) is not str:
        return None
    if not _DOTTED.match(name.value):
        return None
    alias = ast.copy_location(ast.alias(name.value, target.id), call)
    return ast.copy_location(ast.Import([alias]), statement)
