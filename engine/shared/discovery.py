"""Load the sealed modules that may declare workflows, keeping a crash inside its own module."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from engine.shared.declarations import DataProvider, DeclarationError, Draft, Workflow, collect
from engine.shared.registry import Duplicate, Registry, build_registry
from engine.shared.values import storable

_log = logging.getLogger(__name__)

_FOLDERS: Final = ("workspace/workflows/", "workspace/data_providers/")


@dataclass(frozen=True)
class Quarantined:
    """Something that is sealed but not served. ``error`` is one line, ``traceback`` for the log."""

    file: str
    module: str
    error: str
    traceback: str


def modules_in(files: Iterable[str]) -> dict[str, str]:
    """Return module name -> file for the sealed files that discovery loads, in a fixed order."""
    found = {}
    for file in sorted(files):
        if file.endswith(".py") and file.startswith(_FOLDERS):
            stem = file.removesuffix(".py").removesuffix("/__init__")
            found[stem.replace("/", ".")] = file
    return found


def discover(
    modules: Mapping[str, str], load: Callable[[str], object]
) -> tuple[Registry, tuple[Quarantined, ...]]:
    """Load ``modules`` (name -> file) with ``load`` and register what they declare.

    A module that raises, or declares something that does not fit together, is quarantined as a
    whole: none of its workflows is served.
    """
    quarantined: dict[str, Quarantined] = {}
    with collect() as drafts:
        for module, file in modules.items():
            try:
                load(module)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - a module may even call sys.exit()
                quarantined[module] = _quarantine(file, module, error)
    definitions: list[Workflow | DataProvider] = []
    for draft in drafts:
        if draft.module in quarantined:
            continue
        try:
            definitions.append(_finish(draft))
        except DeclarationError as error:
            quarantined[draft.module] = _quarantine(
                _file(draft.module, modules), draft.module, error
            )
    served = [d for d in definitions if d.module not in quarantined]
    registry, duplicates = build_registry(served)
    refused = [entry for twice in duplicates for entry in _refused(twice, modules)]
    _warn_about(registry)
    return registry, (*quarantined.values(), *refused)


def _finish(draft: Draft) -> Workflow | DataProvider:
    try:
        return draft.finish()
    except DeclarationError:
        raise
    except Exception as error:
        # Type hints and defaults are the workspace's own objects, so anything may be raised here.
        reason = f"{type(error).__name__}: {error}"
        raise DeclarationError(f"{draft.function.__qualname__}: {reason}") from error


def _quarantine(file: str, module: str, error: BaseException) -> Quarantined:
    text = storable("".join(traceback.format_exception(error)))
    _log.error("%s is quarantined, none of its workflows is served\n%s", file, text)
    return Quarantined(file, module, storable(f"{type(error).__name__}: {error}"), text)


def _refused(twice: Duplicate, modules: Mapping[str, str]) -> list[Quarantined]:
    files = [_file(module, modules) for module in twice.modules]
    error = (
        f"the {twice.kind} name {twice.name!r} is declared in {' and in '.join(files)}:"
        " neither is served; rename one"
    )
    _log.error("%s", error)
    claims = dict(zip(files, twice.modules, strict=True))
    return [Quarantined(file, module, error, error) for file, module in claims.items()]


def _file(module: str, modules: Mapping[str, str]) -> str:
    # A function may come from a helper that discovery did not load itself.
    return modules.get(module, module.replace(".", "/") + ".py")


def _warn_about(registry: Registry) -> None:
    for workflow in registry.workflows.values():
        name = workflow.options.name
        for parameter in workflow.parameters.parameters:
            if parameter.data_provider not in {None, *registry.data_providers}:
                _log.warning(
                    "workflow %s: parameter %s names the data provider %s, which is not served",
                    name,
                    parameter.name,
                    parameter.data_provider,
                )
