"""Settings: one frozen object, or an error that names the setting and no value."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pydantic
import pytest

from engine.shared.settings import PLATFORM, Settings, SettingsError, SettingsKey, load_settings

STORAGE = "UseDevelopmentStorage=true"
ACCOUNT = "AccountName=a;AccountKey=c2VjcmV0;"


def load(**values):
    return load_settings({"AzureWebJobsStorage": STORAGE, **values})


def test_defaults():
    settings = load()
    assert settings.storage == "UseDevelopmentStorage=true"
    assert settings.function_keys == {}
    assert settings.trust_client_principal is False
    assert (settings.entra_tenant_id, settings.entra_client_id) == (None, None)
    assert settings.key_vault_url is None


def test_every_setting():
    guid = "11111111-1111-4111-8111-111111111111"
    settings = load(
        ENGINE_TRUST_CLIENT_PRINCIPAL="true",
        ENTRA_TENANT_ID=guid,
        ENTRA_CLIENT_ID=guid,
        KEY_VAULT_URL="https://vault.example",
    )
    assert settings.trust_client_principal is True
    assert str(settings.entra_tenant_id) == str(settings.entra_client_id) == guid
    assert str(settings.key_vault_url) == "https://vault.example/"


def test_empty_values_count_as_unset():
    assert load(ENTRA_TENANT_ID="", ENGINE_FUNCTION_KEYS=" ").function_keys == {}


def test_keys_are_kept_as_digests_only():
    digest = hashlib.sha256(b"plain-key").hexdigest()
    settings = load(ENGINE_FUNCTION_KEYS=json.dumps({"a": "plain-key", "b": f"sha256:{digest}"}))
    assert settings.function_keys["a"] == settings.function_keys["b"]
    assert settings.function_keys["a"] == SettingsKey(bytes.fromhex(digest), admin=False)
    assert "plain-key" not in repr(settings)
    assert STORAGE not in repr(settings)


def test_the_object_is_frozen():
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        load().storage = "other"


def test_only_the_given_environment_is_read(monkeypatch):
    monkeypatch.setenv("AzureWebJobsStorage", STORAGE)
    monkeypatch.setenv("KEY_VAULT_URL", "https://vault.example")
    with pytest.raises(SettingsError, match="AzureWebJobsStorage: required, but not set"):
        load_settings({})
    assert load().key_vault_url is None


SECRET = "c2VjcmV0LXZhbHVl"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("AzureWebJobsStorage", SECRET, "part 1 of the connection string"),
        ("AzureWebJobsStorage", f"AccountName=a;AccountKey={SECRET};=x", "part 3"),
        ("AzureWebJobsStorage", f"SharedAccessSignature={SECRET}", "needs AccountName"),
        ("ENGINE_FUNCTION_KEYS", SECRET, "must be a JSON object"),
        ("ENGINE_FUNCTION_KEYS", f'["{SECRET}"]', "must be a JSON object"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a": "{SECRET}", "a": "x"}}', "'a' appears twice"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a b": "{SECRET}"}}', "key name 'a b'"),
        ("ENGINE_FUNCTION_KEYS", '{"a": ""}', "printable ASCII"),
        ("ENGINE_FUNCTION_KEYS", '{"a": 5}', "printable ASCII"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a": "{SECRET}é"}}', "printable ASCII"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a": " {SECRET}"}}', "starts or ends with a space"),
        ("ENGINE_FUNCTION_KEYS", '{"a": "sha256:12"}', "64 hexadecimal digits"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a": {{"key": "{SECRET}", "admin": 1}}}}', "must be a string"),
        ("ENGINE_FUNCTION_KEYS", f'{{"a": {{"key": "{SECRET}", "x": 1}}}}', "must be a string"),
        ("ENGINE_FUNCTION_KEYS", '{"a": {"admin": true}}', "printable ASCII"),
        ("ENTRA_AUTHORITY", f"http://{SECRET}.example", "must be an https address"),
        ("ENTRA_AUTHORITY", SECRET, "address of the directory"),
        ("ENTRA_AUTHORITY", f"https://u:{SECRET}@login.example", "address of the directory"),
        ("KEY_VAULT_URL", "http://vault.example", "must be an https URL"),
        ("AzureWebJobsSecretStorageKeyVaultUri", "http://vault.example", "must be an https URL"),
        ("AZURE_CLIENT_ID", SECRET, "valid UUID"),
        ("ENGINE_TRUST_CLIENT_PRINCIPAL", SECRET, "valid boolean"),
        ("ENTRA_TENANT_ID", SECRET, "valid UUID"),
        ("ENTRA_CLIENT_ID", SECRET, "valid UUID"),
        ("KEY_VAULT_URL", SECRET, "valid URL"),
    ],
)
def test_a_bad_value_names_the_setting_and_keeps_its_value_secret(name, value, message):
    with pytest.raises(SettingsError, match=message) as caught:
        load(**{name: value})
    assert list(caught.value.problems) == [name]
    assert str(caught.value).startswith(f"setting {name}: ")
    assert SECRET not in str(caught.value)


def test_all_problems_are_reported_together():
    with pytest.raises(SettingsError) as caught:
        load_settings({"ENTRA_TENANT_ID": "x"})
    assert set(caught.value.problems) == {"ENTRA_TENANT_ID", "AzureWebJobsStorage"}


def test_trusting_forgeable_headers_in_azure_is_refused():
    assert load(ENGINE_TRUST_CLIENT_PRINCIPAL="true").trust_client_principal
    with pytest.raises(SettingsError, match="ENGINE_TRUST_CLIENT_PRINCIPAL is for development"):
        load(ENGINE_TRUST_CLIENT_PRINCIPAL="true", WEBSITE_INSTANCE_ID="abc")


GUID = "11111111-1111-4111-8111-111111111111"
CLOUD = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0"


@pytest.mark.parametrize(
    ("values", "setting"),
    [
        *(
            (
                {"ENGINE_TRUST_CLIENT_PRINCIPAL": "true", marker: "x"},
                "ENGINE_TRUST_CLIENT_PRINCIPAL",
            )
            for marker in (
                "WEBSITE_INSTANCE_ID",
                "WEBSITE_SITE_NAME",
                "WEBSITE_POD_NAME",
                "CONTAINER_APP_NAME",
                "LEGION_SERVICE_HOST",
            )
        ),
        (
            {"ENGINE_TRUST_CLIENT_PRINCIPAL": "true", "AzureWebJobsStorage": CLOUD},
            "ENGINE_TRUST_CLIENT_PRINCIPAL",
        ),
        (
            {
                "ENGINE_TRUST_CLIENT_PRINCIPAL": "true",
                "WEBSITE_INSTANCE_ID": "x",
                "WEBSITE_AUTH_ENABLED": "true",
            },
            "ENGINE_TRUST_CLIENT_PRINCIPAL",
        ),
        (
            {
                "ENTRA_AUTHORITY": "http://localhost:1",
                "ENTRA_TENANT_ID": GUID,
                "ENTRA_CLIENT_ID": GUID,
                "WEBSITE_SITE_NAME": "x",
            },
            "ENTRA_AUTHORITY",
        ),
        (
            {
                "ENGINE_TRUST_CLIENT_PRINCIPAL": "true",
                "AzureWebJobsStorage": f"DefaultEndpointsProtocol=http;{ACCOUNT}"
                "TableEndpoint=http://a.table.core.windows.net",
            },
            "ENGINE_TRUST_CLIENT_PRINCIPAL",
        ),
        ({"WEBSITE_SITE_NAME": "x", "WEBSITE_AUTH_ENABLED": "true"}, "ENTRA_TENANT_ID"),
        (
            {"WEBSITE_SITE_NAME": "x", "ENGINE_FUNCTION_KEYS": '{"a": "short"}'},
            "ENGINE_FUNCTION_KEYS",
        ),
        (
            {"WEBSITE_SITE_NAME": "x", "ENGINE_FUNCTION_KEYS": '{"a": {"key": "short"}}'},
            "ENGINE_FUNCTION_KEYS",
        ),
        ({"ENTRA_TENANT_ID": GUID}, "ENTRA_CLIENT_ID"),
        ({"ENTRA_CLIENT_ID": GUID}, "ENTRA_TENANT_ID"),
    ],
)
def test_combinations_that_stop_start_up_name_the_setting_to_change(values, setting):
    with pytest.raises(SettingsError) as caught:
        load(**values)
    assert list(caught.value.problems) == [setting]


@pytest.mark.parametrize(
    ("values", "trusted"),
    [
        ({}, False),
        ({"ENGINE_TRUST_CLIENT_PRINCIPAL": "true"}, True),
        ({"WEBSITE_AUTH_ENABLED": "True"}, False),
        ({"WEBSITE_INSTANCE_ID": "x"}, False),
        ({"WEBSITE_INSTANCE_ID": "x", "WEBSITE_AUTH_ENABLED": "False"}, False),
        (
            {
                "WEBSITE_INSTANCE_ID": "x",
                "WEBSITE_AUTH_ENABLED": "True",
                "ENTRA_TENANT_ID": GUID,
                "ENTRA_CLIENT_ID": GUID,
            },
            True,
        ),
    ],
)
def test_when_the_client_principal_header_proves_anything(values, trusted):
    assert load(**values).trusts_client_principal is trusted


def test_long_keys_and_digests_are_good_enough_for_azure():
    keys = {"a": "k" * 24, "b": "sha256:" + "0" * 64, "c": {"key": "k" * 24, "admin": True}}
    settings = load(WEBSITE_SITE_NAME="x", ENGINE_FUNCTION_KEYS=json.dumps(keys))
    assert settings.function_keys.keys() == keys.keys()


def test_keys_with_the_admin_scope_say_so():
    keys = load(ENGINE_FUNCTION_KEYS='{"a": "x", "b": {"key": "y", "admin": true}}').function_keys
    assert (keys["a"].admin, keys["b"].admin) == (False, True)


def test_the_hosts_own_keys_are_read_only_from_a_vault():
    vault = {"AzureWebJobsSecretStorageKeyVaultUri": "https://host.example"}
    assert load(**vault).host_keys_url is None
    assert load(**vault, AzureWebJobsSecretStorageType="files").host_keys_url is None
    assert load(**vault, AzureWebJobsSecretStorageType="KeyVault").host_keys_url == (
        "https://host.example/"
    )


@pytest.mark.parametrize(
    "value",
    [
        STORAGE,
        f"{STORAGE};",
        f"DefaultEndpointsProtocol=http;{ACCOUNT}TableEndpoint=http://127.0.0.1:1/a;",
        "TableEndpoint=https://a.example;SharedAccessSignature=sv=1&sig=x",
    ],
)
def test_connection_strings_that_work(value):
    assert load_settings({"AzureWebJobsStorage": value}).storage == value.rstrip(";")


def test_the_example_file_documents_every_setting():
    root = Path(__file__).resolve().parents[3]
    example = json.loads((root / "local.settings.example.json").read_text())
    assert example["IsEncrypted"] is False
    assert example["Values"].keys() == example["_about"].keys()
    own = {field.alias for field in Settings.model_fields.values()} - PLATFORM
    assert own <= example["Values"].keys()
    load_settings(example["Values"])
