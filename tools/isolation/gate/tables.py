"""What a first look needs to know of the rule set, put together from the rules themselves."""

from __future__ import annotations

import sys
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, NamedTuple

from tools.isolation import addresses, guards, strings, tenancy, values, visitor
from tools.isolation.changes import MUTATORS
from tools.isolation.interest import WATCHED
from tools.isolation.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.isolation.catalogue import Catalogue
    from tools.isolation.policy import Policy

_HARMLESS = frozenset({"split", "replace", "partition", "rpartition", "startswith"})
"""Watched on `__file__` and on classes of texts only; a plain file has neither."""


class Tables(NamedTuple):
    """The rule set as a first look sees it.

    Attributes:
        watched: attribute names that some rule asks for on any object.
        mutators: methods that change their object.
        special: dotted names that some rule has in its code; its prefixes end with a dot.
    """

    policy: Policy
    catalogue: Catalogue
    watched: frozenset[str]
    mutators: frozenset[str]
    special: frozenset[str]
    prefixes: tuple[str, ...]

    def is_special(self, dotted: str) -> bool:
        """Say whether some rule or the catalogue knows more of an imported thing."""
        return (
            dotted in self.special
            or dotted.startswith(self.prefixes)
            or dotted in self.catalogue.entries
        )


def make_tables(policy: Policy, catalogue: Catalogue) -> Tables:
    """Read the rules' code: a name that none of them mentions cannot be of interest to one."""
    modules = [sys.modules[module] for module in sorted({_home(rule.hooks) for rule in RULES})]
    modules += [addresses, guards, strings, tenancy, visitor]
    texts = {text for module in modules for text in _texts_of(module)}
    texts.update(values._DECODERS)  # noqa: SLF001 - functions that texts are decoded with
    special = {text for text in texts if "." in text and text.replace(".", "_").isidentifier()}
    return Tables(
        policy,
        catalogue,
        (WATCHED | MUTATORS | catalogue.denied_attributes) - _HARMLESS,
        MUTATORS,
        frozenset(special),
        tuple(sorted(t for t in special if t.endswith(".") and t.partition(".")[0] not in _OPEN)),
    )


_OPEN = frozenset({"collections", "pydantic", "typing", "typing_extensions", "workspace", "engine"})
"""Prefixes by which the visitor tells types from lookups; a plain file subscripts none of them."""


def _home(hooks: object) -> str:
    hook = next(iter(hooks.values()))  # type: ignore[attr-defined]
    return str(hook.__module__)


def _texts_of(module: ModuleType) -> Iterator[str]:
    for value in vars(module).values():
        if isinstance(value, FunctionType | type) and value.__module__ != module.__name__:
            continue
        yield from _texts(value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif type(value) in (frozenset, set, tuple, list):
        for item in value:  # type: ignore[attr-defined]
            yield from _texts(item)
    elif isinstance(value, FunctionType):
        yield from _texts(value.__code__)
    elif isinstance(value, CodeType):
        for constant in value.co_consts:
            yield from _texts(constant)
    elif isinstance(value, type):
        for item in vars(value).values():
            if not isinstance(item, type):
                yield from _texts(item)
