"""RF701: objects that outlive a run, changed while workflows run."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tools.isolation.changes import MUTATORS, STREAM, is_unbound_method
from tools.isolation.elsewhere import read_from
from tools.isolation.events import AttributeUsed, Called, Role
from tools.isolation.flow import Make, Thing
from tools.isolation.keyed_reads import unkeyed_reads
from tools.isolation.keys import is_keyed
from tools.isolation.neighbours import (
    gives_keeper,
    is_keeper,
    keeps_by_operation,
    keeps_what_it_gets,
)
from tools.isolation.operations import operations
from tools.isolation.origins import Origin, Root, changes_self, is_fresh, origin_of, origins
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.tenancy import keeps_its_subclasses, only_registers, runs_per_call
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

_HELP = (
    "keep it in a local variable, pass it on, or use `context.cache`, which is kept apart for each"
    " organization"
)
_CHANGERS = frozenset(
    {"operator.setitem", "operator.delitem", "operator.iadd", "operator.ior", "heapq.heappush",
     "heapq.heappop", "heapq.heapify", "heapq.heappushpop", "heapq.heapreplace", "bisect.insort",
     "bisect.insort_left", "bisect.insort_right", "random.shuffle"}
)  # fmt: skip
# Parts of HTTP sessions and clients that are sent with every later request.
_SESSION_PARTS = frozenset({"headers", "cookies", "params", "auth", "proxies", "extra", "keywords"})
# Method names that libraries use for calls to their service as well.
_SERVICE = frozenset({"add", "clear", "insert", "pop", "put", "register", "remove", "reverse",
                      "sort", "subtract", "update", "extend", "append", "discard"})  # fmt: skip


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if not runs_per_call(event.scope) or event.base_node is None:
        return
    if event.role in (Role.STORE, Role.DELETE):
        is_class = any(value.kind is Kind.CLASS for value in event.base)
        # What only a debugger looks at, as in `wrapper.last = ...`, reaches nobody.
        is_read = (
            event.attr in check.facts.read_attributes
            or any(thing.lasts for thing in check.flow.things(event.base_node))
            or event.attr in check.facts.texts
        )
        _report_if(
            check, event.node, event.base_node, event.scope,
            lambda found: found != Origin(Root.DEFINITION) or (not is_class and is_read),
        )  # fmt: skip
        return
    if event.role is Role.BASE:
        return
    if event.attr in MUTATORS | STREAM | {"set"}:
        call = check.parent(event.node)
        first = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if event.attr not in ("pop", "setdefault") or not is_keyed(
            check.resolver, first, event.scope
        ):
            _report_if(
                check, event.node, event.base_node, event.scope,
                lambda found: _really_changes(event, found),
            )  # fmt: skip
            _judge_forwarded(check, event)
        if event.attr == "register" and any(
            thing.make is Make.FUNCTION and thing.lasts
            for thing in check.flow.things(event.base_node)
        ):
            _report(check, event.node, event.scope)
    elif event.role in (Role.CALLEE, Role.VALUE):
        _judge_method(check, event)


def _judge_forwarded(check: FileCheck, event: AttributeUsed) -> None:
    """``Proxy(ROWS).append(x)``: the method of another object than the one that is asked."""
    asked = {thing.node for thing in check.flow.things(event.base_node or event.node)}
    for thing in check.flow.things(event.node):
        owner = thing.data
        if thing.make is Make.BOUND and isinstance(owner, Thing) and owner.node not in asked:
            found = origin_of(check, owner, event.scope)
            if found is not None and _is_changed_by(thing.name, found):
                _report(check, event.node, event.scope)
                return


def _really_changes(event: AttributeUsed, found: Origin) -> bool:
    if found.root is Root.CONTAINER:
        return event.attr != "set"
    if found.root is Root.DEFINITION:
        return found.inside and event.attr in MUTATORS
    if event.attr in STREAM:
        return not found.inside
    inner = event.base_node
    part = inner.attr if isinstance(inner, ast.Attribute) else ""
    return part in _SESSION_PARTS or event.attr not in _SERVICE | {"set"}


def _judge_method(check: FileCheck, event: AttributeUsed) -> None:
    """``CLIENT.login(...)`` where ``CLIENT`` is made at module level and ``login`` keeps things."""
    if event.base_node is None or is_fresh(event.base_node, event.scope):
        return
    for thing in check.flow.things(event.base_node):
        if (
            thing.make is Make.INSTANCE
            and thing.lasts
            and isinstance(thing.node, ast.ClassDef)
            and changes_self(check, thing.node, event.attr)
        ):
            _report(check, event.node, event.scope)
            return


def _on_operation(check: FileCheck, event: tuple[ast.AST, Scope]) -> None:
    """``CLIENT << row``, ``row in SEEN``: of a class whose special methods keep what they get."""
    node, scope = event
    facts = check.facts
    if not runs_per_call(scope) or not (facts.defines_classes or facts.knows_neighbours):
        return
    for operand, names in operations(node):
        if keeps_by_operation(check, operand, names, scope):
            _report(check, operand, scope)
            return
        for thing in check.flow.things(operand):
            if (
                thing.make is Make.INSTANCE
                and thing.lasts
                and isinstance(thing.node, ast.ClassDef)
                and any(changes_self(check, thing.node, name) for name in names)
            ):
                _report(check, node if isinstance(node, ast.expr) else operand, scope)
                return


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    node, scope = event
    if isinstance(node.ctx, ast.Load) or not runs_per_call(scope):
        _on_operation(check, event)
        return
    if not is_keyed(check.resolver, node.slice, scope):
        _report_if(check, node, node.value, scope)


def _on_augmented(check: FileCheck, event: tuple[ast.AugAssign, Scope]) -> None:
    node, scope = event
    if _is_of_enumeration(check, node.value, scope):
        return
    if runs_per_call(scope) and isinstance(node.target, ast.Name | ast.Attribute):
        _report_if(
            check, node, node.target, scope,
            lambda found: found == Origin(Root.CONTAINER) or found.inside,
        )  # fmt: skip


def _is_of_enumeration(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """``rights |= Rights[name]``: no container takes a member of an enumeration in."""
    if not isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        return False
    base = node.func if isinstance(node, ast.Call) else node.value
    return all(
        check.is_enumeration(value)
        and (not isinstance(node, ast.Attribute) or _is_number(check, value, node.attr))
        for value in check.by_name(base, scope)
    )


def _is_number(check: FileCheck, value: Value, name: str) -> bool:
    """Say whether a member is written as a number, or counted."""
    if not isinstance(value.data, ast.ClassDef):
        return False
    bindings = check.scopes.by_node[value.data].bindings.get(name, ())
    return bool(bindings) and all(
        isinstance(binding.value, ast.Constant)
        or (isinstance(binding.value, ast.Call) and not binding.value.args)
        for binding in bindings
    )


def _on_call(check: FileCheck, event: Called) -> None:
    scope = event.scope
    if any(v.kind is Kind.MEMBER and v.name == "contextvars.ContextVar" for v in event.callee):
        _judge_context_variable(check, event)
    _judge_class_call(check, event)
    if not runs_per_call(scope):
        if gives_keeper(check, event.node.func, scope):
            check.report(event.node, _CLOSURE, _HELP)
        return
    _judge_set(check, event)
    if isinstance(event.node.func, ast.Attribute):
        if keeps_what_it_gets(check, event.node.func, scope):
            _report(check, event.node.func, scope)
    elif is_keeper(check, event.node.func, scope):
        _report(check, event.node.func, scope)
    else:
        _judge_alias(check, event.node.func, scope)
    _on_operation(check, (event.node, scope))
    _judge_handed(check, event)
    if not event.node.args:
        return
    for value in event.callee:
        unbound = value.kind is Kind.RESULT and is_unbound_method(value.name)
        steps = value.kind is Kind.BUILTIN and value.name == "next"
        changer = value.kind is Kind.MEMBER and value.name in _CHANGERS
        if unbound or steps or changer:
            _report_if(check, event.node, event.node.args[0], scope)
            return


def _on_class(check: FileCheck, event: tuple[ast.ClassDef, Scope]) -> None:
    """A class statement in a function runs the hooks of its bases for every client."""
    node, scope = event
    if runs_per_call(scope) and any(keeps_its_subclasses(check, b, scope) for b in node.bases):
        check.report(
            node, "this class is made in every run, and its base class may keep it for the next",
            "define the class at module level",
        )  # fmt: skip


def _judge_class_call(check: FileCheck, event: Called) -> None:
    """``type("Job", (Base,), {...})`` and ``Enum("Job", names, type=Base)``."""
    node = event.node
    if not runs_per_call(event.scope) or len(node.args) + len(node.keywords) < 2:
        return
    bases: list[ast.expr] = []
    if any(v.kind is Kind.BUILTIN and v.name == "type" for v in event.callee):
        bases = node.args[1:2]
    elif any(v.kind is Kind.MEMBER and v.name.startswith("enum.") for v in event.callee):
        bases = [k.value for k in node.keywords if k.arg in (None, "type")]
    for base in bases:
        known = base.elts if isinstance(base, ast.Tuple) else [base]
        if any(
            keeps_its_subclasses(check, inner, event.scope)
            or check.values(inner, event.scope)[0].kind not in _CLASSES
            for inner in known
        ):
            check.report(node, "this makes a class in every run, and its base class may keep it")
            return


_CLASSES = frozenset({Kind.BUILTIN, Kind.CLASS, Kind.MEMBER})


def _on_function(
    check: FileCheck, event: tuple[ast.FunctionDef | ast.AsyncFunctionDef, Scope]
) -> None:
    """``@memo`` of another file, whose wrapper remembers results for every client."""
    node, scope = event
    if not check.at_module_level(node):
        return
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if gives_keeper(check, called, scope):
            check.report(decorator, _CLOSURE, _HELP)


_CLOSURE = (
    "what this gives keeps something between calls, and lives as long as the process: the next"
    " client's run finds what this client's run left there"
)


def _judge_alias(check: FileCheck, callee: ast.expr, scope: Scope) -> None:
    """``remember = ROWS.append``, called as ``remember(x)``."""
    if isinstance(callee, ast.Name) and scope.resolve(callee.id)[0] is None:
        return
    things = [*check.flow.things(callee)]
    for thing in things:
        owner = thing.data
        if thing.make is Make.PARTIAL and thing.lasts and len(things) < _MAX_THINGS:
            things += check.flow.calls_on(thing)
        if thing.make is Make.BOUND and isinstance(owner, Thing):
            found = origin_of(check, owner, scope)
            if found is not None and _is_changed_by(thing.name, found):
                _report(check, callee, scope)
                return
        elif (
            thing.make is Make.FUNCTION and isinstance(owner, Thing) and _keeps(check, owner, thing)
        ):
            _report(check, callee, scope)
            return


_MAX_THINGS = 50


_FOREIGN = frozenset({Make.CONTEXT, Make.MEMBER, Make.MODULE, Make.TYPE})
"""What another file defines is one object for the whole process."""


def _judge_handed(check: FileCheck, event: Called) -> None:
    """What a function or class of another file is given, and changes there."""
    functions: set[object] = set()
    for thing in check.flow.things(event.node.func):
        if thing.make in (Make.FUNCTION, Make.CLASS):
            functions |= check.flow.run_elsewhere(thing)
    if not functions:
        return
    for argument in (*event.node.args, *(keyword.value for keyword in event.node.keywords)):
        for thing in check.flow.things(argument):
            # Of a part it is not known which one it is.
            if (
                thing.make is not Make.PART
                and check.flow.is_changed_by(functions, thing)
                and (thing.make in _FOREIGN or origin_of(check, thing, event.scope))
            ):
                _report(check, argument, event.scope)
                return


def _is_changed_by(method: str, found: Origin) -> bool:
    if found.root is Root.LIBRARY:
        return method in STREAM and not found.inside
    return found.root is Root.CONTAINER and method in MUTATORS | STREAM


def _keeps(check: FileCheck, owner: Thing, method: Thing) -> bool:
    """Say whether a method that was read from a lasting object stores something on it."""
    node = owner.node
    return owner.lasts and isinstance(node, ast.ClassDef) and changes_self(check, node, method.name)


def _judge_set(check: FileCheck, event: Called) -> None:
    """``V.set(x)`` where no task keeps the change to itself."""
    function, _ = read_from(event.node.func, event.scope)
    methods: list[object] = [function]
    if not isinstance(function, ast.Attribute):
        methods += [t.node for t in check.flow.things(function) if t.make is Make.ATTRIBUTE]
    sets = any(
        thing.name == "contextvars.ContextVar"
        for method in methods
        if isinstance(method, ast.Attribute) and method.attr == "set"
        for thing in check.flow.things(method.value)
    )
    if sets and _runs_without_task(check, event.scope):
        check.report(
            event.node, "outside of a task, a context variable keeps its value for the next run",
            "make the workflow an `async def`, or pass the value as an argument",
        )  # fmt: skip


def _runs_without_task(check: FileCheck, scope: Scope, depth: int = 0) -> bool:
    """Say whether this is a synchronous workflow, or called by one of this file."""
    function = scope.function
    node = function.node if function is not None else None
    if function is None or not isinstance(node, ast.FunctionDef) or depth > _MAX_CALLERS:
        return False
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    if any(check.resolver.parameter(name, function).kind is Kind.CONTEXT for name in names[:1]):
        return True
    return any(
        _runs_without_task(check, check.facts.scope_of(use), depth + 1)
        for use in check.facts.name_uses.get(node.name, ())
        if isinstance(use.ctx, ast.Load)
    )


_MAX_CALLERS = 6


def _judge_context_variable(check: FileCheck, event: Called) -> None:
    for keyword in event.node.keywords:
        if keyword.arg == "default" and any(
            value.kind in (Kind.LITERAL, Kind.INSTANCE)
            or (value.kind is Kind.RESULT and value.name in ("dict()", "list()", "set()"))
            for value in check.values(keyword.value, event.scope)
        ):
            check.report(keyword, "a context variable's default is one object for every run", _HELP)


def _on_nonlocal(check: FileCheck, event: tuple[ast.Nonlocal, Scope]) -> None:
    """A closure made while the file is loaded keeps its variables for every run."""
    node, scope = event
    outer = scope.parent
    while outer is not None and outer.function is None:
        outer = outer.parent
    function = outer.function if outer is not None else None
    if function is None or not isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    uses = check.facts.name_uses.get(function.node.name, ())
    if any(_runs_at_load(check, use) for use in uses if isinstance(use.ctx, ast.Load)):
        check.report(
            node,
            f"`nonlocal {', '.join(node.names)}`: the closure is made once, so what this run"
            " assigns, the next client's run reads",
            _HELP,
        )


def _runs_at_load(check: FileCheck, node: ast.AST) -> bool:
    """Say whether this is evaluated while the file is loaded: ``(lambda: make())()`` is."""
    while not check.at_module_level(node):
        function = check.facts.scope_of(node).node
        call = check.parent(function) if isinstance(function, ast.Lambda) else None
        if not isinstance(call, ast.Call) or call.func is not function:
            return False
        node = call
    return True


def _on_module(check: FileCheck, _event: ast.Module) -> None:
    for taken, things, _, name in check.flow.taken():
        scope = check.facts.scope_of(taken)
        found = [origin_of(check, thing, scope) for thing in things]
        if runs_per_call(scope) and any(o and _is_changed_by(name, o) for o in found):
            _report(check, taken, scope)
    for node in unkeyed_reads(check):
        check.report(
            node,
            "what every organization stored under its own key is read here without a key",
            "read it by the organization's id, as it is stored",
        )


def _report_if(
    check: FileCheck,
    node: ast.AST,
    changed: ast.expr,
    scope: Scope,
    matters: Callable[[Origin], bool] = lambda _: True,
) -> None:
    """Report ``node`` if ``changed`` may be an object that outlives the run."""
    if any(matters(found) for found in origins(check, changed, scope)):
        _report(check, node, scope)


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
    summary="Object that outlives a run, changed from inside a function.",
    why="One process runs the workflows of every client. A dictionary at module level is the same"
    " one for all of them, so what is stored for one client is read for the next: tokens, users,"
    " whole tables. It works in every test with a single client.",
    instead=_HELP,
    limits="Library objects whose methods change them under other names, and what comes from"
    " files that are many imports away. A key that names the organization (`org_id`, `tenant_id`)"
    " is accepted as keeping clients apart.",
    waivable=False,
    hooks={
        AttributeUsed: _on_attribute,
        ast.Subscript: _on_subscript,
        ast.AugAssign: _on_augmented,
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        ast.BinOp: _on_operation,
        ast.UnaryOp: _on_operation,
        ast.Compare: _on_operation,
        ast.For: _on_operation,
        ast.AsyncFor: _on_operation,
        ast.With: _on_operation,
        ast.AsyncWith: _on_operation,
        ast.FormattedValue: _on_operation,
        ast.Nonlocal: _on_nonlocal,
        ast.ClassDef: _on_class,
        Called: _on_call,
        ast.Module: _on_module,
    },
    valid=examples(
        "ROLES = {'admin': 1}\ndef f(name):\n    return ROLES.get(name)",
        "def f(rows):\n    seen = set()\n    for row in rows:\n        seen.add(row)",
        "TOKENS = {}\nasync def run(context):\n    TOKENS[context.org_id] = 'x'",
        "HANDLERS = {}\ndef register(f):\n    HANDLERS[f.__name__] = f\n    return f\n"
        "@register\ndef one(): ...",
        "PAGES = {}\nasync def run(context):\n    key = (context.org_id, 'users')\n"
        "    PAGES[key] = 1\n    return PAGES.get(key), len(PAGES)",
        "class Base:\n    known = {}\n    def __init_subclass__(cls, **rest):\n"
        "        super().__init_subclass__(**rest)\n        Base.known[cls.__name__] = cls\n"
        "class Job(Base): ...",
        "class Events:\n    table = {}\n    @classmethod\n    def on(cls, kind):\n"
        "        def add(f):\n            cls.table[kind] = f\n            return f\n"
        "        return add\n@Events.on('a')\ndef one(): ...",
        "from enum import Flag\nclass R(Flag):\n    A = 1\n    B = 2\ndef f(names):\n"
        "    r = R.A\n    for n in names:\n        r |= R[n]\n    return r",
        "NAMES = []\nfor n in range(3):\n    NAMES.append(n)",
        "class A:\n    def __init__(self):\n        self.items = []\n    def add(self, x):\n"
        "        self.items.append(x)",
        "def outer():\n    rows = []\n    def inner(x):\n        rows.append(x)\n    inner(1)\n"
        "    return rows\ndef run():\n    return outer()",
        "BASE = {'a': 1}\ndef f(k):\n    mine = {**BASE}\n    mine[k] = 1",
        "import requests\ndef f(url):\n    s = requests.Session()\n    s.headers['a'] = 'b'",
    ),
    invalid=examples(
        "CACHE = {}\nasync def run(context, user):\n    CACHE[user] = 1",
        "SEEN = []\ndef f(x):\n    SEEN.append(x)",
        "C = {}\ndef f(context, x):\n    C[context.org_id == x] = 1",
        "C = {}\ndef f(org_id, x):\n    C[org_id] = x\n    return list(C.values())",
        "class Log:\n    def __lshift__(self, row):\n        self.row = row\nlog = Log()\n"
        "def f(x):\n    log << x",
        "class Log:\n    def __init__(self):\n        self.rows = []\n    def add(self, row):\n"
        "        rows = self.rows\n        rows.append(row)\nlog = Log()\n"
        "def f(x):\n    log.add(x)",
        "from dataclasses import dataclass, field\nROWS = []\n@dataclass\nclass Job:\n"
        "    rows: list = field(default_factory=lambda: ROWS)\ndef f(x):\n"
        "    Job().rows.append(x)",
        "from engine.sdk import public_attr\nROWS = []\nclass P:\n    def __init__(self, o):\n"
        "        self.o = o\n    def __getattr__(self, name):\n"
        "        return public_attr(self.o, name)\ndef f(x):\n    P(ROWS).append(x)",
        "from collections import defaultdict\nD = defaultdict(list)\ndef f(k, v):\n"
        "    D[k].append(v)",
        "S = set()\ndef f(x):\n    s = S\n    s.add(x)",
        "CACHE = {}\ndef f(k):\n    for c in (CACHE,):\n        pass\n    CACHE['tokens'][k] = 1",
        "L = []\ndef f(x):\n    list.append(L, x)",
        "import itertools\nN = itertools.count()\ndef f():\n    return next(N)",
        "def f(): ...\ndef g(x):\n    f.last = x",
        "def f(): ...\nf.rows = []\ndef g(x):\n    f.rows.append(x)",
        "C = {}\ndef f(k, v):\n    del C[k]",
        "T = {'a': {}}\ndef f(k):\n    inner = T['a']\n    inner[k] = 1",
        "S = []\ndef store():\n    return S\ndef f(x):\n    store().append(x)",
        "C = {}\ndef put(cache, k):\n    cache[k] = 1\ndef run(k):\n    put(C, k)",
        "def make():\n    rows = []\n    def add(x):\n        rows.append(x)\n    return add\n"
        "add = make()",
        "def make():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n"
        "    return up\nup = make()",
        "class Client:\n    def login(self, token):\n        self.token = token\n"
        "client = Client()\nasync def run(context):\n    client.login('x')",
        "import requests\nS = requests.Session()\ndef f(t):\n    S.headers['Authorization'] = t",
        "import requests\nS = requests.Session()\ndef f(t):\n    S.headers.update(a=t)",
        "ROWS = []\nremember = ROWS.append\ndef f(x):\n    remember(x)",
        "from contextvars import ContextVar\nV = ContextVar('v', default=[])",
        "class A:\n    cache = {}\n    def f(self, k):\n        self.cache[k] = 1",
        "class B:\n    seen = []\nclass A(B):\n    def f(self, k):\n        self.seen.append(k)",
        "class A:\n    rows = []\n    def f(self, k):\n        type(self).rows.append(k)",
        "class A:\n    rows = []\n    def f(self, k):\n        self.rows += [k]",
        "class Base:\n    known = []\n    def __init_subclass__(cls):\n"
        "        Base.known.append(cls)\ndef f(x):\n    class Job(Base):\n        y = x",
        "from workspace.shared.base import Base\ndef f(x):\n    class Job(Base):\n        y = x",
        "class Base:\n    known = []\n    def __init_subclass__(cls):\n"
        "        Base.known.append(cls)\ndef f(x):\n    return type('Job', (Base,), {'y': x})",
        "KNOWN = []\ndef register(f):\n    KNOWN.append(f)\n    return f\ndef run(x):\n"
        "    @register\n    def inner():\n        return x",
        "class Events:\n    table = []\n    @classmethod\n    def on(cls, f):\n"
        "        cls.table.append(f)\n        return f\ndef run(x):\n    Events.on(x)",
        "import attrs\n@attrs.define\nclass A:\n    rows: dict = {}\n"
        "    def f(self, k):\n        self.rows[k] = 1",
        "class A:\n    pool = set()\ndef f(x):\n    A.pool.add(x)",
        "ORG_ID = 'a'\nC = {}\ndef f(x):\n    C[ORG_ID] = x",
    ),
)
