"""The seal's schema: what it says, and the one way to write it down."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

SCHEMA_VERSION = 4
SEAL_PATH = ".ringfence/seal.json"
WORKSPACE = "workspace"
RESEAL = "run `ringfence seal`"

# A seal entry is about 120 bytes: this allows 130,000 files. JSON made for it takes some thirty
# times its size as Python objects, and a planted giant must not exhaust the worker's memory before
# the engine can say what is wrong.
MAX_SEAL_BYTES = 16 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# It is shown and logged.
_RULESET = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
_MAX_REASON = 400
# What Linux can open.
_MAX_PATH = 4096
_TAG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
# No empty part, no `.` or `..`, no backslash.
_PATH = re.compile(rf"{WORKSPACE}(?:/(?!\.\.?(?:/|\Z))[^/\\]+)+\Z")
_KEYS = frozenset({"schema", "ruleset", "door", "packages", "denied", "files", "code", "signature"})


class SealError(Exception):
    """The workspace may not be loaded.

    Attributes:
        path: the file at fault, relative to the application root, or None.
        reason: what is wrong with it.
        remedy: the command or step that puts it right.
    """

    def __init__(self, reason: str, *, path: str | None = None, remedy: str = RESEAL) -> None:
        super().__init__(reason, path, remedy)
        self.path = path
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.reason}; {self.remedy}"


class Denied:
    """The names of denied modules, each with all its submodules, and of denied members.

    To make an object of each of a thousand names takes longer than everything else that is done
    with a seal. So they stay texts, one for each first letter, and are looked for in these.

    Attributes:
        texts: first letter -> names with a space between them.
    """

    __slots__ = ("_begun", "texts")

    def __init__(self, names: Iterable[str] = ()) -> None:
        letters = groupby(sorted(names), key=itemgetter(0))
        self.texts: Mapping[str, str] = {letter: " ".join(group) for letter, group in letters}
        # Root -> whether any name begins like it. Most do not.
        self._begun: dict[str, bool] = {}

    @classmethod
    def of_texts(cls, texts: Mapping[str, str]) -> Denied:
        """Take the texts as the seal has them."""
        found = cls()
        found.texts = texts
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Denied) and self.texts == other.texts

    __hash__ = None  # type: ignore[assignment] # as of any object that holds a dict

    def __repr__(self) -> str:
        return f"Denied.of_texts({self.texts!r})"

    def closest(self, name: str) -> str | None:
        """Return ``name``, or the closest module above it, that is denied; None if none is."""
        text = f" {self.texts.get(name[:1], '')} "
        root = name.partition(".")[0]
        begun = self._begun.get(root)
        if begun is None:
            begun = self._begun[root] = f" {root}" in text
        while begun and name:
            if f" {name} " in text:
                return name
            name = name.rpartition(".")[0]
        return None


@dataclass(frozen=True, slots=True)
class Seal:
    """What the checker vouches for.

    Attributes:
        ruleset: fingerprint of the contracts, rules and catalogue that passed the files.
        door: engine module -> names that workspace code may import from it.
        packages: third-party import roots that workspace code may import.
        denied: what may not be imported.
        files: path relative to the root, with ``/`` -> SHA-256 of its bytes in hex.
        code: tag of an interpreter -> SHA-256 of the code cache made for it.
    """

    ruleset: str
    door: Mapping[str, frozenset[str]]
    packages: frozenset[str]
    denied: Denied
    files: Mapping[str, str]
    code: Mapping[str, str] = field(default_factory=dict)


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hex, as the seal records it."""
    return hashlib.sha256(data).hexdigest()


def dump_seal(seal: Seal, signature: str | None = None) -> bytes:
    """Serialise ``seal``: the same seal gives the same bytes, of which a signature is made."""
    document = {
        "schema": SCHEMA_VERSION,
        "ruleset": seal.ruleset,
        "door": {module: sorted(names) for module, names in seal.door.items()},
        "packages": sorted(seal.packages),
        "denied": dict(seal.denied.texts),
        "files": dict(seal.files),
        "code": dict(seal.code),
        "signature": signature,
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode("ascii")


def unsigned(data: bytes, signature: str) -> tuple[memoryview, bytes] | None:
    """Return what was signed, in two parts: ``data`` without its ``signature``, which comes last.

    None if it does not end as `dump_seal` ends a document.
    """
    # A signature holds nothing that JSON would write in another way.
    end = f'"{signature}"\n}}\n'.encode("ascii", "replace")
    if not data.endswith(b' "signature": ' + end):
        return None
    return memoryview(data)[: -len(end)], b"null\n}\n"


def parse_seal(data: bytes) -> tuple[Seal, str | None]:
    """Read a seal and its signature back, refusing anything that `dump_seal` would not write.

    Raises:
        SealError: the bytes are not a seal of this schema version.
    """
    try:
        document = _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise bad_seal(f"the seal is not valid JSON ({error})") from error
    if not isinstance(document, dict):
        raise bad_seal("the seal is not a JSON object")
    # Of the same type too: 2.0 is equal to 2, and nothing that `dump_seal` writes.
    if type(document.get("schema")) is not int or document["schema"] != SCHEMA_VERSION:
        raise bad_seal(
            f"the seal has schema {document.get('schema')!r}, this engine reads {SCHEMA_VERSION}"
        )
    if document.keys() != _KEYS:
        raise bad_seal(f"the seal has the wrong keys: {sorted(document.keys() ^ _KEYS)}")
    if not isinstance(document["ruleset"], str) or not _RULESET.match(document["ruleset"]):
        raise bad_seal("the seal names no rule set")
    signature = document["signature"]
    if not isinstance(signature, str | None):
        raise bad_seal("the seal's `signature` is not a string")
    seal = Seal(
        ruleset=document["ruleset"],
        door=_door(document["door"]),
        packages=_names(document["packages"], "packages"),
        denied=_denied(document["denied"]),
        files=_files(document["files"]),
        code=_code(document["code"]),
    )
    return seal, signature


def bad_seal(reason: str, remedy: str = RESEAL) -> SealError:
    """Return the error that says what is wrong with the seal itself."""
    # It may quote the seal, which may be anything, and every health check shows it.
    return SealError(reason[:_MAX_REASON], path=SEAL_PATH, remedy=remedy)


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key appears twice")
    return document


_DECODER = json.JSONDecoder(object_pairs_hook=_no_duplicates)


def _door(value: object) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        raise bad_seal("the seal's `door` is not an object")
    return {module: _names(names, f"door[{module!r}]") for module, names in value.items()}


def _files(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise bad_seal("the seal's `files` is not an object")
    for path, sha256 in value.items():
        if not _is_workspace_path(path):
            raise bad_seal(f"the seal lists what is not a path inside {WORKSPACE}/: {path!r}")
        _check_hash(path, sha256)
    return value


def _code(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise bad_seal("the seal's `code` is not an object")
    for tag, sha256 in value.items():
        # The tag becomes part of a file name.
        if not _TAG.match(tag):
            raise bad_seal(f"the seal lists code for what is no interpreter's tag: {tag!r}")
        _check_hash(tag, sha256)
    return value


def _check_hash(name: str, sha256: object) -> None:
    if not isinstance(sha256, str) or not _SHA256.match(sha256):
        raise bad_seal(f"the seal's hash of {name!r} is not a SHA-256")


def _names(value: object, where: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise bad_seal(f"the seal's `{where}` is not a list of names")
    return frozenset(value)


def _denied(value: object) -> Denied:
    if not isinstance(value, dict):
        raise bad_seal("the seal's `denied` is not an object")
    for letter, names in value.items():
        # Names that begin otherwise would not be found.
        if len(letter) != 1 or not isinstance(names, str) or names[:1] != letter or "  " in names:
            raise bad_seal(f"the seal's `denied[{letter!r}]` is not a text of names that begin so")
    return Denied.of_texts(value)


def _is_workspace_path(path: str) -> bool:
    return len(path) <= _MAX_PATH and path.isprintable() and _PATH.match(path) is not None
