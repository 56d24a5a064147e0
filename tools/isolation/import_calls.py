"""Reads ``name = importlib.import_module("package.module")`` as the import statement that it is.

With a written name the two do the same, so they are judged by the same rules. Any other use of
`import_module` stays as it is, for the rules to refuse.
"""

from __future__ import annotations

import ast
import re

from tools.isolation.trees import walk

_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_FUNCTION, _MODULE = "import_module", "importlib"


def read_import_calls(tree: ast.Module) -> ast.Module:
    """Replace such assignments by import statements, in place; returns the tree."""
    statements = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    by_module = any(_imports(node, None, _MODULE) for node in statements)
    single = next((node for node in statements if _imports(node, _MODULE, _FUNCTION)), None)
    if not by_module and single is None:
        return tree
    nodes = walk(tree)
    # Bound anywhere else, the name may mean something else.
    if sum(_binds(node, _MODULE) for node in nodes) != by_module:
        return tree
    if sum(_binds(node, _FUNCTION) for node in nodes) != (single is not None):
        return tree
    uses = sum(isinstance(node, ast.Name) and node.id == _FUNCTION for node in nodes)
    for node in nodes:
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            for index, statement in enumerate(block if isinstance(block, list) else ()):
                written = _as_import(statement, by_module=by_module, by_name=single is not None)
                if written is not None and isinstance(block, list):
                    block[index] = written
                    uses -= isinstance(statement.value.func, ast.Name)
    if single is not None and not uses:
        single.names = [alias for alias in single.names if alias.name != _FUNCTION]
        if not single.names:
            tree.body[tree.body.index(single)] = ast.copy_location(ast.Pass(), single)
    return tree


def _imports(node: ast.Import | ast.ImportFrom, module: str | None, name: str) -> bool:
    source = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
    return source == module and any(a.name == name and not a.asname for a in node.names)


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


def _as_import(statement: ast.AST, *, by_module: bool, by_name: bool) -> ast.Import | None:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, call = statement.targets[0], statement.value
    if not isinstance(target, ast.Name) or not isinstance(call, ast.Call):
        return None
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value
        fits = by_module and isinstance(owner, ast.Name) and owner.id == _MODULE
        fits = fits and function.attr == _FUNCTION
    else:
        fits = by_name and isinstance(function, ast.Name) and function.id == _FUNCTION
    name = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if not fits or not isinstance(name, ast.Constant) or type(name.value) is not str:
        return None
    if not _DOTTED.match(name.value):
        return None
    alias = ast.copy_location(ast.alias(name.value, target.id), call)
    return ast.copy_location(ast.Import([alias]), statement)
