"""RF502: class and function decorators applied to things that are not defined here."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_IN_PLACE = frozenset(
    {
        "abc.update_abstractmethods", "attr.attrs", "attr.define", "attr.s", "attrs.define",
        "attrs.frozen", "attrs.mutable", "dataclasses.dataclass", "enum.global_enum",
        "enum.unique", "enum.verify", "functools.total_ordering", "functools.update_wrapper",
        "functools.wraps", "pydantic.dataclasses.dataclass", "typing.dataclass_transform",
        "typing.final", "typing.no_type_check", "typing.override", "typing.runtime_checkable",
        "typing_extensions.dataclass_transform", "typing_extensions.deprecated",
        "typing_extensions.final", "typing_extensions.override", "warnings.deprecated",
        "typing_extensions.runtime_checkable",
    }
)  # fmt: skip
"""They write into what they are applied to."""
_LOCAL = frozenset({Kind.FUNCTION, Kind.CLASS, Kind.SELF, Kind.INSTANCE})


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    if event.role in (Role.CALLEE, Role.DECORATOR, Role.STORE, Role.DELETE, Role.BASE):
        return
    for value in event.values:
        if value.kind is Kind.MEMBER and value.name in _IN_PLACE:
            check.report(
                event.node,
                f"`{value.name}` as a value can be applied to classes of the engine",
            )
            return


def _on_call(check: FileCheck, event: Called) -> None:
    for value in event.callee:
        if value.kind is not Kind.MEMBER or value.name not in _IN_PLACE:
            continue
        copies = value.name in ("functools.wraps", "functools.update_wrapper")
        if copies and (event.node.keywords or len(event.node.args) > 2):
            check.report(event.node, f"`{value.name}` may only copy its default attributes")
            return
        if _decorates(check, event.node):
            return
        target = event.node.args[:1]
        if value.name != "functools.wraps" and target and not isinstance(target[0], ast.Starred):
            kinds = {found.kind for found in check.values(target[0], event.scope)}
            if kinds <= _LOCAL:
                return
        outer = check.parent(event.node)
        if isinstance(outer, ast.Call) and outer.func is event.node and outer.args:
            # `wraps(f)(wrapper)`: the decorator written as a call.
            kinds = {found.kind for found in check.values(outer.args[0], event.scope)}
            if kinds <= _LOCAL:
                return
        check.report(
            event.node,
            f"`{value.name}` writes into what it is applied to, and that may be a class or"
            " function of the engine",
        )
        return


def _decorates(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    return (
        isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node in parent.decorator_list
    )


RULE = Rule(
    code="RF502",
    name="applied-decorator",
    summary="Decorator that writes into its target, applied to something not defined here.",
    why="`dataclass(OrganizationContext)` replaces methods of the engine's own class for every"
    " client, without a single assignment.",
    instead="use it with `@` on a class or function of this file",
    limits="Decorators of third-party packages that write into their target.",
    waivable=False,
    hooks={NameUsed: _on_use, AttributeUsed: _on_use, Called: _on_call},
    valid=examples(
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    x: int",
        "import functools\ndef deco(f):\n    @functools.wraps(f)\n    def inner(*a):\n"
        "        return f(*a)\n    return inner",
    ),
    invalid=examples(
        "from dataclasses import dataclass\nfrom engine.sdk import OrganizationContext\n"
        "dataclass(OrganizationContext)",
        "import dataclasses\nmake = dataclasses.dataclass",
        "import functools\nfrom engine.sdk import OrganizationContext as O\n"
        "functools.update_wrapper(O.log, print)",
        "import functools\nfrom engine.sdk import workflow\nfunctools.wraps(print)(workflow)",
        "from functools import total_ordering\nlist(map(total_ordering, []))",
        "import functools\n@functools.wraps(print, assigned=['x'])\ndef f(): ...",
        "from dataclasses import dataclass\nd = dataclass(eq=False)",
        "from typing import runtime_checkable\ndef f(c):\n    return runtime_checkable(c)",
    ),
)
