"""Expressions that stand in another place of the file than where they are used.

A call that the analysis writes out may join a method from one function with the arguments of
another: each is read where it stands.
"""

from __future__ import annotations

import ast

from tools.isolation.scopes import Scope


class Elsewhere(ast.expr):
    """Stands for ``node`` as it reads in ``scope``."""

    def __init__(self, node: ast.expr, scope: Scope) -> None:
        super().__init__()
        self.node = node
        self.scope = scope
        ast.copy_location(self, node)


def as_read_in(node: ast.expr, scope: Scope) -> ast.expr:
    """Return ``node`` so that it means the same in any scope."""
    if isinstance(node, ast.Constant | Elsewhere):
        return node
    if isinstance(node, ast.Starred):
        return ast.copy_location(ast.Starred(as_read_in(node.value, scope), node.ctx), node)
    return Elsewhere(node, scope)


def read_from(node: ast.expr, scope: Scope) -> tuple[ast.expr, Scope]:
    """Return the expression itself, and the scope in which it reads."""
    return (node.node, node.scope) if isinstance(node, Elsewhere) else (node, scope)
