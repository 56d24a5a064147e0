"""Which expressions the resolver surely cannot take for a constant."""

from __future__ import annotations

import _ast as ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


FOLDING = frozenset({ast.Add, ast.BitOr, ast.BitXor, ast.LShift, ast.Mult, ast.Sub, ast.Mod})
FOLDED = frozenset(
    """casefold decode join lower lstrip removeprefix removesuffix replace rstrip strip upper""".split()  # noqa: E501, SIM905
)
"""Methods of texts whose result the resolver works out (RF305, RF602)."""


def folds(node: Any) -> bool:
    """Say whether a call is one whose result the resolver may work out."""
    while type(node) is ast.Await:
        node = node.value
    if type(node) is not ast.Call:
        return False
    function = node.func
    if type(function) is ast.Name:
        return function.id in ("chr", "getattr")
    return type(function) is not ast.Attribute or function.attr in FOLDED


def operands(node: Any) -> list[Any]:
    """Return what goes into the result; `%` takes the elements of a tuple."""
    if type(node.op) is ast.Mod and type(node.right) is ast.Tuple:
        return [node.left, *node.right.elts]
    return [node.left, node.right]


def surely_opaque(node: Any) -> bool:
    """Say whether the resolver cannot know ``node`` as a constant, whatever its names mean.

    Of several possible values, one that is no constant is enough.
    """
    kind = type(node)
    if kind is ast.Attribute:
        # An imported module's attribute may be a constant of the workspace.
        return type(node.value) is not ast.Name
    if kind is ast.Call:
        function = node.func
        if type(function) is ast.Name:
            return function.id != "chr"
        if type(function) is not ast.Attribute:
            return False
        return function.attr not in FOLDED or surely_opaque(function.value)
    if kind is ast.Constant:
        return type(node.value) not in (str, int, bytes)
    if kind is ast.BinOp:
        return type(node.op) not in FOLDING or any(map(surely_opaque, operands(node)))
    if kind is ast.JoinedStr:
        return any(
            type(item) is ast.FormattedValue
            and (item.format_spec is not None or surely_opaque(item.value))
            for item in node.values
        )
    if kind is ast.BoolOp:
        return any(map(surely_opaque, node.values))
    if kind is ast.IfExp:
        return surely_opaque(node.body) or surely_opaque(node.orelse)
    if kind is ast.Subscript:
        return type(node.value) is not ast.Name and surely_opaque(node.value)
    return kind not in (ast.Name, ast.NamedExpr, ast.Slice)
