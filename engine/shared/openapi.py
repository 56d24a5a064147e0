"""The HTTP API as an OpenAPI 3.1 document, with one schema per workflow. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from engine.shared.declarations import DataProvider, Workflow
from engine.shared.models import (
    ErrorInfo,
    ExecutionDetails,
    ExecutionList,
    ExecutionMode,
    ExecutionResponse,
    ExecutionStatus,
    HealthReport,
    ParameterType,
    RegistryMetadata,
)
from engine.shared.parameters import Parameter
from engine.shared.registry import Registry
from engine.shared.values import to_json_value_or_note

_MODELS: Final = (
    ErrorInfo,
    ExecutionDetails,
    ExecutionList,
    ExecutionResponse,
    HealthReport,
    RegistryMetadata,
)
_TYPES: Final[dict[ParameterType, dict[str, Any]]] = {
    ParameterType.STRING: {"type": "string"},
    ParameterType.INT: {"type": "integer"},
    ParameterType.BOOL: {"type": "boolean"},
    ParameterType.FLOAT: {"type": "number"},
    ParameterType.JSON: {},
    ParameterType.LIST: {"type": "array", "items": {}},
    ParameterType.EMAIL: {"type": "string", "format": "email"},
}
_LENGTHS: Final = {
    ParameterType.LIST: {"minLength": "minItems", "maxLength": "maxItems"},
}
_RULES: Final = {
    "min": "minimum",
    "max": "maximum",
    "minLength": "minLength",
    "maxLength": "maxLength",
    "pattern": "pattern",
    "allowedValues": "enum",
}
_ACCEPTED: Final = {
    "type": "object",
    "required": ["executionId", "status"],
    "properties": {"executionId": {"type": "string"}, "status": {"type": "string"}},
}
_OPTIONS: Final = {
    "type": "object",
    "required": ["provider", "options", "cached", "cacheExpiresAt"],
    "properties": {
        "provider": {"type": "string"},
        "options": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["label", "value", "metadata"],
                "properties": {"label": {}, "value": {}, "metadata": {"type": "object"}},
            },
        },
        "cached": {"type": "boolean"},
        "cacheExpiresAt": {"type": ["string", "null"]},
    },
}


def build(registry: Registry, version: str) -> dict[str, Any]:
    """Return the document for what a registry serves."""
    paths: dict[str, Any] = {}
    schemas = _model_schemas()
    for workflow in registry.workflows.values():
        schemas[_schema_name(workflow)] = request_schema(workflow)
        paths[f"/api/workflows/{workflow.options.name}"] = {"post": _workflow(workflow)}
    for provider in registry.data_providers.values():
        paths[f"/api/data-providers/{provider.options.name}"] = {"get": _provider(provider)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringfence",
            "version": version,
            "description": "Workflows of client organizations. Name the organization in"
            " X-Organization-Id and the person you act for in X-User-Id.",
        },
        "paths": {**paths, **_fixed_paths()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "functionKey": {"type": "apiKey", "in": "header", "name": "x-functions-key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"functionKey": []}, {"bearer": []}],
    }


def request_schema(workflow: Workflow) -> dict[str, Any]:
    """Return the JSON schema of a workflow's request body."""
    parameters = workflow.parameters.parameters
    schema: dict[str, Any] = {
        "type": "object",
        "title": workflow.options.name,
        "properties": {one.name: parameter_schema(one) for one in parameters},
        # Keys that no parameter declares become variables of the execution.
        "additionalProperties": True,
    }
    required = [one.name for one in parameters if one.required]
    return {**schema, "required": required} if required else schema


def parameter_schema(parameter: Parameter) -> dict[str, Any]:
    """Return the JSON schema of one parameter."""
    schema = {**_TYPES[parameter.type], "title": parameter.label}
    names = {**_RULES, **_LENGTHS.get(parameter.type, {})}
    for rule, value in parameter.validation.items():
        schema[names.get(rule, rule)] = to_json_value_or_note(value)
    if parameter.help_text:
        schema["description"] = parameter.help_text
    if parameter.default_value is not None:
        schema["default"] = to_json_value_or_note(parameter.default_value)
    if parameter.data_provider:
        schema["x-data-provider"] = parameter.data_provider
    return schema


def _workflow(workflow: Workflow) -> dict[str, Any]:
    options = workflow.options
    queued = options.execution_mode is not ExecutionMode.SYNC
    done = "202" if queued else "200"
    body: dict[str, Any] = _ACCEPTED if queued else _ref("ExecutionResponse")
    headers = {"Location": {"description": "Where to ask for it", "schema": {"type": "string"}}}
    answer: dict[str, Any] = {"description": "Queued" if queued else "Ended", **_json(body)}
    return {
        "operationId": f"run_{options.name}",
        "summary": options.description,
        "tags": [options.category],
        "parameters": [*_caller(), _header("Idempotency-Key", "Repeats of a key run once in 24 h")],
        "requestBody": {
            "required": bool(request_schema(workflow).get("required")),
            **_json(_ref(_schema_name(workflow))),
        },
        "responses": {
            done: {**answer, "headers": headers} if queued else answer,
            **({} if queued else {"202": {"description": "Runs already", **_json(_ACCEPTED)}}),
            **_errors("400", "403", "404", "409", "503"),
        },
    }


def _provider(provider: DataProvider) -> dict[str, Any]:
    options = provider.options
    query = [
        {
            "name": one.name,
            "in": "query",
            "required": one.required,
            "schema": parameter_schema(one),
        }
        for one in provider.parameters.parameters
    ]
    return {
        "operationId": f"options_{options.name}",
        "summary": options.description,
        "tags": ["Data providers"],
        "parameters": [*_caller(), *query],
        "responses": {
            "200": {"description": "Options", **_json(_OPTIONS)},
            **_errors("400", "403", "404", "502", "503"),
        },
    }


def _fixed_paths() -> dict[str, Any]:
    one = {"name": "executionId", "in": "path", "required": True, "schema": {"type": "string"}}
    listing = [
        _query("status", {"type": "string", "enum": [status.value for status in ExecutionStatus]}),
        _query("workflow", {"type": "string"}),
        _query("since", {"type": "string", "format": "date-time"}),
        _query("before", {"type": "string", "format": "date-time"}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 200}),
        _query("continuationToken", {"type": "string"}),
        _query("mine", {"type": "boolean"}),
    ]
    return {
        "/api/executions": {
            "get": _operation(
                "list_executions", "Executions, newest first", "ExecutionList", listing
            )
        },
        "/api/executions/{executionId}": {
            "get": _operation("get_execution", "One execution", "ExecutionDetails", [one])
        },
        "/api/executions/{executionId}/cancel": {
            "post": {
                **_operation("cancel_execution", "Stop an execution", None, [one]),
                "responses": {
                    "200": {"description": "Cancelled", **_json(_ACCEPTED)},
                    "202": {"description": "Will be cancelled", **_json(_ACCEPTED)},
                    **_errors("403", "404", "409", "503"),
                },
            }
        },
        "/api/registry/metadata": {
            "get": _operation("registry_metadata", "What is served", "RegistryMetadata", [])
        },
        "/api/data-providers": {
            "get": _operation("list_data_providers", "Data providers", None, [])
        },
        "/api/health": {
            "get": {
                **_operation("health", "Whether the engine serves workflows", "HealthReport", []),
                "parameters": [],
                "security": [],
            }
        },
    }


def _operation(
    name: str, summary: str, model: str | None, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    body = _ref(model) if model is not None else {"type": "object"}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["Engine"],
        "parameters": [*_caller(), *parameters],
        "responses": {
            "200": {"description": summary, **_json(body)},
            **_errors("400", "403", "404", "503"),
        },
    }


def _model_schemas() -> dict[str, Any]:
    _, document = models_json_schema(
        [(model, "serialization") for model in _MODELS],
        by_alias=True,
        ref_template="#/components/schemas/{model}",
    )
    return dict(document["$defs"])


def _schema_name(workflow: Workflow) -> str:
    return f"Request.{workflow.options.name}"


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _errors(*codes: str) -> dict[str, Any]:
    return {code: {"description": "Refused", **_json(_ref("ErrorInfo"))} for code in codes}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": "^[!-~]{1,64}$"}
    return {"name": name, "in": "header", "description": description, "schema": schema}


def _caller() -> Iterable[dict[str, Any]]:
    return (
        _header("X-Organization-Id", "The client organization"),
        _header("X-User-Id", "The person a function key acts for"),
    )
