"""Declared parameters of a workflow as one pydantic model, and a request body bound to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    create_model,
)
from pydantic import ValidationError as PydanticError
from pydantic_core import PydanticCustomError

from engine.shared.api_errors import InvalidParametersError
from engine.shared.models import ParameterType
from engine.shared.validation_rules import constraints, one_line_errors

_MODEL_CONFIG: Final = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Parameter:
    """One ``@param`` line, checked.

    Attributes:
        validation: rules under their camelCase names, such as ``minLength``.
        default_value: passed when the caller gives none; None means "no default".
    """

    name: str
    type: ParameterType
    label: str
    required: bool = False
    validation: Mapping[str, Any] = field(default_factory=dict)
    data_provider: str | None = None
    default_value: Any = None
    help_text: str | None = None


@dataclass(frozen=True)
class Bound:
    """A request body, sorted out.

    Attributes:
        arguments: keyword arguments of the workflow function, coerced.
        variables: keys that no parameter declares.
        metadata: keys that start with an underscore.
    """

    arguments: dict[str, Any]
    variables: dict[str, Any]
    metadata: dict[str, Any]


@dataclass(frozen=True)
class ParameterModel:
    """Validates and coerces the declared parameters of one function.

    Attributes:
        model: the pydantic model; its fields carry the parameter names as aliases, so that no
            name can collide with a member of pydantic's own.
        optional: names whose absence the function's own default covers.
    """

    parameters: tuple[Parameter, ...]
    model: type[BaseModel]
    optional: frozenset[str]

    def bind(self, body: Mapping[str, Any]) -> Bound:
        """Sort out and validate a request body.

        Raises:
            InvalidParametersError: naming every parameter that is missing or wrong.
        """
        declared = {parameter.name: parameter for parameter in self.parameters}
        given = {key: value for key, value in body.items() if key in declared}
        rest = {key: value for key, value in body.items() if key not in declared}
        return Bound(
            arguments=self._arguments(given),
            variables={key: value for key, value in rest.items() if not key.startswith("_")},
            metadata={key: value for key, value in rest.items() if key.startswith("_")},
        )

    def _arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        # null is how forms send an empty field: the same as not sending it.
        present = {key: value for key, value in given.items() if value is not None}
        try:
            values = self.model.model_validate(present)
        except PydanticError as error:
            raise _refusal(error) from error
        arguments = {}
        for index, parameter in enumerate(self.parameters):
            absent = parameter.name not in present and parameter.default_value is None
            if absent and parameter.name in self.optional:
                continue
            arguments[parameter.name] = getattr(values, _field_name(index))
        return arguments


def build_model(
    name: str,
    parameters: tuple[Parameter, ...],
    hints: Mapping[str, Any],
    optional: frozenset[str],
) -> ParameterModel:
    """Build the model of one function.

    Args:
        name: the workflow's name, for error messages and schemas.
        parameters: the declared parameters.
        hints: type hints of the function, by parameter name; a missing one adds nothing.
        optional: names that have a default in the function's signature.

    Raises:
        ValueError: a default value does not pass its parameter's own rules.
    """
    fields: dict[str, Any] = {}
    for index, parameter in enumerate(parameters):
        annotation = annotation_of(parameter, hints.get(parameter.name, Any))
        default = ... if parameter.required else _default(parameter, annotation)
        fields[_field_name(index)] = (annotation, Field(default, alias=parameter.name))
    model = create_model(f"{name} parameters", __config__=_MODEL_CONFIG, **fields)
    return ParameterModel(parameters, model, optional)


def annotation_of(parameter: Parameter, hint: Any) -> Any:
    """Return the pydantic annotation of one parameter: its type, its rules, then the type hint."""
    base = _BASES[parameter.type]
    rules = constraints(parameter.type, parameter.validation)
    annotation = Annotated[(base, *rules)] if rules else base
    if hint is Any or hint is None:
        return annotation
    refine: TypeAdapter[Any] = TypeAdapter(hint, config=_adapter_config(hint))
    return Annotated[annotation, AfterValidator(one_line_errors(refine.validate_python))]


def _adapter_config(hint: Any) -> ConfigDict | None:
    try:
        TypeAdapter(hint)
    except Exception:  # noqa: BLE001 - pydantic raises several unrelated types here
        return ConfigDict(arbitrary_types_allowed=True)
    return None


def _default(parameter: Parameter, annotation: Any) -> Any:
    if parameter.default_value is None:
        return None
    try:
        return TypeAdapter(annotation).validate_python(parameter.default_value)
    except PydanticError as error:
        reason = error.errors(include_url=False)[0]["msg"]
        raise ValueError(f"default_value {parameter.default_value!r}: {reason}") from error


def _refusal(error: PydanticError) -> InvalidParametersError:
    problems = [
        {"parameter": str(item["loc"][0]), "message": _sentence(item)}
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    text = "; ".join(f"parameter '{p['parameter']}': {p['message']}" for p in problems)
    return InvalidParametersError(text[0].upper() + text[1:], {"parameters": problems})


def _sentence(item: Mapping[str, Any]) -> str:
    return "required, but missing" if item["type"] == "missing" else str(item["msg"])


def _field_name(index: int) -> str:
    return f"parameter_{index}"


def _no_bool(value: Any) -> Any:
    # Python counts True as 1; a caller who sends true for a number has made a mistake.
    if isinstance(value, bool):
        raise PydanticCustomError("number_type", "Input should be a number, not a boolean")
    return value


def _email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise PydanticCustomError(
            "email", "Input should be an email address: {reason}", {"reason": str(error)}
        ) from None


_BASES: Final[Mapping[ParameterType, Any]] = {
    ParameterType.STRING: str,
    ParameterType.INT: Annotated[int, BeforeValidator(_no_bool)],
    ParameterType.BOOL: bool,
    ParameterType.FLOAT: Annotated[float, BeforeValidator(_no_bool), Field(allow_inf_nan=False)],
    ParameterType.JSON: Any,
    ParameterType.LIST: list[Any],
    ParameterType.EMAIL: Annotated[str, AfterValidator(_email)],
}
