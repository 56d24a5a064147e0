"""RF302: frames, tracebacks, generators, coroutines and code objects by their attributes."""

from __future__ import annotations

import ast
import re

from tools.isolation.events import AttributeUsed
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf301_special_attribute import is_number_of
from tools.isolation.visitor import FileCheck

# Data model reference, "Internal types" and `inspect`'s table of attributes.
_INTERNAL = re.compile(
    r"(f_(back|builtins|code|globals|lasti|lineno|locals|trace|trace_lines|trace_opcodes|generator)"
    r"|tb_(frame|lasti|lineno|next)"
    r"|(gi|cr|ag)_(await|code|frame|origin|running|suspended|yieldfrom)"
    r"|co_\w+"
    r"|func_(globals|code|closure|defaults|dict)"
    r"|im_(func|self|class))\Z"
)


def is_internal(name: str) -> bool:
    """Say whether ``name`` is an attribute of Python's internal types."""
    return _INTERNAL.match(name) is not None


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if isinstance(event.node, ast.Attribute) and is_number_of(event.node):
        return
    if is_internal(event.attr):
        check.report(
            event.node,
            f"`{event.attr}` leads from running code to the variables of its callers",
        )


RULE = Rule(
    code="RF302",
    name="frame-attribute",
    summary="Attribute of a frame, traceback, generator, coroutine or code object.",
    why="The engine is on the call stack of every workflow. One step through a frame reaches its"
    " local variables, and with them every client's data.",
    instead="use `traceback.format_exc()` to describe an error; pass values as parameters",
    limits="Nothing known: these attributes have fixed names.",
    hooks={AttributeUsed: _on_attribute},
    valid=examples("import traceback\nprint(traceback.format_exc())", "x = object()\nx.f_number"),
    invalid=examples(
        "def f(e):\n    return e.tb_frame.f_back.f_globals",
        "(i for i in ()).gi_frame",
        "async def f(): ...\nf().cr_frame",
        "getattr(f, 'gi_frame')",
        "match x:\n    case object(f_globals=g):\n        pass",
    ),
)
