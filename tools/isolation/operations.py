"""Which special methods a piece of syntax calls, and on which operand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.isolation.flow.library import COMPARISONS, OPERATORS

_ITERATION = ("__iter__", "__next__", "__getitem__", "__len__", "__aiter__", "__anext__")
_TEXTS = ("__str__", "__repr__", "__format__")
_BY_BUILTIN: dict[str, tuple[str, ...]] = {
    "abs": ("__abs__",),
    "aiter": ("__aiter__",),
    "anext": ("__anext__",),
    "bool": ("__bool__", "__len__"),
    "divmod": ("__divmod__",),
    "float": ("__float__", "__index__"),
    "format": _TEXTS,
    "hash": ("__hash__",),
    "int": ("__int__", "__index__", "__trunc__"),
    "iter": _ITERATION,
    "len": ("__len__",),
    "next": ("__next__",),
    "pow": ("__pow__",),
    "print": _TEXTS,
    "repr": ("__repr__",),
    "reversed": ("__reversed__", *_ITERATION),
    "round": ("__round__",),
    "str": _TEXTS,
}
_CONSUMERS = frozenset({"all", "any", "dict", "enumerate", "filter", "frozenset", "list", "map",
                        "max", "min", "set", "sorted", "sum", "tuple", "zip"})  # fmt: skip


def operations(node: ast.AST) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    """Yield each operand of ``node`` with the special methods of it that may be called."""
    if isinstance(node, ast.Call):
        yield node.func, ("__call__",)
        yield from _by_builtin(node)
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        name = OPERATORS[type(node.op).__name__]
        left = node.left if isinstance(node, ast.BinOp) else node.target
        right = node.right if isinstance(node, ast.BinOp) else node.value
        yield left, (f"__{name}__", f"__i{name}__")
        yield right, (f"__r{name}__", "__str__", "__repr__")
    elif isinstance(node, ast.UnaryOp):
        operator = OPERATORS.get(type(node.op).__name__)
        yield node.operand, (f"__{operator}__",) if operator else ("__bool__", "__len__")
    elif isinstance(node, ast.Compare):
        for operand in (node.left, *node.comparators):
            yield operand, ("__contains__", "__hash__", *COMPARISONS, *_ITERATION)
    elif isinstance(node, ast.Subscript):
        yield node.value, ("__getitem__", "__missing__", "__setitem__", "__delitem__")
        yield node.slice, ("__hash__", "__eq__", "__index__")
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            yield item.context_expr, ("__enter__", "__exit__", "__aenter__", "__aexit__")
    elif isinstance(node, ast.For | ast.AsyncFor):
        yield node.iter, _ITERATION
    elif isinstance(node, ast.FormattedValue):
        yield node.value, _TEXTS


def _by_builtin(node: ast.Call) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    names = _ITERATION if name in _CONSUMERS else _BY_BUILTIN.get(name)
    for argument in node.args if names else ():
        if not isinstance(argument, ast.Starred):
            yield argument, names or ()
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            yield argument.value, _ITERATION
