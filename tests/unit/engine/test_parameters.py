"""Binding a request body: coercion, rules, and errors that name the parameter."""

from __future__ import annotations

import pytest

from engine.shared.api_errors import InvalidParametersError
from engine.shared.models import ParameterType
from engine.shared.parameters import Parameter, build_model
from engine.shared.validation_rules import normalise


def model(*parameters, optional=()):
    return build_model("w", parameters, {}, frozenset(optional))


def parameter(kind, name="p", **options):
    kind = ParameterType(kind)
    validation = normalise(kind, options.pop("validation", {}))
    return Parameter(name, kind, name, validation=validation, **options)


def bind(kind, value, **options):
    return model(parameter(kind, required=True, **options)).bind({"p": value}).arguments["p"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("string", "", ""),
        ("int", 5, 5),
        ("int", "5", 5),
        ("int", 5.0, 5),
        ("bool", True, True),
        ("bool", "false", False),
        ("bool", 1, True),
        ("float", 1, 1.0),
        ("float", "1.5", 1.5),
        ("json", {"a": [1, None]}, {"a": [1, None]}),
        ("json", "text", "text"),
        ("list", [1, "a"], [1, "a"]),
        ("email", "Zoe@Example.COM", "Zoe@example.com"),
    ],
)
def test_values_are_coerced(kind, value, expected):
    result = bind(kind, value)
    assert (result, type(result)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("string", 5, "valid string"),
        ("string", ["a"], "valid string"),
        ("int", "five", "valid integer"),
        ("int", 5.5, "valid integer"),
        ("int", True, "not a boolean"),
        ("bool", "maybe", "valid boolean"),
        ("float", "nan", "finite number"),
        ("float", True, "not a boolean"),
        ("float", "x", "valid number"),
        ("list", "a,b", "valid list"),
        ("list", {"a": 1}, "valid list"),
        ("email", "nobody", "email address"),
        ("email", "a@b", "email address"),
        ("email", "Bo <bo@example.com>", "email address"),
    ],
)
def test_wrong_types_name_the_parameter_and_not_the_value(kind, value, message):
    with pytest.raises(InvalidParametersError, match=f"Parameter 'p': .*{message}") as caught:
        bind(kind, value)
    problem = caught.value.details["parameters"][0]
    assert problem["parameter"] == "p"
    assert message in problem["message"]


@pytest.mark.parametrize(
    ("kind", "validation", "good", "bad"),
    [
        ("int", {"min": 1, "max": 3}, [1, 3], [0, 4]),
        ("float", {"min": 0.5}, [0.5], [0.4]),
        ("string", {"minLength": 2, "max_length": 3}, ["ab", "abc"], ["a", "abcd"]),
        ("list", {"minLength": 1}, [[0]], [[]]),
        ("string", {"pattern": "^a+$"}, ["aa"], ["ab"]),
        ("string", {"pattern": "^(?=.*[0-9]).{3,}$"}, ["ab1"], ["abc"]),
        ("string", {"allowedValues": ["a", "b"]}, ["a"], ["c"]),
        ("int", {"enum": [1, 2]}, [1, "2"], [3]),
        ("json", {"allowedValues": [1]}, [1], [True, "1"]),
        ("email", {"pattern": "@example[.]com$"}, ["a@example.com"], ["a@example.org"]),
    ],
)
def test_validation_rules(kind, validation, good, bad):
    for value in good:
        bind(kind, value, validation=validation)
    for value in bad:
        with pytest.raises(InvalidParametersError, match="Parameter 'p': "):
            bind(kind, value, validation=validation)


def test_an_error_never_quotes_the_callers_value():
    secret = "hunter2-hunter2"
    for kind, validation in [
        ("int", {}),
        ("string", {"pattern": "^x$"}),
        ("string", {"maxLength": 3}),
        ("string", {"allowedValues": ["a"]}),
    ]:
        with pytest.raises(InvalidParametersError) as caught:
            bind(kind, secret, validation=validation)
        assert secret not in caught.value.message


def test_all_problems_are_reported_together():
    both = model(parameter("int", "a", required=True), parameter("email", "b", required=True))
    with pytest.raises(InvalidParametersError) as caught:
        both.bind({"a": "x", "b": None})
    assert caught.value.details["parameters"][1] == {
        "parameter": "b",
        "message": "required, but missing",
    }
    assert caught.value.message.startswith("Parameter 'a': ")
    assert "; parameter 'b': required, but missing" in caught.value.message


def test_absent_and_null_mean_the_default():
    one = model(parameter("int", default_value=7))
    assert one.bind({}).arguments == {"p": 7}
    assert one.bind({"p": None}).arguments == {"p": 7}


def test_absent_without_default_is_none_or_left_to_the_function():
    assert model(parameter("int")).bind({}).arguments == {"p": None}
    assert model(parameter("int"), optional=["p"]).bind({"p": None}).arguments == {}


def test_a_default_list_is_not_shared_between_executions():
    one = model(parameter("list", default_value=[1]))
    one.bind({}).arguments["p"].append(2)
    assert one.bind({}).arguments == {"p": [1]}


def test_undeclared_keys_become_variables_and_underscored_ones_metadata():
    bound = model(parameter("int")).bind({"p": 1, "source": "psa", "_trace": "x", "": 1})
    assert bound.arguments == {"p": 1}
    assert bound.variables == {"source": "psa", "": 1}
    assert bound.metadata == {"_trace": "x"}


@pytest.mark.parametrize("name", ["model_config", "copy", "json", "schema", "validate", "self"])
def test_names_that_pydantic_uses_itself_are_no_problem(name):
    assert model(parameter("int", name)).bind({name: 3}).arguments == {name: 3}
    assert model(parameter("int", name)).bind({"parameter_0": 3}).variables == {"parameter_0": 3}
