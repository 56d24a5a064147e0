"""RF304: attribute names that are known only at run time."""

from __future__ import annotations

import ast

from tools.isolation.beginnings import REACHING, beginnings, is_harmless
from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.forwarding import is_forwarded
from tools.isolation.guards import is_guarded, member_names
from tools.isolation.made_up import holds_frames, is_made_up
from tools.isolation.marks import READER
from tools.isolation.neighbours import is_marked
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf303_private_attribute import LEAKS
from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import DOOR_ROOT, Kind, Value, Values
from tools.isolation.visitor import FileCheck

_FUNCTIONS = frozenset({"getattr", "setattr", "delattr"})
_ROLES = {"getattr": Role.VALUE, "setattr": Role.STORE, "delattr": Role.DELETE}
_GETTERS = frozenset({"operator.attrgetter", "operator.methodcaller"})
_HELP = (
    "use `engine.sdk.public_attr(obj, name)`: it refuses private names, modules and functions; "
    "or choose between functions with a dictionary"
)


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    if event.role in (Role.CALLEE, Role.STORE, Role.DELETE, Role.TEST):
        return
    for value in event.values:
        if (value.kind is Kind.BUILTIN and value.name in _FUNCTIONS) or (
            value.kind is Kind.MEMBER and value.name in _GETTERS
        ):
            check.report(
                event.node,
                f"`{value.name}` is passed on as a value, so the names it will get are unknown",
                "call it where you need it, with a constant name",
            )


def _on_call(check: FileCheck, event: Called) -> None:
    for value in event.callee:
        if value.kind is Kind.BUILTIN and value.name in _FUNCTIONS:
            _judge_builtin(check, event, value.name)
        elif value.kind is Kind.MEMBER and value.name in _GETTERS:
            arguments = event.node.args[:1] if value.name.endswith("caller") else event.node.args
            unknown = [a for a in arguments if check.resolver.text(a, event.scope) is None]
            if (unknown or any(k.arg is None for k in event.node.keywords)) and not _is_judged(
                check, event.node, value.name, event.scope
            ):
                _report(check, event.node, value.name)
        elif (
            value.kind is Kind.MEMBER
            and is_marked(check, value.name, READER)
            and holds_frames(check)
        ):
            # Its guard asks for an underscore in front; names of frames have none.
            check.report(
                event.node, "this reads by names of its choice, and this file keeps a generator"
                " or coroutine, whose frame leads to everything",
                "await it or iterate over it where it is made",
            )  # fmt: skip


def _is_judged(check: FileCheck, call: ast.Call, function: str, scope: Scope) -> bool:
    """``sorted(rows, key=attrgetter(by))`` where ``by`` is one of some written names."""
    names = member_names(check, call, call.args[0], scope) if len(call.args) == 1 else None
    if names is None or call.keywords:
        return False
    for name in names:
        unknown = (Value(Kind.UNKNOWN),)
        check.named_attribute(call.args[0], unknown, name, Role.VALUE, scope, function)
    return True


def _judge_builtin(check: FileCheck, event: Called, function: str) -> None:
    arguments = event.node.args
    starred = any(isinstance(argument, ast.Starred) for argument in arguments)
    if starred or event.node.keywords or len(arguments) < 2:
        _report(check, event.node, function)
        return
    if check.resolver.text(arguments[1], event.scope) is not None:
        return
    names = member_names(check, event.node, arguments[1], event.scope)
    if names is None:
        names = _imported_names(check, arguments[1], event.scope)
    if names is not None:
        _judge_names(check, event, function, names)
        return
    guarded = is_guarded(check, event.node, arguments[1], event.scope)
    if guarded and not is_made_up(check, arguments[1], event.scope) and not holds_frames(check):
        return
    if function == "getattr" and (
        _begins_harmlessly(check, arguments, event.scope)
        or is_forwarded(check, event.node, event.scope)
    ):
        return
    own = function == "setattr" and _is_being_made(check, arguments[0], event.scope)
    _report(check, event.node, function, Severity.WARNING if own else None)


def _imported_names(check: FileCheck, name: ast.expr, scope: Scope) -> tuple[str, ...] | None:
    """Return the written texts among the values of a name that else comes from a package."""
    values = check.values(name, scope)
    texts = [v.data for v in values if v.kind is Kind.CONST and type(v.data) is str]
    foreign = [value for value in values if check.is_foreign_text(value, name, scope)]
    return tuple(texts) if foreign and len(texts) + len(foreign) == len(values) else None


def _judge_names(check: FileCheck, event: Called, function: str, names: tuple[str, ...]) -> None:
    """Judge each attribute that the call may name as if it were written out."""
    target = event.node.args[0]
    base = check.values(target, event.scope)
    if any(value.kind in REACHING or _is_of_engine(value.name) for value in base):
        _report(check, event.node, function)
        return
    for name in names:
        check.named_attribute(
            event.node, base, name, _ROLES[function], event.scope, f"{function}()", target
        )


def _begins_harmlessly(check: FileCheck, arguments: list[ast.expr], scope: Scope) -> bool:
    """``getattr(client, f"list_{kind}")``: the beginning excludes every internal name."""
    values = check.values(arguments[0], scope)
    if any(value.kind in REACHING or _is_of_engine(value.name) for value in values):
        return False
    found = beginnings(check.resolver, arguments[1], scope)
    if found is None:
        return False
    denied = check.catalogue.denied_attributes
    return all(
        is_harmless(beginning, denied) or _is_own_method(check, values, beginning)
        for beginning in found
    )


def _is_of_engine(name: str) -> bool:
    return name.startswith((f"{DOOR_ROOT}.", "context."))


def _is_own_method(check: FileCheck, values: Values, beginning: str) -> bool:
    """``getattr(self, f"_send_{mode}")`` in a class that has ``_send_chat`` and no other user."""
    if not beginning.startswith("_") or beginning.startswith("__") or len(beginning) < 3:
        return False
    if any(name.startswith(beginning) for name in LEAKS):
        return False
    return all(
        value.kind is Kind.SELF
        and isinstance(value.data, ast.ClassDef)
        and value.data.name not in check.facts.asked_names
        and any(
            binding.kind is Bind.FUNCTION
            for name, bindings in check.scopes.by_node[value.data].bindings.items()
            if name.startswith(beginning)
            for binding in bindings
        )
        for value in values
    )


def _is_being_made(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    """``setattr(self, name, value)`` in the ``__init__`` of a class without bases.

    It reaches nothing but the new object. A class with bases may be a string, and then its methods
    decide what a name check sees. Any other method may be called with another object as ``self``.
    """
    function = scope.function
    return all(
        isinstance(value.data, ast.ClassDef)
        and not value.data.bases
        and not value.data.keywords
        and (
            value.kind is Kind.INSTANCE
            or (
                value.kind is Kind.SELF
                and function is not None
                and isinstance(function.node, ast.FunctionDef)
                and function.node.name in ("__init__", "__post_init__")
                and function.node.name not in check.facts.name_uses
                and not function.node.decorator_list
            )
        )
        for value in check.values(node, scope)
    )


def _report(
    check: FileCheck, node: ast.Call, function: str, severity: Severity | None = None
) -> None:
    check.report(
        node,
        f"`{function}` with a name that is only known at run time can reach any internal",
        _HELP,
        severity=severity,
        fixable=isinstance(node.func, ast.Name)
        and node.func.id == function == "getattr"
        and len(node.args) in (2, 3)
        and not node.keywords
        and not any(isinstance(argument, ast.Starred) for argument in node.args),
    )


RULE = Rule(
    code="RF304",
    name="computed-attribute",
    summary="Attribute read, set or deleted by a name that is computed.",
    why="With a free name `getattr` reaches `__globals__` of anything, and through it the engine."
    " What the name will be at run time cannot be known before.",
    instead=_HELP,
    limits="A name is accepted when every value it can have is written in the file.",
    fixable=True,
    hooks={NameUsed: _on_use, AttributeUsed: _on_use, Called: _on_call},
    valid=examples(
        "def f(x):\n    return getattr(x, 'email', None)",
        "def f(x):\n    for name in ('first', 'last'):\n        print(getattr(x, name))",
        "def f(x, name):\n    return hasattr(x, name)",
        "class Row:\n    def __init__(self, **values):\n"
        "        for name, value in values.items():\n            setattr(self, name, value)",
        "FIELDS = {'givenName': 'first', 'mail': 'mail'}\ndef f(row, user):\n"
        "    for theirs, ours in FIELDS.items():\n"
        "        setattr(user, ours, getattr(row, theirs, None))",
        "class Device:\n    FIELDS = ('name', 'serial')\ndef f(device):\n"
        "    return {name: getattr(device, name) for name in Device.FIELDS}",
        "def f(client, kind):\n    return getattr(client, f'list_{kind}')()",
        "def f(stat, which):\n    name = 'st_%s' % (which,)\n    return getattr(stat, name)",
        "class A:\n    def _send_chat(self): ...\n    def f(self, mode):\n"
        "        return getattr(self, f'_send_{mode}')()",
        "FIELDS = frozenset({'name', 'mail'})\ndef f(x, name, value):\n"
        "    if name not in FIELDS:\n        raise ValueError(name)\n    setattr(x, name, value)",
        "from httpx.constants import ATTR_NAME\ndef f(x):\n    return getattr(x, ATTR_NAME, '')",
        "import operator\ndef f(rows, by):\n    if by in ('name', 'created'):\n"
        "        rows.sort(key=operator.attrgetter(by))",
        "from engine.sdk import public_attr\ndef f(x, name):\n    return public_attr(x, name)",
        "def f(x, name):\n    if name.startswith('_'):\n        raise ValueError(name)\n"
        "    return getattr(x, name)",
        "def f(x):\n    return {n: getattr(x, n) for n in dir(x) if not n.startswith('_')}",
        "class Lazy:\n    def __getattr__(self, name):\n        return getattr(self._get(), name)",
        "class Lazy:\n    def __getattr__(self, name):\n"
        "        async def call(*args):\n            client = await self._connect()\n"
        "            return await getattr(client, name)(*args)\n        return call",
        "class Lazy:\n    def __getattr__(self, name):\n"
        "        value = getattr(self._client, name)\n        if not callable(value):\n"
        "            return value\n        def call(*args):\n            return value(*args)\n"
        "        return call",
    ),
    invalid=examples(
        "def read(x, name):\n    if name.startswith('_'):\n        raise ValueError(name)\n"
        "    return getattr(x, name)\nread(f, ''.join(map(chr, codes)))",
        "def read(x, name):\n    if name.startswith('_'):\n        raise ValueError(name)\n"
        "    return getattr(x, name)\ndef work():\n    yield 1\ndef f(names):\n"
        "    running = work()\n    return [read(running, name) for name in names]",
        "def f(x, name):\n    return getattr(x, name)",
        "from functools import WRAPPER_UPDATES\ndef f(x):\n    for name in WRAPPER_UPDATES:\n"
        "        return getattr(x, name)",
        "import string\ndef f(x):\n    return getattr(x, string.WORD)",
        "def f(x, name):\n    if name in 'first last':\n        return getattr(x, name)",
        "import os\nWORD = os.sep\nNAMES = ('first', WORD)\ndef f(x):\n    WORD = 'last'\n"
        "    return [getattr(x, name) for name in NAMES], WORD",
        "import os\nWORD = os.sep\nTABLE = {'first': WORD}\ndef f(x):\n    WORD = 'last'\n"
        "    return getattr(x, TABLE['first']), WORD",
        "def f(x, name, names):\n    if name in names:\n        return getattr(x, name)",
        "f = getattr",
        "import functools\nfunctools.partial(getattr, print)",
        "def f(x, *names):\n    return getattr(x, *names)",
        "import operator\ndef f(n):\n    return operator.attrgetter(n)",
        "import operator\ng = operator.attrgetter",
        "def f(x, n, v):\n    setattr(x, n, v)",
        "def f(x, n):\n    return getattr(x, f'{n}_list')",
        "def f(x, n):\n    return getattr(x, f'g{n}')",
        "def f(x, n):\n    return getattr(x, f'_{n}')",
        "def f(x, n):\n    return getattr(x, f'app{n}')",
        "def f(x, n):\n    return getattr(x, 'list_' + n)",
        "def f(x, n):\n    return getattr(x, 'list_%s' % n)",
        "def f(x, n):\n    setattr(x, f'list_{n}', 1)",
        "async def run(context, n):\n    return getattr(context, f'get_{n}')",
        "class A:\n    def _state_x(self): ...\n    def f(self, n):\n"
        "        return getattr(self, f'_state{n}')\nasync def run(context, n):\n"
        "    return A.f(context, n)",
        "class R:\n    def s(self, n, v):\n        setattr(self, n, v)\nimport requests\n"
        "def f(n):\n    R.s(requests.Session, n, None)",
        "class R:\n    def update(self, values):\n        for n, v in values.items():\n"
        "            setattr(self, n, v)",
        "class R:\n    def __init__(self, n, v):\n        setattr(self, n, v)\n    put = __init__",
        "class P:\n    def __getattr__(self, n):\n        self.last = getattr(self.x, n)",
        "class P:\n    def __getattr__(self, n):\n        return getattr(self.x, n)\n"
        "    read = __getattr__",
        "import logging\nclass P:\n    def __getattr__(self, n):\n"
        "        return getattr(logging, n)",
        "class P:\n    def __getattr__(self, n):\n        def call():\n"
        "            return getattr(self.x, n)\n        self.call = call\n        return call",
        "class P:\n    def peek(self, n):\n        return getattr(self.x, n)",
        "def f(x, n):\n    return [getattr(x, n) for n in dir(x) if n.startswith('_')]",
        "def f(x, names):\n    for n in names:\n        if n.startswith('_'):\n"
        "            continue\n        yield lambda: getattr(x, n)",
        "class S(str):\n    def hide(self, n):\n        setattr(self, n, lambda *a: False)",
        "FIELDS = {'a': ['b']}\nFIELDS['a'].append(input)\ndef f(x):\n"
        "    for _, names in FIELDS.items():\n        for name in names:\n"
        "            getattr(x, name)",
        "class D:\n    FIELDS = ('a',)\n    @classmethod\n    def put(cls, *names):\n"
        "        cls.FIELDS = names\ndef f(x):\n    return [getattr(x, n) for n in D.FIELDS]",
        "NAMES = ['a']\nNAMES.append(input)\ndef f(x):\n    for n in NAMES:\n        getattr(x, n)",
        "def f(x, name):\n    if name.startswith('_'):\n        raise ValueError\n"
        "    name = name[1:]\n    return getattr(x, name)",
    ),
)
