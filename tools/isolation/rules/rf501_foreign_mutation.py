"""RF501: changing things that other workflows and the engine share."""

from __future__ import annotations

import ast

from tools.isolation.changes import MUTATORS, is_unbound_method
from tools.isolation.events import AttributeUsed, Called, Role
from tools.isolation.just_made import is_just_made
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import DOOR_ROOT, Kind, Value, Values
from tools.isolation.visitor import FileCheck

_SHARED = frozenset({Kind.MODULE, Kind.MEMBER, Kind.CONTEXT, Kind.BUILTIN, Kind.TYPED})


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    shared = _shared(event.base)
    if shared is None:
        return
    if event.role in (Role.STORE, Role.DELETE):
        verb = "assigns to" if event.role is Role.STORE else "deletes"
        check.report(
            event.node, f"this {verb} `{event.attr}` of {_describe(shared)}, which others share"
        )
    elif (
        event.attr in MUTATORS
        and shared.kind is Kind.MEMBER
        and event.role is not Role.BASE
        and not check.catalogue.is_module(shared.name)
        and not (event.base_node is not None and _is_own(check, event.base_node, event.scope))
        and _changes(check, event, shared)
    ):
        check.report(event.node, f"`{event.attr}` changes {_describe(shared)}, which others share")


def _is_own(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    return check.is_missing(node, scope) or is_just_made(check, node, scope)


def _changes(check: FileCheck, event: AttributeUsed, shared: Value) -> bool:
    """Some libraries' methods of these names return a new object: then the result is used."""
    if event.attr not in _AMBIGUOUS or check.catalogue.is_stdlib(shared.name):
        return True
    ours = shared.name.partition(".")[0] in ("workspace", DOOR_ROOT)
    if ours and event.scope.function is not None:
        return True
    return isinstance(check.parent(check.parent(event.node) or event.node), ast.Expr)


_AMBIGUOUS = frozenset({"add", "extend", "put", "register", "subtract", "update"})


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    node, scope = event
    if isinstance(node.ctx, ast.Load):
        return
    shared = _shared(check.shared(node.value, scope))
    # The context has no items: a parameter of that name with items is something else.
    if (
        shared is not None
        and shared.kind is not Kind.CONTEXT
        and not is_just_made(check, node.value, scope)
    ):
        check.report(node, f"this changes {_describe(shared)}, which others share")


def _on_augmented(check: FileCheck, event: tuple[ast.AugAssign, Scope]) -> None:
    node, scope = event
    if isinstance(node.target, ast.Name):
        shared = _shared(check.shared(node.target, scope))
        if shared is not None and shared.kind is Kind.MEMBER and not _adds_flag(check, event):
            check.report(node, f"`+=` changes {_describe(shared)} in place, and others share it")


def _adds_flag(check: FileCheck, event: tuple[ast.AugAssign, Scope]) -> bool:
    """``flags = Feature.POWER; flags |= Feature.SPEED``: members of an enumeration."""
    node, scope = event
    held = [v for v in check.shared(node.target, scope) if v.kind in _SHARED]
    owners = {
        value.name.rpartition(".")[0] if _is_member(check, value) else ""
        for value in (*held, *check.by_name(node.value, scope))
    }
    return isinstance(node.op, ast.BitOr | ast.BitAnd) and len(owners) == 1 and "" not in owners


def _is_member(check: FileCheck, value: Value) -> bool:
    parts = value.name.split(".")
    return (
        value.kind is Kind.MEMBER
        and len(parts) > 2
        and parts[-1].isupper()
        and parts[-2][:1].isupper()
        and not check.catalogue.is_stdlib(parts[0])
        and parts[0] != DOOR_ROOT
    )


def _on_call(check: FileCheck, event: Called) -> None:
    """Unbound methods and helpers that change their first argument: ``list.append(X, 1)``."""
    if not event.node.args:
        return
    for value in event.callee:
        unbound = value.kind is Kind.RESULT and is_unbound_method(value.name)
        helper = value.kind is Kind.MEMBER and value.name in _HELPERS
        if unbound or helper:
            shared = _shared(check.shared(event.node.args[0], event.scope))
            if shared is not None:
                check.report(event.node, f"this changes {_describe(shared)}, which others share")
                return


_HELPERS = frozenset(
    {"operator.setitem", "operator.delitem", "operator.iadd", "operator.ior", "operator.iconcat",
     "heapq.heappush", "heapq.heappushpop", "heapq.heapify", "heapq.heapreplace", "heapq.heappop",
     "bisect.insort", "bisect.insort_left", "bisect.insort_right", "random.shuffle"}
)  # fmt: skip


_SHARED_RESULTS = frozenset(
    {"type()", "dataclasses.fields[]", "inspect.signature.parameters", "decimal.getcontext",
     "decimal.getcontext.traps", "decimal.getcontext.flags"}
)  # fmt: skip


_OWN_TYPES = ("sqlite3.",)
"""Types whose objects belong to whoever makes them."""


def _shared(values: Values) -> Value | None:
    return next(
        (
            value
            for value in values
            if (value.kind in _SHARED and not value.name.startswith(_OWN_TYPES))
            or (value.kind is Kind.RESULT and value.name in _SHARED_RESULTS)
        ),
        None,
    )


def _describe(value: Value) -> str:
    return "the context" if value.kind is Kind.CONTEXT else f"`{value.name}`"


RULE = Rule(
    code="RF501",
    name="foreign-mutation",
    summary="Assignment to, or change of, an imported module, class, function or object.",
    why="All clients' workflows run in one process and share what they import. A changed module or"
    " class changes every other client's run, and a key stored there is used for the next client.",
    instead="pass values as parameters, make an object of your own, or subclass",
    limits="Objects that reach the code through parameters.",
    waivable=False,
    hooks={
        AttributeUsed: _on_attribute,
        ast.Subscript: _on_subscript,
        ast.AugAssign: _on_augmented,
        Called: _on_call,
    },
    valid=examples(
        "from httpx import UNSET\ndef f(rows):\n    found = UNSET\n    if rows is not UNSET:\n"
        "        found = []\n        for row in rows:\n            found.append(row)\n"
        "    return found",
        "from httpx.features import Feature\ndef f(x):\n    flags = Feature.POWER\n"
        "    if x:\n        flags |= Feature.SPEED\n    return flags",
        "import requests\ns = requests.Session()\ns.verify = False\ns.headers.update({'a': 'b'})",
        "import copy\nfrom workspace.shared.defaults import DEFAULTS\n"
        "def f():\n    mine = copy.deepcopy(DEFAULTS)\n    mine['x'] = 1",
    ),
    invalid=examples(
        "import decimal\ndef f():\n    decimal.getcontext().prec = 3",
        "import requests\nrequests.get = None",
        "from httpx import UNSET\ndef f(rows):\n    found = UNSET\n    if rows is not UNSET:\n"
        "        found = []\n    found.append(1)",
        "from httpx import UNSET\ndef f(rows):\n    found = []\n    try:\n"
        "        found = UNSET\n    except KeyError:\n        found.append(1)",
        "from httpx import UNSET\ndef f(rows):\n    found = []\n    for row in rows:\n"
        "        found.append(row)\n        found = UNSET",
        "from httpx.features import Feature\ndef f(x):\n    flags = Feature.POWER\n    flags |= x",
        "from engine.sdk import WorkflowException\nWorkflowException.x = 1",
        "from engine.sdk import WorkflowException\nfor WorkflowException.x in [1]:\n    pass",
        "from engine.sdk import WorkflowException\n(WorkflowException.x, y) = 1, 2",
        "from engine.sdk import WorkflowException\n[0 for WorkflowException.x in [1]]",
        "from engine.sdk import OrganizationContext as O\nwith f() as O.get_config:\n    pass",
        "from engine.sdk import OrganizationContext as O\nsetattr(O, 'get_config', print)",
        "from engine.sdk import OrganizationContext as O\ndel O.log",
        "import os\nos.environ['A'] = 'b'",
        "import os\nos.environ.update(A='b')",
        "from workspace.shared.state import CACHE\nCACHE['x'] = 1",
        "from workspace.shared.state import CACHE\nlist.append(CACHE, 1)",
        "async def run(context):\n    context.org_id = 'other'",
        "from engine.sdk import OrganizationContext as O\ndef same(x):\n    match [x]:\n"
        "        case [y]:\n            return y\nsame(O).log = None",
        "import contextlib\nfrom engine.sdk import OrganizationContext as O\n"
        "with contextlib.nullcontext(O) as kind:\n    kind.log = None",
        "def f(x):\n    type(x).log = None",
        "import dataclasses\ndef f(c):\n    dataclasses.fields(c)[0].name = 'x'",
    ),
)
