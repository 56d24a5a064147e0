"""GET /api/data-providers and /api/data-providers/{providerName}: the options of form fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import azure.functions as func

from engine.admin.registry import describe
from engine.data_providers.builtin import BUILT_IN, infos
from engine.shared.api_errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    ProviderFailedError,
)
from engine.shared.clock import iso, now
from engine.shared.declarations import DataProvider
from engine.shared.execution_ids import new_id
from engine.shared.execution_state import ExecutionState
from engine.shared.middleware import Call, authenticated, json_response
from engine.shared.models import ExecutionStatus, ParameterType
from engine.shared.provider_cache import Answer
from engine.shared.routing import http_function
from engine.shared.runner import run
from engine.shared.startup import Engine
from engine.shared.values import dump, to_json_value_or_note

# A form waits for the answer.
_LIMIT_SECONDS: Final = 30.0
_MEMBERS: Final = {"label", "value", "metadata"}


def blueprints(engine: Engine) -> tuple[func.Blueprint, ...]:
    """Return the endpoints."""
    one = "data-providers/{providerName}"
    return (
        http_function(
            "list_data_providers", "data-providers", "GET", authenticated(engine, catalogue)
        ),
        http_function("get_data_provider", one, "GET", authenticated(engine, options)),
    )


async def catalogue(call: Call) -> func.HttpResponse:
    """Answer with the data providers and their parameters."""
    found = [*infos(), *describe(call.state).data_providers]
    return json_response({"dataProviders": [one.to_json() for one in found]})


async def options(call: Call) -> func.HttpResponse:
    """Answer with the options of one data provider for the caller's organization.

    Parameters come in the query. Answers are kept per organization and parameters.
    """
    name = call.request.route_params.get("providerName", "")
    _require(call, name)
    built_in = BUILT_IN.get(name)
    if built_in is not None:
        return _response(name, Answer(await built_in(call), None), cached=False)
    provider = call.state.registry.data_providers.get(name)
    if provider is None:
        raise NotFoundError(f"there is no data provider {name[:128]!r}; see /api/data-providers")
    arguments = provider.parameters.bind(_given(provider, call.request.params)).arguments
    organization = call.access.organization

    async def ask() -> list[dict[str, Any]]:
        return await _ask(call, provider, arguments)

    answer, cached = await call.services.provider_cache.get(
        organization.id if organization else None,
        f"{name} {dump(to_json_value_or_note(arguments))}",
        provider.options.cache_ttl_seconds,
        ask,
    )
    return _response(name, answer, cached=cached)


def _require(call: Call, name: str) -> None:
    """Check that a function key for certain workflows asks only for what their forms ask for.

    Before anything tells whether the data provider exists.

    Raises:
        ForbiddenError: it asks for more.
    """
    scope = call.principal.scope
    if not call.principal.is_key or scope.workflows is None:
        return
    served = call.state.registry.workflows
    forms = [served[one].parameters.parameters for one in scope.workflows if one in served]
    if not any(parameter.data_provider == name for form in forms for parameter in form):
        raise ForbiddenError("the function key does not cover this data provider")


def _given(provider: DataProvider, params: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for parameter in provider.parameters.parameters:
        text = params.get(parameter.name)
        if text is None:
            continue
        given[parameter.name] = text
        if parameter.type in {ParameterType.JSON, ParameterType.LIST}:
            try:
                given[parameter.name] = json.loads(text)
            except (ValueError, RecursionError):
                raise BadRequestError(
                    f"query parameter {parameter.name} must be JSON text"
                ) from None
    return given


async def _ask(
    call: Call, provider: DataProvider, arguments: Mapping[str, Any]
) -> list[dict[str, Any]]:
    config = await call.access.store.config()
    organization = call.access.organization
    state = ExecutionState(
        execution_id=new_id(now()),
        organization=organization,
        caller=call.access.caller,
        config=config,
        read_secret=call.access.store.secret_reader(config),
        store=call.services.caches.of(organization.id if organization else None),
    )
    outcome = await run(provider.options.name, provider.function, state, arguments, _LIMIT_SECONDS)
    name = provider.options.name
    if outcome.status is not ExecutionStatus.SUCCESS:
        failure = outcome.failure
        text = failure.message if failure else "it failed"
        raise ProviderFailedError(f"data provider {name}: {text}")
    return _checked(name, outcome.result)


def _checked(name: str, result: Any) -> list[dict[str, Any]]:
    if not isinstance(result, list):
        raise ProviderFailedError(f"data provider {name} must return a list of options")
    found = []
    for item in result:
        option = {"label": item, "value": item} if isinstance(item, str) else item
        good = isinstance(option, dict) and "value" in option and option.keys() <= _MEMBERS
        if not good:
            raise ProviderFailedError(
                f"data provider {name}: an option must have the members label, value and, if"
                " wanted, metadata"
            )
        label = option.get("label", str(option["value"]))
        metadata = option.get("metadata") or {}
        found.append({"label": label, "value": option["value"], "metadata": metadata})
    return found


def _response(name: str, answer: Answer, *, cached: bool) -> func.HttpResponse:
    return json_response(
        {
            "provider": name,
            "options": answer.options,
            "cached": cached,
            "cacheExpiresAt": iso(answer.expires_at) if answer.expires_at else None,
        }
    )
