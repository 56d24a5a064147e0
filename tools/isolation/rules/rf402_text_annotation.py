"""RF402: annotations made of text that cannot be judged."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tools.isolation.elsewhere import read_from
from tools.isolation.events import Called, TextAnnotation
from tools.isolation.folding import fold_texts
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck


def _on_text(check: FileCheck, event: TextAnnotation) -> None:
    if event.problem:
        check.report(event.node, f"this annotation {event.problem}, and libraries evaluate it")


def _on_keyword(check: FileCheck, event: tuple[ast.keyword, Scope]) -> None:
    if event[0].arg in _PLACES:
        check.report(event[0], f"`{event[0].arg}=` has annotations evaluated {_ELSEWHERE}")


def _on_constant(check: FileCheck, event: tuple[ast.Constant, Scope]) -> None:
    if event[0].value in _PLACES and not isinstance(check.parent(event[0]), ast.Expr):
        check.report(event[0], f"`{event[0].value}=` has annotations evaluated {_ELSEWHERE}")


_ELSEWHERE = "with the variables of other code"
# pydantic's `model_rebuild`, `TypeAdapter` and `validate_call`.
_PLACES = frozenset({"_parent_depth", "_parent_namespace_depth", "_types_namespace"})


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    """A generic model is made for whatever stands in the brackets, text included."""
    node, scope = event
    if not isinstance(node.ctx, ast.Load) or not any(
        _is_generic_model(check, value) for value in check.values(node.value, scope)
    ):
        return
    for item in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
        for value in check.values(item, scope):
            made = value.kind is Kind.RESULT and value.name.partition(".")[0] not in _TYPING
            unknown = value.kind is Kind.UNKNOWN and not isinstance(item, ast.BinOp | ast.Subscript)
            if made or unknown:
                check.report(item, "what this model is made for may be text, and it is evaluated")
                break


_TYPING = frozenset({"typing", "typing_extensions", "type()"})


def _is_generic_model(check: FileCheck, value: Value) -> bool:
    node = value.data
    if value.kind is not Kind.CLASS or not isinstance(node, ast.ClassDef):
        return False
    outer = check.scopes.by_node[node].parent or check.scopes.module
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return any(
        found.name.startswith("pydantic.") for base in bases for found in check.values(base, outer)
    )


def _judge_types(check: FileCheck, event: Called) -> None:
    """A type that a call puts together as text."""
    if not any(value.kind is Kind.MEMBER and value.name in _EVALUATING for value in event.callee):
        return
    for argument in event.node.args[:1]:
        written, where = read_from(argument, event.scope)
        if isinstance(written, ast.Call) and (
            fold_texts(check.resolver, written, where)
            or any(
                value.name == "str()" or (value.kind is Kind.CONST and type(value.data) is str)
                for value in check.values(written, where)
            )
        ):
            check.report(argument, "this type is text put together at run time, and evaluated")


_EVALUATING = frozenset(
    {"pydantic.TypeAdapter", "pydantic.RootModel", "typing.ForwardRef", "typing.Optional",
     "typing_extensions.ForwardRef"}
)  # fmt: skip


def _on_call(check: FileCheck, event: Called) -> None:
    """Judge names of fields and of their parameters: attrs writes them into methods."""
    _judge_types(check, event)
    function = event.node.func
    is_field = any(value.kind is Kind.MEMBER and value.name in _FIELDS for value in event.callee)
    if not is_field and not (isinstance(function, ast.Attribute) and function.attr == "evolve"):
        return
    for keyword in event.node.keywords:
        if keyword.arg == "these":
            names: Iterable[str] | None = _keys(check, keyword.value, event.scope)
        elif keyword.arg in ("alias", "name"):
            names = check.resolver.text(keyword.value, event.scope)
            if keyword.arg == "name" and not is_field and names is None:
                continue  # a record's own field may be called so
        else:
            continue
        if names is None or not all(name.isidentifier() for name in names):
            check.report(keyword, "the names that this gives become code of the class")


def _keys(check: FileCheck, node: ast.expr, scope: Scope) -> list[str] | None:
    found: list[str] = []
    for value in check.values(node, scope):
        if not isinstance(value.data, ast.Dict):
            return None
        for key in value.data.keys:
            texts = check.resolver.text(key, scope) if key is not None else None
            if texts is None:
                return None
            found += texts
    return found


_FIELDS = frozenset(
    f"{module}.{name}"
    for module in ("attr", "attrs")
    for name in ("attrib", "attributes", "attrs", "define", "field", "frozen", "ib", "mutable", "s",
                 "evolve", "dataclass")
)  # fmt: skip

RULE = Rule(
    code="RF402",
    name="text-annotation",
    summary="Annotation put together from text at run time.",
    why="pydantic and `typing.get_type_hints` evaluate annotations that are text. Text that is put"
    " together when the program runs is `eval` with a detour.",
    instead="write the type; text in quotes is fine as long as it is written out",
    limits="Text annotations that are written out are judged like code by all other rules.",
    hooks={
        TextAnnotation: _on_text,
        Called: _on_call,
        ast.keyword: _on_keyword,
        ast.Subscript: _on_subscript,
        ast.Constant: _on_constant,
    },
    valid=examples(
        "class Node:\n    parent: 'Node | None' = None",
        "from typing import Literal\ndef f(mode: Literal['a b', 'c']): ...",
        "import typing\nx = typing.cast('list[int]', [])",
        "import typing\ndef f(x, y):\n    return typing.cast(bool, x['a'] == f'{y}!')",
        "from enum import Enum\nclass Color(Enum):\n    RED = 1\ndef f(name):\n"
        "    return Color[name.upper()]",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Page(Generic[T]): ...\n"
        "def f(x: Page[int]):\n    return Page[T]",
    ),
    invalid=examples(
        "def f(name):\n    class M:\n        x: f'{name}()'",
        "def f(t: 'a'.join(parts)): ...",
        "x: '[' * 5 + str(1)",
        "def f(M):\n    M.model_rebuild(_parent_namespace_depth=7)",
        "options = {'_parent_depth': 7}",
        "from pydantic import TypeAdapter\nx = TypeAdapter(''.join(['li', 'st[int]']))",
        "from pydantic import BaseModel\nclass M(BaseModel): ...\ndef f(x):\n"
        "    return M[x.strip()]",
        "import attr\nx = attr.ib(alias='x=print()')",
        "import attr\ndef f(names):\n    @attr.s(these={n: attr.ib() for n in names})\n"
        "    class A: ...",
    ),
)
