"""RF704: classes used as shared variables."""

from __future__ import annotations

import ast

from tools.isolation.changes import MUTATORS
from tools.isolation.events import AttributeUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.tenancy import is_keyed, lives_on, runs_per_call
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
    if event.attr in MUTATORS and isinstance(event.base_node, ast.Attribute):
        _judge_field(check, event.base_node, event.scope, event.node)


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    node, scope = event
    if isinstance(node.ctx, ast.Load) or not runs_per_call(scope) or is_keyed(node.slice):
        return
    if isinstance(node.value, ast.Attribute):
        _judge_field(check, node.value, scope, node)


def _judge_field(check: FileCheck, field: ast.Attribute, scope: Scope, node: ast.AST) -> None:
    """Report a change of ``self.items`` where ``items`` is a container of the class itself."""
    for owner in check.values(field.value, scope):
        if owner.kind not in (Kind.SELF, Kind.CLASS, Kind.INSTANCE):
            continue
        if not isinstance(owner.data, ast.ClassDef):
            continue
        if _class_container(check, owner.data, field.attr) and not (
            owner.kind is not Kind.CLASS and _is_reassigned(owner.data, field.attr)
        ):
            check.report(
                node,
                f"`{field.attr}` belongs to the class, not to the instance: all clients share it",
                _HELP,
            )
            return


def _class_container(check: FileCheck, node: ast.ClassDef, attr: str) -> bool:
    scope = check.scopes.by_node.get(node)
    if scope is None or _is_dataclass(node):
        return False
    return any(
        lives_on(check, value)
        for binding in scope.bindings.get(attr, ())
        for value in check.resolver.bound(attr, binding, scope)
    )


def _is_dataclass(node: ast.ClassDef) -> bool:
    """Dataclass and pydantic fields are copied to each instance."""
    names = [*node.decorator_list, *node.bases]
    return any("dataclass" in ast.unparse(item) or "Model" in ast.unparse(item) for item in names)


def _is_reassigned(node: ast.ClassDef, attr: str) -> bool:
    return any(
        isinstance(inner, ast.Attribute)
        and inner.attr == attr
        and isinstance(inner.ctx, ast.Store)
        and isinstance(inner.value, ast.Name)
        and inner.value.id == "self"
        for inner in ast.walk(node)
    )


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
    limits="Containers that a base class in another file declares.",
    waivable=False,
    hooks={AttributeUsed: _on_attribute, ast.Subscript: _on_subscript},
    valid=examples(
        "class A:\n    LIMIT = 3\n    def __init__(self):\n        self.items = []\n"
        "    def add(self, x):\n        self.items.append(x)",
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n"
        "    items: list = field(default_factory=list)\n    def add(self, x):\n"
        "        self.items.append(x)",
    ),
    invalid=examples(
        "class A:\n    token = None\ndef f(x):\n    A.token = x",
        "class A:\n    @classmethod\n    def login(cls, x):\n        cls.token = x",
        "class A:\n    cache = {}\n    def f(self, k):\n        self.cache[k] = 1",
        "class A:\n    seen = []\n    def f(self, k):\n        self.seen.append(k)",
        "class A:\n    def f(self, x):\n        type(self).last = x",
        "class A:\n    pool = set()\ndef f(x):\n    A.pool.add(x)",
    ),
)
