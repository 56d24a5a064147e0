"""RF401: format templates that are not written in the file."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Called, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind, Value, Values
from tools.isolation.visitor import FileCheck

_METHODS = frozenset({"format", "format_map"})
_SAFE_RESULTS = frozenset(
    f"{name}()"
    for name in ("str", "int", "float", "bool", "len", "round", "abs", "sum", "repr", "chr", "ord",
                 "hex", "bin", "oct", "ascii", "format", "divmod", "hash", "bytes")
)  # fmt: skip
_RISKY = frozenset(
    {Kind.MODULE, Kind.MEMBER, Kind.BUILTIN, Kind.FUNCTION, Kind.CLASS, Kind.INSTANCE, Kind.CONTEXT,
     Kind.SELF, Kind.SUPER}
)  # fmt: skip
_TEXT_METHODS = frozenset(
    {"capitalize", "casefold", "decode", "expandtabs", "format", "join", "ljust", "lower", "lstrip",
     "removeprefix", "removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase", "title",
     "translate", "upper", "zfill", "hex"}
)  # fmt: skip


def _on_call(check: FileCheck, event: Called) -> None:
    function = event.node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _METHODS:
        return
    base = check.values(function.value, event.scope)
    if any(value.kind is Kind.BUILTIN and value.name == "str" for value in base):
        template = event.node.args[0] if event.node.args else None
        if len(base) == 1 and check.resolver.text(template, event.scope) is not None:
            return  # `str.format("{}:{}", a, b)`, written in the file
        check.report(function, "`str.format` takes its template from anywhere", _HELP)
        return
    if all(
        value.kind is Kind.CONST or check.is_foreign_text(value, function.value, event.scope)
        for value in base
    ):
        return  # written in the file: the rule about texts has judged it
    if any(value.kind is Kind.MODULE for value in base):
        return
    arguments = [*event.node.args, *(keyword.value for keyword in event.node.keywords)]
    kinds = [check.by_name(argument, event.scope) for argument in arguments]
    if all(_is_plain(value) for values in kinds for value in values):
        return
    risky = any(isinstance(argument, ast.Starred) for argument in arguments) or any(
        value.kind in _RISKY for values in kinds for value in values
    )
    built = _is_built(function.value, base, event.scope)
    check.report(
        event.node,
        "the template of this `format` is only known at run time and can read any attribute of"
        " its arguments",
        _HELP,
        severity=Severity.ERROR if risky or built else Severity.WARNING,
    )


def _is_built(template: ast.expr, base: Values, scope: Scope) -> bool:
    if any(value.kind is Kind.PARAMETER or value.name == "str()" for value in base):
        return True
    if isinstance(template, ast.Name):
        _, bindings = scope.resolve(template.id)
        return any(_builds_text(binding.value) for binding in bindings)
    return _builds_text(template)


def _builds_text(node: ast.expr | None) -> bool:
    """Say whether an expression puts text together, instead of loading it from somewhere."""
    if isinstance(node, ast.Call):
        function = node.func
        return isinstance(function, ast.Attribute) and function.attr in _TEXT_METHODS
    return isinstance(node, ast.BinOp | ast.JoinedStr | ast.Subscript) and not (
        isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice)
    )


def _is_plain(value: Value) -> bool:
    return value.kind is Kind.CONST or (value.kind is Kind.RESULT and value.name in _SAFE_RESULTS)


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if event.attr not in _METHODS or event.role in (Role.CALLEE, Role.STORE, Role.DELETE):
        return
    if any(value.kind is Kind.BUILTIN and value.name == "str" for value in event.base):
        check.report(event.node, "`str.format` as a value takes its template from anywhere", _HELP)


_HELP = "use an f-string, `string.Template`, or a template that is a constant of this file"

RULE = Rule(
    code="RF401",
    name="open-template",
    summary="`str.format` with a template that is not a constant.",
    why="A template such as `{0.__globals__}` reads the engine's variables, and it can come from a"
    " parameter or a configuration value that nobody reviews.",
    instead=_HELP,
    limits="A template loaded from data is a warning unless an argument is plainly dangerous.",
    hooks={Called: _on_call, AttributeUsed: _on_attribute},
    valid=examples(
        "def f(host, port):\n    return str.format('{0}:{1}', host, port)",
        "from httpx.constants import TEMPLATE\nclass A: ...\ndef f():\n"
        "    return TEMPLATE.format(A())",
        "URL = 'https://example.com/{id}'\ndef f(user):\n    return URL.format(id=user.id)",
        "def f(day):\n    return day.format('YYYY-MM-DD')",
        "def f(x):\n    return f'{x}'",
    ),
    invalid=examples(
        "def f(template, user):\n    return template.format(user)",
        "from engine.sdk import workflow\ndef f(t):\n    return t['x'].format(workflow)",
        "def f(t):\n    return str.format(t, object())",
        "list(map(str.format, ['{0}'], [print]))",
        "def f(parts, x):\n    return ''.join(parts).format(x)",
        "def f(texts, x):\n    return texts['welcome'].format_map(x)",
    ),
)
