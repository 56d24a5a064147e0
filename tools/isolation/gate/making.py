"""Puts together what a first look needs to know, from the rules themselves."""

from __future__ import annotations

import configparser
import sys
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

from tools.isolation import addresses, guards, strings, tenancy, values, visitor
from tools.isolation.changes import MUTATORS
from tools.isolation.gate.tables import Tables
from tools.isolation.interest import DULL_BUILTINS, WATCHED
from tools.isolation.plain_calls import WORDS
from tools.isolation.registry import RULES
from tools.isolation.rules.rf706_library_state import FILLING, KEEPING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.isolation.catalogue import Catalogue, Entry
    from tools.isolation.policy import Policy

_HARMLESS = frozenset({"split", "replace", "partition", "rpartition", "startswith"})
"""Watched on `__file__` and on classes of texts only; a plain file has neither."""


_made: dict[tuple[object, ...], Tables] = {}


def make_tables(policy: Policy, catalogue: Catalogue) -> Tables:
    """Return what a first look needs to know, once made for all processes that are forked."""
    door = frozenset(policy.door.items())
    key = (policy.text, door, policy.packages, catalogue.fingerprint)
    if key not in _made:
        _made.clear()
        _made[key] = _make(policy, catalogue)
    return _made[key]


def _make(policy: Policy, catalogue: Catalogue) -> Tables:
    """Read the rules' code: a name that none of them mentions cannot be of interest to one."""
    modules = [sys.modules[module] for module in sorted({_home(rule.hooks) for rule in RULES})]
    modules += [addresses, guards, strings, tenancy, visitor]
    texts = _texts_in(value for module in modules for value in _own(module))
    texts.update(values._DECODERS)  # noqa: SLF001 - functions that texts are decoded with
    special = {text for text in texts if "." in text and text.replace(".", "_").isidentifier()}
    prefixes = (t for t in special if t.endswith(".") and t.partition(".")[0] not in _OPEN)
    fields = [
        _words((WATCHED | MUTATORS | KEEPING | FILLING | catalogue.denied_attributes) - _HARMLESS),
        _words(MUTATORS),
        _words(DULL_BUILTINS),
        _words(special),
        _words(policy.packages),
        _words(root_packages(policy.text)),
        _words(prefixes),
        _words(WORDS),
        "\n".join(f"{module}|{_words(names)}" for module, names in sorted(policy.door.items())),
        "\n".join(map(_line, catalogue.entries.values())),
    ]
    return Tables("\n\n".join(fields))


def root_packages(text: str) -> frozenset[str]:
    """Return the packages whose imports of each other a policy's contracts are about."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=False)
    parser.read_string(text)
    names = parser.get("importlinter", "root_packages", fallback="").split()
    return frozenset(name.partition(".")[0] for name in names)


def _line(entry: Entry) -> str:
    flags = "d" * entry.denied + "t" * entry.is_type + "p" * entry.is_package
    members = (entry.allow, entry.deny, entry.warn, entry.returns)
    return "|".join([*_safe((entry.name,)), flags, *map(_words, members)])


def _words(words: Iterable[str]) -> str:
    return " ".join(sorted(_safe(words)))


def _safe(words: Iterable[str]) -> list[str]:
    """Return the words; one that the text could not hold must not become another.

    Raises:
        ValueError: there is such a word.
    """
    found = [*words]
    if any(not word or word.split() != [word] or "|" in word for word in found):
        raise ValueError("a name of the rule set has a blank or a bar in it")
    return found


_OPEN = frozenset({"collections", "pydantic", "typing", "typing_extensions", "workspace", "engine"})
"""Prefixes by which the visitor tells types from lookups; a plain file subscripts none of them."""


def _home(hooks: object) -> str:
    hook = next(iter(hooks.values()))  # type: ignore[attr-defined]
    return str(hook.__module__)


def _own(module: ModuleType) -> Iterator[object]:
    """Yield what a module defines, and the data that it has from others."""
    for value in vars(module).values():
        if not isinstance(value, FunctionType | type) or value.__module__ == module.__name__:
            yield value


def _texts_in(values: Iterable[object]) -> set[str]:
    """Return every text in data, code and classes; what many share is looked through once."""
    texts: set[str] = set()
    seen: set[int] = set()
    pending = [*values]
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, str):
            texts.add(value)
        elif isinstance(value, dict):
            pending += [*value, *value.values()]
        elif type(value) in (frozenset, set, tuple, list):
            pending += value  # type: ignore[arg-type]
        elif isinstance(value, FunctionType):
            pending.append(value.__code__)
        elif isinstance(value, CodeType):
            pending += value.co_consts
        elif isinstance(value, type):
            pending += [item for item in vars(value).values() if not isinstance(item, type)]
    return texts
