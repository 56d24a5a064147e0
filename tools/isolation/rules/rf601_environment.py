"""RF601: the process environment."""

from __future__ import annotations

import ast
import re

from tools.isolation.events import AttributeUsed, Imported, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind, Values
from tools.isolation.visitor import FileCheck

_WHOLE = frozenset({"os.environ", "os.environb"})
_GETTERS = frozenset({"os.getenv", "os.getenvb", "os.environ.get", "os.environb.get"})
# Azure Functions and App Service settings reference, managed identity, and our own settings.
PLATFORM = re.compile(
    r"(AZURE|AzureWebJobs|WEBSITE|WEBJOBS|FUNCTIONS|ENGINE|ENTRA|KEY_VAULT|KEYVAULT|"
    r"IDENTITY|MSI|APPSETTING|APPLICATIONINSIGHTS|APPINSIGHTS|CONTAINER_(?!NAME$)|SCM_|DIAGNOSTICS|"
    r"CUSTOMCONNSTR|SQLCONNSTR|SQLAZURECONNSTR|MYSQLCONNSTR|MACHINEKEY|REGION_|HOSTING|DOCKER|"
    r"KUBERNETES|RINGFENCE|PYTHON|LD_|DYLD|PATH$|SSLKEYLOGFILE)",
    re.IGNORECASE,
)


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    if event.role in (Role.STORE, Role.DELETE):
        return
    names = {value.name for value in event.values if value.kind is Kind.MEMBER}
    if names & _WHOLE and event.role is not Role.BASE and not _is_named_read(check, event.node):
        check.report(event.node, "this takes the environment as a whole, with every client's keys")
    elif names & _GETTERS:
        _judge_getter(check, event.node, event.scope, event.role)
    elif any(name.startswith(("os.environ.", "os.environb.")) for name in names):
        check.report(event.node, "only single variables may be read, by their names")


def _is_named_read(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Compare):
        return node in parent.comparators
    return isinstance(parent, ast.Subscript) and parent.value is node


def _judge_getter(check: FileCheck, node: ast.AST, scope: Scope, role: Role) -> None:
    call = check.parent(node)
    if role is not Role.CALLEE or not isinstance(call, ast.Call) or not call.args:
        check.report(node, "reading the environment by names that are not written here")
        return
    _judge_name(check, call.args[0], scope)


def _on_subscript(check: FileCheck, event: tuple[ast.Subscript, Scope]) -> None:
    node, scope = event
    if isinstance(node.ctx, ast.Load) and _is_environment(check.values(node.value, scope)):
        _judge_name(check, node.slice, scope)


def _is_environment(values: Values) -> bool:
    return any(value.kind is Kind.MEMBER and value.name in _WHOLE for value in values)


def _judge_name(check: FileCheck, node: ast.expr, scope: Scope) -> None:
    names = check.resolver.text(node, scope)
    if names is None:
        check.report(node, "the name of this environment variable is only known at run time")
        return
    for name in names:
        if PLATFORM.match(name):
            check.report(node, f"`{name}` belongs to the platform")
        else:
            check.report(
                node, f"`{name}` comes from the process, the same for every client",
                severity=Severity.WARNING,
            )  # fmt: skip


def _on_import(check: FileCheck, event: Imported) -> None:
    if event.module == "os" and event.name in ("environb", "getenvb", "putenv", "unsetenv"):
        check.report(event.alias, f"`os.{event.name}` is not for workflows")


RULE = Rule(
    code="RF601",
    name="environment",
    summary="Environment read as a whole, by computed name, or where it belongs to the platform.",
    why="The environment holds the platform's own keys and is one for all clients. A value in it"
    " cannot differ from client to client, and is shown to every workflow.",
    instead="`context.get_config(key)` or `await context.get_secret(key)`",
    limits="Single variables of other names are a warning; the engine removes the platform's.",
    hooks={
        NameUsed: _on_use,
        AttributeUsed: _on_use,
        ast.Subscript: _on_subscript,
        Imported: _on_import,
    },
    valid=examples(
        "import os\nregion = os.environ.get('REGION', 'west')\nlog = os.getenv('WORKSPACE_ID')",
        "import os\nprint(os.getenv('TZ'), os.environ['LANG'], 'CI' in os.environ)",
        "async def run(context):\n    return context.get_config('region')",
    ),
    invalid=examples(
        "import os\nprint(dict(os.environ))",
        "from os import environ as e\nfor key in e:\n    print(key)",
        "import os\ndef f(name):\n    return os.environ[name]",
        "import os\nos.environ.get('AzureWebJobsStorage')",
        "import os\nget = os.getenv",
        "import os\nlist(map(os.environ.get, ['A']))",
        "import os\nos.environ.items()",
        "import os\nos.getenv('IDENTITY_' + 'HEADER')",
    ),
)
