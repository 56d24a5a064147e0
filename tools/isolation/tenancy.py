"""What the tenant rules have in common: what lives as long as the process, and what is keyed."""

from __future__ import annotations

import ast
import re

from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

_KEY = re.compile(r"org|tenant|client_id|customer", re.IGNORECASE)
_MUTABLE_CALLS = frozenset(
    {"dict()", "list()", "set()", "bytearray()", "collections.defaultdict", "collections.deque",
     "collections.OrderedDict", "collections.Counter", "collections.ChainMap", "queue.Queue",
     "queue.LifoQueue", "queue.PriorityQueue", "queue.SimpleQueue", "asyncio.Queue",
     "weakref.WeakKeyDictionary", "weakref.WeakValueDictionary", "weakref.WeakSet", "array.array",
     "itertools.count", "itertools.cycle", "types.SimpleNamespace", "io.StringIO", "io.BytesIO",
     "collections.UserDict", "collections.UserList", "contextvars.ContextVar", "iter()"}
)  # fmt: skip


def lives_on(check: FileCheck, value: Value) -> bool:
    """Say whether ``value`` is a changeable object that is made once for the whole process."""
    if value.kind is Kind.LITERAL:
        return not isinstance(value.data, ast.Tuple) and check.at_module_level(value.data)
    if value.kind is Kind.RESULT and value.name in _MUTABLE_CALLS:
        return check.at_module_level(value.data)
    return False


def is_keyed(node: ast.AST | None) -> bool:
    """Say whether an expression names the organization, and so keeps clients apart."""
    if node is None:
        return False
    for inner in ast.walk(node):
        name = inner.attr if isinstance(inner, ast.Attribute) else getattr(inner, "id", "")
        if name and _KEY.search(name):
            return True
    return False


def runs_per_call(scope: Scope) -> bool:
    """Say whether code of ``scope`` runs again for every client."""
    return scope.function is not None


def only_registers(check: FileCheck, scope: Scope) -> bool:
    """Say whether the enclosing function only runs while files are loaded: a decorator's body.

    That is a module-level function which the file uses as a decorator and never calls otherwise.
    """
    function = scope.function
    while function is not None and function.parent is not None:
        if function.parent.kind is ScopeKind.MODULE:
            break
        function = function.parent.function
    if function is None or not isinstance(function.node, ast.FunctionDef):
        return False
    name = function.node.name
    uses = check.facts.name_uses.get(name, [])
    return bool(uses) and all(_is_decorator(check, use) for use in uses)


def _is_decorator(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        node, parent = parent, check.parent(parent)
    return (
        isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node in parent.decorator_list
    )


def is_module_name(scope: Scope, name: str) -> bool:
    """Say whether ``name`` in ``scope`` is a variable of the module that is not an import."""
    owner, bindings = scope.resolve(name)
    return (
        owner is not None
        and owner.kind is ScopeKind.MODULE
        and not any(binding.kind is Bind.IMPORT for binding in bindings)
    )
