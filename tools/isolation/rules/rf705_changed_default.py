"""RF705: default arguments that calls change."""

from __future__ import annotations

import ast

from tools.isolation.changes import MUTATORS
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.visitor import FileCheck


def _on_function(
    check: FileCheck, event: tuple[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, Scope]
) -> None:
    node = event[0]
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    paired = list(zip(reversed(positional), reversed(arguments.defaults), strict=False))
    paired += [
        (a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d
    ]
    body = node.body if isinstance(node.body, list) else [node.body]
    for argument, default in paired:
        if _is_container(default) and _changes(body, argument.arg):
            check.report(
                default,
                f"the default of `{argument.arg}` is made once and changed by calls, so it carries"
                " values from one client's run to the next",
            )


def _is_container(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        return name in {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict"}
    return isinstance(
        node, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
    )


def _changes(body: list[ast.stmt] | list[ast.expr], name: str) -> bool:
    for statement in body:
        for inner in ast.walk(statement):
            if isinstance(inner, ast.Attribute) and inner.attr in MUTATORS:
                target: ast.expr = inner.value
            elif isinstance(inner, ast.Subscript) and not isinstance(inner.ctx, ast.Load):
                target = inner.value
            elif isinstance(inner, ast.AugAssign):
                target = inner.target
            else:
                continue
            if isinstance(target, ast.Name) and target.id == name:
                return True
    return False


RULE = Rule(
    code="RF705",
    name="changed-default",
    summary="Mutable default argument that the function changes.",
    why="A default is made once, when the function is defined. It is the oldest way in Python to"
    " carry one caller's data to the next, and here the callers are different clients.",
    instead="use `None` as the default and make the container inside the function",
    limits="Changes made by functions that the default is passed to.",
    waivable=False,
    hooks={
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        ast.Lambda: _on_function,
    },
    valid=examples(
        "def f(names=()):\n    return list(names)",
        "def f(headers={}):\n    return headers.get('a')",
        "def f(items=None):\n    items = items or []\n    items.append(1)",
    ),
    invalid=examples(
        "def f(x, cache={}):\n    cache[x] = 1",
        "async def f(x, *, seen=[]):\n    seen.append(x)",
        "f = lambda x, c=set(): c.add(x)",
    ),
)
