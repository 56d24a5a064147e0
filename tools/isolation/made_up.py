"""Recognises attribute names that the file puts together: ``"".join(map(chr, codes))``.

A name that comes with the data is seldom that of an internal; text that a program makes out of
pieces is, and the names of frames pass a guard that only asks for an underscore in front.
"""

from __future__ import annotations

import ast

from tools.isolation.beginnings import beginnings, is_harmless
from tools.isolation.rules.rf302_frame_attribute import is_internal
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_MAKERS = (
    "str()", "chr()", "bytes()", "bytearray()", "bytes.", "ascii()", "repr()", "format()",
    ".join", ".decode", ".format", ".replace", ".translate", "base64.", "binascii.", "codecs.",
    "html.unescape", "urllib.parse.unquote", "zlib.",
)  # fmt: skip


def is_made_up(check: FileCheck, name: ast.expr, scope: Scope) -> bool:
    """Say whether ``name`` may be such a text, without a beginning that proves it harmless."""
    values = check.values(name, scope)
    if any(value.kind is Kind.CONST and is_internal(str(value.data)) for value in values):
        return True
    if not any(
        value.kind is Kind.RESULT and (value.name.startswith(_MAKERS) or value.name == "json.loads")
        for value in values
    ):
        return False
    found = beginnings(check.resolver, name, scope)
    denied = check.catalogue.denied_attributes
    return found is None or not all(is_harmless(beginning, denied) for beginning in found)


def holds_frames(check: FileCheck) -> bool:
    """Say whether the file keeps a generator or coroutine that it made, instead of using it up.

    From such an object, names without an underscore lead to its frame and to all of its module.
    """
    return any(
        _is_held(check, node)
        for node in check.facts.nodes
        if isinstance(node, ast.GeneratorExp)
        or (isinstance(node, ast.Call) and _makes(check, node))
    )


def _makes(check: FileCheck, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name | ast.Attribute):
        return False
    return any(
        isinstance(value.data, ast.FunctionDef | ast.AsyncFunctionDef)
        and not value.data.decorator_list
        and (isinstance(value.data, ast.AsyncFunctionDef) or _yields(check, value.data))
        for value in check.values(call.func, check.facts.scope_of(call))
        if value.kind is Kind.FUNCTION
    )


def _yields(check: FileCheck, function: ast.FunctionDef) -> bool:
    return any(
        check.facts.scope_of(node).function is check.scopes.by_node[function]
        for node in ast.walk(function)
        if isinstance(node, ast.Yield | ast.YieldFrom)
    )


def _is_held(check: FileCheck, node: ast.AST) -> bool:
    """Say whether a name, a container or a function of this file gets the object."""
    parent = check.parent(node)
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.List | ast.Tuple):
        return True
    if isinstance(parent, ast.keyword):
        node, parent = parent, check.parent(parent)
    return isinstance(parent, ast.Call) and any(
        value.kind in (Kind.FUNCTION, Kind.CLASS, Kind.UNKNOWN)
        for value in check.values(parent.func, check.facts.scope_of(parent))
        if node is not parent.func and not isinstance(parent.func, ast.Attribute)
    )
