"""Checks on a storage connection string that need no network."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

_SHORTHAND: Final = "usedevelopmentstorage=true"


def check_connection_string(value: Any) -> str:
    """Return the connection string unchanged if a storage client can be built from it.

    Raises:
        ValueError: it is malformed; the message repeats no part of it, since it holds a key.
    """
    text = str(value).strip().rstrip(";")
    if text.lower() == _SHORTHAND:
        return text
    fields = {}
    for number, part in enumerate(text.split(";"), start=1):
        name, equals, content = part.partition("=")
        if not equals or not name.strip() or not content.strip():
            raise ValueError(f"part {number} of the connection string is not Name=value")
        fields[name.strip().lower()] = content.strip()
    signed = {"accountname", "accountkey"} <= fields.keys()
    if not signed and not {"sharedaccesssignature", "tableendpoint"} <= fields.keys():
        raise ValueError(
            "the connection string needs AccountName and AccountKey, or SharedAccessSignature and"
            " TableEndpoint"
        )
    return text


def is_emulator(connection_string: str) -> bool:
    """Tell whether a valid connection string leads to an emulator, and not into a cloud."""
    if connection_string.lower() == _SHORTHAND:
        return True
    parts = (part.partition("=") for part in connection_string.split(";"))
    fields = {name.strip().lower(): content.strip() for name, _, content in parts}
    # Storage in the cloud is reached without an endpoint, or over https; with secure transfer
    # switched off, over http at a name of this kind.
    endpoint = urlsplit(fields.get("tableendpoint", ""))
    return endpoint.scheme == "http" and ".table." not in f".{endpoint.hostname}."
