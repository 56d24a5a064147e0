"""Reads the base classes that a file imports from other workspace files, where they stand."""

from __future__ import annotations

import ast

from tools.isolation.scopes import Bind
from tools.isolation.values import Kind, Resolver, Value

TEXT_CLASSES = frozenset(
    {"builtins.str", "enum.StrEnum", "bs4.NavigableString", "bs4.element.NavigableString",
     "markupsafe.Markup", "multidict.istr", "jinja2.utils.markupsafe.Markup", "typing.Text",
     "email.headerregistry.BaseHeader"}
)  # fmt: skip
"""Classes of packages that are strings."""
TEXT_RESULTS = frozenset({"type()", "typing.Annotated[]"})
"""What may give `str` itself: ``type("")`` and ``Annotated[str, 1]``."""
_GENERIC = frozenset({"typing.Generic[]", "typing.Protocol[]"})
_SAME_CLASS = frozenset({"dataclasses.dataclass", "functools.total_ordering"})
"""Decorators that give a class of the same bases."""
_MAX_DEPTH = 8


def is_no_text(resolver: Resolver, name: str, depth: int = 0) -> bool:
    """Say whether ``name`` is surely a class of another workspace file that is no string.

    It must be bound once there, by a class statement or by an import of such a class.
    """
    module, _, last = name.rpartition(".")
    other = resolver.neighbour(module) if depth <= _MAX_DEPTH else None
    if other is None:
        return False
    bound = other.scopes.module.bindings
    bindings = bound.get(last, [])
    if len(bindings) != 1 or "__getattr__" in bound:
        return False
    if bindings[0].kind is Bind.IMPORT:
        return all(_is_no_text(other, value, depth) for value in other.imported(bindings[0]))
    node = bindings[0].node
    return isinstance(node, ast.ClassDef) and _is_plain(other, node, depth)


def _is_no_text(resolver: Resolver, value: Value, depth: int) -> bool:
    if value.kind is Kind.BUILTIN:
        return value.name != "str"
    if value.kind is Kind.CLASS and isinstance(value.data, ast.ClassDef):
        return depth <= _MAX_DEPTH and _is_plain(resolver, value.data, depth)
    if value.kind is Kind.RESULT:
        return value.name in _GENERIC
    if value.kind is not Kind.MEMBER or value.name in TEXT_CLASSES:
        return False
    return not value.name.startswith("workspace.") or is_no_text(resolver, value.name, depth + 1)


def _is_plain(resolver: Resolver, node: ast.ClassDef, depth: int) -> bool:
    """Say whether a class statement makes what it seems to make, of bases that are no strings."""
    outer = resolver.scopes.by_node[node].parent or resolver.scopes.module
    makers = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return (
        all(
            keyword.arg == "metaclass"
            and resolver.values(keyword.value, outer) == (Value(Kind.MEMBER, "abc.ABCMeta"),)
            for keyword in node.keywords
        )
        and all(
            value.kind is Kind.MEMBER and value.name in _SAME_CLASS
            for maker in makers
            for value in resolver.values(maker, outer)
        )
        and all(
            _is_no_text(resolver, value, depth + 1)
            for base in node.bases
            for value in resolver.values(base, outer)
        )
    )
