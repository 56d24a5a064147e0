"""The only module that talks to Azure Key Vault; nothing above it names the SDK."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from azure.core.exceptions import AzureError, ResourceNotFoundError

from engine.shared.responsibility import on_own_account
from engine.shared.storage.loops import PerLoop

if TYPE_CHECKING:
    from azure.core.credentials_async import AsyncTokenCredential
    from azure.keyvault.secrets.aio import SecretClient

_log = logging.getLogger(__name__)

# All attempts at one read together, in seconds.
_DEADLINE: Final = 15.0
_CLIENT_OPTIONS: Final[Mapping[str, Any]] = {
    "retry_total": 2,
    "retry_backoff_factor": 0.2,
    "connection_timeout": 3,
    "read_timeout": 8,
    "logging_enable": False,
}


class VaultError(Exception):
    """The vault does not answer, or refuses the engine."""


class KeyVault:
    """Reads secrets of one vault, from whichever event loop is running."""

    def __init__(self, url: str, credential: AsyncTokenCredential, **options: Any) -> None:
        """Connect lazily.

        Args:
            url: of the vault, https.
            credential: proves the engine to the vault.
            options: further options of the SDK's client.
        """

        def make() -> SecretClient:
            # Slow to import, and needed only where there is a vault.
            from azure.keyvault.secrets.aio import SecretClient  # noqa: PLC0415

            return SecretClient(url, credential, **_CLIENT_OPTIONS, **options)

        self._clients: PerLoop[SecretClient] = PerLoop(make)

    async def read(self, name: str) -> str | None:
        """Return a secret's value; None when there is none of that name.

        Raises:
            VaultError: it cannot be told.
        """
        # A developer's credential may ask a program such as `az`: that is the engine's own doing.
        return await on_own_account(self._read(name))

    async def _read(self, name: str) -> str | None:
        client = await self._clients.get()
        try:
            async with asyncio.timeout(_DEADLINE):
                return (await client.get_secret(name)).value or ""
        except ResourceNotFoundError:
            return None
        except (AzureError, OSError, TimeoutError) as error:
            raise _failure(error) from error

    async def secrets(self, prefix: str) -> Mapping[str, str]:
        """Return the enabled secrets whose name starts with ``prefix``: rest of the name -> value.

        Raises:
            VaultError: they cannot be read.
        """
        return await on_own_account(self._secrets(prefix))

    async def _secrets(self, prefix: str) -> Mapping[str, str]:
        client = await self._clients.get()
        found: dict[str, str] = {}
        try:
            async with asyncio.timeout(_DEADLINE):
                async for properties in client.list_properties_of_secrets():
                    name = properties.name or ""
                    # The vault ignores case in names.
                    if properties.enabled and name.lower().startswith(prefix.lower()):
                        secret = await client.get_secret(name)
                        found[name[len(prefix) :]] = secret.value or ""
        except (AzureError, OSError, TimeoutError) as error:
            raise _failure(error) from error
        return found

    async def close(self) -> None:
        """Close the connections of the running loop; the loop's own end does the same."""
        await self._clients.close()


def platform_credential(client_id: str | None, *, hosted: bool) -> AsyncTokenCredential:
    """Return the engine's own identity: the managed one in Azure, the developer's elsewhere.

    Made at start-up: the SDK takes the identity's endpoint from the environment, which the engine
    clears afterwards.
    """
    # Slow to import, and needed only where there is a vault.
    from azure.identity import aio  # noqa: PLC0415

    if hosted:
        return aio.ManagedIdentityCredential(client_id=client_id)
    return aio.DefaultAzureCredential(exclude_interactive_browser_credential=True)


def _failure(error: Exception) -> VaultError:
    # The status and no more: messages of the SDK quote the request.
    status = getattr(error, "status_code", None)
    _log.error("Key Vault does not answer: %s %s", type(error).__name__, status or "")
    return VaultError(f"{type(error).__name__} {status or ''}".strip())
