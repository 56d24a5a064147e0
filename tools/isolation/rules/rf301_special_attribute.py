"""RF301: special (dunder) attributes outside a short list."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

READABLE = frozenset(
    {"__name__", "__qualname__", "__doc__", "__module__", "__version__", "__members__"}
)
"""Texts about a thing; they lead nowhere."""
EXCEPTION_LINKS = frozenset({"__cause__", "__context__", "__suppress_context__", "__notes__"})
"""Other exceptions; ``__traceback__`` leads to frames and is not among them."""
NEVER_INHERITED = frozenset(
    {
        "__getattribute__", "__subclasses__", "__reduce__", "__reduce_ex__", "__class__",
        "__dict__", "__globals__",
    }
)  # fmt: skip
COOPERATIVE = frozenset(
    """__init__ __new__ __str__ __repr__ __enter__ __exit__ __aenter__ __aexit__ __post_init__
    __eq__ __hash__ __iter__ __next__ __aiter__ __anext__ __len__ __getitem__ __contains__
    __call__""".split()  # noqa: SIM905
)
"""Methods that stand for an operation, or that a subclass calls on its base class by name."""
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
        return
    kinds = {value.kind for value in event.base}
    severity = _verdict(event, kinds)
    if severity is None or (event.attr == "__class__" and _only_named(check, event)):
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


def _only_named(check: FileCheck, event: AttributeUsed) -> bool:
    """``x.__class__.__name__`` is everyday code and ends in a text."""
    outer = check.parent(event.node)
    return isinstance(outer, ast.Attribute) and outer.attr in READABLE


def _verdict(event: AttributeUsed, kinds: set[Kind]) -> Severity | None:
    attr, own = event.attr, kinds <= {Kind.SELF, Kind.INSTANCE}
    if event.role in (Role.STORE, Role.DELETE):
        local = kinds <= {Kind.FUNCTION, Kind.CLASS, Kind.SELF}
        if attr in SETTABLE and kinds == {Kind.PARAMETER} and event.role is Role.STORE:
            return Severity.WARNING  # a decorator that describes what it wraps
        return None if attr in SETTABLE and local and event.role is Role.STORE else Severity.ERROR
    if attr in READABLE | EXCEPTION_LINKS:
        return None
    if kinds == {Kind.SUPER}:
        return Severity.ERROR if attr in NEVER_INHERITED else None
    if attr in COOPERATIVE and event.role is Role.CALLEE and kinds <= _CLASSES:
        return None
    if attr == "__dict__" and own:
        return Severity.WARNING
    if attr == "__class__" and kinds == {Kind.SELF}:  # `type(self)`
        return None
    return Severity.ERROR


_CLASSES = {Kind.CLASS, Kind.MEMBER, Kind.BUILTIN, Kind.SELF, Kind.UNKNOWN}

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
    ),
    invalid=examples(
        "from engine.sdk import workflow\nworkflow.__globals__",
        "().__class__.__base__.__subclasses__()",
        "getattr(print, '__self__')",
        "import operator\noperator.attrgetter('x.__globals__')",
        "match print:\n    case object(__self__=module):\n        pass",
        "class A:\n    def f(self):\n        return super().__getattribute__('x')",
        "def f(x):\n    return object.__getattribute__(x, 'y')",
        "def f(x):\n    x.__class__ = dict",
        "def f(x):\n    del x.__dict__",
        'n = "__glo" + "bals__"\ngetattr(print, n)',
    ),
)
