"""Moves a whole tree from the engine's old module paths to the door."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeGuard

from engine.shared.seal import WORKSPACE, read_regular
from tools.isolation.api import MAX_FILES, UsageError
from tools.isolation.finding import Finding, Span
from tools.isolation.fixes.bench import Bench
from tools.isolation.fixes.files import Change
from tools.isolation.fixes.places import places_of
from tools.isolation.fixes.rewrite import RewriteError
from tools.isolation.fixes.run import Left
from tools.isolation.old_api import OLD_MODULES, SDK, door_module, is_old, why_not
from tools.isolation.policy import FILE, Policy
from tools.isolation.source import Source

# What a file must contain for a rewrite to find anything in it.
_SIGNS = (b"shared", b"getattr", b"__class__")
_OLD_NAME = re.compile(rf"(engine\.)?shared\.({'|'.join(sorted(OLD_MODULES))})(\.\w+)*")
_SKIPPED = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Migration:
    """What to do with a tree; paths are relative to ``root``."""

    root: Path
    files: int
    changes: tuple[Change, ...]
    left: tuple[Left, ...]


def plan_migration(target: Path, policy: Policy, rules: Path) -> Migration:
    """Work out the rewrites of every Python file of a tree, or of one file.

    Args:
        target: a directory or a file, inside or outside a workspace.
        policy: the rule set whose door counts.
        rules: where that rule set lives; what it protects there is not touched.

    Raises:
        UsageError: ``target`` does not exist or is too large.
        CheckerError: a rule crashed.
    """
    target = target.resolve()
    root = target if target.is_dir() else target.parent
    if not target.exists():
        raise UsageError(f"{target} does not exist")
    protected = [rules / item for item in policy.protected]
    files: list[str] = []
    for path in _python_files(target):
        if not any(path.is_relative_to(item) for item in protected):
            files.append(path.relative_to(root).as_posix())
        if len(files) > MAX_FILES:
            raise UsageError(f"{target} has more than {MAX_FILES:,} Python files; none was read")
    tree = _Tree(root, policy, files)
    changes, left = [], []
    for name in files:
        change, reasons = tree.file(name)
        left += reasons
        if change is not None:
            changes.append(change)
    return Migration(root, len(files), tuple(changes), tuple(left))


def _python_files(target: Path) -> Iterator[Path]:
    """Yield regular ``.py`` files in order, without links, hidden directories and environments."""
    if not target.is_dir():
        yield target
        return
    for directory, names, files in os.walk(target, followlinks=False):
        here = Path(directory)
        names[:] = sorted(
            name
            for name in names
            if name not in _SKIPPED
            and not name.startswith(".")
            and not (here / name / "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            path = here / name
            if name.endswith(".py") and path.is_file() and not path.is_symlink():
                yield path


class _Tree:
    def __init__(self, root: Path, policy: Policy, files: list[str]) -> None:
        self._root = root
        self._policy = policy
        self._base = _application(root)
        self._sources: dict[str, Source] = {}
        inside = root.is_relative_to(self._base / WORKSPACE)
        self._prefix = root.relative_to(self._base).as_posix() if inside else WORKSPACE
        self._bench = Bench(policy, [self._virtual(path) for path in files], self._read)

    def _virtual(self, path: str) -> str:
        """Return the path that the rules see: as if the tree were (in) a workspace."""
        return f"{self._prefix}/{path}"

    def _read(self, virtual: str) -> Source:
        if virtual not in self._sources:
            try:
                data = read_regular(self._root / virtual.removeprefix(f"{self._prefix}/"))
            except OSError:
                data = b""
            self._sources[virtual] = Source(virtual, data)
        return self._sources[virtual]

    def file(self, path: str) -> tuple[Change | None, list[Left]]:
        """Plan one file."""
        try:
            data = read_regular(self._root / path)
        except OSError as error:
            return None, [Left(path, 1, f"cannot be read: {error.strerror or error}")]
        if not any(sign in data for sign in _SIGNS):
            return None, []
        source = Source(self._virtual(path), data)
        if source.tree is None:
            line = getattr(source.parsed, "lineno", None) or 1
            return None, [Left(path, line, f"it cannot be parsed: {source.parsed}")]
        found = self._bench.judge(source)
        imports, left = self._imports(path, source)
        places = places_of(found, lambda module: self._own(path, module))
        places = replace(places, imports=places.imports | imports)
        if not places:
            return None, left
        try:
            after, result = self._bench.rewrite(source, places, found)
        except RewriteError as error:
            return None, [*left, Left(path, _first_line(found), f"the file as a whole: {error}")]
        known = {item.line for item in left}
        left += [
            Left(path, span.line, reason)
            for span, reason in sorted(result.left.items())
            if span.line not in known
        ]
        left.sort(key=lambda item: item.line)
        return (Change(path, data, after) if after != data else None), left

    def _imports(self, path: str, source: Source) -> tuple[frozenset[Span], list[Left]]:
        """Find the imports of old paths: those that move, and why the others do not."""
        moving: set[Span] = set()
        left: list[Left] = []
        assert source.tree is not None  # noqa: S101 - the caller has looked
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Import):
                left += self._plain(path, node)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    new, reason = self._name(path, node.module or "", alias.name)
                    if reason:
                        left.append(Left(path, node.lineno, reason))
                    elif new:
                        moving.add(source.span(alias))
            elif _names_old_module(node):
                reason = f"the text {node.value!r} names an old module"
                left.append(Left(path, node.lineno, reason))
        return frozenset(moving), left

    def _plain(self, path: str, node: ast.Import) -> list[Left]:
        return [
            Left(
                path,
                node.lineno,
                f"`import {alias.name}` binds a module; write `from {SDK} import ...`",
            )
            for alias in node.names
            if is_old(alias.name)
            and alias.name not in self._policy.door
            and self._own(path, alias.name) is None
        ]

    def _name(self, path: str, module: str, name: str) -> tuple[str | None, str]:
        """Return the new module, or the reason why there is none; neither if nothing is to do."""
        if (module, name) == ("engine", "shared") or module in ("shared", "engine.shared"):
            if self._own(path, f"{module}.{name}") or f"{module}.{name}" in self._policy.door:
                return None, ""
            return None, f"`from {module} import {name}` binds a module; import names from {SDK}"
        if not is_old(module):
            return None, ""
        new = door_module(self._policy.door, module, name)
        own = self._own(path, module)
        if own is not None:
            return None, f"`{module}` is {own} of this tree" if new else ""
        if new is None and not (name == "*" and module in self._policy.door):
            return None, why_not(self._policy.door, module, name)
        return (new if new != module else None), ""

    def _own(self, path: str, module: str) -> str | None:
        """Return the tree's own file for ``module``, looking where an old layout had its roots."""
        if not (module == "shared" or module.startswith("shared.")):
            return None
        stem = module.replace(".", "/")
        directory = (self._root / path).parent
        while directory.is_relative_to(self._base):
            for name in (f"{stem}.py", f"{stem}/__init__.py"):
                if (directory / name).is_file():
                    return (directory / name).relative_to(self._base).as_posix()
            directory = directory.parent
        return None


def _names_old_module(node: ast.AST) -> TypeGuard[ast.Constant]:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _OLD_NAME.fullmatch(node.value) is not None
    )


def _application(root: Path) -> Path:
    """Return the application that ``root`` lies in, or ``root`` itself."""
    return next((d for d in (root, *root.parents) if (d / FILE).is_file()), root)


def _first_line(findings: list[Finding]) -> int:
    return min((finding.span.line for finding in findings), default=1)
