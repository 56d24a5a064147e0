"""Where a changed object comes from: does it outlive the run that changes it?

Followed are names, attributes, items, the usual accessor methods, local functions' results,
parameters (to the calls in the same file and to defaults), loops, and closures that are made while
the file is loaded. What cannot be followed counts as local: other rules judge unknown objects.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from enum import Enum, auto

from tools.isolation.scopes import Bind, Binding, Scope, ScopeKind
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

MAX_STEPS = 12


class Root(Enum):
    """What kind of long-lived object a chain of expressions starts at."""

    CONTAINER = auto()
    """A container, or an object of a class of this file: any change stays."""
    LIBRARY = auto()
    """A library's object: whether a method changes it is not known."""
    DEFINITION = auto()
    """A function or class of this file: what is hung on it stays."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A long-lived object.

    ``steps`` counts attributes and items on the way from it; ``copied`` says that this is a fresh
    copy, whose insides still are the long-lived ones.
    """

    root: Root
    steps: int = 0
    copied: bool = False

    def step(self) -> Origin:
        """Return the origin of something inside; a shallow copy shares what is inside."""
        return Origin(self.root, self.steps + 1)

    def copy(self) -> Origin:
        """Return the origin of a shallow copy, which may itself be changed."""
        return Origin(self.root, self.steps, copied=True)


_ACCESSORS = frozenset(
    {"get", "setdefault", "values", "items", "pop", "popitem", "__getitem__", "copy", "keys"}
)
_COPIES = frozenset({"copy", "values", "items", "keys"})
_TRANSPARENT = frozenset(
    {"iter", "reversed", "enumerate", "zip", "sorted", "next", "list", "tuple", "dict", "filter"}
)
_IMMUTABLE_RESULTS = frozenset(
    {"str()", "int()", "float()", "bool()", "bytes()", "tuple()", "frozenset()", "len()", "type()",
     "range()", "object()", "sum()", "abs()", "round()", "repr()", "ord()", "hash()", "property()",
     "sorted()", "super()"}
)  # fmt: skip
_IMMUTABLE_MODULES = ("re", "datetime", "decimal", "fractions", "pathlib", "uuid", "enum", "typing",
                      "operator", "logging", "os.path", "zoneinfo", "ipaddress", "math", "time",
                      "string", "abc", "dataclasses", "hashlib", "functools", "struct")  # fmt: skip
_ORG = re.compile(
    r"(^|_)(org|organization|organisation|tenant|customer|client)(_?(id|key|name|code|slug))?s?$"
)


def origin(check: FileCheck, node: ast.expr | None, scope: Scope, depth: int = 0) -> Origin | None:
    """Return where ``node`` comes from if that outlives a run, or None.

    An item or accessor whose key names the organization ends the chain: clients are kept apart.
    """
    if node is None or depth > MAX_STEPS:
        return None
    if isinstance(node, ast.Name):
        return _of_name(check, node, scope, depth + 1)
    if isinstance(node, ast.Attribute):
        found = origin(check, node.value, scope, depth + 1) or _of_class_field(check, node, scope)
        return found.step() if found is not None else None
    if isinstance(node, ast.Subscript):
        if is_keyed(check, node.slice, scope):
            return None
        found = origin(check, node.value, scope, depth + 1)
        if found is None:
            return None
        return found.copy() if isinstance(node.slice, ast.Slice) else found.step()
    if isinstance(node, ast.Call):
        return _of_call(check, node, scope, depth + 1)
    if isinstance(node, ast.IfExp):
        return origin(check, node.body, scope, depth + 1) or origin(
            check, node.orelse, scope, depth + 1
        )
    if isinstance(node, ast.BoolOp):
        return next((o for v in node.values if (o := origin(check, v, scope, depth + 1))), None)
    if isinstance(node, ast.NamedExpr | ast.Await | ast.Starred):
        return origin(check, node.value, scope, depth + 1)
    return None


def is_keyed(check: FileCheck, node: ast.AST | None, scope: Scope) -> bool:
    """Say whether a key names the organization, and by a value that can differ from run to run."""
    if node is None:
        return False
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute):
            if names_organization(inner.attr):
                return True
        elif isinstance(inner, ast.Name) and names_organization(inner.id):
            values = check.values(inner, scope)
            owner, _ = scope.resolve(inner.id)
            lives = owner is not None and owner.kind is ScopeKind.MODULE
            if not lives and not any(value.kind is Kind.CONST for value in values):
                return True
    return False


def names_organization(name: str) -> bool:
    """Say whether a variable's name says that it holds an organization's identity."""
    return _ORG.search(name.lower()) is not None


def _of_name(check: FileCheck, node: ast.Name, scope: Scope, depth: int) -> Origin | None:
    owner, bindings = scope.resolve(node.id)
    if owner is None:
        return None
    for binding in bindings:
        if owner.kind is ScopeKind.MODULE:
            found = _of_module_binding(check, binding, owner)
        elif owner.kind is ScopeKind.CLASS:
            found = None
        else:
            found = _of_local_binding(check, binding, owner, scope, depth)
        if found is not None:
            return found
    return None


def _of_module_binding(check: FileCheck, binding: Binding, scope: Scope) -> Origin | None:
    if binding.kind in (Bind.FUNCTION, Bind.CLASS):
        return Origin(Root.DEFINITION)
    if binding.kind not in (Bind.ASSIGN, Bind.ITERATE):
        return None
    value = binding.value
    for index in binding.path:
        if not isinstance(value, ast.Tuple | ast.List) or index >= len(value.elts):
            return None
        value = value.elts[index]
    return _of_values(check, value, scope)


def _of_values(check: FileCheck, node: ast.expr | None, scope: Scope) -> Origin | None:
    """Return the origin that an object made at module level is."""
    if isinstance(node, ast.BinOp):
        sides = (_of_values(check, node.left, scope), _of_values(check, node.right, scope))
        return next((side for side in sides if side is not None), None)
    if isinstance(node, ast.GeneratorExp):
        return Origin(Root.CONTAINER)
    roots = [_root_of_value(value) for value in check.values(node, scope)]
    if isinstance(node, ast.Call) and Root.CONTAINER not in roots:
        made_here = any(v.kind is Kind.FUNCTION for v in check.values(node.func, scope))
        roots.append(Root.CONTAINER if made_here else None)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _ACCESSORS:
            roots.append(Root.LIBRARY)
    found = next((root for root in roots if root is not None), None)
    return Origin(found) if found is not None else None


def _root_of_value(value: Value) -> Root | None:
    if value.kind is Kind.LITERAL:
        return None if isinstance(value.data, ast.Tuple) and not value.data.elts else Root.CONTAINER
    if value.kind is Kind.INSTANCE:
        return Root.CONTAINER
    if value.kind is Kind.TYPED:
        return Root.LIBRARY
    if value.kind is not Kind.RESULT or value.name in _IMMUTABLE_RESULTS:
        return None
    if value.name in _CONTAINERS:
        return Root.CONTAINER
    if value.name.startswith(tuple(f"{module}." for module in _IMMUTABLE_MODULES)):
        return Root.LIBRARY if value.name == "functools.partial" else None
    return Root.LIBRARY


_CONTAINERS = frozenset(
    {"dict()", "list()", "set()", "bytearray()", "iter()", "array.array", "collections.ChainMap",
     "collections.Counter", "collections.OrderedDict", "collections.UserDict", "json.load",
     "collections.UserList", "collections.defaultdict", "collections.deque", "copy.deepcopy",
     "copy.copy", "io.BytesIO", "io.StringIO", "itertools.count", "itertools.cycle", "json.loads",
     "queue.LifoQueue", "queue.PriorityQueue", "queue.Queue", "queue.SimpleQueue",
     "asyncio.Queue", "types.SimpleNamespace", "weakref.WeakKeyDictionary", "weakref.WeakSet",
     "weakref.WeakValueDictionary", "yaml.safe_load", "tomllib.loads", "tomllib.load",
     "csv.writer", "csv.DictWriter"}
)  # fmt: skip


def _of_local_binding(
    check: FileCheck, binding: Binding, owner: Scope, scope: Scope, depth: int
) -> Origin | None:
    if binding.kind in (Bind.ASSIGN, Bind.ITERATE):
        if owner is not scope.function and _made_at_load(check, owner):
            found = _of_values(check, binding.value, owner)
            if found is not None:
                return found
        found = origin(check, binding.value, owner, depth)
        return found.step() if found is not None and binding.kind is Bind.ITERATE else found
    if binding.kind is Bind.PARAMETER:
        return _of_parameter(check, binding, owner, depth)
    return None


def _made_at_load(check: FileCheck, scope: Scope) -> bool:
    """Say whether a function runs while the file is loaded, so that its closures live on."""
    node = scope.node
    if scope.comprehension:
        return check.at_module_level(node)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return any(
        check.at_module_level(use)
        for use in check.facts.name_uses.get(node.name, ())
        if isinstance(use.ctx, ast.Load)
    )


def _of_parameter(check: FileCheck, binding: Binding, owner: Scope, depth: int) -> Origin | None:
    function, node = owner.node, binding.node
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return None
    default = _default_of(function.args, node)
    if default is not None:
        found = _of_values(check, default, owner.parent or owner)
        if found is not None and found.root is Root.CONTAINER:
            return found
    if isinstance(function, ast.Lambda) or not isinstance(node, ast.arg):
        return None
    for call in check.facts.calls.get(function.name, ()):
        argument = _argument(call, binding.index, node.arg)
        if argument is not None and isinstance(call.func, ast.Name):
            found = origin(check, argument, check.facts.scope_of(call), depth + 3)
            if found is not None:
                return found
    return None


def _argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    by_name = next((k.value for k in call.keywords if k.arg == name), None)
    if by_name is not None or index >= len(call.args):
        return by_name
    if any(isinstance(item, ast.Starred) for item in call.args[: index + 1]):
        return None
    return call.args[index]


def _default_of(arguments: ast.arguments, wanted: ast.AST) -> ast.expr | None:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        if argument is wanted:
            return default
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if argument is wanted:
            return keyword_default
    return None


def _of_call(check: FileCheck, node: ast.Call, scope: Scope, depth: int) -> Origin | None:
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in _ACCESSORS:
        if node.args and is_keyed(check, node.args[0], scope):
            return None
        found = origin(check, function.value, scope, depth)
        if found is None:
            return None
        return found.copy() if function.attr in _COPIES else found.step()
    for value in check.values(function, scope):
        copies = value.kind is Kind.BUILTIN and value.name in _TRANSPARENT
        if node.args and (copies or (value.kind is Kind.MEMBER and value.name == "copy.copy")):
            found = origin(check, node.args[0], scope, depth)
            if found is None:
                return None
            return found.step() if value.name == "next" else found.copy()
        if value.kind is Kind.FUNCTION and isinstance(
            value.data, ast.FunctionDef | ast.AsyncFunctionDef
        ):
            inner = check.scopes.by_node[value.data]
            for statement in ast.walk(value.data):
                if isinstance(statement, ast.Return):
                    found = origin(check, statement.value, inner, depth + 3)
                    if found is not None:
                        return found
    return None


def _of_class_field(check: FileCheck, node: ast.Attribute, scope: Scope) -> Origin | None:
    """``self.rows``, ``cls.rows``, ``type(self).rows`` where the class itself has ``rows``."""
    for value in check.values(node.value, scope):
        owner = value.data
        if value.kind is Kind.RESULT and value.name == "type()":
            pass
        elif value.kind not in (Kind.SELF, Kind.INSTANCE, Kind.CLASS):
            continue
        if isinstance(owner, ast.ClassDef):
            found = _declared(check, owner, node.attr, 0)
            reassigned = value.kind in (Kind.SELF, Kind.INSTANCE) and _is_set_on_self(
                owner, node.attr
            )
            if found and not reassigned:
                return Origin(Root.CONTAINER)
    return None


def _declared(check: FileCheck, node: ast.ClassDef, attr: str, depth: int) -> bool:
    scope = check.scopes.by_node.get(node)
    if scope is None or depth > 5 or _copies_fields(node):
        return False
    for binding in scope.bindings.get(attr, ()):
        if binding.kind is Bind.ASSIGN:
            found = _of_values(check, binding.value, scope)
            if found is not None and found.root is Root.CONTAINER:
                return True
    return any(
        isinstance(value.data, ast.ClassDef) and _declared(check, value.data, attr, depth + 1)
        for base in node.bases
        for value in check.values(base, scope.parent or scope)
    )


def _copies_fields(node: ast.ClassDef) -> bool:
    """Dataclass and pydantic fields are copied to each instance."""
    names = [*node.decorator_list, *node.bases]
    return any(
        word in ast.unparse(item) for item in names for word in ("dataclass", "Model", "TypedDict")
    )


def _is_set_on_self(node: ast.ClassDef, attr: str) -> bool:
    # Only an assignment in `__init__` surely comes first.
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            return any(
                isinstance(inner, ast.Attribute)
                and inner.attr == attr
                and isinstance(inner.ctx, ast.Store)
                for inner in ast.walk(method)
            )
    return False


def changes_self(check: FileCheck, node: ast.ClassDef, name: str, depth: int = 0) -> bool:
    """Say whether method ``name`` of a class stores something on its instance."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name == name:
            return not method.name.startswith("__") and _stores_on_first(method)
    scope = check.scopes.by_node[node].parent or check.scopes.module
    return depth < 5 and any(
        isinstance(value.data, ast.ClassDef) and changes_self(check, value.data, name, depth + 1)
        for base in node.bases
        for value in check.values(base, scope)
    )


def _stores_on_first(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*method.args.posonlyargs, *method.args.args]
    if not arguments:
        return False
    own = arguments[0].arg
    for inner in ast.walk(method):
        target: ast.AST | None = None
        if isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(inner.ctx, ast.Load):
            target = inner.value
        elif (
            isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Attribute)
            and inner.func.attr in _STORING
        ):
            # `self.append(x)` changes the object itself where it is a container.
            target = inner.func.value
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name) and target.id == own:
            return True
    return False


_STORING = frozenset({"append", "add", "update", "setdefault", "extend", "insert", "appendleft"})
