"""RF305: names of internals as text."""

from __future__ import annotations

import ast
import re

from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf301_special_attribute import (
    COOPERATIVE,
    EXCEPTION_LINKS,
    READABLE,
    is_special,
)
from tools.isolation.rules.rf302_frame_attribute import is_internal
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.strings import format_fields, puts_text_together
from tools.isolation.visitor import FileCheck

# Data model reference: attributes of functions, classes, modules and methods that lead elsewhere.
_SPECIAL = frozenset(
    """__annotations__ __base__ __bases__ __builtins__ __call__ __class__ __closure__ __code__
    __defaults__ __delattr__ __dict__ __func__ __get__ __getattr__ __getattribute__ __getstate__
    __globals__ __import__ __init_subclass__ __kwdefaults__ __loader__ __mro__ __objclass__
    __prepare__ __reduce__ __reduce_ex__ __self__ __set__ __setattr__ __setstate__ __spec__
    __subclasses__ __subclasshook__ __traceback__ __type_params__ __weakref__ __wrapped__
    __thisclass__ __self_class__ __subclasscheck__ __instancecheck__""".split()  # noqa: SIM905
)
_FORMAT_HINT = re.compile(r"\{[^{}]*[.\[]")


def _on_text(check: FileCheck, event: tuple[ast.expr, Scope]) -> None:
    node, scope = event
    if isinstance(node, ast.Call) and not (
        puts_text_together(node) or check.calls_kept_method(node)
    ):
        return
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        return
    if isinstance(node, ast.Constant):
        if type(node.value) is str:
            _judge(check, node, node.value)
        return
    if isinstance(check.parent(node), ast.BinOp):
        return  # the whole sum is judged once, at its top
    for value in check.folded(node, scope):
        if type(value) is str:
            _judge(check, node, value)


def _judge(check: FileCheck, node: ast.expr, text: str) -> None:
    if isinstance(check.parent(node), ast.Expr):
        return  # a docstring
    if text in ("__dict__", "__weakref__") and _is_slot(check, node):
        return
    if text in _SPECIAL or (is_internal(text) and "_" in text):
        check.report(node, f"`{text}` is the name of an internal; as text it escapes other rules")
    elif _FORMAT_HINT.search(text) and "_" in text:
        for field in format_fields(text) or ():
            read = field.attributes
            if read[-2:-1] == ("__class__",) and read[-1] in READABLE:
                read = read[:-2]  # the name of the class, which is only a text
            closed = [name for name in read if _is_closed(name)]
            if closed:
                check.report(
                    node, f"as a format template this text reads `{closed[0]}` of its argument"
                )
                return


def _is_slot(check: FileCheck, node: ast.expr) -> bool:
    """``__slots__ = ("name", "__weakref__")`` asks Python for what every object has."""
    names = check.parent(node)
    assign = check.parent(names) if isinstance(names, ast.Tuple | ast.List | ast.Set) else None
    return (
        isinstance(assign, ast.Assign)
        and check.facts.scope_of(assign).kind is ScopeKind.CLASS
        and all(isinstance(t, ast.Name) and t.id == "__slots__" for t in assign.targets)
    )


def _is_closed(name: str) -> bool:
    if is_special(name):
        return name not in READABLE | COOPERATIVE | EXCEPTION_LINKS
    return name.startswith("_") or is_internal(name)


RULE = Rule(
    code="RF305",
    name="special-name-text",
    summary="Text that names an internal attribute, or a format template that reads one.",
    why="`getattr`, `str.format`, pydantic aliases and many libraries take attribute names as text."
    " Text with the name of an internal has one use only.",
    instead="name public attributes; `dataclasses.asdict` or `model_dump()` turn objects into data",
    limits="Text put together from pieces at run time; the rules about its uses cover that.",
    hooks={
        ast.Constant: _on_text,
        ast.BinOp: _on_text,
        ast.JoinedStr: _on_text,
        ast.Call: _on_text,
        ast.Subscript: _on_text,
    },
    valid=examples(
        "if __name__ == '__main__':\n    pass",
        "query = {'__typename': 'User', '__metadata__': 1}",
        "'{user.name} <{user.mail}>'",
        "'<{self.__class__.__name__} {self.name}>'",
        "class Node:\n    __slots__ = ('name', '__weakref__')",
        "def f():\n    '''Sets __globals__ aside.'''",
    ),
    invalid=examples(
        "names = ['__globals__']",
        "names = ('name', '__dict__')",
        "class Node:\n    __slots__ = ('name', '__globals__')",
        "t = '{0.__class__}'",
        "t = '{0.__class__.__init__}'",
        "t = '{0.__class__.__name__.__class__}'",
        "t = '{0.__glo' + 'bals__}'",
        "key = 'gi_' 'frame'",
        "import base64\nt = base64.b64decode('ezAuX19nbG9iYWxzX199').decode()",
        "print('{:{0._secret}}')",
    ),
)
