"""Runs the import-linter contracts that concern the workspace over the judged tree.

Import-linter looks packages up on ``sys.path``; here every root package has a fixed directory, so
that the judged tree is only ever read and can never be imported, not even by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.isolation.policy import FILE, Mistake, PolicyError

CONTRACT_PREFIX = "workspace-"
"""Contracts whose id starts like this are part of ``ringfence check``."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One forbidden import chain; ``path`` and ``line`` are those of its first import."""

    contract: str
    path: str
    line: int
    chain: str


def check_contracts(rules_root: Path, workspace: Path) -> list[Broken]:
    """Check the contracts of ``rules_root`` with ``workspace`` as the judged package.

    The other root packages are read from ``rules_root``, since the judged tree's engine is not
    what will run.

    Raises:
        PolicyError: a contract is badly configured.
    """
    # Import-linter takes 95 ms to import: only a run that really judges contracts pays.
    import grimp  # noqa: PLC0415
    from grimp.application.config import settings as grimp_settings  # noqa: PLC0415
    from importlinter import configuration  # noqa: PLC0415
    from importlinter.application import use_cases  # noqa: PLC0415

    configuration.configure()
    try:
        options = use_cases.read_user_options(str(rules_root / FILE))
        use_cases._register_contract_types(options)  # noqa: SLF001 - no public way before 3.0
        roots = _as_list(options.session_options["root_packages"])
        directories = {
            name: workspace if name == "workspace" else rules_root / name for name in roots
        }
        grimp_settings.configure(PACKAGE_FINDER=_finder(directories))
        graph = grimp.build_graph(*roots, include_external_packages=False, cache_dir=None)
        broken: list[Broken] = []
        for contract in options.contracts_options:
            if str(contract.get("id", "")).startswith(CONTRACT_PREFIX):
                broken.extend(_check_one(contract, options.session_options, graph, workspace))
    except _configuration_errors() as error:
        raise PolicyError([Mistake(0, f"import-linter: {error}")]) from error
    return broken


def _check_one(
    options: Mapping[str, Any], session: Mapping[str, Any], graph: Any, workspace: Path
) -> list[Broken]:
    from copy import deepcopy  # noqa: PLC0415

    from importlinter.domain.contract import registry  # noqa: PLC0415

    contract_class = registry.get_contract_class(options["type"])
    contract = contract_class(
        name=options["name"], session_options=dict(session), contract_options=dict(options)
    )
    check = contract.check(deepcopy(graph), verbose=False)
    if check.kept:
        return []
    chains = [
        chain for group in check.metadata.get("invalid_chains", ()) for chain in group["chains"]
    ]
    if not chains:
        return [Broken(options["name"], FILE, 1, "run `lint-imports` for the details")]
    return [_broken(options["name"], chain, workspace) for chain in chains]


def _broken(contract: str, chain: Sequence[Mapping[str, Any]], workspace: Path) -> Broken:
    first = chain[0]
    modules = [first["importer"], *(link["imported"] for link in chain)]
    lines = [line for line in first["line_numbers"] if line]
    return Broken(
        contract, _path_of(first["importer"], workspace), min(lines, default=1), " → ".join(modules)
    )


def _path_of(module: str, workspace: Path) -> str:
    parts = module.split(".")
    if parts[0] == "workspace" and workspace.joinpath(*parts[1:]).is_dir():
        return "/".join([*parts, "__init__.py"])
    return "/".join(parts) + ".py"


def _as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _configuration_errors() -> tuple[type[Exception], ...]:
    from importlinter.domain.contract import (  # noqa: PLC0415
        InvalidContractOptions,
        NoSuchContractType,
    )

    return (InvalidContractOptions, NoSuchContractType, ValueError, KeyError, FileNotFoundError)


def _finder(directories: Mapping[str, Path]) -> Any:
    from grimp.application.ports.packagefinder import AbstractPackageFinder  # noqa: PLC0415

    class FixedFinder(AbstractPackageFinder):
        """Finds each root package where it was told and nowhere else."""

        def determine_package_directories(
            self,
            package_name: str,
            file_system: object,  # noqa: ARG002 - the port's signature
        ) -> set[str]:
            return {str(directories[package_name])}

    return FixedFinder()
