"""RF503: attributes of the door's classes and functions."""

from __future__ import annotations

import ast

from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.rule import Rule, examples
from tools.isolation.rules.rf301_special_attribute import COOPERATIVE
from tools.isolation.scopes import Scope
from tools.isolation.values import DOOR_ROOT, Kind, Value
from tools.isolation.visitor import FileCheck


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    made = event.attr in COOPERATIVE
    if not made and (event.attr.startswith("_") or event.attr.isupper()):
        return  # the other attribute rules, and the members of enumerations
    if event.role in (Role.STORE, Role.DELETE):
        _judge_store(check, event)
        return
    for value in event.base:
        name = value.name.rpartition(".")[2]
        is_member = name.isupper() or (made and name.endswith(("Error", "Exception")))
        if value.kind is Kind.MEMBER and value.name.startswith(f"{DOOR_ROOT}.") and not is_member:
            check.report(
                event.node,
                f"`{event.attr}` is taken from `{value.name}` itself, not from an instance",
            )
            return


def _judge_store(check: FileCheck, event: AttributeUsed) -> None:
    """A class of the door got back from the annotations in which it stands."""
    if not all(value.kind in _VAGUE for value in event.base):
        return
    reads = _READING_TYPES & {*check.facts.calls} or _TYPE_PARTS & check.facts.read_attributes
    if reads and _annotates_with_door(check):
        check.report(
            event.node,
            f"`{event.attr}` may be set on a class of the door, got back from an annotation",
            "keep annotations and changes of objects in different files",
        )


def _annotates_with_door(check: FileCheck) -> bool:
    bound = check.scopes.module.bindings
    return any(
        _is_of_door(value) and value.name.rpartition(".")[2][:1].isupper()
        for name in bound
        for value in check.resolver.lookup(name, check.scopes.module, 0)
    )


_VAGUE = frozenset({Kind.UNKNOWN, Kind.RESULT})
_READING_TYPES = frozenset(
    {"get_args", "get_origin", "signature", "fields", "get_annotations", "get_type_hints"}
)
_TYPE_PARTS = frozenset({"annotation", "return_annotation", "model_fields", "registry"})


def _on_name(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    _on_use(check, event)
    _on_escape(check, event)


def _on_any_attribute(check: FileCheck, event: AttributeUsed) -> None:
    _on_attribute(check, event)
    _on_name(check, event)


def _on_use(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    """``@workflow`` inside a function takes a name over while the engine runs."""
    if event.scope.function is None or event.role not in (Role.CALLEE, Role.DECORATOR):
        return
    for value in event.values:
        if value.kind is Kind.MEMBER and value.name in _REGISTERING:
            check.report(
                event.node,
                f"`{value.name}` inside a function registers while workflows run",
                "declare workflows and data providers at the top level of the file",
            )
            return


def _on_escape(check: FileCheck, event: NameUsed | AttributeUsed) -> None:
    """A class of the door that is passed on can be changed where no rule knows it any more."""
    if event.role is not Role.VALUE:
        return
    names = {value.name.rpartition(".")[2] for value in event.values if _is_of_door(value)}
    escaping = sorted(names & _KEPT)
    if escaping and not _is_asked_about(check, event):
        check.report(
            event.node,
            f"`{escaping[0]}` itself is passed on: what happens to it can no longer be seen",
            "use it as a decorator, in annotations, or with `isinstance`",
        )


def _is_of_door(value: Value) -> bool:
    return value.kind is Kind.MEMBER and value.name.startswith(f"{DOOR_ROOT}.")


def _is_asked_about(check: FileCheck, event: NameUsed | AttributeUsed) -> bool:
    parent = check.parent(event.node)
    if isinstance(parent, ast.Tuple):
        parent = check.parent(parent)
    if isinstance(parent, ast.Call):
        return any(
            value.name in ("isinstance", "issubclass", "typing.cast", "type")
            for value in check.values(parent.func, event.scope)
        )
    return isinstance(parent, ast.Compare | ast.ExceptHandler | ast.FormattedValue)


_KEPT = frozenset({"OrganizationContext", "data_provider", "param", "workflow"})


def _on_class(check: FileCheck, event: tuple[ast.ClassDef, Scope]) -> None:
    node, scope = event
    for base in node.bases:
        for value in check.values(base, scope):
            ours = value.kind is Kind.MEMBER and value.name.startswith(f"{DOOR_ROOT}.")
            if ours and not value.name.endswith(("Error", "Exception")):
                check.report(
                    base,
                    f"a subclass of `{value.name}` can pass for an object of the engine",
                    "use the object that the engine gave you; subclass the door's exceptions only",
                )


def _on_call(check: FileCheck, event: Called) -> None:
    """The class of the context, asked for with ``type``: calling it makes a context for anyone."""
    node = event.node
    if any(value == Value(Kind.BUILTIN, "type") for value in event.callee):
        asked = len(node.args) == 1 and not _only_shows(check, node)
        if asked and _is_context(check, node.args[0], event.scope):
            check.report(node, _CLASS_OF_CONTEXT)
        return
    if any(value == _CONTEXT_CLASS for value in event.callee):
        check.report(node, _CLASS_OF_CONTEXT, "`build_test_context()` in a unit test")
        return
    parts = [*node.args, *(keyword.value for keyword in node.keywords)]
    passes_type = any(
        isinstance(part, ast.Name)
        and any(value == Value(Kind.BUILTIN, "type") for value in check.values(part, event.scope))
        for part in parts
    )
    if passes_type and any(
        isinstance(inner, ast.Name) and _is_context(check, inner, event.scope)
        for part in parts
        for inner in ast.walk(part)
    ):
        check.report(node, _CLASS_OF_CONTEXT)


_CONTEXT_CLASS = Value(Kind.MEMBER, f"{DOOR_ROOT}.sdk.OrganizationContext")
_CLASS_OF_CONTEXT = "the class of the context makes contexts of any organization"


def _only_shows(check: FileCheck, node: ast.Call) -> bool:
    """Say whether no more than a name or a truth value comes of it."""
    parent = check.parent(node)
    return isinstance(parent, ast.Attribute | ast.Compare | ast.FormattedValue | ast.Expr)


def _is_context(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    return any(value.kind is Kind.CONTEXT for value in check.shared(node, scope))


_REGISTERING = frozenset(
    f"{module}.{name}"
    for module in ("engine.sdk", "engine.shared.decorators")
    for name in ("workflow", "data_provider")
)

RULE = Rule(
    code="RF503",
    name="door-attribute",
    summary="Attribute of a class or function of the door, rather than of an instance.",
    why="The door's classes belong to every workflow of the process. Methods taken from the class"
    " can register, rebuild or rewire it for all clients.",
    instead="call the method on the object that the engine gave you (`context.log(...)`)",
    limits="Nothing known.",
    waivable=False,
    hooks={
        AttributeUsed: _on_any_attribute,
        NameUsed: _on_name,
        ast.ClassDef: _on_class,
        Called: _on_call,
    },
    valid=examples(
        "async def run(context):\n    print(type(context).__name__, f'{type(context)}')",
        "import typing\nfrom engine.sdk import OrganizationContext as O\n"
        "def f(x):\n    return isinstance(x, O) and typing.cast(O, x)",
        "from engine.sdk import workflow\n@workflow('a', 'b')\nasync def run(context):\n"
        "    context.log('info', 'x')",
        "from engine.sdk import WorkflowException\nclass E(WorkflowException):\n"
        "    def __init__(self):\n        WorkflowException.__init__(self, 'a', 'b')",
    ),
    invalid=examples(
        "from engine.sdk import OrganizationContext as O\nO('another')",
        "from engine.sdk import OrganizationContext as O\nmake = [O][0]\nmake('another')",
        "from engine.sdk import OrganizationContext\nOrganizationContext.register(dict)",
        "from engine.sdk import OrganizationContext as O\nO.get_config",
        "from engine.sdk import WorkflowException\nWorkflowException.mro()",
        "from engine.sdk import OrganizationContext as O\nasync def run(context):\n"
        "    O.__init__(context, None, None)",
        "from engine.sdk import workflow\ndef f():\n    @workflow('a', 'b')\n"
        "    async def run(context): ...",
        "from engine.sdk import OrganizationContext\nclass C(OrganizationContext): ...",
        "from engine.sdk import OrganizationContext\nfrom workspace.helpers import put\n"
        "put(OrganizationContext, 1)",
        "from engine.sdk import workflow\nthings = [workflow]",
        "async def run(context):\n    return type(context)(1, 2)",
        "async def run(context):\n    return list(map(type, [context]))",
        "import inspect\nfrom engine.sdk import OrganizationContext\n"
        "def f(context: OrganizationContext):\n"
        "    inspect.signature(f).parameters['context'].annotation.get_config = print",
    ),
)
