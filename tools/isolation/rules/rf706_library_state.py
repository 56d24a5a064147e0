"""RF706: library objects of the module that are told one organization's data."""

from __future__ import annotations

import ast

from tools.isolation.changes import MUTATORS
from tools.isolation.events import Called
from tools.isolation.flow import Make
from tools.isolation.origins import Root, origins
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Bind, Scope
from tools.isolation.tenancy import only_registers, runs_per_call
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

# Methods of the standard library's objects that keep what they are told, besides the containers'.
KEEPING = frozenset(
    """add_alternative add_attachment add_cookie add_header add_option add_password add_related
    addfile add_section add_unredirected_header attach enter enterabs feed frombytes fromfile
    fromlist fromunicode read_dict read_string remove_option remove_section replace_header seed
    set_boundary set_charset set_content set_cookie set_default_type set_defaults set_param
    set_payload set_proxy set_raw set_seq1 set_seq2 set_seqs set_type set_unixfrom
    setstate writestr""".split()  # noqa: SIM905
)
# Also the names of methods of other things, so what made the object has to be known.
_KEEPING_OF = {
    "load": ("http.cookies.",),
    "set": ("xml.etree.", "configparser.", "http.cookies."),
    "add": ("graphlib.",),
    "read": ("configparser.",),
}
FILLING = frozenset({"pack_into", "readinto", "readinto1", "recv_into", "recvfrom_into"})
_FILLING_FUNCTIONS = frozenset({"struct.pack_into", "xml.etree.ElementTree.SubElement"})
_STREAMS = frozenset(
    {"io.StringIO", "io.BytesIO", "tempfile.TemporaryFile", "tempfile.NamedTemporaryFile",
     "tempfile.SpooledTemporaryFile"}
)  # fmt: skip
_VIEWS = frozenset({"memoryview()"})


def _on_call(check: FileCheck, event: Called) -> None:
    if not _is_per_call(check, event.scope):
        return
    function, node = event.node.func, event.node
    fills = any(value.name in _FILLING_FUNCTIONS for value in event.callee)
    if isinstance(function, ast.Attribute):
        fills = fills or function.attr in FILLING
        if function.attr in MUTATORS and _is_part_of_copy(check, function.value, event.scope):
            check.report(node, f"a copy shares its parts with the original, which {_LASTS}", _DEEP)
            return
        if _keeps(check, function, event.scope) and _lasts(check, function.value, event.scope):
            check.report(node, f"`{function.attr}` keeps this in an object that {_LASTS}", _HELP)
            return
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if any(t.name in _STREAMS and t.lasts for t in check.flow.things(argument)):
            check.report(
                argument, f"what is written to this stays in an object that {_LASTS}", _HELP
            )
            return
    if fills and any(origins(check, argument, event.scope) for argument in node.args[:3]):
        check.report(node, f"this fills an object that {_LASTS}", _HELP)


def _is_part_of_copy(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """Say whether this is ``x.rows`` of an ``x = copy.copy(SHARED)`` made in this function."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    owner, bindings = scope.resolve(node.value.id)
    return owner is not None and any(
        binding.kind is Bind.ASSIGN
        and isinstance(binding.value, ast.Call)
        and _copies_shared(check, binding.value, owner)
        for binding in bindings
    )


def _copies_shared(check: FileCheck, call: ast.Call, scope: Scope) -> bool:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "model_copy":
        deep = any(keyword.arg in ("deep", None) for keyword in call.keywords)
        return not deep and bool(origins(check, call.func.value, scope))
    copied = any(value.name in _SHALLOW for value in check.values(call.func, scope))
    return copied and bool(call.args) and bool(origins(check, call.args[0], scope))


_SHALLOW = frozenset(
    {"copy.copy", "copy.replace", "dataclasses.replace", "attr.evolve", "attrs.evolve"}
)
_DEEP = "use `copy.deepcopy` or `model_copy(deep=True)`"


def _keeps(check: FileCheck, function: ast.Attribute, scope: Scope) -> bool:
    makers = _KEEPING_OF.get(function.attr)
    if function.attr not in KEEPING and makers is None:
        return False
    made = [value.name for value in check.values(function.value, scope)]
    made += [thing.name for thing in check.flow.things(function.value) if thing.lasts]
    if makers is not None:
        return any(name.startswith(makers) for name in made)
    return any(check.catalogue.is_stdlib(name.partition(".")[0]) for name in made)


def _lasts(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    return any(origin.root is not Root.DEFINITION for origin in origins(check, node, scope)) or any(
        thing.make is Make.LIBRARY and thing.lasts for thing in check.flow.things(node)
    )


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    """A view of bytes: ``VIEW[:4] = key``."""
    node, scope = event
    if not isinstance(node.ctx, ast.Store) or not _is_per_call(check, scope):
        return
    base = node.value
    if isinstance(base, ast.Call) and isinstance(base.func, ast.Attribute):
        shared = base.func.attr == "getbuffer" and _lasts(check, base.func.value, scope)
    else:
        shared = _is_view_of_module(check, base, scope)
    if shared:
        check.report(node, f"this changes bytes that {_LASTS.replace('lives', 'live')}", _HELP)


def _is_view_of_module(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    if not isinstance(node, ast.Name):
        return False
    owner, bindings = scope.resolve(node.id)
    return owner is check.scopes.module and any(
        binding.kind is Bind.ASSIGN
        and any(
            value.kind is Kind.RESULT and value.name in _VIEWS
            for value in check.values(binding.value, owner)
        )
        for binding in bindings
    )


def _on_raise(check: FileCheck, event: tuple[ast.Raise, Scope]) -> None:
    """An exception object of the module keeps what it was raised from."""
    node, scope = event
    if node.cause is None or not isinstance(node.exc, ast.Name) or not runs_per_call(scope):
        return
    owner, bindings = scope.resolve(node.exc.id)
    if owner is check.scopes.module and any(
        binding.kind is Bind.ASSIGN and isinstance(binding.value, ast.Call) for binding in bindings
    ):
        check.report(node, f"the cause stays on an exception that {_LASTS}", "make a new exception")


def _is_per_call(check: FileCheck, scope: Scope) -> bool:
    return runs_per_call(scope) and not only_registers(check, scope)


_LASTS = "lives as long as the process, for every organization"
_HELP = "make the object inside the function that uses it"

RULE = Rule(
    code="RF706",
    name="library-state",
    summary="Library object of the module that keeps what a function tells it.",
    why="One process serves every client. A parser, message, buffer or matcher that is made with"
    " the module shows the next client what it was told by the last one.",
    instead=_HELP,
    limits="Objects of third-party packages whose methods store under unusual names.",
    waivable=False,
    hooks={Called: _on_call, ast.Subscript: _on_subscript, ast.Raise: _on_raise},
    valid=examples(
        "import difflib\ndef f(a, b):\n    matcher = difflib.SequenceMatcher()\n"
        "    matcher.set_seqs(a, b)\n    return matcher.ratio()",
        "import re\nPATTERN = re.compile('x')\ndef f(text):\n    return PATTERN.match(text)",
        "import argparse\nPARSER = argparse.ArgumentParser()\nPARSER.set_defaults(size=1)",
        "from contextvars import ContextVar\nV = ContextVar('v')\ndef f(x):\n    V.set(x)",
        "NOT_FOUND = ValueError('x')\ndef f():\n    raise NOT_FOUND",
        "import copy\nclass D:\n    def __init__(self):\n        self.rows = []\nSHARED = D()\n"
        "def f(key):\n    mine = copy.deepcopy(SHARED)\n    mine.rows.append(key)",
    ),
    invalid=examples(
        "import csv\nimport io\nOUT = io.StringIO()\ndef f(row):\n"
        "    csv.writer(OUT).writerow(row)",
        "import difflib\nM = difflib.SequenceMatcher()\ndef f(key):\n    M.set_seq1(key)",
        "from html.parser import HTMLParser\nP = HTMLParser()\ndef f(text):\n    P.feed(text)",
        "import struct\nBUF = bytearray(64)\ndef f(key):\n    struct.pack_into('8s', BUF, 0, key)",
        "VIEW = memoryview(bytearray(64))\ndef f(key):\n    VIEW[:8] = key",
        "import io\nB = io.BytesIO(bytes(64))\ndef f(key):\n    B.getbuffer()[:8] = key",
        "import xml.etree.ElementTree as ET\nR = ET.Element('r')\ndef f(key):\n"
        "    R.set('key', key)",
        "E = ValueError('x')\ndef f(key):\n    raise E from KeyError(key)",
        "import copy\nclass D:\n    def __init__(self):\n        self.rows = []\nSHARED = D()\n"
        "def f(key):\n    mine = copy.copy(SHARED)\n    mine.rows.append(key)",
    ),
)
