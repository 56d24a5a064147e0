"""RF701: module-level objects that functions change."""

from __future__ import annotations

import ast

from tools.isolation.changes import MUTATORS, is_unbound_method
from tools.isolation.events import AttributeUsed, Called, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.tenancy import (
    is_keyed,
    is_module_name,
    lives_on,
    only_registers,
    runs_per_call,
)
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_READERS_THAT_CHANGE = frozenset({"set", "send", "write", "writelines", "__next__", "setdefault"})
_HELP = (
    "keep it in a local variable, pass it on, or use `context.cache`, which is kept apart for each"
    " organization"
)
_CHANGERS = frozenset(
    {"operator.setitem", "operator.delitem", "operator.iadd", "operator.ior", "heapq.heappush",
     "heapq.heappop", "heapq.heapify", "bisect.insort", "random.shuffle"}
)  # fmt: skip


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if not runs_per_call(event.scope):
        return
    changes = event.attr in MUTATORS | _READERS_THAT_CHANGE and event.role is not Role.BASE
    if changes and any(lives_on(check, value) for value in event.base):
        call = check.parent(event.node)
        first = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if event.attr in ("pop", "setdefault") and is_keyed(first):
            return
        _report(check, event.node, event.scope)
    elif (
        event.role in (Role.STORE, Role.DELETE)
        and isinstance(event.base_node, ast.Name)
        and is_module_name(event.scope, event.base_node.id)
        and not any(value.kind is Kind.CLASS for value in event.base)
    ):
        _report(check, event.node, event.scope)


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    node, scope = event
    if isinstance(node.ctx, ast.Load) or not runs_per_call(scope) or is_keyed(node.slice):
        return
    inner: ast.expr = node.value
    while isinstance(inner, ast.Subscript | ast.Attribute):
        if isinstance(inner, ast.Subscript) and is_keyed(inner.slice):
            return
        inner = inner.value
    direct = any(lives_on(check, value) for value in check.values(node.value, scope))
    nested = isinstance(inner, ast.Name) and any(
        lives_on(check, value) for value in check.values(inner, scope)
    )
    if direct or nested:
        _report(check, node, scope)


def _on_augmented(check: FileCheck, event: tuple[ast.AugAssign, Scope]) -> None:
    node, scope = event
    if not isinstance(node.target, ast.Name) or not runs_per_call(scope):
        return
    if any(lives_on(check, value) for value in check.values(node.target, scope)):
        _report(check, node, scope)


def _on_call(check: FileCheck, event: Called) -> None:
    if not event.node.args or not runs_per_call(event.scope):
        return
    for value in event.callee:
        unbound = value.kind is Kind.RESULT and is_unbound_method(value.name)
        steps = value.kind is Kind.BUILTIN and value.name == "next"
        changer = value.kind is Kind.MEMBER and value.name in _CHANGERS
        if unbound or steps or changer:
            found = check.values(event.node.args[0], event.scope)
            if any(lives_on(check, one) for one in found):
                _report(check, event.node, event.scope)
                return


def _report(check: FileCheck, node: ast.AST, scope: Scope) -> None:
    if not only_registers(check, scope):
        check.report(
            node,
            "this changes an object that lives as long as the process: the next client's run"
            " finds what this client's run left there",
            _HELP,
        )


RULE = Rule(
    code="RF701",
    name="shared-state",
    summary="Module-level object changed from inside a function.",
    why="One process runs the workflows of every client. A dictionary at module level is the same"
    " one for all of them, so what is stored for one client is read for the next: tokens, users,"
    " whole tables. It works in every test with a single client.",
    instead=_HELP,
    limits="Objects handed through parameters or returned by functions. A key that names the"
    " organization (`org_id`, `tenant_id`) is accepted as keeping clients apart.",
    waivable=False,
    hooks={
        AttributeUsed: _on_attribute,
        ast.Subscript: _on_subscript,
        ast.AugAssign: _on_augmented,
        Called: _on_call,
    },
    valid=examples(
        "ROLES = {'admin': 1}\ndef f(name):\n    return ROLES.get(name)",
        "def f(rows):\n    seen = set()\n    for row in rows:\n        seen.add(row)",
        "TOKENS = {}\nasync def run(context):\n    TOKENS[context.org_id] = 'x'",
        "HANDLERS = {}\ndef register(f):\n    HANDLERS[f.__name__] = f\n    return f\n"
        "@register\ndef one(): ...",
        "NAMES = []\nfor n in range(3):\n    NAMES.append(n)",
    ),
    invalid=examples(
        "CACHE = {}\nasync def run(context, user):\n    CACHE[user] = 1",
        "SEEN = []\ndef f(x):\n    SEEN.append(x)",
        "from collections import defaultdict\nD = defaultdict(list)\ndef f(k, v):\n"
        "    D[k].append(v)\n    D[k] = v",
        "S = set()\ndef f(x):\n    s = S\n    s.add(x)",
        "CACHE = {}\ndef f(k):\n    for c in (CACHE,):\n        c[k] = 1",
        "CACHE = {}\ndef f(k):\n    CACHE['tokens'][k] = 1",
        "L = []\ndef f(x):\n    list.append(L, x)",
        "import itertools\nN = itertools.count()\ndef f():\n    return next(N)",
        "def f(): ...\ndef g(x):\n    f.last = x",
        "C = {}\ndef f(k, v):\n    del C[k]",
    ),
)
