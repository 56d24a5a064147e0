"""Recognises logging set-up that is the file's own business, or only quietens a library.

A handler that writes the file's own messages to the console shows nothing of anyone else; the
level of an HTTP library's logger decides how much the platform's log holds, and nothing more.
"""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed
from tools.isolation.scopes import Bind, Scope
from tools.isolation.values import OWN, Kind, Value
from tools.isolation.visitor import FileCheck

_CONSOLE = frozenset({"sys.stdout", "sys.stderr"})
_QUIETABLE = frozenset({"asyncio", "chardet", "charset_normalizer", "h2", "hpack", "httpcore"})
"""Loggers of what the allowed packages bring along."""
_NEVER = frozenset({"azure", "opentelemetry"})


def is_own_business(check: FileCheck, event: AttributeUsed, base: Value) -> bool:
    """Say whether a refused member of `logging` is used for nothing but the file's own output."""
    node = event.node
    if not isinstance(node, ast.Attribute):
        return False
    if base == Value(Kind.MODULE, "logging"):
        call = check.parent(node)
        if not isinstance(call, ast.Call) or call.func is not node:
            return False
        if event.attr == "StreamHandler":
            return _is_console(check, call, event.scope)
        return event.attr == "Formatter" and _is_formatter(check, call, event.scope)
    if event.attr == "setLevel" and base.kind is Kind.TYPED:
        return base.data == OWN or _is_quietable(check, node, event.scope)
    if base.data != OWN:
        return False
    if event.attr == "handlers":
        return _is_asked(check, node)
    return event.attr == "addHandler" and _adds_own(check, node, event.scope)


def _is_asked(check: FileCheck, node: ast.Attribute) -> bool:
    """Say whether this is ``if not logger.handlers:``."""
    parent = check.parent(node)
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(parent, ast.If | ast.IfExp) and parent.test is node


def _adds_own(check: FileCheck, node: ast.Attribute, scope: Scope) -> bool:
    call = check.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        return False
    handler = _made_by(call.args[0], scope) if len(call.args) == 1 and not call.keywords else None
    if handler is None:
        return False
    made = check.values(handler.func, scope)
    if all(value == Value(Kind.MEMBER, "logging.NullHandler") for value in made):
        return handler is call.args[0] and not handler.args and not handler.keywords
    return all(
        value == Value(Kind.MEMBER, "logging.StreamHandler") for value in made
    ) and _is_console(check, handler, scope)


def _made_by(node: ast.expr, scope: Scope) -> ast.Call | None:
    """Return the call that surely made what ``node`` is."""
    if isinstance(node, ast.Name):
        _, bindings = scope.resolve(node.id)
        if len(bindings) != 1 or bindings[0].kind is not Bind.ASSIGN or bindings[0].path:
            return None
        made = bindings[0].value
        return made if isinstance(made, ast.Call) else None
    return node if isinstance(node, ast.Call) else None


def _is_console(check: FileCheck, call: ast.Call, scope: Scope) -> bool:
    """``StreamHandler()`` or ``StreamHandler(sys.stdout)``, for the file's own logger alone."""
    streams = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(streams) > 1 or any(keyword.arg != "stream" for keyword in call.keywords):
        return False
    for stream in streams:
        if any(value.name not in _CONSOLE for value in check.values(stream, scope)):
            return False
    return _goes_only(check, call, ("setFormatter", "setLevel"), "addHandler")


def _is_formatter(check: FileCheck, call: ast.Call, scope: Scope) -> bool:
    """``Formatter("%(message)s")``: a written template of the style that reads no attributes."""
    texts = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(call.args) > 2 or any(k.arg not in ("fmt", "datefmt") for k in call.keywords):
        return False
    if any(check.resolver.text(text, scope) is None for text in texts):
        return False
    return _goes_only(check, call, (), "setFormatter")


def _goes_only(check: FileCheck, call: ast.Call, methods: tuple[str, ...], taker: str) -> bool:
    """Say whether the object has no use but ``x.taker(object)`` and these methods of its own."""
    parent = check.parent(call)
    if _is_taken(check, parent, call, taker):
        return True
    target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    if not isinstance(target, ast.Name) or not isinstance(parent, ast.Assign):
        return False
    owner = check.facts.scope_of(parent).owner(target.id)
    if len(parent.targets) != 1 or len(owner.bindings.get(target.id, ())) != 1:
        return False
    for use in check.facts.name_uses[target.id]:
        around = check.parent(use)
        if use is target or check.facts.scope_of(use).resolve(use.id)[0] is not owner:
            continue
        outer = check.parent(around) if around is not None else None
        own = (
            isinstance(around, ast.Attribute)
            and around.attr in methods
            and isinstance(outer, ast.Call)
            and outer.func is around
        )
        if not own and not _is_taken(check, around, use, taker):
            return False
    return True


def _is_taken(check: FileCheck, call: ast.AST | None, item: ast.expr, taker: str) -> bool:
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    if call.args != [item] or call.keywords or call.func.attr != taker:
        return False
    if taker != "addHandler":
        return True
    scope = check.facts.scope_of(call)
    return all(value.data == OWN for value in check.values(call.func.value, scope))


def _is_quietable(check: FileCheck, node: ast.Attribute, scope: Scope) -> bool:
    """``getLogger("httpx").setLevel(...)``: the written name is that of an allowed package."""
    call = _made_by(node.value, scope)
    if call is None or len(call.args) != 1 or call.keywords:
        return False
    if any(v != Value(Kind.MEMBER, "logging.getLogger") for v in check.values(call.func, scope)):
        return False
    names = check.resolver.text(call.args[0], scope)
    if names is None:
        return False
    roots = {name.partition(".")[0] for name in names}
    if _is_quiet(check, node, scope):
        return all(root.isidentifier() and root not in _PLATFORM for root in roots)
    return roots <= (check.policy.packages - _NEVER) | _QUIETABLE


def _is_quiet(check: FileCheck, node: ast.Attribute, scope: Scope) -> bool:
    """``setLevel(logging.WARNING)``: a library says less, and nothing that is asked for."""
    call = check.parent(node)
    if not isinstance(call, ast.Call) or call.func is not node or len(call.args) != 1:
        return False
    return all(
        value.name in _QUIET_NAMES or (type(value.data) is int and 30 <= value.data <= 50)
        for value in check.values(call.args[0], scope)
    )


_QUIET_NAMES = frozenset({"logging.WARNING", "logging.ERROR", "logging.CRITICAL"})
_PLATFORM = frozenset(
    {"root", "engine", "tools", "workspace", "function_app", "proxy_worker",
     "azure_functions_worker", "azure_functions_runtime"}
)  # fmt: skip
