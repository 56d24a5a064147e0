"""Making sure that a helper of the door is imported where a rewrite uses it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from tools.isolation.fixes.importlist import plain_import, spelled, with_names
from tools.isolation.old_api import SDK
from tools.isolation.scopes import Bind, ScopeTree


@dataclass(frozen=True, slots=True)
class Helper:
    """How a file may call the helper.

    Attributes:
        name: its name in this file; None when that name already means something else.
        imported: whether the module imports it already.
    """

    name: str | None
    imported: bool = False


def find_helper(tree: ast.Module, scopes: ScopeTree, name: str) -> Helper:
    """Find out under which name ``name`` of the door can be called anywhere in the file."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and _is_door(statement):
            for alias in statement.names:
                local = alias.asname or alias.name
                if alias.name == name and _bindings(scopes, local) == 1:
                    return Helper(local, imported=True)
    foreign = any(
        not (
            binding.kind is Bind.IMPORT
            and isinstance(binding.node, ast.ImportFrom)
            and _is_door(binding.node)
            and binding.alias is not None
            and binding.alias.name == name
        )
        for scope in scopes.by_node.values()
        for binding in scope.bindings.get(name, ())
    )
    return Helper(None if foreign else name)


def with_import(module: cst.Module, name: str) -> cst.Module:
    """Return ``module`` with ``from engine.sdk import name`` among its leading imports."""
    body = list(module.body)
    added = [cst.ImportAlias(cst.Name(name))]
    last = -1
    for index, statement in enumerate(body):
        if not isinstance(statement, cst.SimpleStatementLine):
            break
        if not _leads(statement):
            break
        last = index
        lone = statement.body[0] if len(statement.body) == 1 else None
        if (
            isinstance(lone, cst.ImportFrom)
            and spelled(lone) == SDK
            and not isinstance(lone.names, cst.ImportStar)
        ):
            body[index] = statement.with_changes(body=[with_names(lone, added)])
            return module.with_changes(body=body)
    blank = [cst.EmptyLine(indent=False)]
    line = cst.SimpleStatementLine([plain_import(SDK, added)])
    if last >= 0 and not _same_group(body[last]):
        line = line.with_changes(leading_lines=blank)
    body.insert(last + 1, line)
    following = body[last + 2] if last + 2 < len(body) else None
    if following is not None and not getattr(following, "leading_lines", blank):
        body[last + 2] = following.with_changes(leading_lines=blank)
    return module.with_changes(body=body)


def _is_door(node: ast.ImportFrom) -> bool:
    return node.module == SDK and not node.level


def _bindings(scopes: ScopeTree, name: str) -> int:
    return sum(len(scope.bindings.get(name, ())) for scope in scopes.by_node.values())


def _leads(statement: cst.SimpleStatementLine) -> bool:
    """Say whether ``statement`` may stand above imports: a docstring or an import."""
    return all(
        isinstance(part, cst.Import | cst.ImportFrom)
        or (
            isinstance(part, cst.Expr)
            and isinstance(part.value, cst.SimpleString | cst.ConcatenatedString)
        )
        for part in statement.body
    )


def _same_group(statement: cst.BaseStatement) -> bool:
    """Say whether the new import may follow ``statement`` without a blank line."""
    part = statement.body[-1] if isinstance(statement, cst.SimpleStatementLine) else None
    module = (spelled(part) or "") if isinstance(part, cst.ImportFrom) else ""
    return module.partition(".")[0] in ("engine", "workspace")
