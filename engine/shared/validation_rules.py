"""The ``validation`` dictionary of ``@param`` as pydantic constraints, checked at import time."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError, SchemaError, SchemaValidator, core_schema

from engine.shared.models import ParameterType

_NUMBERS: Final = frozenset({ParameterType.INT, ParameterType.FLOAT})
_TEXTS: Final = frozenset({ParameterType.STRING, ParameterType.EMAIL})
_SIZED: Final = _TEXTS | {ParameterType.LIST}
_ALL: Final = frozenset(ParameterType)

_APPLIES: Final[Mapping[str, frozenset[ParameterType]]] = {
    "min": _NUMBERS,
    "max": _NUMBERS,
    "minLength": _SIZED,
    "maxLength": _SIZED,
    "pattern": _TEXTS,
    "allowedValues": _ALL,
}
_ALIASES: Final[Mapping[str, str]] = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "allowed_values": "allowedValues",
    "enum": "allowedValues",
}


def normalise(kind: ParameterType, validation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rules under their camelCase names.

    Raises:
        ValueError: a rule is unknown, does not apply to the type, or has a senseless value.
    """
    rules: dict[str, Any] = {}
    for given, value in validation.items():
        name = _ALIASES.get(given, given)
        if name not in _APPLIES:
            raise ValueError(f"unknown validation rule {given!r}{_did_you_mean(given)}")
        if kind not in _APPLIES[name]:
            raise ValueError(f"validation rule {given!r} does not apply to type {kind.value!r}")
        if name in rules:
            raise ValueError(f"validation rule {name!r} is given twice")
        _check(name, value)
        rules[name] = value
    for low, high in (("min", "max"), ("minLength", "maxLength")):
        if low in rules and high in rules and rules[low] > rules[high]:
            raise ValueError(f"validation: {low} {rules[low]!r} is above {high} {rules[high]!r}")
    return rules


def constraints(kind: ParameterType, rules: Mapping[str, Any]) -> list[Any]:
    """Return pydantic metadata that enforces normalised ``rules``."""
    found: list[Any] = []
    if kind in _NUMBERS and ("min" in rules or "max" in rules):
        found.append(Field(ge=rules.get("min"), le=rules.get("max")))
    if "minLength" in rules or "maxLength" in rules:
        found.append(Field(min_length=rules.get("minLength"), max_length=rules.get("maxLength")))
    if "pattern" in rules:
        found.append(AfterValidator(one_line_errors(_pattern(rules["pattern"]).validate_python)))
    if "allowedValues" in rules:
        found.append(AfterValidator(_one_of(list(rules["allowedValues"]))))
    return found


def one_line_errors(validate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return ``validate`` for use inside another validator.

    An inner pydantic error would otherwise be quoted whole, with the caller's value in it.
    """

    def check(value: Any) -> Any:
        try:
            return validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = "".join(f"[{part!r}]" for part in first["loc"])
            text = f"{where}: {first['msg']}" if where else first["msg"]
            raise PydanticCustomError("refined", "{text}", {"text": text}) from None

    return check


def _check(name: str, value: Any) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if name in {"min", "max"} and not number:
        raise ValueError(f"validation rule {name!r} must be a number, not {value!r}")
    if name in {"minLength", "maxLength"} and (
        not isinstance(value, int) or isinstance(value, bool) or value < 0
    ):
        raise ValueError(f"validation rule {name!r} must be a whole number, not {value!r}")
    if name == "allowedValues" and (not isinstance(value, list | tuple) or not value):
        raise ValueError("validation rule 'allowedValues' must be a list with at least one value")
    if name == "pattern":
        if not isinstance(value, str):
            raise ValueError(f"validation rule 'pattern' must be a str, not {value!r}")
        _pattern(value)


def _pattern(pattern: str) -> SchemaValidator:
    """Compile a pattern, searched for anywhere in the text as in JSON Schema.

    The linear-time engine where it can, so that no caller's text can stall the process; Python's
    own for look-around, which the linear-time one has not.
    """
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError:
        pass
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="python-re"))
    except (SchemaError, ValueError) as error:
        raise ValueError(
            f"validation rule 'pattern' is not a regular expression: {pattern!r}"
        ) from error


def _one_of(allowed: list[Any]) -> Any:
    listing = ", ".join(map(repr, allowed))

    def check(value: Any) -> Any:
        # By type too: 1 is not True, whatever == says.
        if not any(type(value) is type(item) and value == item for item in allowed):
            raise PydanticCustomError(
                "allowed_values", "Input should be one of {allowed}", {"allowed": listing}
            )
        return value

    return check


def _did_you_mean(given: Any) -> str:
    close = difflib.get_close_matches(str(given), [*_APPLIES, *_ALIASES], n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known rules: {', '.join(_APPLIES)}"
