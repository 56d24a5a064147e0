"""Declaring workflows: signatures, order, and clear errors at import."""

from __future__ import annotations

import functools
import inspect
from typing import Annotated, Literal

import pytest
from pydantic import Field

from engine.sdk import build_test_context, data_provider, param, workflow
from engine.shared.api_errors import InvalidParametersError
from engine.shared.declarations import DataProvider, DeclarationError, Workflow, collect, draft_of


def finish(function):
    return draft_of(function, "@test").finish()


def test_the_signatures_existing_workflows_rely_on():
    assert str(inspect.signature(workflow)) == (
        "(name: 'str', description: 'str', category: 'str' = 'General',"
        " tags: 'list[str] | None' = None, execution_mode: 'str' = 'sync',"
        " timeout_seconds: 'float' = 300, max_duration_seconds: 'float' = 300,"
        " retry_policy: 'dict[str, Any] | None' = None, schedule: 'str | None' = None,"
        " requires_org: 'bool' = True, expose_in_forms: 'bool' = True,"
        " requires_approval: 'bool' = False,"
        " required_permission: 'str' = 'canExecuteWorkflows')"
        " -> 'Callable[[FunctionT], FunctionT]'"
    )
    assert list(inspect.signature(param).parameters) == [
        "name",
        "type",
        "label",
        "required",
        "validation",
        "data_provider",
        "default_value",
        "help_text",
    ]
    assert list(inspect.signature(data_provider).parameters) == [
        "name",
        "description",
        "category",
        "cache_ttl_seconds",
    ]


async def test_a_decorated_function_stays_a_plain_callable():
    async def greet(context, name):
        return f"{context.org_id} greets {name}"

    decorated = workflow("greet", "Greet")(param("name", "string", required=True)(greet))
    assert decorated is greet
    assert await decorated(build_test_context(org_id="org-a"), "Bo") == "org-a greets Bo"


def test_all_options_arrive():
    @workflow(
        "w",
        "d",
        "c",
        ["t"],
        execution_mode="scheduled",
        schedule="0 0 3 * * *",
        timeout_seconds=1.5,
        retry_policy={"attempts": 3},
        requires_org=False,
    )
    def w(context):
        """Do nothing."""

    options = finish(w).options
    assert (options.category, options.tags, options.timeout_seconds) == ("c", ("t",), 1.5)
    assert (options.execution_mode, options.schedule) == ("scheduled", "0 0 3 * * *")
    assert (options.retry_policy, options.requires_org) == ({"attempts": 3}, False)


def above(function):
    return param("a", "int")(param("b", "int")(workflow("w", "d")(function)))


def below(function):
    return workflow("w", "d")(param("a", "int")(param("b", "int")(function)))


def between(function):
    return param("a", "int")(workflow("w", "d")(param("b", "int")(function)))


@pytest.mark.parametrize("decorate", [above, below, between])
def test_order_of_the_lines_does_not_matter(decorate):
    @decorate
    def w(context, a, b):
        """Do nothing."""

    definition = finish(w)
    assert isinstance(definition, Workflow)
    assert [p.name for p in definition.parameters.parameters] == ["a", "b"]


def test_a_wrapping_decorator_in_between_is_what_runs():
    def shout(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs).upper()

        return wrapper

    @workflow("w", "d")
    @shout
    @param("name", "string", required=True)
    def w(context, name):
        return name

    definition = finish(w)
    arguments = definition.parameters.bind({"name": "bo"}).arguments
    assert definition.function(None, **arguments) == "BO"


def test_data_providers_are_declared_alike():
    @data_provider("p", "d", cache_ttl_seconds=0)
    @param("term", "string")
    def p(context, term=None):
        return []

    definition = finish(p)
    assert isinstance(definition, DataProvider)
    assert definition.options.cache_ttl_seconds == 0
    assert [x.name for x in definition.parameters.parameters] == ["term"]


def test_declaring_has_no_effect_outside_collection():
    with collect() as drafts:

        @workflow("inside", "d")
        def inside(context):
            """Do nothing."""

    @workflow("outside", "d")
    def outside(context):
        """Do nothing."""

    assert [draft.options.name for draft in drafts] == ["inside"]


BAD_WORKFLOWS = [
    ({"name": ""}, "the name must be"),
    ({"name": "a/b"}, "the name must be"),
    ({"name": "über"}, "the name must be"),
    ({"name": 7}, "the name must be"),
    ({"name": "n" * 129}, "the name must be"),
    ({"description": " "}, "description must be a non-empty str"),
    ({"description": "\ud800"}, "not valid Unicode"),
    ({"category": None}, "category must be"),
    ({"tags": "one"}, "tags must be a list of str"),
    ({"tags": [1]}, "each of tags must be"),
    ({"execution_mode": "later"}, "execution_mode must be one of sync, async, scheduled"),
    ({"timeout_seconds": 0}, "timeout_seconds must be a positive number"),
    ({"timeout_seconds": True}, "timeout_seconds must be"),
    ({"timeout_seconds": float("inf")}, "timeout_seconds must be"),
    ({"max_duration_seconds": "300"}, "max_duration_seconds must be"),
    ({"retry_policy": 3}, "retry_policy must be a dict"),
    ({"retry_policy": {1: 2}}, "retry_policy must be a dict with str keys"),
    ({"schedule": "0 * * * *"}, "need each other"),
    ({"execution_mode": "scheduled"}, "need each other"),
    ({"execution_mode": "scheduled", "schedule": "daily"}, "NCRONTAB"),
    ({"requires_org": 1}, "requires_org must be True or False"),
    ({"expose_in_forms": None}, "expose_in_forms must be"),
    ({"requires_approval": "no"}, "requires_approval must be"),
    ({"required_permission": ""}, "required_permission must be"),
]


@pytest.mark.parametrize(("change", "message"), BAD_WORKFLOWS)
def test_wrong_workflow_arguments_fail_at_import(change, message):
    with pytest.raises(DeclarationError, match=message):
        workflow(**{"name": "w", "description": "d", **change})


BAD_PARAMETERS = [
    ({"name": "not a name"}, "public Python identifier"),
    ({"name": "_private"}, "public Python identifier"),
    ({"name": 7}, "public Python identifier"),
    ({"type": "text"}, "type must be one of string, int"),
    ({"required": "yes"}, "required must be True or False"),
    ({"required": True, "default_value": 1}, "never be used"),
    ({"label": ""}, "label must be"),
    ({"data_provider": 7}, "data_provider must be"),
    ({"help_text": []}, "help_text must be"),
    ({"validation": []}, "validation must be a dict"),
    ({"validation": {"minimum": 1}}, "unknown validation rule 'minimum'; did you mean 'min'"),
    ({"validation": {"zzz": 1}}, "known rules: min, max"),
    ({"validation": {"pattern": "a"}}, "does not apply to type 'int'"),
    ({"validation": {"min": "1"}}, "'min' must be a number"),
    ({"validation": {"min": 3, "max": 2}}, "min 3 is above max 2"),
    ({"validation": {"allowedValues": []}}, "at least one value"),
    ({"validation": {"enum": [1], "allowed_values": [1]}}, "given twice"),
    ({"type": "string", "validation": {"minLength": -1}}, "whole number"),
    ({"type": "string", "validation": {"pattern": "("}}, "not a regular expression"),
    ({"type": "string", "validation": {"pattern": 1}}, "must be a str"),
]


@pytest.mark.parametrize(("change", "message"), BAD_PARAMETERS)
def test_wrong_param_arguments_fail_at_import(change, message):
    with pytest.raises(DeclarationError, match=message):
        param(**{"name": "p", "type": "int", **change})


def test_wrong_data_provider_arguments_fail_at_import():
    with pytest.raises(DeclarationError, match="cache_ttl_seconds"):
        data_provider("p", "d", cache_ttl_seconds=-1)


def test_forgotten_parentheses_are_explained():
    with pytest.raises(DeclarationError, match=r"write @workflow\(name=\.\.\., description"):
        workflow(lambda context: None, "d")


@pytest.mark.parametrize("thing", [7, type("C", (), {}), functools.partial(print)])
def test_only_functions_can_be_declared(thing):
    with pytest.raises(DeclarationError, match="belongs on a `def`"):
        workflow("w", "d")(thing)


def test_generators_cannot_be_declared():
    def w(context):
        yield 1

    with pytest.raises(DeclarationError, match="not yield"):
        workflow("w", "d")(w)


def test_declaring_twice_is_refused():
    def w(context, a=None):
        """Do nothing."""

    workflow("w", "d")(w)
    with pytest.raises(DeclarationError, match="already declared as 'w'"):
        data_provider("p", "d")(w)
    param("a", "int")(w)
    with pytest.raises(DeclarationError, match="declared twice"):
        param("a", "int")(w)


def no_context():
    """Take nothing."""


def keyword_context(*, context):
    """Take the context by keyword."""


def undeclared(context, needed):
    """Need a parameter that no line declares."""


def positional(context, a, /):
    """Take a parameter that cannot be named."""


@pytest.mark.parametrize(
    ("function", "declared", "message"),
    [
        (no_context, [], "context as its first parameter"),
        (keyword_context, [], "context as its first parameter"),
        (undeclared, [], "parameter 'needed' needs a @param line"),
        (undeclared, ["needed", "other"], r"@param\('other'\) but no parameter"),
        (undeclared, ["context", "needed"], "'context' is the context"),
        (positional, ["a"], r"@param\('a'\) but no parameter"),
    ],
)
def test_declarations_that_do_not_fit_the_signature(function, declared, message):
    # A fresh function each time: drafts are kept per function.
    fresh = functools.update_wrapper(
        type(function)(function.__code__, globals(), function.__name__, function.__defaults__),
        function,
    )
    fresh.__kwdefaults__ = function.__kwdefaults__
    del fresh.__wrapped__
    for name in declared:
        param(name, "int")(fresh)
    workflow("w", "d")(fresh)
    with pytest.raises(DeclarationError, match=message):
        finish(fresh)


def test_params_alone_are_no_declaration():
    @param("a", "int")
    def w(context, a):
        """Do nothing."""

    with pytest.raises(DeclarationError, match="neither @workflow nor @data_provider"):
        finish(w)


def test_a_default_that_breaks_its_own_rules_is_refused():
    @workflow("w", "d")
    @param("a", "int", default_value=9, validation={"max": 5})
    def w(context, a):
        """Do nothing."""

    with pytest.raises(DeclarationError, match="default_value 9: Input should be less than"):
        finish(w)


def test_an_unresolvable_hint_is_explained():
    @workflow("w", "d")
    @param("a", "json")
    def w(context: Nowhere, a: NotImported):  # noqa: F821
        """Do nothing."""

    with pytest.raises(DeclarationError, match=r"'NotImported' of parameter 'a'.*TYPE_CHECKING"):
        finish(w)


def test_type_hints_refine_the_declared_type():
    @workflow("w", "d")
    @param("size", "int", required=True)
    @param("plan", "string")
    @param("names", "list")
    def w(
        context,
        size: Annotated[int, Field(lt=10)],
        plan: Literal["a", "b"] = "a",
        names: list[str] | None = None,
    ):
        """Do nothing."""

    model = finish(w).parameters
    assert model.bind({"size": "5", "plan": "b", "names": ["x"]}).arguments == {
        "size": 5,
        "plan": "b",
        "names": ["x"],
    }
    for body, message in [
        ({"size": 12}, "'size': Input should be less than 10"),
        ({"size": 1, "plan": "c"}, "'plan': Input should be 'a' or 'b'"),
        ({"size": 1, "names": ["x", 5]}, r"'names': .*\[1\].*valid string"),
    ]:
        with pytest.raises(InvalidParametersError, match=message):
            model.bind(body)
