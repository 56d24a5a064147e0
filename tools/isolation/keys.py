"""Keys that name the organization, and so keep clients apart."""

from __future__ import annotations

import ast
import re

from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.values import Kind, Resolver

_ORG = re.compile(
    r"(^|_)(org|organization|organisation|tenant|customer|client)(_?(id|key|name|code|slug))?s?$"
)
# Builtins and methods of texts whose result differs wherever their argument does.
_KEEPING = frozenset({"str", "repr", "tuple", "frozenset", "format", "hash", "list", "sorted"})
_KEEPING_METHODS = frozenset(
    """casefold encode format hex join lower strip upper hexdigest digest quote replace
    update""".split()  # noqa: SIM905
)
_MAX_DEPTH = 12


def is_keyed(resolver: Resolver, node: ast.AST | None, scope: Scope, depth: int = 0) -> bool:
    """Say whether a key names the organization, and by a value that can differ from run to run.

    What is asked of it (`org_id == x`, `len(org_id)`) or cut out of it keeps nobody apart.
    """
    if node is None or depth > _MAX_DEPTH:
        return False

    def keyed(*parts: ast.AST) -> bool:
        return any(is_keyed(resolver, part, scope, depth + 1) for part in parts)

    if isinstance(node, ast.Attribute):
        return names_organization(node.attr) or keyed(node.value)
    if isinstance(node, ast.Name):
        return _is_keyed_name(resolver, node, scope, depth)
    if isinstance(node, ast.Tuple | ast.List):
        return keyed(*node.elts)
    if isinstance(node, ast.JoinedStr):
        return keyed(*node.values)
    if isinstance(node, ast.FormattedValue):
        return node.format_spec is None and keyed(node.value)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod) and keyed(node.left, node.right)
    if isinstance(node, ast.BoolOp):
        return isinstance(node.op, ast.Or) and keyed(node.values[0])
    if isinstance(node, ast.IfExp):
        return keyed(node.body, node.orelse)
    if isinstance(node, ast.NamedExpr | ast.Await | ast.Starred):
        return keyed(node.value)
    if isinstance(node, ast.Subscript):
        # `event["org_id"]`; what is sliced out of an identity may be equal for two.
        constant = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
        return constant and (names_organization(str(node.slice.value)) or keyed(node.value))  # type: ignore[attr-defined]
    return isinstance(node, ast.Call) and _is_keyed_call(resolver, node, scope, depth)


def _is_written(resolver: Resolver, node: ast.expr, scope: Scope) -> bool:
    """Say whether this is a text put together from what stands in the file."""
    # Here, since folding follows the flow, and the flow asks about keys.
    from tools.isolation.folding import fold_texts  # noqa: PLC0415

    return bool(fold_texts(resolver, node, scope))


def _is_keyed_name(resolver: Resolver, node: ast.Name, scope: Scope, depth: int) -> bool:
    owner, bindings = scope.resolve(node.id)
    if owner is not None and owner.kind is ScopeKind.MODULE:
        return False
    if names_organization(node.id):
        values = resolver.values(node, scope)
        constant = any(value.kind is Kind.CONST for value in values)
        return not constant and not _is_written(resolver, node, scope)
    return (
        owner is not None
        and bool(bindings)
        and all(
            binding.kind is Bind.ASSIGN
            and not binding.path
            and is_keyed(resolver, binding.value, owner, depth + 1)
            for binding in bindings
        )
    )


def _is_keyed_call(resolver: Resolver, node: ast.Call, scope: Scope, depth: int) -> bool:
    """Calls may shorten what they get; the builtins do unless they are known not to."""
    function = node.func
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(function, ast.Attribute):
        # `context.get_org_id()`, `row.get("org_id")`
        if function.attr in _KEEPING_METHODS:
            arguments.append(function.value)
        elif any(v.kind is Kind.BUILTIN for v in resolver.values(function.value, scope)):
            return False
        elif names_organization(function.attr.removeprefix("get_")):
            return True
        elif function.attr == "get":
            first = node.args[0] if node.args else None
            return isinstance(first, ast.Constant) and names_organization(str(first.value))
    elif isinstance(function, ast.Name):
        values = resolver.values(function, scope)
        builtin = any(value.kind is Kind.BUILTIN for value in values)
        if (builtin and function.id not in _KEEPING) or any(
            isinstance(value.data, ast.ClassDef) and _decides(value.data) for value in values
        ):
            return False
        if not builtin and names_organization(function.id.removeprefix("get_")):
            return True
    return any(is_keyed(resolver, argument, scope, depth + 1) for argument in arguments)


def _decides(node: ast.ClassDef) -> bool:
    """Say whether a class decides itself which of its instances are equal."""
    return any(isinstance(item, ast.FunctionDef) and item.name in _DECIDING for item in node.body)


_DECIDING = frozenset({"__eq__", "__hash__", "__new__", "__init__", "__str__", "__format__"})


def names_organization(name: str) -> bool:
    """Say whether a variable's name says that it holds an organization's identity."""
    return _ORG.search(name.lower()) is not None
