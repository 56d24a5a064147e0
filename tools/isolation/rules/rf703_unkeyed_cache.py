"""RF703: caches without an organization in their key."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.keys import names_organization
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_CACHES = frozenset(
    {"functools.lru_cache", "functools.cache", "cachetools.cached", "cachetools.func.ttl_cache",
     "cachetools.func.lru_cache", "async_lru.alru_cache", "aiocache.cached", "joblib.Memory"}
)  # fmt: skip
_HELP = "use `context.cache`, or make the organization's id one of the function's parameters"


def _on_function(
    check: FileCheck, event: tuple[ast.FunctionDef | ast.AsyncFunctionDef, Scope]
) -> None:
    node, scope = event
    for decorator in node.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        if not any(
            v.kind is Kind.MEMBER and v.name in _CACHES for v in check.values(callee, scope)
        ):
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        if any(names_organization(argument.arg) for argument in arguments):
            continue
        pure = bool(arguments) and not _asks_outside(node)
        check.report(
            decorator,
            f"results of `{node.name}` are remembered for the whole process: the first client's"
            " answer is given to every other",
            _HELP,
            severity=Severity.WARNING if pure else None,
        )


def _on_class(check: FileCheck, event: tuple[ast.ClassDef, Scope]) -> None:
    """One instance for everybody who asks."""
    node, scope = event
    for decorator in node.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        if any(v.kind is Kind.MEMBER and v.name in _CACHES for v in check.values(callee, scope)):
            check.report(decorator, f"every client gets the same instance of `{node.name}`", _HELP)


def _asks_outside(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Say whether the function waits for something: its result is not just its arguments'."""
    if isinstance(node, ast.AsyncFunctionDef):
        return True
    names = {
        inner.attr if isinstance(inner, ast.Attribute) else inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Attribute | ast.Name)
    }
    return bool(names & _OUTSIDE)


_OUTSIDE = frozenset(
    {"requests", "httpx", "aiohttp", "urlopen", "get_config", "get_secret", "context", "session",
     "client", "open", "fetch", "execute", "getenv", "environ", "read_text", "connect", "token"}
)  # fmt: skip


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    if event.role in (Role.DECORATOR, Role.BASE, Role.STORE, Role.DELETE):
        return
    parent = check.parent(event.node)
    if event.role is Role.CALLEE and isinstance(parent, ast.Call):
        outer = check.parent(parent)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef) and (
            parent in outer.decorator_list
        ):
            return
    for value in event.values:
        if value.kind is Kind.MEMBER and value.name in _CACHES:
            check.report(event.node, "a cache made by hand has no organization in its key", _HELP)
            return


def _on_call(check: FileCheck, event: Called) -> None:
    """A database that lives as long as the process keeps what it is told."""
    if not any(value.name == "sqlite3.connect" for value in event.callee):
        return
    texts = [
        text
        for argument in [*event.node.args, *(k.value for k in event.node.keywords)]
        for text in check.resolver.texts(argument, event.scope)
    ]
    if check.at_module_level(event.node):
        check.report(event.node, "this connection serves every organization", _CONNECTION)
    elif any("cache=shared" in text for text in texts):
        check.report(event.node, "every organization finds the same database here", _CONNECTION)


_CONNECTION = "connect inside the workflow, to `:memory:` or a file in `context.scratch`"

RULE = Rule(
    code="RF703",
    name="unkeyed-cache",
    summary="Process-wide cache whose key has no organization.",
    why="`lru_cache` remembers by arguments only. `get_users(page)` is asked with the same page by"
    " every client, and gets the first client's users.",
    instead=_HELP,
    limits="A cache over arguments alone (a pure calculation) is a warning; whether a function is"
    " pure is judged by the names it uses.",
    waivable=False,
    hooks={
        ast.FunctionDef: _on_function,
        ast.AsyncFunctionDef: _on_function,
        ast.ClassDef: _on_class,
        NameUsed: _on_use,
        AttributeUsed: _on_use,
        Called: _on_call,
    },
    valid=examples(
        "from functools import lru_cache\n@lru_cache(maxsize=64)\ndef size_of(org_id, name):\n"
        "    return len(name)",
        "from functools import lru_cache\n@lru_cache\ndef slug(text):\n    return text.lower()",
        "import sqlite3\ndef f():\n    return sqlite3.connect(':memory:')",
    ),
    invalid=examples(
        "from functools import lru_cache\n@lru_cache\ndef client():\n    return object()",
        "import functools\n@functools.cache\ndef users(page):\n    return requests.get(page)",
        "from functools import lru_cache\n@lru_cache()\nasync def token(scope):\n    return scope",
        "from functools import lru_cache\ndef load(): ...\ncached = lru_cache(load)",
        "import sqlite3\nDB = sqlite3.connect(':memory:')",
        "import sqlite3\ndef f():\n"
        "    return sqlite3.connect('file:x?mode=memory&cache=shared', uri=True)",
    ),
)
