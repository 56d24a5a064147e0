"""Finds workspace code that uses door names which another version of the engine no longer has."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass

from tools.guard.git import Repository
from tools.guard.trees import LINK, SUBMODULE, TREE, Trees


@dataclass(frozen=True, slots=True)
class Use:
    """A place in the workspace, and the door name (``engine.sdk.param``) that it uses."""

    path: str
    line: int
    name: str


def removed_uses(repository: Repository, trees: Trees, old: str, new: str) -> list[Use]:
    """Return the workspace's uses of names that the tree ``old`` offers and ``new`` does not.

    Files that do not parse are passed over: `ringfence check` reports them.
    """
    doors: dict[str, frozenset[str]] = {}

    def gone(module: str, name: str) -> bool:
        if module not in doors:
            before = _public(repository, trees, old, module)
            doors[module] = before - _public(repository, trees, new, module)
        return name in doors[module]

    uses = []
    for path, entry in trees.files(b"workspace", trees.at(old, b"workspace")):
        if entry.mode in (LINK, SUBMODULE) or not path.endswith(b".py"):
            continue
        tree = _parse(repository.read(entry.oid)[1])
        shown = os.fsdecode(path)
        for line, module, name in _engine_names(tree) if tree else ():
            if gone(module, name):
                uses.append(Use(shown, line, f"{module}.{name}"))
    return sorted(set(uses), key=lambda use: (use.path, use.line, use.name))


def _parse(data: bytes) -> ast.Module | None:
    try:
        return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _public(repository: Repository, trees: Trees, root: str, module: str) -> frozenset[str]:
    entry = trees.at(root, module.replace(".", "/").encode("utf-8") + b".py")
    if entry is None or entry.mode in (TREE, LINK, SUBMODULE):
        return frozenset()
    tree = _parse(repository.read(entry.oid)[1])
    for statement in tree.body if tree else ():
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in statement.targets
        ):
            names = (
                statement.value.elts if isinstance(statement.value, ast.List | ast.Tuple) else ()
            )
            return frozenset(
                name.value
                for name in names
                if isinstance(name, ast.Constant) and isinstance(name.value, str)
            )
    return frozenset()


def _engine_names(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module, name) for each name of an engine module that the code mentions."""
    # What a local name stands for: `import engine.sdk as e` and `from engine import sdk`.
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module.split(".")[0] != "engine":
                continue
            for alias in node.names:
                yield node.lineno, node.module, alias.name
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname and alias.name.split(".")[0] == "engine":
                    modules[alias.asname] = alias.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
            first, _, rest = owner.partition(".")
            if first == "engine":
                yield node.lineno, owner, node.attr
            elif first in modules:
                yield node.lineno, ".".join(filter(None, (modules[first], rest))), node.attr


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := _dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""
