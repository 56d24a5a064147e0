"""RF202: classes made or rewired by machinery instead of a class statement."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Called, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_HOOKS = frozenset(
    {"__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__",
     "__getnewargs_ex__", "__init_subclass__", "__subclasshook__", "__set_name__", "__import__",
     "__build_class__"}
)  # fmt: skip
_SOFT_HOOKS = frozenset({"__init_subclass__", "__set_name__"})
_BOUND = frozenset(
    """__annotations__ __annotate__ __bases__ __builtins__ __class__ __code__ __dataclass_fields__
    __dataclass_params__ __dict__ __getattribute__ __globals__ __import__ __loader__ __module__
    __mro__ __name__ __package__ __path__ __signature__ __slotnames__ __spec__ __text_signature__
    __weakref__ __wrapped__""".split()  # noqa: SIM905
)
"""Names that Python and its libraries read from classes and modules to decide what to run."""


def _on_call(check: FileCheck, event: Called) -> None:
    for value in event.callee:
        if value.kind is Kind.BUILTIN and value.name == "type" and len(event.node.args) != 1:
            plain = len(event.node.args) == 3 and _is_plain(check, event.node.args[2], event.scope)
            check.report(
                event.node,
                "`type` with a namespace makes a class that no rule has read",
                severity=Severity.WARNING if plain and not event.node.keywords else None,
            )
        elif value.kind is Kind.MEMBER and value.name in _METACLASSES:
            check.report(event.node, f"`{value.name}` called makes a class that no rule has read")
    for keyword in event.node.keywords:
        absent = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        if keyword.arg == "namespace" and not absent and _is_parse(event.node):
            check.report(
                keyword, "`namespace=` sets attributes by computed names on any object",
                "let the parser make its own namespace",
            )  # fmt: skip


def _is_plain(check: FileCheck, namespace: ast.expr, scope: Scope) -> bool:
    """Say whether a namespace is written out and defines nothing that Python asks for by itself."""
    if not isinstance(namespace, ast.Dict):
        return False
    names = [None if key is None else check.resolver.text(key, scope) for key in namespace.keys]
    return all(
        found is not None and not any(n.startswith("__") or n == "startswith" for n in found)
        for found in names
    )


def _is_parse(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr.startswith("parse_")


def _on_class(check: FileCheck, event: tuple[ast.ClassDef, Scope]) -> None:
    node, scope = event
    for base in node.bases:
        for value in check.values(base, scope):
            if (value.kind is Kind.BUILTIN and value.name == "type") or (
                value.kind is Kind.MEMBER and value.name in _METACLASSES
            ):
                check.report(base, "a metaclass decides how classes behave")
            if value.kind is Kind.MEMBER and value.name.startswith("jinja2."):
                _judge_sandbox(check, node)
    for keyword in node.keywords:
        if keyword.arg is None:
            check.report(keyword, "class keywords from a dictionary cannot be judged")
        elif keyword.arg == "metaclass":
            known = all(
                value.kind is Kind.MEMBER and value.name in _METACLASSES
                for value in check.values(keyword.value, scope)
            )
            if not known:
                check.report(keyword, "an unknown metaclass decides how this class behaves")


def _judge_sandbox(check: FileCheck, node: ast.ClassDef) -> None:
    """A sandbox whose own decisions are replaced keeps nothing in."""
    for name in _DECISIONS & check.scopes.by_node[node].bindings.keys():
        for binding in check.scopes.by_node[node].bindings[name]:
            check.report(binding.node, f"`{name}` decides what templates may reach")


_DECISIONS = frozenset(
    {"is_safe_attribute", "is_safe_callable", "getattr", "getitem", "unsafe_undefined", "call",
     "call_binop", "call_unop", "sandboxed", "code_generator_class", "compile", "wrap_str_format"}
)  # fmt: skip


def _on_store(check: FileCheck, event: AttributeUsed) -> None:
    if event.role is Role.STORE and event.attr in _SANDBOX_SWITCHES:
        check.report(event.node, f"`{event.attr}` decides what templates may reach")


_SANDBOX_SWITCHES = frozenset({"is_safe_attribute", "is_safe_callable", "sandboxed"})

_METACLASSES = frozenset({"abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"})


def _on_function(check: FileCheck, event: tuple[ast.FunctionDef, Scope]) -> None:
    node, scope = event
    if node.name in _HOOKS and (scope.kind is ScopeKind.CLASS or node.name == "__import__"):
        check.report(
            node,
            f"`{node.name}` is called by machinery with names and classes of its own choice",
            severity=Severity.WARNING if node.name in _SOFT_HOOKS else None,
        )


def _on_module(check: FileCheck, _event: ast.Module) -> None:
    """Look at every binding, whatever statement makes it: ``import x as __package__``."""
    for scope in {id(scope): scope for scope in check.scopes.by_node.values()}.values():
        if scope.kind is ScopeKind.FUNCTION:
            continue
        for name in _BOUND & scope.bindings.keys():
            for binding in scope.bindings[name]:
                check.report(
                    binding.alias or binding.node,
                    f"binding `{name}` changes how this code is run",
                )


RULE = Rule(
    code="RF202",
    name="class-machinery",
    summary="Class made by `type()`, a metaclass, or rewired through special names.",
    why="Metaclasses, `__annotations__` and pickling hooks run code at moments and with names that"
    " no rule can see; dataclasses even turn the text of annotations into code.",
    instead="write a class statement; `types.SimpleNamespace` or a dictionary for ad-hoc data",
    limits="Metaclasses of allowed packages.",
    hooks={
        Called: _on_call,
        ast.ClassDef: _on_class,
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        ast.Module: _on_module,
        AttributeUsed: _on_store,
    },
    valid=examples(
        "from abc import ABCMeta\nclass A(metaclass=ABCMeta):\n    __slots__ = ('x',)",
        "print(type(1))",
        "class Row:\n    __tablename__ = 'rows'",
    ),
    invalid=examples(
        "def f(n, b, d):\n    return type(n, b, d)",
        "from jinja2.sandbox import SandboxedEnvironment\nclass E(SandboxedEnvironment):\n"
        "    def is_safe_attribute(self, obj, attr, value):\n        return True",
        "def f(environment):\n    environment.is_safe_attribute = lambda *a: True",
        "class M(type): ...",
        "import abc\nS = abc.ABCMeta('S', (str,), {'x': 1})",
        "class A(metaclass=make): ...",
        "class A:\n    def __reduce__(self):\n        return (print, ())",
        "class A:\n    __annotations__ = {'x': int}",
        "import argparse\nargparse.ArgumentParser().parse_args(namespace=print)",
        "__builtins__ = {}",
        "from workspace.names import place as __package__",
        "def f():\n    global __builtins__\n    __builtins__ = {}",
    ),
)
