"""Bring the engine up, or say why not: start-up never raises, so the app always indexes.

This is the composition root: the one place that knows every service.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.shared import import_restrictor
from engine.shared.audit import AuditLog
from engine.shared.auth import FunctionKeyTier, Tier
from engine.shared.cache import CacheStores
from engine.shared.deliveries import Deliveries
from engine.shared.discovery import Quarantined, discover, modules_in
from engine.shared.execution_logger import ExecutionLogger
from engine.shared.executor import Executor
from engine.shared.organization_ids import OrganizationIds
from engine.shared.organizations import Organizations
from engine.shared.preparation import Preparation
from engine.shared.queue_messages import QUEUE
from engine.shared.registry import Registry
from engine.shared.seal import SealError, read_seal
from engine.shared.settings import Settings, SettingsError, load_settings
from engine.shared.storage.queues import Queue
from engine.shared.storage.tables import Tables
from engine.shared.sweeper import Sweeper
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
    executions: ExecutionLogger
    executor: Executor
    preparation: Preparation
    deliveries: Deliveries
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
    """Read the settings and load the sealed workspace under ``root``.

    Never raises for a bad setting, seal or workspace: the state says ``failed`` and why.
    """
    try:
        services = _services(load_settings(environ))
        state = _load(root, services.violations)
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


def _services(settings: Settings) -> Services:
    # At info level the SDK logs every request with its keys, which name clients and users.
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.WARNING)
    tables = Tables(settings.storage)
    organizations = Organizations(tables)
    caches = CacheStores()
    executions = ExecutionLogger(tables)
    executor = Executor(executions, Queue(settings.storage, QUEUE), caches)
    preparation = Preparation(organizations)
    deliveries = Deliveries(executions, executor, preparation)
    return Services(
        tables=tables,
        tiers=(FunctionKeyTier(settings.function_keys),),
        organizations=organizations,
        executions=executions,
        executor=executor,
        preparation=preparation,
        deliveries=deliveries,
        sweeper=Sweeper(OrganizationIds(tables), executions, executor, deliveries),
        audit=AuditLog(tables),
        violations=Violations(),
        caches=caches,
    )


def _load(root: Path, violations: Violations) -> EngineState:
    seal = read_seal(root)
    import_restrictor.install(root, seal, violations.report)
    registry, quarantined = discover(modules_in(seal.files), importlib.import_module)
    return EngineState(
        status="degraded" if quarantined else "ok",
        registry=registry,
        quarantined=quarantined,
        ruleset=seal.ruleset,
    )
