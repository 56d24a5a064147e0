"""The engine's settings, read once at start-up into one frozen object.

A value that cannot be right stops start-up with the setting's name; values never appear in
messages, because most of them are secrets.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from engine.shared.connection_string import check_connection_string, is_emulator
from engine.shared.seal import parse_key

_SHA256: Final = re.compile(r"sha256:([0-9a-fA-F]{64})\Z", re.ASCII)
# Set by Azure's hosting, each kind in its own way, and not by any development tool.
_HOSTED: Final = (
    "WEBSITE_INSTANCE_ID",
    "WEBSITE_SITE_NAME",
    "WEBSITE_POD_NAME",
    "CONTAINER_APP_NAME",
    "LEGION_SERVICE_HOST",
)
# Set by the platform itself, or for the Functions host: not for anyone to fill in.
PLATFORM: Final = frozenset(
    {
        "WEBSITE_INSTANCE_ID",
        "WEBSITE_AUTH_ENABLED",
        "AzureWebJobsSecretStorageType",
        "AzureWebJobsSecretStorageKeyVaultUri",
    }
)
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
# Of random letters and digits, more than anybody can try.
_MIN_KEY: Final = 24
_KEY_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\Z", re.ASCII)


class SettingsError(Exception):
    """Settings are missing or wrong.

    Attributes:
        problems: setting -> what is wrong with it; no values.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(problems)
        self.problems = dict(problems)

    def __str__(self) -> str:
        return "; ".join(f"setting {name}: {problem}" for name, problem in self.problems.items())


def parse_function_keys(value: Any) -> Mapping[str, SettingsKey]:
    """Return key name -> digest and scope of the key, from the JSON text of the setting.

    The keys themselves are not kept: nothing that reads the settings later can leak them.

    Raises:
        ValueError: the text is not an object of names and keys.
    """
    try:
        document = json.loads(value, object_pairs_hook=_pairs)
    except (TypeError, RecursionError, json.JSONDecodeError):
        raise ValueError('must be a JSON object, {"name": "key or sha256:<hex>"}') from None
    if not isinstance(document, dict):
        # Not a TypeError: pydantic reports values it is told about as ValueError only.
        raise ValueError('must be a JSON object, {"name": "key or sha256:<hex>"}')  # noqa: TRY004
    return {name: _key(name, key) for name, key in document.items()}


@dataclass(frozen=True, slots=True)
class SettingsKey:
    """A function key of the settings.

    Attributes:
        digest: SHA-256 of the key.
        admin: whether it opens the operator endpoints.
        short: whether the key itself was given, and could be guessed.
    """

    digest: bytes
    admin: bool = False
    short: bool = field(default=False, compare=False)


def _authority(value: Any) -> str:
    text = str(value).strip().rstrip("/")
    parts = urlsplit(text)
    loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must be the address of the directory, https://login.microsoftonline.com")
    if parts.scheme != "https" and not loopback:
        raise ValueError("must be an https address: its keys are believed")
    return text


def _encrypted(url: HttpUrl) -> HttpUrl:
    if url.scheme != "https":
        raise ValueError("must be an https URL")
    return url


class Settings(BaseSettings):
    """Settings of one engine process.

    Attributes:
        storage: connection string of the storage account (Azurite locally).
        function_keys: key name -> digest and scope of the key.
        trust_client_principal: believe X-MS-CLIENT-PRINCIPAL; development only.
        entra_tenant_id: tenant whose tokens are accepted.
        entra_client_id: the engine's own application id, the audience of those tokens.
        entra_authority: the directory's address, without a slash at the end.
        key_vault_url: vault that holds the organizations' secrets.
        seal_key: key that the seal must be signed with.
        managed_identity: client id of the user-assigned identity that reads the vaults.
        hosted: whether the process runs in Azure.
        platform_authentication: whether App Service authentication is on, which strips the
            X-MS-CLIENT-PRINCIPAL that a caller sends and writes its own.
        host_secrets: where the Functions host keeps its own keys.
        host_vault_url: the vault, where that is ``keyvault``.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    storage: Annotated[str, BeforeValidator(check_connection_string)] = Field(
        alias="AzureWebJobsStorage", repr=False
    )
    function_keys: Annotated[Mapping[str, SettingsKey], BeforeValidator(parse_function_keys)] = (
        Field(alias="ENGINE_FUNCTION_KEYS", default={}, repr=False)
    )
    trust_client_principal: bool = Field(alias="ENGINE_TRUST_CLIENT_PRINCIPAL", default=False)
    entra_tenant_id: UUID | None = Field(alias="ENTRA_TENANT_ID", default=None)
    entra_client_id: UUID | None = Field(alias="ENTRA_CLIENT_ID", default=None)
    entra_authority: Annotated[str, BeforeValidator(_authority)] = Field(
        alias="ENTRA_AUTHORITY", default="https://login.microsoftonline.com"
    )
    key_vault_url: Annotated[HttpUrl, AfterValidator(_encrypted)] | None = Field(
        alias="KEY_VAULT_URL", default=None
    )
    managed_identity: UUID | None = Field(alias="AZURE_CLIENT_ID", default=None)
    seal_key: Annotated[bytes | None, BeforeValidator(parse_key)] = Field(
        alias="WORKSPACE_SEAL_KEY", default=None, repr=False
    )
    hosted: Annotated[bool, BeforeValidator(bool)] = Field(
        alias="WEBSITE_INSTANCE_ID", default=False
    )
    platform_authentication: bool = Field(alias="WEBSITE_AUTH_ENABLED", default=False)
    host_secrets: str = Field(alias="AzureWebJobsSecretStorageType", default="")
    host_vault_url: Annotated[HttpUrl, AfterValidator(_encrypted)] | None = Field(
        alias="AzureWebJobsSecretStorageKeyVaultUri", default=None
    )

    @property
    def trusts_client_principal(self) -> bool:
        """Whether X-MS-CLIENT-PRINCIPAL proves anything here."""
        # Outside of Azure nobody strips forged copies, whatever the environment claims.
        return self.trust_client_principal or (self.hosted and self.platform_authentication)

    @property
    def host_keys_url(self) -> str | None:
        """The vault with the host's own function keys; None where it keeps them elsewhere."""
        if self.host_secrets.lower() != "keyvault" or self.host_vault_url is None:
            return None
        return str(self.host_vault_url)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings' signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only what `load_settings` hands over: no second, hidden look at the environment."""
        return (init_settings,)

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        problem = _forgeable(self) or _incomplete(self)
        if problem is not None:
            name, reason = problem
            raise PydanticCustomError(name, "{reason}", {"reason": reason})
        return self


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Parse the engine's settings out of an environment; an empty value counts as unset.

    Raises:
        SettingsError: naming every setting that is missing or wrong.
    """
    names = {field.alias for field in Settings.model_fields.values() if field.alias}
    given = {name: environ[name] for name in names if environ.get(name, "").strip()}
    hosted = next((environ[name] for name in _HOSTED if environ.get(name, "").strip()), None)
    if hosted is not None:
        given["WEBSITE_INSTANCE_ID"] = hosted
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(dict(map(_problem, error.errors(include_url=False)))) from None


def _problem(item: Any) -> tuple[str, str]:
    # What concerns several settings carries the name of the one to change as its type.
    name = str(item["loc"][0]) if item["loc"] else str(item["type"])
    if item["type"] == "missing":
        return name, "required, but not set"
    return name, str(item["msg"]).removeprefix("Value error, ")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the key name {twice!r} appears twice")
    return dict(pairs)


def _forgeable(settings: Settings) -> tuple[str, str] | None:
    """Find what would believe headers and tokens that anybody can forge."""
    if settings.trust_client_principal:
        forged = "it would accept forged X-MS-CLIENT-PRINCIPAL headers; remove it"
        name = "ENGINE_TRUST_CLIENT_PRINCIPAL"
        if settings.hosted:
            return name, f"{name} is for development: in Azure {forged}"
        if not is_emulator(settings.storage):
            return name, f"{name} is for development: on storage that is no emulator {forged}"
    if settings.trusts_client_principal and settings.hosted and settings.entra_tenant_id is None:
        anyone = "without it, a person of any tenant could sign in under the name of one of yours"
        return "ENTRA_TENANT_ID", f"required where App Service authentication is on: {anyone}"
    short = [name for name, key in settings.function_keys.items() if key.short]
    if settings.hosted and short:
        guessed = f"the key {short[0]!r} is shorter than {_MIN_KEY} characters"
        return "ENGINE_FUNCTION_KEYS", f"{guessed}: in Azure it could be guessed"
    if settings.hosted and not settings.entra_authority.startswith("https:"):
        return "ENTRA_AUTHORITY", "in Azure it must be an https address: its keys are believed"
    return None


def _incomplete(settings: Settings) -> tuple[str, str] | None:
    if settings.entra_tenant_id is not None and settings.entra_client_id is None:
        return "ENTRA_CLIENT_ID", "required with ENTRA_TENANT_ID: the audience of its tokens"
    if settings.entra_client_id is not None and settings.entra_tenant_id is None:
        return "ENTRA_TENANT_ID", "required with ENTRA_CLIENT_ID: whose tokens are accepted"
    return None


def _key(name: str, key: Any) -> SettingsKey:
    if not isinstance(key, dict):
        return SettingsKey(_digest(name, key), short=_short(key))
    if not key.keys() <= {"key", "admin"} or not isinstance(key.get("admin", False), bool):
        raise ValueError(
            f'the key {name!r} must be a string, or {{"key": "...", "admin": true or false}}'
        )
    digest = _digest(name, key.get("key"))
    return SettingsKey(digest, key.get("admin", False), _short(key["key"]))


def _short(key: str) -> bool:
    return len(key) < _MIN_KEY


def _digest(name: str, key: Any) -> bytes:
    if not _KEY_NAME.match(name):
        raise ValueError(f"the key name {name!r} must be letters, digits, '_', '-' or '.'")
    if not isinstance(key, str) or not key or not key.isascii() or not key.isprintable():
        raise ValueError(f"the key {name!r} must be a string of printable ASCII characters")
    if key != key.strip():
        raise ValueError(f"the key {name!r} starts or ends with a space")
    if not key.startswith("sha256:"):
        return hashlib.sha256(key.encode("ascii")).digest()
    digest = _SHA256.match(key)
    if digest is None:
        raise ValueError(f"the digest of key {name!r} must be sha256: and 64 hexadecimal digits")
    return bytes.fromhex(digest[1])
