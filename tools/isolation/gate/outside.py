"""What other files can learn of a plain file.

That are its imports, the constants of the module, and what its classes and closures may keep.

As long as that is the same, no verdict about another file and no contract can change, whatever
else happens inside of its functions and classes.
"""

from __future__ import annotations

import _ast as ast

from tools.isolation.changes import MUTATORS
from tools.isolation.hashing import hex_digest
from tools.isolation.trees import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from tools.isolation.gate.notes import Notes

_WITHOUT_MEANING = frozenset({"annotation", "ctx", "kind", "simple", "type_comment"})
_CLOSED = (
    ast.BinOp, ast.BoolOp, ast.Dict, ast.FormattedValue, ast.JoinedStr, ast.List, ast.Set,
    ast.Tuple, ast.UnaryOp, ast.keyword, ast.operator, ast.boolop, ast.unaryop, ast.expr_context,
)  # fmt: skip


def outside_of(tree: ast.Module, notes: Notes, imports: str) -> str:
    """Return a digest of what other files can learn of a plain file.

    Args:
        tree: the file.
        notes: what the first look wrote down about it.
        imports: digest of its import statements, for the contracts.

    Returns:
        The empty text where that is not certain: then every change counts.
    """
    lines = [imports]
    assigned: set[str] = set()
    defined: set[str] = set()
    count = 0
    for node in _statements(tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            lines.append(_written(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assigned.update(target.id for target in targets if isinstance(target, ast.Name))
            if node.value is not None:
                count += len(targets)
                if not _is_closed(node.value, notes):
                    return ""
            lines.append(_written(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined.add(node.name)
            lines += [_written(inner) for inner in _keeping(node)]
    # A walrus in a default or a comprehension binds a name of the module, too.
    found = sum(
        isinstance(value, ast.expr)
        for bindings in notes.module.bound.values()
        for value in bindings
    )
    if found != count:
        return ""
    lines += sorted(defined & (assigned | notes.imports.keys()))
    return hex_digest("\n".join(lines).encode("utf-8", "surrogatepass"))


def _keeping(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the methods and functions of a definition that may keep what they get (`keeping`)."""
    is_class = isinstance(node, ast.ClassDef)
    for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name != "__init__":
            parts = walk(inner)
            nested = any(isinstance(part, _FUNCTIONS) for part in parts[1:])
            if (is_class or nested) and any(_changes(part) for part in parts):
                yield inner


def _changes(node: ast.AST) -> bool:
    if isinstance(node, ast.Nonlocal):
        return True
    if isinstance(node, ast.Attribute):
        return isinstance(node.ctx, ast.Store | ast.Del) or node.attr in MUTATORS
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of the module itself; in a plain file an ``if`` has imports only."""
    for node in body:
        if isinstance(node, ast.If):
            yield from node.body
        else:
            yield node


def _is_closed(node: ast.AST, notes: Notes) -> bool:
    """Say whether a value depends on imports, builtins and plain constants of the module alone.

    What a list holds depends on all of the file, and a class or function on what is inside of it.
    """
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        bindings = notes.module.bound.get(node.id, ())
        return all(isinstance(value, ast.Constant) for value in bindings)
    if isinstance(node, ast.Attribute):
        return _is_closed(node.value, notes)
    if isinstance(node, ast.Call):
        return all(_is_closed(part, notes) for part in (node.func, *node.args, *node.keywords))
    return isinstance(node, _CLOSED) and all(_is_closed(part, notes) for part in _parts(node))


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, ast.AST))


def _written(node: Any) -> str:
    """Write down a tree, without its places in the text and without annotations."""
    if isinstance(node, ast.AST):
        fields = [
            _written(getattr(node, name, None))
            for name in node._fields
            if name not in _WITHOUT_MEANING
        ]
        return f"{type(node).__name__}({','.join(fields)})"
    if isinstance(node, list):
        return f"[{','.join(map(_written, node))}]"
    return f"{type(node).__name__} {node!r}"
