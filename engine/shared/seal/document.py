"""The seal's schema: what it says, and the one way to write it down."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SCHEMA_VERSION = 3
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


@dataclass(frozen=True, slots=True)
class Seal:
    """What the checker vouches for.

    Attributes:
        ruleset: fingerprint of the contracts, rules and catalogue that passed the files.
        door: engine module -> names that workspace code may import from it.
        packages: third-party import roots that workspace code may import.
        denied: modules that may not be imported, each with all its submodules.
        files: path relative to the root, with ``/`` -> SHA-256 of its bytes in hex.
        code: tag of an interpreter -> SHA-256 of the code cache made for it.
    """

    ruleset: str
    door: Mapping[str, frozenset[str]]
    packages: frozenset[str]
    denied: frozenset[str]
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
        # One text: a thousand strings would take longer to read than all the rest.
        "denied": " ".join(sorted(seal.denied)),
        "files": dict(seal.files),
        "code": dict(seal.code),
        "signature": signature,
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode("ascii")


def unsigned(data: bytes, signature: str) -> bytes | None:
    """Return the bytes that were signed: ``data`` without its ``signature``, which comes last.

    None if it does not end as `dump_seal` ends a document.
    """
    end = _end(signature)
    return data.removesuffix(end) + _end(None) if data.endswith(end) else None


def _end(signature: str | None) -> bytes:
    return f' "signature": {json.dumps(signature)}\n}}\n'.encode("ascii")


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


def _denied(value: object) -> frozenset[str]:
    names = frozenset(value.split(" ")) if isinstance(value, str) and value else frozenset()
    if not isinstance(value, str) or "" in names:
        raise bad_seal("the seal's `denied` is not a text of names with a space between them")
    return names


def _is_workspace_path(path: str) -> bool:
    return len(path) <= _MAX_PATH and path.isprintable() and _PATH.match(path) is not None
