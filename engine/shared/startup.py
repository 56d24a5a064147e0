"""Bring the engine up, or say why not: start-up never raises, so the app always indexes.

This is the composition root: the one place that knows every service.
"""

from __future__ import annotations

import contextvars
import importlib
import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.shared import import_restrictor, process_output
from engine.shared.audit import AuditLog
from engine.shared.auth.bearer import Audience, BearerTier
from engine.shared.auth.client_principal import ClientPrincipalTier
from engine.shared.auth.function_keys import FunctionKeyTier, KeySource, SettingsKeys
from engine.shared.auth.host_keys import HostKeys
from engine.shared.auth.issued_keys import IssuedKeys
from engine.shared.auth.principal import Tier
from engine.shared.auth.signing_keys import SigningKeys
from engine.shared.authorization import Authorizer
from engine.shared.cache import CacheStores
from engine.shared.deliveries import Deliveries
from engine.shared.discovery import Quarantined, discover, modules_in
from engine.shared.environment import scrub
from engine.shared.execution_logger import ExecutionLogger
from engine.shared.executor import Executor
from engine.shared.fanout import FanOut
from engine.shared.organization_ids import OrganizationIds
from engine.shared.organizations import Organizations
from engine.shared.preparation import Preparation
from engine.shared.provider_cache import ProviderCache
from engine.shared.queue_messages import QUEUE
from engine.shared.registry import Registry
from engine.shared.responsibility import enter_workspace
from engine.shared.schedules import Schedules
from engine.shared.seal import WORKSPACE, SealError, read_seal
from engine.shared.secret_store import SECRETS_FILE, FileSecrets, SecretSource, SecretStore
from engine.shared.settings import Settings, SettingsError, load_settings
from engine.shared.storage.queues import Queue
from engine.shared.storage.tables import Tables
from engine.shared.sweeper import Sweeper
from engine.shared.vault import KeyVault, platform_credential
from engine.shared.violations import Violations

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EngineState:
    """How start-up went. ``reason``, ``file`` and ``remedy`` say why it failed."""

    status: Literal["ok", "degraded", "failed"]
    reason: str | None = None
    file: str | None = None
    remedy: str | None = None
    registry: Registry = field(default_factory=Registry)
    quarantined: tuple[Quarantined, ...] = ()
    ruleset: str | None = None


@dataclass(frozen=True)
class Services:
    """Everything an endpoint may use, made once per process."""

    tables: Tables
    tiers: tuple[Tier, ...]
    organizations: Organizations
    authorizer: Authorizer
    issued_keys: IssuedKeys
    executions: ExecutionLogger
    executor: Executor
    preparation: Preparation
    deliveries: Deliveries
    fan_out: FanOut
    ids: OrganizationIds
    provider_cache: ProviderCache
    schedules: Schedules
    sweeper: Sweeper
    audit: AuditLog
    violations: Violations
    caches: CacheStores


@dataclass(frozen=True)
class Engine:
    """A started engine. ``services`` is None exactly when the state is ``failed``."""

    state: EngineState
    services: Services | None


def start(root: Path, environ: Mapping[str, str]) -> Engine:
    """Read the settings, take the secrets out of ``environ``, and load the sealed workspace.

    Never raises for a bad setting, seal or workspace: the state says ``failed`` and why.
    """
    process_output.install()
    try:
        settings = load_settings(environ)
        services = _services(root, settings)
        if isinstance(environ, MutableMapping):
            scrub(environ)
        state = _load(root, settings.seal_key, services.violations)
    except SettingsError as error:
        name = next(iter(error.problems))
        return _failed(str(error), None, f"set {name} (see local.settings.example.json)")
    except SealError as error:
        return _failed(error.reason, error.path, error.remedy)
    except Exception as error:  # noqa: BLE001 - the app must index, whatever happened
        _log.exception("unexpected failure at start-up")
        reason = f"unexpected {type(error).__name__} at start-up: {error}"
        return _failed(reason, None, "see the log of this process for the traceback")
    return Engine(state, services)


def _failed(reason: str, file: str | None, remedy: str) -> Engine:
    where = f"{file}: " if file else ""
    _log.critical("the engine does not start: %s%s; %s", where, reason, remedy)
    return Engine(EngineState("failed", reason, file, remedy), None)


def _services(root: Path, settings: Settings) -> Services:
    # At info level the SDK logs every request with its keys, which name clients and users.
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)
    tables = Tables(settings.storage)
    vaults = _vaults(settings)
    issued_keys = IssuedKeys(tables)
    organizations = Organizations(tables, SecretStore(_secrets(root, settings, vaults)))
    caches = CacheStores()
    executions = ExecutionLogger(tables)
    executor = Executor(executions, Queue(settings.storage, QUEUE), caches)
    preparation = Preparation(organizations)
    ids = OrganizationIds(tables)
    fan_out = FanOut(organizations, ids, executions, executor)
    deliveries = Deliveries(executions, executor, preparation, fan_out)
    return Services(
        tables=tables,
        tiers=_tiers(settings, issued_keys, vaults),
        organizations=organizations,
        authorizer=Authorizer(organizations),
        issued_keys=issued_keys,
        executions=executions,
        executor=executor,
        preparation=preparation,
        deliveries=deliveries,
        fan_out=fan_out,
        ids=ids,
        provider_cache=ProviderCache(),
        schedules=Schedules(organizations, ids, executor),
        sweeper=Sweeper(ids, executions, executor, deliveries),
        audit=AuditLog(tables),
        violations=Violations(),
        caches=caches,
    )


def _vaults(settings: Settings) -> dict[str, KeyVault]:
    """Return the vaults that the settings name, by URL; all are read with one identity."""
    urls = {str(settings.key_vault_url) if settings.key_vault_url else None, settings.host_keys_url}
    known = sorted(url for url in urls if url is not None)
    if not known:
        return {}
    client_id = str(settings.managed_identity) if settings.managed_identity else None
    credential = platform_credential(client_id, hosted=settings.hosted)
    return {url: KeyVault(url, credential) for url in known}


def _secrets(root: Path, settings: Settings, vaults: Mapping[str, KeyVault]) -> SecretSource | None:
    if settings.key_vault_url is not None:
        return vaults[str(settings.key_vault_url)]
    # A file is for a developer's machine: in Azure it would be deployed with the code.
    return None if settings.hosted else FileSecrets(root / SECRETS_FILE)


def _tiers(
    settings: Settings, issued_keys: IssuedKeys, vaults: Mapping[str, KeyVault]
) -> tuple[Tier, ...]:
    digests = {name: key.digest for name, key in settings.function_keys.items()}
    admins = frozenset(name for name, key in settings.function_keys.items() if key.admin)
    sources: list[KeySource] = [SettingsKeys(digests, admins), issued_keys]
    if settings.host_keys_url is not None:
        sources.append(HostKeys(vaults[settings.host_keys_url]))
    tiers: list[Tier] = [FunctionKeyTier(sources)]
    if settings.trusts_client_principal:
        tiers.append(ClientPrincipalTier(settings.entra_tenant_id))
    if settings.entra_tenant_id is not None and settings.entra_client_id is not None:
        audience = Audience(
            settings.entra_tenant_id, settings.entra_client_id, settings.entra_authority
        )
        tiers.append(BearerTier(audience, SigningKeys(audience.keys_url)))
    return tuple(tiers)


def _load(root: Path, seal_key: bytes | None, violations: Violations) -> EngineState:
    seal = read_seal(root, seal_key)
    import_restrictor.install(root, seal, violations.report)
    context = contextvars.copy_context()
    context.run(enter_workspace, WORKSPACE)
    modules = modules_in(seal.files)
    registry, quarantined = context.run(discover, modules, importlib.import_module)
    return EngineState(
        status="degraded" if quarantined else "ok",
        registry=registry,
        quarantined=quarantined,
        ruleset=seal.ruleset,
    )
