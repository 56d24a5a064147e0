"""Take secrets out of values before they are stored.

By the name of a key, by the shape of a text, and by being a secret the execution was handed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

REDACTED: Final = "[redacted]"

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_WORDS: Final = frozenset(
    {
        "authorization",
        "cookie",
        "cookies",
        "credential",
        "credentials",
        "otp",
        "passphrase",
        "passwd",
        "password",
        "passwords",
        "pwd",
        "sas",
        "secret",
        "secrets",
        "token",
        "tokens",
    }
)
# Names of which the single words are harmless; also found inside names written as one word.
_SECRET_PARTS: Final = (
    "accesskey",
    "accesstoken",
    "accountkey",
    "apikey",
    "authtoken",
    "bearertoken",
    "clientsecret",
    "connectionstring",
    "encryptionkey",
    "functionkey",
    "functionskey",
    "idtoken",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "sastoken",
    "secretkey",
    "sharedkey",
    "signingkey",
    "storagekey",
    "subscriptionkey",
)
_SECRET_TEXTS: Final = (
    re.compile(r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),
    re.compile(
        r"(?i)\b(?:accountkey|sharedaccesskey|sharedaccesssignature|password|pwd|sig"
        r"|client_secret|api_key|apikey)=[^;&\s\"']+"
    ),
    re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    ),
)
# Shorter texts would be found everywhere.
_MIN_SECRET: Final = 4


def redact(value: Any, secrets: Collection[str] = ()) -> Any:
    """Return a copy of a JSON value without what looks secret.

    Args:
        value: JSON values; the nesting is bounded by what JSON parsing and dumping accept.
        secrets: texts known to be secret, removed wherever they occur.
    """
    known = sorted((s for s in secrets if len(s) >= _MIN_SECRET), key=len, reverse=True)
    return _value(value, known)


def redact_text(text: str, secrets: Collection[str] = ()) -> str:
    """Return ``text`` without what looks secret."""
    return str(redact(text, secrets))


def is_secret_name(name: str) -> bool:
    """Tell whether a key of this name is likely to hold a secret."""
    words = [word.lower() for word in _WORDS.findall(name)]
    if not _SECRET_WORDS.isdisjoint(words):
        return True
    joined = "".join(words)
    return any(part in joined for part in _SECRET_PARTS)


def _value(value: Any, secrets: list[str]) -> Any:
    if isinstance(value, str):
        return _text(value, secrets)
    if isinstance(value, dict):
        return {_text(k, secrets): _member(k, item, secrets) for k, item in value.items()}
    if isinstance(value, list):
        return [_value(item, secrets) for item in value]
    return value


def _member(name: str, value: Any, secrets: list[str]) -> Any:
    # Whether a secret is there is no secret: booleans and null tell only that.
    if is_secret_name(name) and value is not None and not isinstance(value, bool):
        return REDACTED
    return _value(value, secrets)


def _text(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    for pattern in _SECRET_TEXTS:
        text = pattern.sub(REDACTED, text)
    return text
