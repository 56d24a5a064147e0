"""RF303: private attributes of things that the file does not define."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf101_engine_import import PLATFORM_ROOTS
from tools.isolation.rules.rf301_special_attribute import is_special
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
     "_loop", "_coro", "_context", "_target", "_registry", "_modules", "_builtins", "_import"}
)  # fmt: skip
"""Private names under which standard-library objects keep modules, frames and functions."""


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    attr = event.attr
    if not attr.startswith("_") or attr in _PUBLIC or is_special(attr):
        return
    if event.via in ("operator.attrgetter", "operator.methodcaller"):
        check.report(event.node, f"`{attr}` (named in {event.via}) is private")
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


def _severity(check: FileCheck, value: Value, attr: str) -> Severity | None:
    if value.kind in _OWN:
        return Severity.ERROR if _is_borrowed(check, value, attr) else None
    root = value.name.partition(".")[0]
    if root == "workspace":
        return None
    if value.kind in (Kind.CONTEXT, Kind.BUILTIN) or attr in LEAKS:
        return Severity.ERROR
    if value.kind in (Kind.MODULE, Kind.MEMBER, Kind.RESULT, Kind.TYPED):
        ours = root in PLATFORM_ROOTS or check.catalogue.is_stdlib(root)
        return Severity.ERROR if ours else Severity.WARNING
    return Severity.WARNING


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
    hooks={AttributeUsed: _on_attribute},
    valid=examples(
        "class A:\n    def f(self):\n        return self._x",
        "from collections import namedtuple\nP = namedtuple('P', 'x')\nP(1)._asdict()",
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
    ),
)
