"""What the modules of a workspace hand to each other: imports and constants, by name.

Each module has a summary that depends on its own text alone and names its neighbours without
looking at them; `ExportTable` follows the names from summary to summary. So a summary can be kept
between runs, the result does not depend on the order in which files are judged, and the questions
that the judgement of one file asked are exactly what its verdict depends on.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from tools.isolation.borrowing import borrowing_methods
from tools.isolation.catalogue import Catalogue
from tools.isolation.keeping import instances, keepers, readers, sharers
from tools.isolation.keys import is_keyed
from tools.isolation.marks import INSTANCE
from tools.isolation.scopes import ScopeTree
from tools.isolation.source import MAX_SOURCE_BYTES, Source
from tools.isolation.values import (
    Exports,
    Kind,
    Names,
    Neighbours,
    Resolver,
    TooEntangledError,
    Value,
    Values,
    exports_of,
)

TEXT_OF = "#"
"""Begins the question for the digest of the text of a module."""
MAX_HOPS = 2_000
"""Names looked at to follow one; honest code passes a name on a few times."""


def summarize(source: Source, catalogue: Catalogue) -> Exports:
    """Return what a module binds by imports and constants; neighbours' names stay names."""
    if len(source.data) > MAX_SOURCE_BYTES or source.scopes is None:
        return {}
    resolver = Resolver(source.scopes, Names.of_path(source.path), catalogue, {})
    names = exports_of(source.scopes, resolver)
    names.update(_marks(source.scopes, resolver))
    if b"getattr" in source.data or not source.data.isascii():
        names.update({name: (Value(Kind.FUNCTION, name),) for name in readers(source.scopes.tree)})
    return names


def _marks(scopes: ScopeTree, resolver: Resolver) -> dict[str, Values]:
    """Return what other files need to know of classes and functions; no names of Python's."""

    def keyed(node: ast.AST) -> bool:
        return is_keyed(resolver, node, resolver.facts.scope_of(node))

    marked = [
        *borrowing_methods(scopes.tree), *keepers(scopes, keyed), *sharers(scopes.tree)
    ]  # fmt: skip
    found: dict[str, Values] = {name: (Value(Kind.FUNCTION, name),) for name in marked}
    for name, called in instances(scopes.tree):
        made = resolver.values(called, scopes.module)
        module = resolver.names.module
        found[f"{name}{INSTANCE}"] = tuple(
            Value(Kind.MEMBER, f"{module}.{value.name}") if value.kind is Kind.CLASS else value
            for value in made
            if value.kind in (Kind.CLASS, Kind.MEMBER) and value.name
        )
    return {name: values for name, values in found.items() if values}


class ExportTable(Neighbours):
    """Workspace module -> what its names stand for, worked out only for what is asked for."""

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], Source],
        catalogue: Catalogue,
        summary: Callable[[str], Exports] | None = None,
    ) -> None:
        self._paths: dict[str, str | None] = {}
        for path in paths:
            parts = path.split("/")
            for end in range(1, len(parts)):
                self._paths.setdefault(".".join(parts[:end]), None)
            if path.endswith(".py"):
                self._paths[Names.of_path(path).module] = path
        self._summarize = summary or (lambda path: summarize(read(path), catalogue))
        self._summaries: dict[str, Exports] = {}
        self._known: dict[tuple[str, str], Values | None] = {}
        self._read = read

    def __getitem__(self, module: str) -> Exports:
        self.summary(module)
        return _Module(self, module)

    def __contains__(self, module: object) -> bool:
        """Say whether a module is there; ``package.__init__`` asks for the package's own file."""
        if module in self._paths or not isinstance(module, str):
            return module in self._paths
        package, _, name = module.rpartition(".")
        path = self._paths.get(package) if name == "__init__" else None
        return path is not None and path.endswith("/__init__.py")

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def source(self, module: str) -> Source | None:
        """Return the text of a module, unless it is missing, unreadable or too large."""
        path = self._paths.get(module)
        if path is None:
            return None
        try:
            source = self._read(path)
        except OSError:
            return None  # Reported where the file itself is judged.
        return source if len(source.data) <= MAX_SOURCE_BYTES else None

    def digest(self, module: str) -> str:
        """Return the SHA-256 of the text of a module; empty where there is none."""
        source = self.source(module)
        return hashlib.sha256(source.data).hexdigest() if source is not None else ""

    def summary(self, module: str) -> Exports:
        """Return a module's own summary.

        Raises:
            KeyError: there is no such module.
        """
        if module not in self._summaries:
            path = self._paths[module]
            self._summaries[module] = self._summarize(path) if path else {}
        return self._summaries[module]

    def resolve(self, module: str, name: str) -> Values | None:
        """Return what ``module.name`` stands for, or None if it is the module's own affair.

        Raises:
            TooEntangledError: the name is passed on more often than anybody would.
        """
        key = (module, name)
        if key not in self._known:
            self._known[key] = self._follow(module, name)
        return self._known[key]

    def _follow(self, module: str, name: str) -> Values | None:
        first = self.summary(module).get(name)
        if first is None:
            return None
        found: dict[tuple[Kind, str, str], Value] = {}
        seen = {(module, name)}
        pending = [*reversed(first)]
        while pending:
            value = pending.pop()
            owner, _, attr = value.name.rpartition(".")
            if value.kind is not Kind.MEMBER or owner not in self._paths:
                found[value.kind, value.name, repr(value.data)] = value
            elif (owner, attr) not in seen:
                seen.add((owner, attr))
                if len(seen) > MAX_HOPS:
                    raise TooEntangledError
                beyond = self.summary(owner).get(attr)
                if value.name in self._paths:
                    # A package may bind the name of its submodule to something else.
                    found[Kind.MODULE, value.name, ""] = Value(Kind.MODULE, value.name)
                elif beyond is None:
                    found[value.kind, value.name, ""] = value
                pending.extend(reversed(beyond or ()))
        # Two modules that have a name only from each other: nobody has it.
        return tuple(found.values()) or None


class _Module(Mapping[str, Values]):
    """The names of one module."""

    def __init__(self, table: ExportTable, module: str) -> None:
        self._table = table
        self._module = module

    def __getitem__(self, name: str) -> Values:
        found = self._table.resolve(self._module, name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.summary(self._module))

    def __len__(self) -> int:
        return len(self._table.summary(self._module))


Answers = Mapping[str, str]
"""Question about the neighbours -> its answer, both as text."""


class Witness(Neighbours):
    """Passes questions on to a table and writes down what was asked."""

    def __init__(self, table: ExportTable) -> None:
        self._table = table
        self._asked: set[str] = set()

    def __contains__(self, module: object) -> bool:
        # Nobody can put a module outside of the workspace's own package.
        if isinstance(module, str) and module.startswith("workspace"):
            self._asked.add(f"?{module}")
        return module in self._table

    def __getitem__(self, module: str) -> Exports:
        self._asked.add(f"?{module}")
        if module not in self._table:
            raise KeyError(module)
        return _WitnessedModule(self._table[module], module, self._asked)

    def __iter__(self) -> Iterator[str]:
        self._asked.add("*")
        return iter(self._table)

    def __len__(self) -> int:
        self._asked.add("*")
        return len(self._table)

    def source(self, module: str) -> Source | None:
        """Pass on the text of a module: any change of it may change the verdict."""
        self._asked.add(f"{TEXT_OF}{module}")
        return self._table.source(module)

    def answers(self) -> dict[str, str]:
        """Return everything that was asked, with the answers."""
        return {question: ask(self._table, question) for question in sorted(self._asked)}


class _WitnessedModule(Mapping[str, Values]):
    def __init__(self, names: Exports, module: str, asked: set[str]) -> None:
        self._names = names
        self._module = module
        self._asked = asked

    def __getitem__(self, name: str) -> Values:
        self._asked.add(f"={self._module} {name}")
        return self._names[name]

    def __iter__(self) -> Iterator[str]:
        self._asked.add(f"*{self._module}")
        return iter(self._names)

    def __len__(self) -> int:
        self._asked.add(f"*{self._module}")
        return len(self._names)


def ask(table: ExportTable, question: str) -> str:
    """Answer a question that a `Witness` has written down."""
    try:
        return _ask(table, question)
    except RecursionError:
        return "too entangled"


def _ask(table: ExportTable, question: str) -> str:
    kind, rest = question[:1], question[1:]
    if kind == TEXT_OF:
        return table.digest(rest)
    if kind == "?":
        return "yes" if rest in table else "no"
    if kind == "=":
        module, _, name = rest.partition(" ")
        return _short(_shown(table.resolve(module, name)) if module in table else "no module")
    if not rest:
        return _short("\n".join(sorted(table)))
    if rest not in table:
        return "no module"
    return _short("\n".join(f"{name} {_shown(table.resolve(rest, name))}" for name in table[rest]))


def _shown(values: Values | None) -> str:
    if values is None:
        return "own"
    return "; ".join(f"{v.kind.name} {v.name} {type(v.data).__name__} {v.data!r}" for v in values)


def _short(text: str) -> str:
    if len(text) <= 64:
        return text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
