"""What a file imports, as digests: unchanged, the contracts cannot come out differently."""

from __future__ import annotations

import _ast as ast

from tools.isolation.hashing import hex_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


def import_digests(
    tree: ast.Module | None, roots: Collection[str] | None = None
) -> tuple[str, str]:
    """Return digests of the import statements of a file: what they say, and where they stand.

    An ``if`` around them counts: import-linter leaves out what stands under ``TYPE_CHECKING``.

    Args:
        tree: the file, or None if it has no tree.
        roots: the packages whose imports of each other count, or None for every import.
    """
    if tree is None:
        return "", ""
    said: list[str] = []
    places: list[int] = []
    pending: list[tuple[ast.AST, str]] = [(node, "") for node in reversed(tree.body)]
    while pending:
        node, around = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            text = _said(node, roots)
            if text:
                said.append(f"{text} {around}")
                places.append(node.lineno)
            continue
        kind = type(node)
        for name in _bodies[kind] if kind in _bodies else _learn(kind):
            test = around
            if isinstance(node, ast.If):
                test = f"{around[-200:]} {name} {_test_of(node)}"
            pending.extend([(child, test) for child in reversed(getattr(node, name))])
    return (
        hex_digest("\n".join(said).encode("utf-8", "surrogatepass")),
        hex_digest(repr(places).encode()),
    )


_bodies: dict[type[ast.AST], tuple[str, ...]] = {}


def _learn(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a kind of syntax that hold statements, the last one first."""
    names = ("handlers", "cases", "finalbody", "orelse", "body")
    _bodies[kind] = tuple(name for name in names if name in kind._fields)
    return _bodies[kind]


def _said(node: ast.Import | ast.ImportFrom, roots: Collection[str] | None) -> str:
    """Write down an import; empty if it is of no interest."""
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if not node.level and not _is_within(module, roots):
            return ""
        return f"{(node.module, node.level)} {[(a.name, a.asname) for a in node.names]}"
    names = [(a.name, a.asname) for a in node.names if _is_within(a.name, roots)]
    return f"None {names}" if names else ""


def _is_within(module: str, roots: Collection[str] | None) -> bool:
    return roots is None or module.partition(".")[0] in roots


def _test_of(node: ast.If) -> str:
    test = node.test
    if isinstance(test, ast.Name):
        return test.id
    return test.attr if isinstance(test, ast.Attribute) else "other"
