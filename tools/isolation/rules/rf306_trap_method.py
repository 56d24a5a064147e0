"""RF306: methods that make guards and patterns lie."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.visitor import FileCheck

_TRAPS = frozenset(
    {"startswith", "__getattribute__", "__instancecheck__", "__subclasscheck__", "__prepare__",
     "__mro_entries__"}
)  # fmt: skip


def _on_function(check: FileCheck, event: tuple[ast.FunctionDef, Scope]) -> None:
    node, scope = event
    if scope.kind is ScopeKind.CLASS and node.name in _TRAPS and _may_be_text(scope):
        check.report(node, f"defining `{node.name}` changes what other checks see of the object")


def _may_be_text(scope: Scope) -> bool:
    """A class without bases is no string, so its methods stand in for nothing."""
    return isinstance(scope.node, ast.ClassDef) and bool(scope.node.bases)


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
    " still names an internal attribute.",
    instead="give the method another name",
    limits="Nothing known.",
    hooks={
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        NameUsed: _on_name,
        AttributeUsed: _on_attribute,
    },
    valid=examples(
        "class P:\n    __match_args__ = ('x', 'y')",
        "class Query:\n    def startswith(self, text):\n        return self",
        "class P:\n    def begins_with(self, text):\n        return True",
    ),
    invalid=examples(
        "class S(str):\n    def startswith(self, *a):\n        return False",
        "class S(str):\n    startswith = lambda self, *a: False",
        "class A(dict):\n    def __getattribute__(self, name):\n        return 1",
        "class A:\n    __match_args__ = ('__globals__',)",
        "class A:\n    __match_args__ = tuple(names)",
        "class S(str): ...\nS.startswith = None",
    ),
)
