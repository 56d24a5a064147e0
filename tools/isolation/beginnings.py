"""Attribute names whose beginning is written in the file: ``f"send_{kind}"``.

Whatever follows, such a name keeps its beginning. That proves it harmless where the beginning
already tells it apart from every internal name.
"""

from __future__ import annotations

import ast

from tools.isolation.interest import WATCHED
from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import Kind, Resolver

_MAX_DEPTH = 8
# Python's own attributes of frames, code, generators, coroutines and functions, by beginning
# (data model reference, "Internal types"); `mro` leads from a class to `object`.
_INTERNALS = ("f_", "tb_", "gi_", "cr_", "ag_", "co_", "func_", "im_", "mro")


def beginnings(
    resolver: Resolver, node: ast.expr, scope: Scope, depth: int = 0
) -> frozenset[str] | None:
    """Return what the text of ``node`` may begin with, or None unless that is known.

    Only exact strings count: a subclass of ``str`` may answer ``+`` and ``%`` as it likes.
    """
    if depth > _MAX_DEPTH:
        return None
    texts = resolver.text(node, scope)
    if texts is not None:
        return frozenset(texts)
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return _written(first) if isinstance(first, ast.Constant) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        # A tuple is never a string with an answer of its own.
        return _cut(resolver, node.left, scope, "%") if isinstance(node.right, ast.Tuple) else None
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "format":
            return _cut(resolver, function.value, scope, "{")
        return None
    if isinstance(node, ast.IfExp):
        both = [beginnings(resolver, part, scope, depth + 1) for part in (node.body, node.orelse)]
        return both[0] | both[1] if both[0] is not None and both[1] is not None else None
    return _of_name(resolver, node, scope, depth) if isinstance(node, ast.Name) else None


def _written(node: ast.Constant) -> frozenset[str] | None:
    return frozenset({node.value}) if isinstance(node.value, str) else None


def _cut(resolver: Resolver, node: ast.expr, scope: Scope, mark: str) -> frozenset[str] | None:
    texts = resolver.text(node, scope)
    return None if texts is None else frozenset(text.partition(mark)[0] for text in texts)


def _of_name(resolver: Resolver, node: ast.Name, scope: Scope, depth: int) -> frozenset[str] | None:
    owner, bindings = scope.resolve(node.id)
    found: frozenset[str] = frozenset()
    for binding in bindings:
        if owner is None or binding.kind is not Bind.ASSIGN or binding.path or not binding.value:
            return None
        more = beginnings(resolver, binding.value, owner, depth + 1)
        if more is None:
            return None
        found |= more
    return found or None


def is_harmless(beginning: str, denied: frozenset[str]) -> bool:
    """Say whether no name with this beginning is private, internal, ``denied`` or watched."""
    return (
        bool(beginning)
        and not beginning.startswith("_")
        and not any(beginning.startswith(x) or x.startswith(beginning) for x in _INTERNALS)
        and not any(name.startswith(beginning) for name in WATCHED | denied)
    )


REACHING = frozenset({Kind.MODULE, Kind.MEMBER, Kind.BUILTIN, Kind.CONTEXT, Kind.TYPED, Kind.SUPER})
"""Objects of which no attribute may be read by a name that is only half known."""
