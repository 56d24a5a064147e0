"""local.settings.json, read and made the way the Functions tools do."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

FILE = "local.settings.json"
EXAMPLE = "local.settings.example.json"
KEYS_SETTING = "ENGINE_FUNCTION_KEYS"
STORAGE_SETTING = "AzureWebJobsStorage"


class SettingsError(Exception):
    """A settings file is unusable; `str()` names the file, the problem and the way out."""


def read_values(root: Path) -> dict[str, str]:
    """Return `Values` of local.settings.json; empty when there is no such file.

    Raises:
        SettingsError: the file is not JSON of the expected shape.
    """
    path = root / FILE
    return _values(path) if path.exists() else {}


def ensure_file(root: Path) -> bool:
    """Make local.settings.json from the example with a random function key; tell whether it did.

    Raises:
        SettingsError: the example is missing or malformed.
    """
    path, example = root / FILE, root / EXAMPLE
    if path.exists():
        return False
    if not example.exists():
        raise SettingsError(f"{EXAMPLE} is missing: restore it from version control")
    _values(example)
    document = json.loads(example.read_text(encoding="utf-8"))
    key = secrets.token_urlsafe(32)
    document["Values"][KEYS_SETTING] = json.dumps({"local-dev": key})
    # The file holds a key: nobody else on this machine may read it, from the first byte on.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.write("\n")
    return True


def merged(values: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the server's environment: the file's values under the real environment's."""
    return {**values, **environ}


def usable_key(values: Mapping[str, str]) -> str | None:
    """Return a function key that a caller can send, or None when only digests are configured."""
    try:
        keys = json.loads(values.get(KEYS_SETTING, "{}"))
    except ValueError:
        return None
    if not isinstance(keys, dict):
        return None
    plain = (key for key in keys.values() if isinstance(key, str) and key)
    return next((key for key in plain if not key.startswith("sha256:")), None)


def _values(path: Path) -> dict[str, str]:
    remedy = f"correct it, or delete it and let `ringfence dev` make a new {FILE}"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SettingsError(f"{path.name} is not valid JSON ({error}): {remedy}") from error
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}") from error
    values = document.get("Values") if isinstance(document, dict) else None
    if not isinstance(values, dict):
        raise SettingsError(f"{path.name} has no object `Values`: {remedy}")
    for name, value in values.items():
        if not isinstance(value, str):
            raise SettingsError(
                f"{path.name}: the value of {name} must be a string, as in Azure: {remedy}"
            )
    # Names with an underscore explain the setting of that name; they are for the reader.
    return {name: value for name, value in values.items() if not name.startswith("_")}
