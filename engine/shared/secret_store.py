"""Secrets of organizations: named so that no organization can name another's, kept for minutes.

A secret's name in the vault is ``{organization}--{key}``. Neither part may hold ``--`` or start
or end with ``-``, so every name has exactly one reading; the vault ignores case, so organization
ids with capital letters have no secrets.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from engine.shared.config_values import ConfigEntry
from engine.shared.error_handling import ConfigurationError, IntegrationError
from engine.shared.vault import VaultError

SECRETS_FILE: Final = "local.secrets.json"

_ORGANIZATION: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_KEY: Final = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z", re.ASCII)
_MAX_NAME: Final = 127

_KEEP_SECONDS: Final = 300.0
# Shorter for what is missing: somebody may be adding it just now.
_KEEP_MISSING_SECONDS: Final = 20.0
_MAX_KEPT: Final = 2000


class SecretSource(Protocol):
    """Where secrets are kept."""

    async def read(self, name: str) -> str | None:
        """Return a secret's value; None when there is none of that name.

        Raises:
            VaultError: it cannot be told.
        """
        ...


def secret_name(org_id: str, key: str) -> str:
    """Return the vault's name of an organization's secret.

    Raises:
        ConfigurationError: there cannot be a secret of that name.
    """
    if not _ORGANIZATION.match(org_id):
        raise ConfigurationError(
            f"organization {org_id!r} cannot have secrets: its id must be lower-case letters,"
            " digits and single hyphens"
        )
    if not _KEY.match(key):
        raise ConfigurationError(
            f"{key!r} cannot name a secret: use letters, digits and single hyphens, such as"
            " 'crm-api-key'"
        )
    name = f"{org_id}--{key}"
    if len(name) > _MAX_NAME:
        raise ConfigurationError(f"the secret name {key!r} is too long")
    return name


class SecretStore:
    """Reads secrets of any organization; organizations themselves hold a reader of their own."""

    def __init__(self, source: SecretSource | None) -> None:
        self._source = source
        self._kept: OrderedDict[str, tuple[float, str | None]] = OrderedDict()

    async def read(self, org_id: str, key: str) -> str:
        """Return an organization's secret.

        Raises:
            ConfigurationError: there is no such secret, or no secret store.
            IntegrationError: the secret store does not answer.
        """
        name = secret_name(org_id, key)
        if self._source is None:
            raise ConfigurationError(
                f"secret {key!r} cannot be read: this engine has no secret store"
            )
        try:
            value = await self._value(self._source, name)
        except VaultError:
            raise IntegrationError("the secret store does not answer, try again later") from None
        if value is None:
            raise ConfigurationError(
                f"there is no secret {key!r}; in the secret store it is named {name}"
            )
        return value

    async def _value(self, source: SecretSource, name: str) -> str | None:
        kept = self._kept.get(name)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        value = await source.read(name)
        lifetime = _KEEP_SECONDS if value is not None else _KEEP_MISSING_SECONDS
        self._kept[name] = (time.monotonic() + lifetime, value)
        self._kept.move_to_end(name)
        while len(self._kept) > _MAX_KEPT:
            self._kept.popitem(last=False)
        return value


class SecretReader:
    """Reads the secrets of one organization and can name no other's; made in the engine's loop.

    Workflows run in loops of their own, but the vault's connections belong to the engine's.
    """

    __slots__ = ("_config", "_loop", "_org_id", "_store")

    def __init__(
        self, store: SecretStore, org_id: str | None, config: Mapping[str, ConfigEntry]
    ) -> None:
        self._store = store
        self._org_id = org_id
        self._config = config
        self._loop = asyncio.get_running_loop()

    async def __call__(self, key: str) -> str:
        """Return a secret by its name, or by the configuration key that refers to it.

        Raises:
            ConfigurationError: there is no such secret, or no secret store.
            IntegrationError: the secret store does not answer.
        """
        if self._org_id is None:
            raise ConfigurationError(
                f"secret {key!r} cannot be read: secrets belong to an organization, and this"
                " execution has none"
            )
        entry = self._config.get(key)
        name = entry.secret if entry is not None and entry.secret is not None else key
        reading = self._store.read(self._org_id, name)
        if asyncio.get_running_loop() is self._loop:
            return await reading
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(reading, self._loop))


class FileSecrets:
    """Secrets of a developer's machine, in a file that git ignores: name -> value as JSON."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self, name: str) -> str | None:
        """Return a secret; the file is read each time, so that an edit counts at once.

        Raises:
            ConfigurationError: the file is not a JSON object of texts.
        """
        try:
            document = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                f"{SECRETS_FILE} cannot be read ({type(error).__name__}): it must be a JSON object"
                ' such as {"org-contoso--crm-api-key": "..."}'
            ) from None
        value = document.get(name) if isinstance(document, dict) else None
        if value is not None and not isinstance(value, str):
            raise ConfigurationError(f"{SECRETS_FILE}: the value of {name} must be a string")
        return value
