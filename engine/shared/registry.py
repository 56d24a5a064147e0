"""The workflows and data providers that the engine serves, fixed at start-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from engine.shared.declarations import DataProvider, Workflow

DefinitionT = TypeVar("DefinitionT", Workflow, DataProvider)


@dataclass(frozen=True)
class Registry:
    """Definitions by name."""

    workflows: Mapping[str, Workflow] = field(default_factory=dict)
    data_providers: Mapping[str, DataProvider] = field(default_factory=dict)


@dataclass(frozen=True)
class Duplicate:
    """A name that more than one function claims. ``modules`` lists each claimant."""

    kind: str
    name: str
    modules: tuple[str, ...]


def build_registry(
    definitions: Iterable[Workflow | DataProvider],
) -> tuple[Registry, tuple[Duplicate, ...]]:
    """Index definitions by name.

    A name that is claimed twice is served by no one: whichever won, a caller could get the other
    workflow than the one meant, and a new file could take over the name of an old one.
    """
    items = list(definitions)
    workflows, twice = _index("workflow", [d for d in items if isinstance(d, Workflow)])
    providers, again = _index("data provider", [d for d in items if isinstance(d, DataProvider)])
    return Registry(MappingProxyType(workflows), MappingProxyType(providers)), twice + again


def _index(
    kind: str, definitions: list[DefinitionT]
) -> tuple[dict[str, DefinitionT], tuple[Duplicate, ...]]:
    claims: dict[str, list[DefinitionT]] = defaultdict(list)
    for definition in definitions:
        claims[definition.options.name].append(definition)
    unique = {name: found[0] for name, found in claims.items() if len(found) == 1}
    duplicates = tuple(
        Duplicate(kind, name, tuple(definition.module for definition in found))
        for name, found in claims.items()
        if len(found) > 1
    )
    return dict(sorted(unique.items())), duplicates
