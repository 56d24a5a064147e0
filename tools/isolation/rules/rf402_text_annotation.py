"""RF402: annotations made of text that cannot be judged."""

from __future__ import annotations

from tools.isolation.events import TextAnnotation
from tools.isolation.rule import Rule, examples
from tools.isolation.visitor import FileCheck


def _on_text(check: FileCheck, event: TextAnnotation) -> None:
    if event.problem:
        check.report(event.node, f"this annotation {event.problem}, and libraries evaluate it")


RULE = Rule(
    code="RF402",
    name="text-annotation",
    summary="Annotation put together from text at run time.",
    why="pydantic and `typing.get_type_hints` evaluate annotations that are text. Text that is put"
    " together when the program runs is `eval` with a detour.",
    instead="write the type; text in quotes is fine as long as it is written out",
    limits="Text annotations that are written out are judged like code by all other rules.",
    hooks={TextAnnotation: _on_text},
    valid=examples(
        "class Node:\n    parent: 'Node | None' = None",
        "from typing import Literal\ndef f(mode: Literal['a b', 'c']): ...",
        "import typing\nx = typing.cast('list[int]', [])",
    ),
    invalid=examples(
        "def f(name):\n    class M:\n        x: f'{name}()'",
        "def f(t: 'a'.join(parts)): ...",
        "x: '[' * 5 + str(1)",
    ),
)
