"""GET /api/registry/metadata: what the engine serves, and what it refuses to serve."""

from __future__ import annotations

import azure.functions as func

from engine.shared.declarations import DataProvider, Workflow
from engine.shared.middleware import Call, authenticated, json_response
from engine.shared.models import (
    DataProviderInfo,
    ParameterInfo,
    QuarantinedDetails,
    RegistryMetadata,
    WorkflowInfo,
)
from engine.shared.parameters import Parameter
from engine.shared.routing import http_function
from engine.shared.startup import Engine, EngineState
from engine.shared.values import to_json_value_or_note


def blueprint(engine: Engine) -> func.Blueprint:
    """Return the endpoint."""
    return http_function(
        "registry_metadata", "registry/metadata", "GET", authenticated(engine, metadata)
    )


async def metadata(call: Call) -> func.HttpResponse:
    """Answer with the registry."""
    return json_response(describe(call.state).to_json())


def describe(state: EngineState) -> RegistryMetadata:
    """Describe the registry as a document."""
    return RegistryMetadata(
        workflows=[_workflow(workflow) for workflow in state.registry.workflows.values()],
        data_providers=[_provider(one) for one in state.registry.data_providers.values()],
        quarantined=[
            QuarantinedDetails(file=q.file, module=q.module, error=q.error, traceback=q.traceback)
            for q in state.quarantined
        ],
    )


def _workflow(workflow: Workflow) -> WorkflowInfo:
    options = workflow.options
    return WorkflowInfo(
        name=options.name,
        description=options.description,
        category=options.category,
        tags=list(options.tags),
        execution_mode=options.execution_mode,
        timeout_seconds=options.timeout_seconds,
        max_duration_seconds=options.max_duration_seconds,
        retry_policy=to_json_value_or_note(options.retry_policy),
        schedule=options.schedule,
        requires_org=options.requires_org,
        expose_in_forms=options.expose_in_forms,
        requires_approval=options.requires_approval,
        required_permission=options.required_permission,
        parameters=_parameters(workflow.parameters.parameters),
    )


def _provider(provider: DataProvider) -> DataProviderInfo:
    options = provider.options
    return DataProviderInfo(
        name=options.name,
        description=options.description,
        category=options.category,
        cache_ttl_seconds=options.cache_ttl_seconds,
        parameters=_parameters(provider.parameters.parameters),
    )


def _parameters(parameters: tuple[Parameter, ...]) -> list[ParameterInfo]:
    return [
        ParameterInfo(
            name=parameter.name,
            type=parameter.type,
            label=parameter.label,
            required=parameter.required,
            validation=to_json_value_or_note(parameter.validation),
            data_provider=parameter.data_provider,
            default_value=to_json_value_or_note(parameter.default_value),
            help_text=parameter.help_text,
        )
        for parameter in parameters
    ]
