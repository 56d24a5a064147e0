"""RF704: classes used as shared variables."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.tenancy import runs_per_call
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

_HELP = "assign it to `self` in `__init__`, or use `context.cache`"


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if not runs_per_call(event.scope):
        return
    if event.role in (Role.STORE, Role.DELETE):
        if any(_is_class(value, event) for value in event.base):
            check.report(
                event.node,
                f"`{event.attr}` is set on the class, which every client's run shares",
                _HELP,
            )
        return


def _on_function(check: FileCheck, event: tuple[ast.FunctionDef, Scope]) -> None:
    """Descriptors and members of enumerations are one object for all: they may keep nothing."""
    node, scope = event
    if scope.kind is not ScopeKind.CLASS:
        return
    is_member = node.name not in _MAKING and _is_enumeration(check, scope)
    if not is_member and node.name not in ("__set__", "__get__"):
        return
    what = "a member of an enumeration" if is_member else "a descriptor"
    for inner in ast.walk(node):
        stored = isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(
            inner.ctx, ast.Load
        )
        if stored and _is_own(check, inner):
            check.report(inner, f"{what} is one object for all instances and clients", _HELP)
            return


_MAKING = frozenset({"__init__", "__new__"})


def _is_enumeration(check: FileCheck, scope: Scope) -> bool:
    node = scope.node
    outer = scope.parent or check.scopes.module
    return isinstance(node, ast.ClassDef) and any(
        value.kind is Kind.MEMBER and value.name.startswith("enum.")
        for base in node.bases
        for value in check.values(base, outer)
    )


def _is_own(check: FileCheck, node: ast.AST) -> bool:
    """Say whether ``node`` is, or is inside of, the object whose method this is."""
    current: ast.AST | None = node
    while isinstance(current, ast.expr):
        scope = check.facts.scope_of(current)
        if any(value.kind is Kind.SELF for value in check.values(current, scope)):
            return True
        current = current.value if isinstance(current, ast.Attribute | ast.Subscript) else None
    return False


def _is_class(value: Value, event: AttributeUsed) -> bool:
    if value.kind is Kind.CLASS:
        return True
    if value.kind is Kind.RESULT and value.name == "type()":
        return True
    if value.kind is not Kind.SELF:
        return False
    function = event.scope.function
    while function is not None and function.parent is not None:
        if function.parent.kind is ScopeKind.CLASS:
            break
        function = function.parent.function
    node = function.node if function is not None else None
    return (
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name != "__init_subclass__"
        and (
            value.name == "cls" or any(ast.unparse(d) == "classmethod" for d in node.decorator_list)
        )
    )


RULE = Rule(
    code="RF704",
    name="class-state",
    summary="Class attribute set or changed while workflows run.",
    why="A class exists once in the process. What one client's run stores on it, or in a list that"
    " belongs to it, every other client's run finds there.",
    instead=_HELP,
    limits="Containers of a class that methods change are the business of RF701.",
    waivable=False,
    hooks={AttributeUsed: _on_attribute, ast.FunctionDef: _on_function},
    valid=examples(
        "from enum import Enum\nclass C(Enum):\n    A = 'a'\n    def __init__(self, x):\n"
        "        self.label = x",
        "class A:\n    LIMIT = 3\n    def __init__(self):\n        self.items = []\n"
        "    def add(self, x):\n        self.items.append(x)",
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n"
        "    items: list = field(default_factory=list)\n    def add(self, x):\n"
        "        self.items.append(x)",
    ),
    invalid=examples(
        "class A:\n    token = None\ndef f(x):\n    A.token = x",
        "class A:\n    @classmethod\n    def login(cls, x):\n        cls.token = x",
        "class A:\n    def f(self, x):\n        type(self).last = x",
        "from enum import Enum\nclass C(Enum):\n    A = 'a'\n    def keep(self, x):\n"
        "        self.kept = x",
        "class D:\n    def __set__(self, instance, value):\n        self.value = value",
    ),
)
