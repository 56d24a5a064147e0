"""The optional signature: proof that the seal was made by whoever holds the key.

Hashes alone prove that the files are the ones the seal lists; they cannot prove who wrote the
seal. With a key at build time and at run time, only the build can.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from engine.shared.seal.document import Seal, bad_seal, dump_seal, unsigned

KEY_SETTING = "WORKSPACE_SEAL_KEY"
MIN_KEY_CHARACTERS = 32
_SCHEME = "hmac-sha256:"
_REMEDY = f"run `ringfence seal` with the {KEY_SETTING} that this engine has"


def parse_key(text: str) -> bytes:
    """Return the key in a setting's text.

    Raises:
        ValueError: it is too short to resist guessing, or is not printable ASCII.
    """
    if len(text) < MIN_KEY_CHARACTERS or not text.isascii() or not text.isprintable():
        raise ValueError(
            f"must be at least {MIN_KEY_CHARACTERS} printable ASCII characters,"
            " as `openssl rand -hex 32` prints"
        )
    return text.encode("ascii")


def sign(seal: Seal, key: bytes) -> str:
    """Return the signature of ``seal``: HMAC-SHA-256 of its unsigned bytes."""
    return _signature((dump_seal(seal),), key)


def _signature(parts: Iterable[bytes | memoryview], key: bytes) -> str:
    code = hmac.new(key, digestmod=_sha256)
    for part in parts:
        code.update(part)
    return _SCHEME + code.hexdigest()


def _sha256(data: bytes = b"") -> hashlib._Hash:
    # By a function, not by its name: OpenSSL's own HMAC takes ten times as long when first used.
    return hashlib.sha256(data)


def require_signature(data: bytes, signature: str | None, key: bytes) -> None:
    """Accept only a seal that was signed with ``key``.

    Args:
        data: the seal, as it lies on disk.
        signature: what it says is its signature.
        key: what it has to be signed with.

    Raises:
        SealError: it is unsigned, or signed with another key, or changed since.
    """
    if signature is None:
        raise bad_seal("the seal is not signed, and this engine requires a signature", _REMEDY)
    # Over the bytes as they are, so that nothing in them is left to how they are read.
    body = unsigned(data, signature)
    expected = "" if body is None else _signature(body, key)
    if not expected or not hmac.compare_digest(
        signature.encode("utf-8", "replace"), expected.encode()
    ):
        raise bad_seal(
            "the seal's signature is wrong: it was changed, or signed with another key", _REMEDY
        )
