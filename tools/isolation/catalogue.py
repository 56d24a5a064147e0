"""The member catalogue: what of the standard library and of well-known packages may be used.

The data lies in ``catalogue/*.toml``, which maintainers edit; this module only reads and asks it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Container
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from tools.isolation import cachedir

DATA = Path(__file__).parent / "catalogue"


class CatalogueError(Exception):
    """The catalogue's own data is wrong: the checker cannot be trusted and must not run."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is refused or reported, and what to write instead; both may be empty."""

    why: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One module, package or type of the catalogue."""

    name: str
    reason: Reason = Reason()
    denied: bool = False
    is_type: bool = False
    is_package: bool = False
    allow: frozenset[str] = frozenset()
    deny: dict[str, Reason] = field(default_factory=dict)
    warn: dict[str, Reason] = field(default_factory=dict)
    returns: dict[str, str] = field(default_factory=dict)


_KEYS = frozenset(
    {"allow", "denied", "deny", "instead", "package", "returns", "type", "warn", "why"}
)


class Catalogue:
    """Answers for modules and members by full dotted name."""

    def __init__(self, entries: dict[str, Entry], fingerprint: str) -> None:
        self.entries = entries
        self.fingerprint = fingerprint
        self.stdlib = frozenset(sys.stdlib_module_names)
        self.denied_attributes = frozenset(
            attr for entry in entries.values() if entry.is_type for attr in entry.deny
        )
        """Members that some type denies: on an instance they may be inherited."""

    def is_module(self, name: str) -> bool:
        """Say whether ``name`` is a module with an entry of its own."""
        entry = self.entries.get(name)
        return entry is not None and not entry.is_type

    def is_stdlib(self, name: str) -> bool:
        """Say whether a dotted module name belongs to the standard library."""
        return name.partition(".")[0] in self.stdlib

    def denied_module(self, name: str) -> Reason | None:
        """Return the reason why a module may not be imported, or None.

        A standard-library module without an entry is refused: nobody has decided about it.
        """
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            entry = self.entries.get(".".join(parts[:end]))
            if entry is not None and (
                entry.denied or (end < len(parts) and parts[end] in entry.deny)
            ):
                return (
                    entry.deny.get(parts[end], entry.reason) if end < len(parts) else entry.reason
                )
        if parts[0] not in self.stdlib or parts[0] == "__future__":
            return None
        if parts[0].startswith("_"):
            return Reason("it is a private module of the standard library", "use the public module")
        if name not in self.entries:
            return Reason("nobody has decided yet what workspace code may use of it", "")
        return None

    def judge_member(self, module: str, member: str) -> tuple[bool, Reason] | None:
        """Judge ``module.member``.

        Returns:
            None when it may be used; ``(True, reason)`` when it is refused;
            ``(False, reason)`` when it is allowed with a warning.
        """
        entry = self.entries.get(module)
        if entry is None:
            return self._judge_inner(module, member)
        if member in entry.deny:
            return (True, _or(entry.deny[member], entry.reason))
        if member in entry.warn:
            return (False, _or(entry.warn[member], entry.reason))
        if member in entry.allow:
            return None
        return self._judge_inner(module, member) if entry.is_package else (True, entry.reason)

    def _judge_inner(self, module: str, member: str) -> tuple[bool, Reason] | None:
        """Judge a member that nothing is said about by what the packages around say of its name.

        A package shows what its modules define: ``aiohttp.UnixConnector`` comes from
        ``aiohttp.connector``. Plain words such as ``load`` may mean something else there.
        """
        if not (member[:1].isupper() or "_" in member):
            return None
        outer = module.rpartition(".")[0]
        while outer:
            entry = self.entries.get(outer)
            if entry is not None and entry.is_package and member in entry.deny:
                return (True, _or(entry.deny[member], entry.reason))
            outer = outer.rpartition(".")[0]
        return None

    def is_member_name(self, name: str) -> bool:
        """Say whether a package's entry lists ``name`` although it reads like a module's."""
        module, _, member = name.rpartition(".")
        entry = self.entries.get(module)
        return entry is not None and member in entry.allow

    def type_of_call(self, member: str) -> str | None:
        """Return the catalogued type that calling ``member`` gives an instance of, or None."""
        entry = self.entries.get(member)
        if entry is not None and entry.is_type:
            return member
        module, _, name = member.rpartition(".")
        owner = self.entries.get(module)
        return owner.returns.get(name) if owner is not None else None

    def denied_names(self, packages: Container[str]) -> frozenset[str]:
        """Return every name that may not be imported, for the seal.

        Args:
            packages: what workspace code may import besides the standard library. What lies inside
                of other packages is left out: nobody gets that far.
        """
        names = {name for name, entry in self.entries.items() if entry.denied}
        for name, entry in self.entries.items():
            if not entry.is_type:
                names.update(f"{name}.{member}" for member in entry.deny)
        return frozenset(
            name
            for name in names
            if "." not in name or self.is_stdlib(name) or name.partition(".")[0] in packages
        )


def _or(reason: Reason, fallback: Reason) -> Reason:
    return Reason(reason.why or fallback.why, reason.instead or fallback.instead)


_loaded: dict[Path, Catalogue] = {}


def load_catalogue(directory: Path = DATA) -> Catalogue:
    """Read and check all of the catalogue's files, once a process.

    Raises:
        CatalogueError: a file cannot be read, a key is unknown or an entry appears twice.
    """
    if directory not in _loaded:
        _loaded[directory] = _load(directory)
    return _loaded[directory]


def _load(directory: Path) -> Catalogue:
    files = {file.name: file.read_bytes() for file in sorted(directory.glob("*.toml"))}
    if not files:
        raise CatalogueError(f"no catalogue in {directory}")
    digest = hashlib.sha256()
    for name, data in files.items():
        digest.update(name.encode() + b"\0" + data + b"\0")
    fingerprint = digest.hexdigest()
    entries: dict[str, Entry] = {}
    for file, document in _documents(files, fingerprint, compiled_file(directory)).items():
        for name, raw in document.items():
            if not isinstance(raw, dict):
                raise CatalogueError(f"{file}: {name} is not a table")
            if name in entries:
                raise CatalogueError(f"{file}: [{name}] appears twice in the catalogue")
            entries[name] = _entry(file, name, raw)
    return Catalogue(entries, fingerprint)


def compiled_file(directory: Path) -> str:
    """Return where the parsed files are kept: beside them, as Python keeps compiled modules.

    That saves the parser's 85 ms and nothing else. Whoever can write there can write the checker's
    own compiled modules; no verdict is kept there.
    """
    return str(Path(cache_from_source(str(directory / "catalogue.py"))).with_suffix(".json"))


def _documents(files: dict[str, bytes], fingerprint: str, place: str) -> dict[str, dict[str, Any]]:
    parts = cachedir.load(place)
    if parts is not None and parts[0] == fingerprint.encode("ascii"):
        try:
            documents = json.loads(parts[-1])
        except (ValueError, RecursionError):
            documents = None
        if (
            isinstance(documents, dict)
            and [*documents] == [*files]
            and all(isinstance(document, dict) for document in documents.values())
        ):
            return documents
    documents = {name: _parse(name, data) for name, data in files.items()}
    if not sys.dont_write_bytecode:
        body = json.dumps(documents, separators=(",", ":")).encode("ascii")
        cachedir.save(place, [fingerprint.encode("ascii"), body])
    return documents


def _parse(name: str, data: bytes) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - seldom needed

    try:
        return tomllib.loads(data.decode("utf-8"))
    except ValueError as error:
        raise CatalogueError(f"{name}: {error}") from error


def _entry(file: str, name: str, raw: dict[str, Any]) -> Entry:
    if unknown := raw.keys() - _KEYS:
        raise CatalogueError(f"{file}: [{name}] has unknown keys {sorted(unknown)}")
    return Entry(
        name=name,
        reason=Reason(raw.get("why", ""), raw.get("instead", "")),
        denied=raw.get("denied", False),
        is_type=raw.get("type", False),
        is_package=raw.get("package", False),
        allow=frozenset(raw.get("allow", ())),
        deny={key: Reason(**value) for key, value in raw.get("deny", {}).items()},
        warn={key: Reason(**value) for key, value in raw.get("warn", {}).items()},
        returns=raw.get("returns", {}),
    )
