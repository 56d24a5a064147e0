"""Fast walking over syntax trees: `ast.walk` spends most of a check in generators."""

from __future__ import annotations

import ast

_LEAVES = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)


def children(node: ast.AST) -> list[ast.AST]:
    """Return the syntax nodes directly below ``node``, without contexts and operators."""
    found: list[ast.AST] = []
    values = node.__dict__
    for name in node._fields:
        value = values.get(name)
        if value.__class__ is list:
            found.extend([item for item in value if isinstance(item, ast.AST)])
        elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
            found.append(value)
    return found


def walk(node: ast.AST) -> list[ast.AST]:
    """Return ``node`` and all nodes below it, parents before children."""
    found = [node]
    for current in found:
        found.extend(children(current))
    return found
