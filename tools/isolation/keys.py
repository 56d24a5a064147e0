"""Keys that name the organization, and so keep clients apart."""

from __future__ import annotations

import ast
import re

from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.values import Kind, Resolver

_ORG = re.compile(
    r"(^|_)(org|organization|organisation|tenant|customer|client)(_?(id|key|name|code|slug))?s?$"
)


def is_keyed(resolver: Resolver, node: ast.AST | None, scope: Scope) -> bool:
    """Say whether a key names the organization, and by a value that can differ from run to run."""
    if node is None:
        return False
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            if names_organization(inner.attr):
                return True
        elif isinstance(inner, ast.Name) and names_organization(inner.id):
            values = resolver.values(inner, scope)
            owner, _ = scope.resolve(inner.id)
            lives = owner is not None and owner.kind is ScopeKind.MODULE
            if not lives and not any(value.kind is Kind.CONST for value in values):
                return True
    return False


def names_organization(name: str) -> bool:
    """Say whether a variable's name says that it holds an organization's identity."""
    return _ORG.search(name.lower()) is not None
