"""Take secrets out of values before they are stored.

By the name of a key, by the shape of a text, and by being a secret the execution was handed, as it
is or as it looks in base64, hexadecimal, a URL or JSON. Whoever cuts a secret up or encrypts it
gets it past this: redaction is for accidents.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, quote_plus

from engine.shared.values import dump, exact

REDACTED: Final = "[redacted]"
_URL_SAFE: Final = str.maketrans("+/", "-_")

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
# What a text in lower case must hold, which is found faster than the pattern -> the pattern.
_SECRET_TEXTS: Final = (
    ("bearer", re.compile(r"(?i)\bbearer\s+[A-Za-z0-9+/=._~-]{8,}")),
    ("basic", re.compile(r"(?i)\bbasic\s+[A-Za-z0-9+/=._~-]{8,}")),
    ("eyj", re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*")),
    (
        "=",
        re.compile(
            r"(?i)\b(?:accountkey|sharedaccesskey|sharedaccesssignature|password|pwd|sig"
            r"|client_secret|api_key|apikey|access_token|refresh_token|id_token)=[^;&\s\"']+"
        ),
    ),
    # The function key in an address, and the ones that the engine issues anywhere.
    ("code=", re.compile(r"(?i)(?<=[?&]code=)[^&\s\"'#]{8,}")),
    ("rfk_", re.compile(r"\brfk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}")),
    ("://", re.compile(r"(?<=://)[^/\s:@\"']*:[^/\s@\"']+(?=@)")),
    (
        "-----begin ",
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
        ),
    ),
)
# JSON, or the like of it, inside of a text: a name and its value, both in quotes, however escaped.
_PAIRS: Final = re.compile(
    r"""(?P<n>\\{0,8}["'])(?P<name>[\w.\- ]{1,64})(?P=n)\s{0,8}:\s{0,8}"""
    r"""(?P<v>\\{0,8}["'])(?P<value>(?:(?!(?P=v)).){1,4096})""",
    re.DOTALL,
)
# Shorter texts would be found everywhere.
_MIN_SECRET: Final = 4
# And those of their other forms that are not much longer.
_MIN_FORM: Final = 8
# Longer ones are no secrets, but a caller's header may be that long.
_MAX_FORM: Final = 16_384
_MIN_LINE: Final = 16


def redact(value: Any, secrets: Collection[str] = ()) -> Any:
    """Return a copy of a JSON value without what looks secret.

    Args:
        value: JSON values; the nesting is bounded by what JSON parsing and dumping accept.
        secrets: texts known to be secret, removed wherever they occur.
    """
    known = {form for secret in secrets for form in forms(secret)}
    return _value(value, sorted(known, key=len, reverse=True))


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
    # A subclass of str could answer for itself what is in it.
    text = exact(text)
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, REDACTED)
    folded = text.lower()
    for needed, pattern in _SECRET_TEXTS:
        if needed in folded:
            text = pattern.sub(REDACTED, text)
    quoted = '"' in text or "'" in text
    return _pairs(text) if quoted and ":" in text else text


def _pairs(text: str) -> str:
    parts = []
    done = position = 0
    while found := _PAIRS.search(text, position):
        if is_secret_name(found["name"]):
            parts += [text[done : found.start("value")], REDACTED]
            done = position = found.end()
        else:
            # Its value may be JSON in turn.
            position = found.start("v")
    return "".join(parts) + text[done:] if parts else text


@lru_cache(maxsize=512)
def forms(secret: str) -> tuple[str, ...]:
    """Return what a secret may look like in a text; nothing for one that is too short."""
    return tuple(dict.fromkeys(_every_form(secret)))


def _every_form(secret: str) -> Iterator[str]:
    if len(secret) < _MIN_SECRET:
        return
    yield secret
    if not _MIN_FORM <= len(secret) <= _MAX_FORM:
        return
    safe = secret.encode("utf-8", "surrogatepass")
    yield from (safe.hex(), safe.hex().upper())
    yield from (quote(safe, safe=""), quote(safe), quote_plus(safe))
    inside_json = dump(secret)[1:-1]
    yield from (inside_json, dump(inside_json)[1:-1], repr(secret)[1:-1], html.escape(secret))
    yield from _in_base64(safe)
    # A private key, say, is often logged line by line.
    lines = secret.splitlines()
    if len(lines) > 1:
        yield from (line.strip() for line in lines if len(line.strip()) >= _MIN_LINE)


def _in_base64(data: bytes) -> Iterator[str]:
    """Yield what is the same in base64 whatever stands before and after, for each alignment."""
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + data).decode("ascii")
        whole = text[(shift * 8 + 5) // 6 : (shift + len(data)) * 8 // 6]
        yield whole
        yield whole.translate(_URL_SAFE)
