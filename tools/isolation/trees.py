"""Fast walking over syntax trees: `ast.walk` spends most of a check in generators.

Part of the quick answer too, and therefore without the module `ast`.
"""

from __future__ import annotations

import _ast as ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Fields that never hold a node of interest: texts, numbers, flags, contexts and operators.
_PLAIN_FIELDS = frozenset(
    """attr conversion ctx id is_async kind level lineno module op ops rest simple tag
    type_comment""".split()  # noqa: SIM905
)


_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def _learn(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields of a syntax class that may hold nodes, in the order of the source."""
    _fields[kind] = tuple(name for name in kind._fields if name not in _PLAIN_FIELDS)
    return _fields[kind]


def children(node: ast.AST) -> list[ast.AST]:
    """Return the syntax nodes directly below ``node``, without contexts and operators."""
    found: list[ast.AST] = []
    values = node.__dict__
    kind = node.__class__
    for name in _fields[kind] if kind in _fields else _learn(kind):
        value = values.get(name)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> list[ast.AST]:
    """Return ``node`` and all nodes below it, parents before children."""
    found = [node]
    for current in found:
        found += children(current)
    return found


def is_none(node: ast.expr) -> bool:
    """Say whether this is ``None`` as it is written."""
    return isinstance(node, ast.Constant) and node.value is None


def spread(arguments: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield arguments, with the elements of displays in the place of ``*[...]``."""
    for argument in arguments:
        inner = argument.value if isinstance(argument, ast.Starred) else None
        if isinstance(inner, ast.List | ast.Tuple):
            yield from spread(inner.elts)
        else:
            yield argument
