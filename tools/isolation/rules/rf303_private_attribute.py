"""RF303: private attributes of things that the file does not define."""

from __future__ import annotations

import ast

from tools.isolation.elsewhere import read_from
from tools.isolation.events import AttributeUsed, Called
from tools.isolation.finding import Severity
from tools.isolation.neighbours import is_marked
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf101_engine_import import PLATFORM_ROOTS
from tools.isolation.rules.rf301_special_attribute import is_special
from tools.isolation.scopes import Scope
from tools.isolation.values import DOOR_ROOT, Kind, Value
from tools.isolation.visitor import FileCheck

_OWN = frozenset({Kind.SELF, Kind.INSTANCE, Kind.CLASS, Kind.SUPER})
# Documented although they begin with an underscore (collections.namedtuple, enum, Jira of names).
_PUBLIC = frozenset(
    {"_", "_asdict", "_fields", "_field_defaults", "_make", "_replace", "_missing_", "_name_",
     "_value_", "_generate_next_value_", "_ignore_", "_order_"}
)  # fmt: skip
LEAKS = frozenset(
    {"_module", "_globals", "_locals", "_frame", "_getframe", "_os", "_sys", "_io", "_thread",
     "_threading", "_weakref", "_collections_abc", "_warnings", "_imp", "_bootstrap", "_func",
     "_loop", "_coro", "_context", "_target", "_registry", "_modules", "_builtins", "_import",
     "_organization", "_caller", "_clients", "_variables"}
)  # fmt: skip
"""Private names under which objects keep modules, frames, functions and an organization's data."""


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    attr = event.attr
    if any(_lends(check, value, attr) for value in event.base) and not _makes_base(check, event):
        check.report(event.node, f"`{attr}` reads private parts of what it is called with")
        return
    if not attr.startswith("_") or attr in _PUBLIC or is_special(attr):
        return
    if event.via in ("operator.attrgetter", "operator.methodcaller"):
        check.report(event.node, f"`{attr}` (named in {event.via}) is private")
        return
    if event.via == "a class pattern":
        check.report(event.node, f"`{attr}` (named in {event.via}) is private")
        return
    if _is_operand(check, event):
        check.report(event.node, f"`{attr}` is private to the context, which is an operand here")
        return
    severities = [_severity(check, value, attr) for value in event.base]
    worst = min((s for s in severities if s is not None), default=None)
    if worst is not None:
        via = f" (named in {event.via})" if event.via else ""
        check.report(
            event.node,
            f"`{attr}`{via} is private to the object that has it",
            severity=worst,
        )


def _lends(check: FileCheck, value: Value, attr: str, depth: int = 0) -> bool:
    """Say whether this is a method of another file's class that reads what no class there sets."""
    if value.kind is Kind.MEMBER and value.name.startswith("workspace."):
        return is_marked(check, value.name, f".{attr}")
    node = value.data
    if value.kind is not Kind.CLASS or not isinstance(node, ast.ClassDef) or depth > _MAX_DEPTH:
        return False
    scope = check.scopes.by_node[node].parent or check.scopes.module
    return any(
        _lends(check, found, attr, depth + 1)
        for base in node.bases
        for found in check.values(base, scope)
    )


_MAX_DEPTH = 5


def _makes_base(check: FileCheck, event: AttributeUsed) -> bool:
    """``Base.method(self, ...)`` in a class of this file."""
    call = check.parent(event.node)
    return (
        isinstance(call, ast.Call)
        and call.func is event.node
        and bool(call.args)
        and all(value.kind is Kind.SELF for value in check.values(call.args[0], event.scope))
    )


def _is_operand(check: FileCheck, event: AttributeUsed) -> bool:
    """Say whether a special method may read this off the context: ``Box[context]``."""
    function = event.scope.function
    if (
        function is None
        or not isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef)
        or not is_special(function.node.name)
        or not any(value.kind is Kind.PARAMETER for value in event.base)
    ):
        return False
    for node in check.facts.nodes:
        operands: list[ast.expr] = []
        if isinstance(node, ast.Subscript):
            operands = [node.slice]
        elif isinstance(node, ast.BinOp):
            operands = [node.left, node.right]
        elif isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
        for operand in operands:
            inner = operand.elts if isinstance(operand, ast.Tuple) else [operand]
            for item in inner:
                if isinstance(item, ast.Name) and any(
                    value.kind is Kind.CONTEXT
                    for value in check.values(item, check.facts.scope_of(item))
                ):
                    return True
    return False


def _severity(check: FileCheck, value: Value, attr: str) -> Severity | None:
    if value.kind in _OWN:
        return Severity.ERROR if _is_borrowed(check, value, attr) else None
    root = value.name.partition(".")[0]
    if root == "workspace":
        return None
    if value.kind in (Kind.CONTEXT, Kind.BUILTIN) or attr in LEAKS:
        return Severity.ERROR
    if value.kind in (Kind.MODULE, Kind.MEMBER, Kind.RESULT, Kind.TYPED):
        # `attr._make`: a private module, or what a module keeps to itself.
        last = value.name.rpartition(".")[2]
        of_module = value.kind is Kind.MODULE or (
            value.kind is Kind.MEMBER and last.islower() and root in check.policy.packages
        )
        ours = of_module or root in PLATFORM_ROOTS or check.catalogue.is_stdlib(root)
        return Severity.ERROR if ours else Severity.WARNING
    return Severity.WARNING


def _on_call(check: FileCheck, event: Called) -> None:
    """Functions that take an object apart, private attributes and all."""
    names = {value.name for value in event.callee if value.kind is Kind.MEMBER}
    if names & _COPIERS:
        memo = [*event.node.args[1:2], *(k for k in event.node.keywords if k.arg != "x")]
        if memo and not _is_in_hook(event):
            check.report(memo[0], "the memo of a copy collects every private part of the object")
    if not names & _TAKING_APART:
        return
    parts = [*event.node.args, *(keyword.value for keyword in event.node.keywords)]
    for part in parts:
        written, where = read_from(part, event.scope)
        for node in ast.walk(written):
            if isinstance(node, ast.Name | ast.Attribute) and _is_of_context(check, node, where):
                check.report(
                    node, f"`{min(names & _TAKING_APART)}` reads what is private to this",
                    "pass the values that you need",
                )  # fmt: skip
                return


def _is_in_hook(event: Called) -> bool:
    """``copy.deepcopy(self.x, memo)`` belongs in ``__deepcopy__``."""
    function = event.scope.function
    return (
        function is not None
        and isinstance(function.node, ast.FunctionDef)
        and function.node.name == "__deepcopy__"
    )


def _is_of_context(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node):
        return False  # the whole chain is looked at; what a call gives is data
    if isinstance(node, ast.Attribute):
        base = check.values(node.value, scope)
        return node.attr in _OBJECTS and any(value.kind is Kind.CONTEXT for value in base)
    return any(
        value.kind is Kind.CONTEXT
        or (value.kind is Kind.RESULT and value.name in {f"context.{name}" for name in _OBJECTS})
        for value in check.shared(node, scope)
    )


_COPIERS = frozenset({"copy.copy", "copy.deepcopy"})
_TAKING_APART = _COPIERS | frozenset(
    {"yaml.dump", "yaml.dump_all", "yaml.serialize", "dataclasses.asdict", "dataclasses.astuple",
     "dataclasses.fields", "dataclasses.replace", "copy.replace", "attr.asdict", "attrs.asdict",
     "attr.astuple", "attrs.astuple", "attr.fields", "attrs.fields", "attr.evolve", "attrs.evolve",
     "cattrs.unstructure", "inspect.getmembers", "inspect.getmembers_static", "pprint.pprint",
     "pprint.pformat", "pprint.pp"}
)  # fmt: skip
_OBJECTS = frozenset(
    {"cache", "log", "get_config", "get_secret", "has_config", "save_checkpoint", "set_variable",
     "get_variable", "scratch", "organization", "caller"}
)  # fmt: skip


def _is_borrowed(check: FileCheck, value: Value, attr: str) -> bool:
    """Say whether no class of this file can have ``attr``, so that it is read off something else.

    A method that is called with another object as ``self`` reads that object's attributes.
    """
    node = value.data
    if value.kind is not Kind.SELF or not isinstance(node, ast.ClassDef):
        return False
    facts = check.facts
    if attr.startswith("__") or attr in facts.attribute_names or node.name not in facts.asked_names:
        return False
    scope = check.scopes.by_node[node].parent or check.scopes.module
    bases = [found for base in node.bases for found in check.values(base, scope)]
    return all(
        base.kind is Kind.BUILTIN
        or (base.kind is Kind.MEMBER and base.name.startswith(f"{DOOR_ROOT}."))
        for base in bases
    )


RULE = Rule(
    code="RF303",
    name="private-attribute",
    summary="Private attribute of an imported thing, the context or an unknown object.",
    why="Private attributes are where libraries keep the modules, connections and caches that their"
    " public interface guards.",
    instead="use the object's public interface",
    limits="On objects of unknown type it is a warning, unless the name is known to leak.",
    hooks={AttributeUsed: _on_attribute, Called: _on_call},
    valid=examples(
        "class A:\n    def f(self):\n        return self._x",
        "from collections import namedtuple\nP = namedtuple('P', 'x')\nP(1)._asdict()",
        "import pprint\nasync def run(context):\n    pprint.pprint({'org': context.org_id})",
        "import copy\nclass A:\n    def __deepcopy__(self, memo):\n"
        "        return copy.deepcopy(self.x, memo)",
    ),
    invalid=examples(
        "import json\njson._default_decoder",
        "import warnings\nwarnings.catch_warnings()._module",
        "async def run(context):\n    return context._state",
        "def f(w):\n    return w._module.sys",
        "def f(client):\n    return client._session",
        "class R:\n    def f(self):\n        return self._clients\n"
        "async def run(context):\n    return R.f(context)",
        "def f(ctx):\n    return ctx._clients\nasync def run(context):\n    return f(context)",
        "async def run(context):\n    match context:\n        case object(_clients=c):\n"
        "            return c",
        "from operator import attrgetter\nf = attrgetter('_clients')",
        "import threading\ngetattr(threading, '_active')",
        "import requests\nrequests._internal",
        "def look(x):\n    return x._organization",
        "class B:\n    def __class_getitem__(cls, item):\n        return item._clients\n"
        "async def run(context):\n    return B[context]",
        "def f(x):\n    match x:\n        case [object(_clients=c)]:\n            return c",
        "import copy\nasync def run(context):\n    return copy.copy([context])",
        "import copy\ndef f(x, memo):\n    return copy.deepcopy(x, memo)",
    ),
)
