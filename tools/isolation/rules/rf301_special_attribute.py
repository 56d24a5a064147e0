"""RF301: special (dunder) attributes outside a short list."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.forwarding import getter_of
from tools.isolation.guards import is_own_instance
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Bind, Scope, ScopeKind
from tools.isolation.special_names import has_meaning
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck

READABLE = frozenset(
    {"__name__", "__qualname__", "__doc__", "__module__", "__version__", "__members__"}
)
"""Texts about a thing; they lead nowhere."""
_DESCRIBERS = frozenset({"hash", "id", "isinstance", "issubclass", "repr", "str"})
"""Builtins that make a text, a number or a truth of what they get."""
EXCEPTION_LINKS = frozenset({"__cause__", "__context__", "__suppress_context__", "__notes__"})
"""Other exceptions; ``__traceback__`` leads to frames and is not among them."""
NEVER_INHERITED = frozenset(
    {
        "__getattribute__", "__subclasses__", "__reduce__", "__reduce_ex__", "__class__",
        "__dict__", "__globals__",
    }
)  # fmt: skip
MAKERS = frozenset({"__init__", "__new__", "__post_init__"})
"""Methods that a subclass calls on its base class by name, with the object that is being made."""
OPERATIONS = frozenset(
    """__str__ __repr__ __enter__ __exit__ __aenter__ __aexit__ __eq__ __ne__ __lt__ __le__ __gt__
    __ge__ __hash__ __iter__ __next__ __aiter__ __anext__ __len__ __getitem__ __contains__
    __bool__ __int__ __float__ __fspath__""".split()  # noqa: SIM905
)
"""Methods that stand for an operation, which does the same on any object."""
COOPERATIVE = MAKERS | OPERATIONS | {"__call__"}
"""Methods that honest code calls by name."""
_DESCRIPTOR = frozenset({"__get__", "__set__", "__delete__"})
"""Methods that Python calls with the object that has the attribute."""
SETTABLE = frozenset({"__name__", "__doc__", "__qualname__", "__module__"})
_INSTEAD = {
    "__class__": "use `type(x)` or `isinstance(x, ...)`",
    "__dict__": "use `dataclasses.asdict`, `model_dump()` or name the fields",
    "__subclasses__": "keep a list of your own classes",
    "__globals__": "pass values as parameters",
    "__wrapped__": "keep a reference to the function before you decorate it",
    "__traceback__": "use `traceback.format_exc()`",
}


def is_special(name: str) -> bool:
    """Say whether ``name`` is of the form ``__x__``."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if not is_special(event.attr):
        if event.attr == "mro" and _lists_bases(check, event):
            check.report(event.node, "`mro` leads from a class to every class it inherits from")
        return
    kinds = {value.kind for value in event.base}
    if any(_is_foreign(check, value) for value in event.base):
        kinds = {Kind.UNKNOWN}
    severity = _verdict(check, event, kinds)
    if severity is None or _ends_in_text(check, event.attr, event.node):
        return
    if event.attr == "__init__" and _is_only_inspected(check, event):
        return
    via = f" (named in {event.via})" if event.via else ""
    check.report(
        event.node,
        f"special attribute `{event.attr}`{via} leads to the internals of the object",
        _INSTEAD.get(event.attr, ""),
        severity=severity,
        fixable=event.attr == "__class__"
        and event.role not in (Role.STORE, Role.DELETE)
        and not event.via,
    )


def _lists_bases(check: FileCheck, event: AttributeUsed) -> bool:
    """Say whether this is the method of a class; rows and orders may have such a field."""
    call = check.parent(event.node)
    called = isinstance(call, ast.Call) and call.func is event.node and not call.args
    return called or any(
        value.kind is Kind.CLASS
        or (value.kind is Kind.SELF and value.name == "cls")
        or (value.kind is Kind.RESULT and value.name == "type()")
        for value in event.base
    )


def _is_foreign(check: FileCheck, value: Value) -> bool:
    """``super(type(x), x)`` of anything but the method's own object is the object itself."""
    node = value.data
    if value.kind is not Kind.SUPER or not isinstance(node, ast.Call) or not node.args:
        return False
    scope = check.facts.scope_of(node)
    return len(node.args) == 1 or any(
        found.kind is not Kind.SELF for found in check.values(node.args[1], scope)
    )


def _ends_in_text(check: FileCheck, attr: str, node: ast.AST) -> bool:
    """Say whether the step is taken on the spot to nothing more than a text, number or truth.

    `x.__class__.__name__` and `error.__traceback__.tb_lineno` are everyday code; comparing an
    object's class leads nowhere either.
    """
    outer = check.parent(node)
    if attr == "__class__":
        if isinstance(outer, ast.Compare | ast.FormattedValue):
            return True
        if isinstance(outer, ast.Attribute):
            return outer.attr in READABLE
        return _is_only_described(check, node, outer)
    return attr == "__traceback__" and isinstance(outer, ast.Attribute) and is_number_of(outer)


def _is_only_described(check: FileCheck, node: ast.AST, outer: ast.AST | None) -> bool:
    """`isinstance(other, x.__class__)`, `str(x.__class__)` and `"%s" % x.__class__`."""
    if isinstance(outer, ast.Call):
        scope = check.facts.scope_of(outer)
        return outer.func is not node and all(
            value.kind is Kind.BUILTIN and value.name in _DESCRIBERS
            for value in check.values(outer.func, scope)
        )
    inner = node
    if isinstance(outer, ast.Tuple):
        inner, outer = outer, check.parent(outer)
    return (
        isinstance(outer, ast.BinOp)
        and isinstance(outer.op, ast.Mod)
        and outer.right is inner
        and isinstance(outer.left, ast.Constant)
        and type(outer.left.value) is str
    )


def _is_only_inspected(check: FileCheck, event: AttributeUsed) -> bool:
    """`inspect.signature(Base.__init__)` tells what `inspect.signature(Base)` tells, too."""
    outer = check.parent(event.node) if isinstance(event.node, ast.Attribute) else None
    return (
        isinstance(outer, ast.Call)
        and outer.args == [event.node]
        and not outer.keywords
        and check.values(outer.func, event.scope) == (Value(Kind.MEMBER, "inspect.signature"),)
        and all(
            value.kind in (Kind.CLASS, Kind.MEMBER) and not _is_platforms(value)
            for value in event.base
        )
    )


def is_number_of(node: ast.Attribute) -> bool:
    """Say whether this reads the line of a traceback straight from an exception."""
    return (
        node.attr == "tb_lineno"
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "__traceback__"
    )


def _verdict(check: FileCheck, event: AttributeUsed, kinds: set[Kind]) -> Severity | None:
    attr, own = event.attr, kinds <= {Kind.SELF, Kind.INSTANCE}
    if event.role in (Role.STORE, Role.DELETE):
        local = kinds <= {Kind.FUNCTION, Kind.CLASS, Kind.SELF}
        if not has_meaning(attr) and kinds <= {Kind.PARAMETER, Kind.FUNCTION, Kind.SELF}:
            return None  # a mark of the file's own, `function.__events__ = [...]`
        if attr in SETTABLE and kinds == {Kind.PARAMETER} and event.role is Role.STORE:
            return Severity.WARNING  # a decorator that describes what it wraps
        return None if attr in SETTABLE and local and event.role is Role.STORE else Severity.ERROR
    if attr in READABLE | EXCEPTION_LINKS:
        return None
    if kinds == {Kind.SUPER}:
        refused = attr in NEVER_INHERITED or not _hands_on_its_own(check, event)
        return Severity.ERROR if refused else None
    if attr == "__slots__" and kinds <= {Kind.CLASS, Kind.SELF, Kind.INSTANCE}:
        return None  # names that the class lists
    if attr == "__dict__" and (_is_described(check, event) or _is_of_own_class(check, event)):
        return Severity.WARNING
    if event.role is Role.CALLEE and _may_call(check, event, kinds):
        return None
    if not has_meaning(attr) and (own or not any(map(_is_platforms, event.base))):
        return None  # a name that some class gave to its own: SQLAlchemy's `__table__`
    if attr == "__dict__" and own:
        return Severity.WARNING
    if attr == "__class__" and kinds == {Kind.SELF}:  # `type(self)`
        return None
    return Severity.ERROR


def _is_platforms(value: Value) -> bool:
    """Say whether an object is the engine's, or one whose names are all Python's."""
    return value.kind in (Kind.CONTEXT, Kind.BUILTIN, Kind.FUNCTION, Kind.TYPED, Kind.MODULE) or (
        value.name.startswith(("engine.", "context."))
    )


def _hands_on_its_own(check: FileCheck, event: AttributeUsed) -> bool:
    """`super().__getattr__(name)` and `super().__set__(instance, value)` in just these methods.

    With a name or an object of its own choice, a subclass would steer what the base reads or sets.
    """
    if event.attr == "__init_subclass__":
        function = event.scope.function
        return function is not None and getattr(function.node, "name", "") == event.attr
    if event.attr != "__getattr__" and event.attr not in _DESCRIPTOR:
        return True
    call = check.parent(event.node) if isinstance(event.node, ast.Attribute) else None
    if not isinstance(call, ast.Call) or call.func is not event.node or call.keywords:
        return False
    first = call.args[0] if call.args else None
    if event.attr == "__getattr__":
        return len(call.args) == 1 and first is not None and _is_getter(first, event.scope)
    return isinstance(first, ast.Name) and _is_owner_of(first, event.scope, event.attr)


def _is_getter(name: ast.expr, scope: Scope) -> bool:
    return getter_of(name, scope) is not None


def _is_described(check: FileCheck, event: AttributeUsed) -> bool:
    """`instance.__dict__` in a descriptor, with the object that Python calls it with."""
    node = event.node.value if isinstance(event.node, ast.Attribute) else None
    return (
        isinstance(node, ast.Name)
        and event.role not in (Role.STORE, Role.DELETE)
        and any(_is_owner_of(node, event.scope, name) for name in _DESCRIPTOR)
        and not any(name in check.facts.name_uses for name in _DESCRIPTOR)
    )


def _is_of_own_class(check: FileCheck, event: AttributeUsed) -> bool:
    """`isinstance(other, Point) and self.__dict__ == other.__dict__`."""
    node = event.node.value if isinstance(event.node, ast.Attribute) else None
    return (
        isinstance(node, ast.Name)
        and all(value.kind is Kind.PARAMETER for value in event.base)
        and is_own_instance(check, event.node, node, event.scope)
    )


def _is_owner_of(name: ast.Name, scope: Scope, method: str) -> bool:
    """Say whether ``name`` is and stays the second parameter of a class's ``method``."""
    owner, bindings = scope.resolve(name.id)
    if owner is None or owner is not scope.function or len(bindings) != 1:
        return False
    node = owner.node
    return (
        isinstance(node, ast.FunctionDef)
        and node.name == method
        and not node.decorator_list
        and owner.parent is not None
        and owner.parent.kind is ScopeKind.CLASS
        and bindings[0].kind is Bind.PARAMETER
        and bindings[0].index == 1
    )


def _may_call(check: FileCheck, event: AttributeUsed, kinds: set[Kind]) -> bool:
    if event.attr in OPERATIONS:
        return kinds <= _OPERANDS
    if event.attr in MAKERS:
        return kinds <= _CLASSES and _makes_itself(check, event)
    if event.attr == "__setattr__":
        return _sets_own_field(check, event)
    return event.attr == "__call__" and kinds <= {Kind.CLASS, Kind.SELF, Kind.INSTANCE}


def _makes_itself(check: FileCheck, event: AttributeUsed) -> bool:
    """`Base.__init__(self, ...)`; with another object it would be made anew."""
    call = check.parent(event.node) if isinstance(event.node, ast.Attribute) else None
    if not isinstance(call, ast.Call) or not call.args:
        return isinstance(call, ast.Call) and not call.keywords
    kinds = {value.kind for value in check.values(call.args[0], event.scope)}
    return kinds <= ({Kind.SELF, Kind.CLASS} if event.attr == "__new__" else {Kind.SELF})


def _sets_own_field(check: FileCheck, event: AttributeUsed) -> bool:
    """`object.__setattr__(self, "field", x)` while a frozen object is being made."""
    call = check.parent(event.node) if isinstance(event.node, ast.Attribute) else None
    function = event.scope.function
    if (
        not isinstance(call, ast.Call)
        or len(call.args) != 3
        or call.keywords
        or any(value != Value(Kind.BUILTIN, "object") for value in event.base)
        or function is None
        or not isinstance(function.node, ast.FunctionDef)
        or function.node.name not in ("__init__", "__post_init__")
        # Under another name, or by a decorator, it may be called with any object.
        or function.node.decorator_list
        or function.node.name in check.facts.name_uses
    ):
        return False
    names = check.resolver.text(call.args[1], event.scope)
    return (
        names is not None
        and not any(name.startswith("__") for name in names)
        and all(value.kind is Kind.SELF for value in check.values(call.args[0], event.scope))
    )


_CLASSES = {Kind.CLASS, Kind.MEMBER, Kind.BUILTIN, Kind.SELF, Kind.UNKNOWN}
_OPERANDS = _CLASSES | {Kind.INSTANCE, Kind.PARAMETER, Kind.RESULT, Kind.LITERAL, Kind.CONST}

RULE = Rule(
    code="RF301",
    name="special-attribute",
    summary="Special attribute (`__x__`) outside the short list of harmless ones.",
    why="Special attributes are the way out of every sandbox: `__globals__` of any engine function"
    " holds its module, `__subclasses__` every class of the process.",
    instead="use the public operation that the special attribute stands for",
    limits="Attributes that C code looks up by itself.",
    fixable=True,
    hooks={AttributeUsed: _on_attribute},
    valid=examples(
        "try:\n    pass\nexcept ValueError as error:\n    print(type(error).__name__)",
        "class A:\n    def __init__(self):\n        super().__init__()",
        "def wrap(f):\n    def inner():\n        return f()\n    inner.__name__ = 'inner'\n"
        "    return inner",
        "class Base: ...\nclass A(Base):\n    def __init__(self):\n        Base.__init__(self)",
        "def f(error):\n    return f'{error.__class__.__name__}[{error.__traceback__.tb_lineno}]'",
        "def f(x, y):\n    return isinstance(x, y.__class__), '%s and %s' % (x, y.__class__)",
        "class A:\n    def f(self):\n        return self.__run_all__()",
        "class A:\n    def __post_init__(self):\n        object.__setattr__(self, 'key', 1)",
        "import inspect\nfrom httpx import Client\n"
        "NAMES = frozenset(inspect.signature(Client.__init__).parameters)",
        "class P:\n    def __eq__(self, other):\n        if not isinstance(other, P):\n"
        "            return NotImplemented\n        return self.__dict__ == other.__dict__",
        "class Row:\n    __slots__ = ('id', 'name')\n    def f(self):\n"
        "        return Row.__slots__",
        "class Typed:\n    def __set__(self, instance, value):\n"
        "        instance.__dict__['x'] = value\nclass Positive(Typed):\n"
        "    def __set__(self, instance, value):\n        super().__set__(instance, value)",
    ),
    invalid=examples(
        "class A:\n    @classmethod\n    def f(cls):\n        return cls.mro()",
        "from engine.sdk import workflow\nworkflow.__globals__",
        "().__class__.__base__.__subclasses__()",
        "getattr(print, '__self__')",
        "import operator\noperator.attrgetter('x.__globals__')",
        "match print:\n    case object(__self__=module):\n        pass",
        "class A:\n    def f(self):\n        return super().__getattribute__('x')",
        "def f(x):\n    return super(type(x), x).__getstate__()",
        "def f(x):\n    return object.__getattribute__(x, 'y')",
        "class P:\n    def __eq__(self, other):\n        return self.__dict__ == other.__dict__",
        "from abc import ABC\nclass P(ABC):\n    def __eq__(self, other):\n"
        "        return isinstance(other, P) and self.__dict__ == other.__dict__",
        "class P:\n    def __eq__(self, other):\n        if not isinstance(other, P):\n"
        "            print('other')\n        return self.__dict__ == other.__dict__",
        "class P: ...\ndef f(x):\n    if isinstance(x, P):\n        x = input\n"
        "    return x.__dict__",
        "def str(x):\n    return x\ndef f(x):\n    return str(x.__class__)",
        "def f(x, t):\n    return t % x.__class__",
        "class A:\n    def f(self, n):\n        return super().__getattr__(n)",
        "class A:\n    def poke(self, x, v):\n        super().__set__(x, v)",
        "class A:\n    def __set__(self, x, v):\n        super().__set__(v, x)",
        "class A:\n    def __set__(self, x, v):\n        x.__dict__[v] = v\n    poke = __set__",
        "class A:\n    def poke(self, x, v):\n        x.__dict__[v] = v",
        "def f(x):\n    x.__class__ = dict",
        "def f(error):\n    return error.__traceback__.tb_next",
        "class A:\n    def f(self):\n        return self.__dataclass_fields__",
        "def f(x):\n    object.__setattr__(x, 'key', 1)",
        "class A:\n    def keep(self):\n        object.__setattr__(self, 'org_id', 'x')\n"
        "async def run(context):\n    A.keep(context)",
        "class A:\n    def __post_init__(self):\n        object.__setattr__(self, 'org_id', 'x')\n"
        "async def run(context):\n    A.__post_init__(context)",
        "class A:\n    def __init__(self):\n        object.__setattr__(self, 'org_id', 'x')\n"
        "    keep = __init__\nasync def run(context):\n    A.keep(context)",
        "import inspect\nfrom httpx import Client\ninspect.unwrap(Client.__init__)",
        "import inspect\nfrom httpx import Client\ndef signature(x):\n    return x\n"
        "inspect.signature(signature(Client.__init__))",
        "from httpx import Client\ndef f(inspect):\n    inspect.signature(Client.__init__)",
        "import inspect\ndef f(x):\n    return inspect.signature(x.__init__)",
        "import inspect\nfrom httpx import Client\ninspect.signature(*Client.__init__)",
        "import inspect\nfrom httpx import Client\ninspect.signature(x := Client.__init__)",
        "import dataclasses\nfrom workspace.shared.rows import Row\n"
        "dataclasses.dataclass.__call__(Row)",
        "def f(x):\n    del x.__dict__",
        'n = "__glo" + "bals__"\ngetattr(print, n)',
    ),
)
