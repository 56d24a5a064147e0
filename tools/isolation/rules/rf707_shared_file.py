"""RF707: files that one organization's run leaves for the next."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeGuard

from tools.isolation.events import Called
from tools.isolation.flow import Make
from tools.isolation.paths import GAP, path_texts
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.tenancy import runs_per_call
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_OPENERS = frozenset({"open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open"})
_MAKERS = frozenset(
    {"tempfile.mkdtemp", "tempfile.mkstemp", "tempfile.TemporaryDirectory",
     "tempfile.NamedTemporaryFile"}
)  # fmt: skip
_ABOVE = frozenset({"os.path.dirname", "os.path.split"})
_SAME = frozenset({"str()", "os.fspath", "os.path.abspath", "os.path.realpath"})
_READERS = frozenset({"read_text", "read_bytes"})
_WRITERS = frozenset({"write_text", "write_bytes"})
_NOT_KEPT = frozenset({"", ".", ":memory:"})


def _on_call(check: FileCheck, event: Called) -> None:
    names = {value.name for value in event.callee if value.kind is Kind.MEMBER}
    if names & _MAKERS and check.at_module_level(event.node):
        check.report(event.node, "what lies there is found again by every organization's runs")
    elif "sqlite3.connect" in names and runs_per_call(event.scope):
        for text in _fixed(check, event.node.args[0] if event.node.args else None, event.scope):
            check.report(event.node, f"`{text[:60]}` is one database for every organization")
    elif names & _ABOVE and event.node.args and _is_scratch(check, event.node.args[0], event.scope):
        check.report(event.node, "beside the scratch directory lie those of other runs")


def _is_scratch(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    while isinstance(node, ast.Call) and node.args:
        function = check.values(node.func, scope)
        is_text = isinstance(node.func, ast.Name) and node.func.id == "str"
        if not is_text and not any(value.name in _SAME for value in function):
            return False
        node = node.args[0]
    return any(
        value.kind is Kind.RESULT and value.name == "context.scratch"
        for value in check.values(node, scope)
    )


def _on_module(check: FileCheck, _event: ast.Module) -> None:
    """A name under which one function writes and a function reads."""
    read: set[str] = set()
    written: dict[str, ast.AST] = {}
    for node in check.facts.nodes:
        if not _may_open(node):
            continue
        scope = check.facts.scope_of(node)
        use = _use(check, node, scope) if runs_per_call(scope) else None
        if use is None:
            continue
        for text in _fixed(check, use.place, scope):
            if use.reads:
                read.add(text)
            if use.writes:
                written.setdefault(text, node)
    for text in sorted(read & written.keys()):
        check.report(written[text], f"`{text[:60]}` is one file for every organization's runs")


class _Use(NamedTuple):
    place: ast.expr | None
    reads: bool
    writes: bool


def _may_open(node: ast.AST) -> TypeGuard[ast.Call | ast.Attribute]:
    if isinstance(node, ast.Attribute):
        return node.attr in _READERS or node.attr in _WRITERS
    return isinstance(node, ast.Call) and (
        not isinstance(node.func, ast.Attribute) or node.func.attr == "open"
    )


def _use(check: FileCheck, node: ast.Call | ast.Attribute, scope: Scope) -> _Use | None:
    """Return the path that is opened, and whether it is read and written; None for other calls."""
    if isinstance(node, ast.Attribute):
        # Called on the spot or handed on.
        return _Use(node.value, node.attr in _READERS, node.attr in _WRITERS)
    function = node.func
    for thing in check.flow.things(function) if isinstance(function, ast.Call) else ():
        if thing.make is Make.GETTER and isinstance(thing.data, tuple) and node.args:
            names = set(thing.data[1])
            return _Use(node.args[0], bool(names & _READERS), bool(names & _WRITERS))
    if any(
        value.name in _OPENERS and value.kind in (Kind.BUILTIN, Kind.MEMBER)
        for value in check.values(function, scope)
    ):
        place, position = (node.args[0] if node.args else None), 1
    elif isinstance(function, ast.Attribute):
        place, position = function.value, 0
    else:
        return None
    mode = next((k.value for k in node.keywords if k.arg == "mode"), None)
    if mode is None and len(node.args) > position:
        mode = node.args[position]
    text = str(mode.value) if isinstance(mode, ast.Constant) else "r" if mode is None else "r+"
    writes = not set("wax+").isdisjoint(text)
    return _Use(place, not writes or "+" in text, writes)


def _fixed(check: FileCheck, node: ast.expr | None, scope: Scope) -> list[str]:
    if node is None:
        return []
    texts = path_texts(check.resolver, node, scope)
    if isinstance(node, ast.Call):
        texts = tuple(text for text in texts if text != GAP)
    if any(GAP in text for text in texts):
        return []  # a default, which the caller may replace
    return [text for text in texts if text not in _NOT_KEPT]


RULE = Rule(
    code="RF707",
    name="shared-file",
    summary="File under a fixed name that one run writes and another one reads.",
    why="All clients' runs share the host's file system. What a run leaves under a name that is"
    " written in the code, the next client's run finds there.",
    instead="`context.scratch` for files of this run, `context.cache` for what is worth keeping",
    limits="Names put together at run time; the engine has the file system's own limits.",
    waivable=False,
    hooks={Called: _on_call, ast.Module: _on_module},
    valid=examples(
        "def f(text):\n    with open('report.csv', 'w') as file:\n        file.write(text)",
        "async def run(context):\n    place = context.scratch / 'a.txt'\n"
        "    place.write_text('x')\n    return place.read_text()",
        "import sqlite3\ndef f():\n    return sqlite3.connect(':memory:')",
        "import tempfile\ndef f():\n    return tempfile.mkdtemp()",
    ),
    invalid=examples(
        "from pathlib import Path\nSTATE = Path('state.json')\ndef f(token):\n"
        "    if STATE.exists():\n        return STATE.read_text()\n    STATE.write_text(token)",
        "def f(token):\n    with open('token.txt', 'w') as file:\n        file.write(token)\n"
        "def g():\n    with open('token.txt') as file:\n        return file.read()",
        "import sqlite3\ndef f():\n    return sqlite3.connect('state.db')",
        "import tempfile\nPLACE = tempfile.mkdtemp()",
        "import os\nasync def run(context):\n    return os.path.dirname(str(context.scratch))",
    ),
)
