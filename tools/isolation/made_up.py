"""Recognises attribute names that the file puts together: ``"".join(map(chr, codes))``.

A name that comes with the data is seldom that of an internal; text that a program makes out of
pieces is, and the names of frames pass a guard that only asks for an underscore in front.
"""

from __future__ import annotations

import ast

from tools.isolation.beginnings import beginnings, is_harmless
from tools.isolation.changes import MUTATORS
from tools.isolation.flow import Make
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
    """Say whether the file keeps a generator, coroutine or traceback instead of using it up.

    From such an object, names without an underscore lead to its frame and to all of its module.
    """
    return any(
        (_makes_frame(check, node) and _is_held(check, node)) or _uses_traceback(node)
        for node in check.facts.nodes
    )


def _makes_frame(check: FileCheck, node: ast.AST) -> bool:
    return isinstance(node, ast.GeneratorExp) or (
        isinstance(node, ast.Call) and _makes(check, node)
    )


def _makes(check: FileCheck, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name | ast.Attribute):
        return any(
            thing.make is Make.FUNCTION and _suspends(check, thing.node)
            for thing in check.flow.things(call.func)
        )
    scope = check.facts.scope_of(call)
    for value in check.values(call.func, scope):
        if value.kind is Kind.FUNCTION and _suspends(check, value.data):
            return True
        if value.name in _COROUTINES:
            return True
        if value.kind is Kind.BUILTIN and value.name in ("iter", "aiter") and call.args:
            for found in check.shared(call.args[0], scope):
                if isinstance(found.data, ast.ClassDef) and _iterates(check, found.data):
                    return True
    return False


_COROUTINES = frozenset(
    {"context.get_secret", "asyncio.sleep", "asyncio.wait_for", "asyncio.to_thread", "asyncio.wait",
     "asyncio.open_connection"}
)  # fmt: skip


def _iterates(check: FileCheck, node: ast.ClassDef) -> bool:
    """Say whether ``iter()`` of an instance gives a generator of this file."""
    return any(
        isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
        and item.name in ("__iter__", "__aiter__")
        and _yields(check, item)
        for item in node.body
    )


def _suspends(check: FileCheck, node: object) -> bool:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    plain = all("contextmanager" in ast.unparse(maker) for maker in node.decorator_list)
    return plain and (isinstance(node, ast.AsyncFunctionDef) or _yields(check, node))


def _yields(check: FileCheck, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        check.facts.scope_of(node).function is check.scopes.by_node[function]
        for node in ast.walk(function)
        if isinstance(node, ast.Yield | ast.YieldFrom)
    )


def _uses_traceback(node: ast.AST) -> bool:
    """Say whether ``__exit__`` does anything with the traceback that it is given."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name not in _EXITS:
        return False
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    given = positional[3:4] or ([arguments.vararg] if arguments.vararg else [])
    return any(
        isinstance(inner, ast.Name) and inner.id == given[0].arg and isinstance(inner.ctx, ast.Load)
        for inner in (ast.walk(node) if given else ())
    )


_EXITS = frozenset({"__exit__", "__aexit__"})


def _is_held(check: FileCheck, node: ast.AST) -> bool:
    """Say whether a name, a container or a function of this file gets the object."""
    parent = check.parent(node)
    if isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.List | ast.Tuple):
        return True
    if isinstance(parent, ast.keyword):
        node, parent = parent, check.parent(parent)
    if not isinstance(parent, ast.Call) or node is parent.func:
        return False
    if isinstance(parent.func, ast.Attribute):
        return parent.func.attr in MUTATORS
    return any(
        value.kind in (Kind.FUNCTION, Kind.CLASS, Kind.UNKNOWN)
        or (value.kind is Kind.MEMBER and value.name.startswith("workspace."))
        for value in check.values(parent.func, check.facts.scope_of(parent))
    )
