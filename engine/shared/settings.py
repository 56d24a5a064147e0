"""The engine's settings, read once at start-up into one frozen object.

A value that cannot be right stops start-up with the setting's name; values never appear in
messages, because most of them are secrets.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, HttpUrl, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from engine.shared.connection_string import check_connection_string

_SHA256: Final = re.compile(r"sha256:([0-9a-fA-F]{64})\Z", re.ASCII)
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


def parse_function_keys(value: Any) -> Mapping[str, bytes]:
    """Return key name -> SHA-256 digest of the key, from the JSON text of the setting.

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
    return {name: _digest(name, key) for name, key in document.items()}


class Settings(BaseSettings):
    """DESIGN-level settings of one engine process.

    Attributes:
        storage: connection string of the storage account (Azurite locally).
        function_keys: key name -> SHA-256 digest of the key.
        trust_client_principal: believe X-MS-CLIENT-PRINCIPAL; development only.
        entra_tenant_id: tenant whose tokens are accepted.
        entra_client_id: the engine's own application id, the audience of those tokens.
        key_vault_url: vault that holds the organizations' secrets.
        hosted: whether the process runs in Azure.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    storage: Annotated[str, BeforeValidator(check_connection_string)] = Field(
        alias="AzureWebJobsStorage", repr=False
    )
    function_keys: Annotated[Mapping[str, bytes], BeforeValidator(parse_function_keys)] = Field(
        alias="ENGINE_FUNCTION_KEYS", default={}, repr=False
    )
    trust_client_principal: bool = Field(alias="ENGINE_TRUST_CLIENT_PRINCIPAL", default=False)
    entra_tenant_id: UUID | None = Field(alias="ENTRA_TENANT_ID", default=None)
    entra_client_id: UUID | None = Field(alias="ENTRA_CLIENT_ID", default=None)
    key_vault_url: HttpUrl | None = Field(alias="KEY_VAULT_URL", default=None)
    hosted: Annotated[bool, BeforeValidator(bool)] = Field(
        alias="WEBSITE_INSTANCE_ID", default=False
    )

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
    def _refuse_forgeable_headers(self) -> Self:
        if self.trust_client_principal and self.hosted:
            raise ValueError(
                "ENGINE_TRUST_CLIENT_PRINCIPAL is for development: in Azure it would accept forged"
                " X-MS-CLIENT-PRINCIPAL headers; remove it"
            )
        return self


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Parse the engine's settings out of an environment; an empty value counts as unset.

    Raises:
        SettingsError: naming every setting that is missing or wrong.
    """
    names = {field.alias for field in Settings.model_fields.values() if field.alias}
    given = {name: environ[name] for name in names if environ.get(name, "").strip()}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(dict(map(_problem, error.errors(include_url=False)))) from None


def _problem(item: Any) -> tuple[str, str]:
    name = str(item["loc"][0]) if item["loc"] else "ENGINE_TRUST_CLIENT_PRINCIPAL"
    if item["type"] == "missing":
        return name, "required, but not set"
    return name, str(item["msg"]).removeprefix("Value error, ")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"the key name {twice!r} appears twice")
    return dict(pairs)


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
