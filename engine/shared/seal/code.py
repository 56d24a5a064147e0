"""The code cache: compiled workspace modules, found by the hash of their source.

Compiling is what makes a cold start slow, and a stray ``.pyc`` is a way past the seal; so the
compiled code of all modules lies in one file per interpreter, and the seal has its hash too.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import CodeType

from engine.shared.seal.document import Seal, SealError, digest
from engine.shared.seal.files import read_regular

CODE_FOLDER = ".ringfence/code"
MAX_PACK_BYTES = 512 * 1024 * 1024


def code_tag() -> str:
    """Name what compiled code depends on: implementation, version, bytecode and optimisation."""
    magic = importlib.util.MAGIC_NUMBER.hex()
    return f"{sys.implementation.cache_tag}-{magic}-o{sys.flags.optimize}"


def pack_path(tag: str) -> str:
    """Return where the cache for ``tag`` lies, relative to the application root."""
    return f"{CODE_FOLDER}/{tag}.bin"


def compile_module(data: bytes, path: str) -> bytes:
    """Compile the source of the sealed file ``path``; nothing is executed.

    Returns:
        The marshalled code. Its file name is the relative path, so that the bytes do not depend
        on where they were made.

    Raises:
        SyntaxError, ValueError: the source is not Python.
    """
    with warnings.catch_warnings():
        # What the compiler would warn about is the checker's to report.
        warnings.simplefilter("ignore")
        code = compile(data, path, "exec", dont_inherit=True)
    # Once there and back: how often the compiler happened to share an object no longer shows.
    return marshal.dumps(marshal.loads(marshal.dumps(code)))  # noqa: S302 - our own code


def dump_pack(modules: Mapping[str, bytes]) -> bytes:
    """Serialise hash of a source -> marshalled code: one line of JSON offsets, then the code."""
    index: dict[str, list[int]] = {}
    offset = 0
    for sha256 in sorted(modules):
        index[sha256] = [offset, len(modules[sha256])]
        offset += len(modules[sha256])
    head = json.dumps(index, separators=(",", ":")).encode("ascii") + b"\n"
    return head + b"".join(modules[sha256] for sha256 in sorted(modules))


class CodePack:
    """Verified compiled code, by the hash of its source."""

    def __init__(self, data: bytes) -> None:
        end = data.find(b"\n")
        self._code = memoryview(data)[end + 1 :]
        self._index: dict[str, list[int]] = json.loads(data[:end].decode("ascii")) if data else {}

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._index

    def get(self, sha256: str) -> CodeType | None:
        """Return the code compiled from the source with this hash."""
        if sha256 not in self._index:
            return None
        offset, length = self._index[sha256]
        code: CodeType = marshal.loads(self._code[offset : offset + length])  # noqa: S302 - sealed
        return code


def read_pack(root: Path, seal: Seal) -> CodePack:
    """Read the code cache that ``seal`` lists for this interpreter; empty when it lists none.

    Raises:
        SealError: the cache is missing, unreadable or not the sealed one.
    """
    tag = code_tag()
    expected = seal.code.get(tag)
    if expected is None:
        return CodePack(b"")
    path = pack_path(tag)
    try:
        data = read_regular(f"{root}/{path}", MAX_PACK_BYTES)
    except OSError as error:
        reason = f"the sealed code cache cannot be read ({error.strerror or error})"
        raise SealError(reason, path=path) from error
    if digest(data) != expected:
        raise SealError("the code cache changed since it was sealed", path=path)
    return CodePack(data)
