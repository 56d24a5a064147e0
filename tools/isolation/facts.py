"""Facts about a whole file that several rules need; each is worked out once, when first asked."""

from __future__ import annotations

import ast
from functools import cached_property

from tools.isolation.scopes import ScopeKind, ScopeTree


class FileFacts:
    """Indexes over one syntax tree."""

    def __init__(self, tree: ast.Module, scopes: ScopeTree) -> None:
        self._tree = tree
        self._scopes = scopes

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the file."""
        return list(ast.walk(self._tree))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Node -> the node around it."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def name_uses(self) -> dict[str, list[ast.Name]]:
        """Name -> the places that mention it."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def asked_names(self) -> frozenset[str]:
        """Names of which some attribute is used, such as ``Report`` in ``Report.clients``."""
        return frozenset(
            node.value.id
            for node in self.nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        )

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Every attribute name that this file may bind, by assignment or by text."""
        names: set[str] = set()
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
            elif isinstance(node, ast.Constant) and type(node.value) is str:
                names.add(node.value)  # `__slots__`, `setattr`
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
        for scope in self._scopes.by_node.values():
            if scope.kind is ScopeKind.CLASS:
                names.update(scope.bindings)
        return frozenset(names)
