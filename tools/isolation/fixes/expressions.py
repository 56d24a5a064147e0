"""Rewrites expressions: ``getattr`` with an open name, and ``x.__class__``."""

from __future__ import annotations

import libcst as cst


def public_call(call: cst.Call, name: str) -> cst.Call | None:
    """Return ``getattr(obj, name[, default])`` as a call of ``name``; None for other shapes."""
    plain = all(not arg.star and arg.keyword is None for arg in call.args)
    if not isinstance(call.func, cst.Name) or call.func.value != "getattr" or not plain:
        return None
    if len(call.args) not in (2, 3):
        return None
    return call.with_changes(func=call.func.with_changes(value=name))


def type_call(node: cst.Attribute, before: str) -> cst.Call | None:
    """Return ``x.__class__`` as ``type(x)``; None where a comment would be lost.

    Args:
        node: the attribute.
        before: the character that stands before it in the source, if any.
    """
    if node.attr.value != "__class__" or _holds_comment(node.dot):
        return None
    value = node.value
    call = cst.Call(
        func=cst.Name("type"), args=[cst.Arg(_bare(value))], lpar=node.lpar, rpar=node.rpar
    )
    if (before.isalnum() or before == "_") and not node.lpar:
        # `return(x).__class__` needs no blank; `return type(x)` does.
        call = call.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return call


def _bare(value: cst.BaseExpression) -> cst.BaseExpression:
    """Drop parentheses that the call's own ones replace."""
    if isinstance(value, cst.Tuple | cst.NamedExpr | cst.Yield | cst.GeneratorExp):
        return value
    if len(value.lpar) != 1 or any(map(_holds_comment, (*value.lpar, *value.rpar))):
        return value
    return value.with_changes(lpar=[], rpar=[])


def _holds_comment(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Comment) or any(_holds_comment(child) for child in node.children)
