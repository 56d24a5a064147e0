"""RF306: methods that make guards and patterns lie."""

from __future__ import annotations

import ast

from tools.isolation.base_classes import TEXT_CLASSES, TEXT_RESULTS, is_no_text
from tools.isolation.events import AttributeUsed, NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

_TRAPS = frozenset(
    {"startswith", "__getattribute__", "__instancecheck__", "__subclasscheck__", "__prepare__",
     "__mro_entries__"}
)  # fmt: skip


def _on_class(check: FileCheck, event: tuple[ast.ClassDef, Scope]) -> None:
    node, scope = event
    _judge_order(check, node, scope)
    _judge_comparison(check, node, scope)
    if not node.bases:
        return  # it is no string, so its methods stand in for nothing
    bindings = check.scopes.by_node[node].bindings
    for name in sorted(_TRAPS & bindings.keys()):
        for binding in bindings[name]:
            if binding.kind in (Bind.FUNCTION, Bind.CLASS, Bind.IMPORT):
                check.report(
                    binding.node, f"defining `{name}` changes what other checks see of the object"
                )


def _judge_comparison(check: FileCheck, node: ast.ClassDef, scope: Scope) -> None:
    """A name that is looked for among written texts must be one of them when it is found."""
    bindings = check.scopes.by_node[node].bindings.get("__eq__", ())
    if not bindings or not any(_may_be_text(check, base, scope) for base in node.bases):
        return
    for binding in bindings:
        check.report(
            binding.node or node, "a string class that compares in its own way passes name checks"
        )


def _may_be_text(check: FileCheck, base: ast.expr, scope: Scope) -> bool:
    return _is_text(check, base, scope) or any(
        (value.kind is Kind.RESULT and value.name in TEXT_RESULTS)
        or (
            value.kind is Kind.MEMBER
            and (
                value.name in TEXT_CLASSES
                or (
                    value.name.startswith("workspace.")
                    and not check.is_missing(base, scope)
                    and not is_no_text(check.resolver, value.name)
                )
            )
        )
        for value in check.values(base, scope)
    )


def _judge_order(check: FileCheck, node: ast.ClassDef, scope: Scope) -> None:
    """``class Name(Quiet, str)``: what stands before the string class replaces its methods."""
    text = next((i for i, base in enumerate(node.bases) if _is_text(check, base, scope)), 0)
    for base in node.bases[:text]:
        if any(_may_lie(check, value) for value in check.values(base, scope)):
            check.report(base, "a string class may not take its methods from another class first")


def _is_text(check: FileCheck, base: ast.expr, scope: Scope, depth: int = 0) -> bool:
    for value in check.values(base, scope):
        if value.kind is Kind.BUILTIN and value.name == "str":
            return True
        if isinstance(value.data, ast.ClassDef) and depth < _MAX_DEPTH:
            outer = check.scopes.by_node[value.data].parent or check.scopes.module
            if any(_is_text(check, inner, outer, depth + 1) for inner in value.data.bases):
                return True
    return False


def _may_lie(check: FileCheck, value: Value, depth: int = 0) -> bool:
    """Say whether a base may bring a trap along: the file's classes are read, others unknown."""
    node = value.data
    if not isinstance(node, ast.ClassDef):
        return value.kind is not Kind.BUILTIN and (
            value.kind is not Kind.MEMBER or value.name.startswith("workspace.")
        )
    inner = check.scopes.by_node[node]
    return (
        depth > _MAX_DEPTH
        or bool((_TRAPS | {"__eq__"}) & inner.bindings.keys())
        or any(
            _may_lie(check, found, depth + 1)
            for base in node.bases
            for found in check.values(base, inner.parent or check.scopes.module)
        )
    )


_MAX_DEPTH = 8


def _on_name(check: FileCheck, event: NameUsed) -> None:
    if event.role is not Role.STORE or event.scope.kind is not ScopeKind.CLASS:
        return
    if event.name in _TRAPS:
        check.report(event.node, f"setting `{event.name}` changes what other checks see")
    elif event.name == "__match_args__":
        assign = check.parent(event.node)
        value = assign.value if isinstance(assign, ast.Assign | ast.AnnAssign) else None
        names = check.resolver.sequence(value, event.scope) if value is not None else None
        texts = [check.resolver.text(name, event.scope) for name in names or ()]
        if names is None or any(
            text is None or any(name.startswith("_") for name in text) for text in texts
        ):
            check.report(event.node, "`__match_args__` must be a literal tuple of public names")


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if event.role is Role.STORE and event.attr in _TRAPS:
        check.report(event.node, f"setting `{event.attr}` changes what other checks see")


RULE = Rule(
    code="RF306",
    name="trap-method",
    summary="Method that makes a name check, a pattern or an isinstance test lie.",
    why="A string class with its own `startswith` passes every check for a leading underscore and"
    " still names an internal attribute; one with its own `__eq__` is found in every list.",
    instead="give the method another name",
    limits="Nothing known.",
    hooks={
        ast.ClassDef: _on_class,
        NameUsed: _on_name,
        AttributeUsed: _on_attribute,
    },
    valid=examples(
        "class P:\n    __match_args__ = ('x', 'y')",
        "class Query:\n    def startswith(self, text):\n        return self",
        "class P:\n    def __eq__(self, other):\n        return True\nclass Q(P): ...",
        "class P:\n    def begins_with(self, text):\n        return True",
        "from enum import Enum\nclass Base: ...\nclass Color(str, Enum):\n    RED = 'red'\n"
        "class Name(Base, str): ...",
    ),
    invalid=examples(
        "class S(str):\n    def startswith(self, *a):\n        return False",
        "class S(str):\n    startswith = lambda self, *a: False",
        "class A(dict):\n    def __getattribute__(self, name):\n        return 1",
        "class A:\n    __match_args__ = ('__globals__',)",
        "class A:\n    __match_args__ = tuple(names)",
        "class S(str): ...\nS.startswith = None",
        "class Q:\n    def startswith(self, text):\n        return False\nclass S(Q, str): ...",
        "class S(str):\n    class startswith: ...",
        "class S(str):\n    def __eq__(self, other):\n        return True",
        "from enum import StrEnum\nclass S(StrEnum):\n    __eq__ = lambda self, other: True",
        "class Q:\n    def __eq__(self, other):\n        return True\nclass S(Q, str): ...",
        "class S(type('')):\n    def __eq__(self, other):\n        return True",
        "from typing import Annotated\nclass S(Annotated[str, 1]):\n"
        "    def __eq__(self, other):\n        return True",
    ),
)
