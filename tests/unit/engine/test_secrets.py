"""Secrets: names that cannot be another organization's, and Key Vault through its own SDK."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import itertools
import json
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.credentials import AccessToken, AccessTokenInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from engine.sdk import ConfigurationError, IntegrationError
from engine.shared import secret_store
from engine.shared.api_errors import ServiceUnavailableError
from engine.shared.auth import host_keys
from engine.shared.auth.host_keys import HostKeys
from engine.shared.config_values import ConfigRow, resolve
from engine.shared.secret_store import (
    SECRETS_FILE,
    FileSecrets,
    SecretReader,
    SecretStore,
    secret_name,
)
from engine.shared.vault import KeyVault, VaultError, platform_credential
from tests.conftest import ROOT
from tests.identity import new_key

ODD = ["a", "b", "a-b", "a--b", "a-", "-a", "-", "--", "", "a--", "--a", "A", "b--c", "host"]


def test_no_two_organizations_share_a_name_also_where_case_does_not_count():
    names = {}
    for org, key in itertools.product(ODD, ODD):
        try:
            name = secret_name(org, key)
        except ConfigurationError:
            continue
        assert names.setdefault(name.lower(), org) == org
    assert secret_name("org-a", "crm-key") == "org-a--crm-key"


@pytest.mark.parametrize(
    ("org", "key"),
    [
        ("a", "b--c"),
        ("a--b", "c"),
        ("a", "-c"),
        ("a-", "c"),
        ("Org-A", "c"),
        ("org_a", "c"),
        ("org.a", "c"),
        ("a", "../b--c"),
        ("a", "b/c"),
        ("a", "b/../../c"),
        ("a", "b?x=1"),
        ("a", "b%2fc"),
        ("a", "b\n"),
        ("a", "ключ"),
        ("a", "key_with_underscore"),
        ("a", ""),
        ("a", "x" * 125),
        ("host", "functionKey--default"),
        ("host", "masterKey--master"),
    ],
)
def test_names_that_cannot_be(org, key):
    with pytest.raises(ConfigurationError):
        secret_name(org, key)


class Source:
    def __init__(self, **values):
        self.values = {name.replace("_", "-"): value for name, value in values.items()}
        self.asked = []
        self.down = False

    async def read(self, name):
        self.asked.append(name)
        if self.down:
            raise VaultError("down")
        return self.values.get(name)


async def test_secrets_are_kept_for_minutes_and_what_is_missing_for_less(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(secret_store.time, "monotonic", lambda: now[0])
    source = Source(a__key="one")
    store = SecretStore(source)
    assert [await store.read("a", "key") for _ in range(3)] == ["one"] * 3
    for _ in range(3):
        with pytest.raises(ConfigurationError, match="no secret 'other'"):
            await store.read("a", "other")
    assert source.asked == ["a--key", "a--other"]
    source.values["a--key"] = "two"
    now[0] += 301
    assert await store.read("a", "key") == "two"


async def test_the_store_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(secret_store, "_MAX_KEPT", 2)
    source = Source(a__a="1", a__b="2", a__c="3")
    store = SecretStore(source)
    for key in "abca":
        await store.read("a", key)
    assert source.asked == ["a--a", "a--b", "a--c", "a--a"]


async def test_a_silent_vault_is_told_apart_from_a_missing_secret():
    source = Source()
    source.down = True
    with pytest.raises(IntegrationError, match="does not answer"):
        await SecretStore(source).read("a", "key")
    with pytest.raises(ConfigurationError, match="no secret store"):
        await SecretStore(None).read("a", "key")


async def test_a_reader_reads_its_organizations_secrets_by_name_or_reference():
    config = resolve([ConfigRow("crm_key", "crm-key", "secret_ref")], [])
    evil = resolve([], [ConfigRow("crm_key", "b--crm-key", "secret_ref")])
    store = SecretStore(Source(a__crm_key="of a", b__crm_key="of b"))
    assert await SecretReader(store, "a", config)("crm_key") == "of a"
    assert await SecretReader(store, "b", config)("crm-key") == "of b"
    for reader in (SecretReader(store, "a", evil), SecretReader(store, None, config)):
        with pytest.raises(ConfigurationError):
            await reader("crm_key")


async def test_workflows_in_loops_of_their_own_read_in_the_engines(tmp_path):
    loops = set()

    class Looking(Source):
        async def read(self, name):
            loops.add(asyncio.get_running_loop())
            return await super().read(name)

    reader = SecretReader(SecretStore(Looking(a__key="v")), "a", {})
    assert await asyncio.to_thread(lambda: asyncio.run(reader("key"))) == "v"
    assert loops == {asyncio.get_running_loop()}


async def test_a_developers_file(tmp_path):
    path = tmp_path / "local.secrets.json"
    source = FileSecrets(path)
    assert await source.read("a--key") is None
    path.write_text('{"a--key": "v", "a--number": 5}')
    assert await source.read("a--key") == "v"
    with pytest.raises(ConfigurationError, match="a--number must be a string"):
        await source.read("a--number")
    path.write_text('{"a--key": "hunter2"')
    with pytest.raises(ConfigurationError, match="must be a JSON object") as caught:
        await source.read("a--key")
    assert "hunter2" not in str(caught.value)


class Vault:
    """A vault over https that asks for a token, as the service does."""

    def __init__(self, directory):
        self.secrets, self.requests, self.fault = {}, [], 0
        vault = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                vault.requests.append(self.path)
                status, body = vault.answer(urlsplit(self.path).path, self.headers)
                data = json.dumps(body).encode()
                self.send_response(status)
                if status == 401:
                    self.send_header(
                        "WWW-Authenticate",
                        'Bearer authorization="https://login.example/t",'
                        ' resource="https://vault.example"',
                    )
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                """Keep the tests' output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(directory))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, path, headers):
        if headers.get("Authorization") != "Bearer token-of-the-engine":
            return 401, {}
        if self.fault:
            return self.fault, {"error": {"code": "Forbidden", "message": "SecretDisabled"}}
        names = path.strip("/").split("/")
        if names == ["secrets"]:
            entries = [
                {"id": f"{self.url}/secrets/{name}", "attributes": {"enabled": "off" not in name}}
                for name in self.secrets
            ]
            return 200, {"value": entries}
        value = self.secrets.get(names[1])
        if value is None:
            return 404, {"error": {"code": "SecretNotFound", "message": "none"}}
        return 200, {"value": value, "id": f"{self.url}/secrets/{names[1]}/1"}


def certificate(directory):
    key = new_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    cert, private = directory / "cert.pem", directory / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(cert), str(private)


class Identity:
    """The engine's identity: a token, as the platform's endpoint would give it."""

    async def get_token(self, *scopes, **options):
        return AccessToken("token-of-the-engine", 2**40)

    async def get_token_info(self, *scopes, options=None):
        return AccessTokenInfo("token-of-the-engine", 2**40)

    async def close(self):
        """Nothing to give back."""


@pytest.fixture
def vault(tmp_path):
    made = Vault(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


def connect(vault, tmp_path):
    return KeyVault(
        vault.url,
        Identity(),
        verify_challenge_resource=False,
        connection_verify=str(tmp_path / "cert.pem"),
    )


async def test_key_vault_through_its_sdk(vault, tmp_path):
    vault.secrets = {"a--key": "of a", "b--key": "of b"}
    reader = SecretReader(SecretStore(connect(vault, tmp_path)), "a", {})
    assert await reader("key") == "of a"
    assert await reader("key") == "of a"
    assert sum("/secrets/a--key" in path for path in vault.requests) <= 2
    with pytest.raises(ConfigurationError, match="no secret 'other'"):
        await reader("other")
    before = len(vault.requests)
    with pytest.raises(ConfigurationError):
        await reader("../secrets/b--key")
    assert len(vault.requests) == before
    vault.fault = 403
    with pytest.raises(IntegrationError):
        await reader("third")


class IdentityEndpoint(BaseHTTPRequestHandler):
    """The managed identity's endpoint of App Service and Functions."""

    asked: ClassVar[list[tuple[dict[str, list[str]], str | None]]] = []

    def do_GET(self):
        self.asked.append((parse_qs(urlsplit(self.path).query), self.headers["X-IDENTITY-HEADER"]))
        token = {"access_token": "token-of-the-engine", "expires_on": "4000000000"}
        body = json.dumps({**token, "resource": "r", "token_type": "Bearer"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


async def test_in_azure_the_vault_is_read_with_the_managed_identity(vault, tmp_path, monkeypatch):
    IdentityEndpoint.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), IdentityEndpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/token")
        monkeypatch.setenv("IDENTITY_HEADER", "header-of-the-platform")
        credential = platform_credential("id-of-the-identity", hosted=True)
        # What the engine takes out of the environment once it has started.
        monkeypatch.delenv("IDENTITY_ENDPOINT")
        monkeypatch.delenv("IDENTITY_HEADER")
        vault.secrets = {"a--key": "of a"}
        store = KeyVault(
            vault.url,
            credential,
            verify_challenge_resource=False,
            connection_verify=str(tmp_path / "cert.pem"),
        )
        assert await SecretReader(SecretStore(store), "a", {})("key") == "of a"
        await store.close()
        await credential.close()
        server.shutdown()
    ((query, header),) = IdentityEndpoint.asked
    assert query["client_id"] == ["id-of-the-identity"]
    assert query["resource"] == ["https://vault.example"]
    assert header == "header-of-the-platform"


def test_a_developers_secrets_are_neither_committed_nor_deployed():
    run = subprocess.run(
        ["git", "check-ignore", SECRETS_FILE, f"workspace/{SECRETS_FILE}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines() == [SECRETS_FILE, f"workspace/{SECRETS_FILE}"]
    assert SECRETS_FILE in (ROOT / ".funcignore").read_text().splitlines()


async def test_the_hosts_own_keys(vault, tmp_path, monkeypatch):
    vault.secrets = {
        "host--functionKey--default": "key-one",
        "host--functionKey--off": "key-off",
        "host--functionKey--empty": "",
        "host--masterKey--master": "key-master",
        "org-a--key": "key-two",
    }
    keys = HostKeys(connect(vault, tmp_path))
    found = await keys.find("key-one")
    assert (found.id, found.name, found.scope.admin) == ("host:default", "default", False)
    asked = len(vault.requests)
    for wrong in ("key-off", "key-two", "key-master", "", "x") * 5:
        assert await keys.find(wrong) is None
    assert len(vault.requests) == asked
    vault.secrets["host--functionKey--new"] = "key-new"
    monkeypatch.setattr(host_keys, "_RETRY_SECONDS", 0)
    assert (await keys.find("key-new")).name == "new"


class SlowVault:
    """Answers when it is told to."""

    def __init__(self):
        self.reads, self.answer = 0, asyncio.Event()

    async def secrets(self, prefix):
        self.reads += 1
        await self.answer.wait()
        return {"default": "key-one"}


async def test_host_keys_that_come_at_once_wait_for_one_reading_of_the_vault(monkeypatch):
    vault = SlowVault()
    keys = HostKeys(vault)
    asked = [asyncio.create_task(keys.find(key)) for key in ("key-one", "wrong", "key-one")]
    await asyncio.sleep(0.01)
    assert not any(task.done() for task in asked)
    vault.answer.set()
    found = await asyncio.gather(*asked)
    assert [key and key.name for key in found] == ["default", None, "default"]
    assert vault.reads == 1
    # Later on nobody waits who does not need the answer.
    monkeypatch.setattr(host_keys, "_FRESH_SECONDS", 0)
    monkeypatch.setattr(host_keys, "_RETRY_SECONDS", 0)
    vault.answer.clear()
    first = asyncio.create_task(keys.find("key-one"))
    await asyncio.sleep(0.01)
    assert await asyncio.wait_for(keys.find("key-one"), 5)
    assert not first.done()
    vault.answer.set()
    await first


async def test_host_keys_of_a_vault_that_is_down(vault, tmp_path, monkeypatch):
    vault.fault = 403
    keys = HostKeys(connect(vault, tmp_path))
    for _ in range(3):
        with pytest.raises(ServiceUnavailableError):
            await keys.find("key-one")
    vault.fault, vault.secrets = 0, {"host--functionKey--default": "key-one"}
    monkeypatch.setattr(host_keys, "_RETRY_SECONDS", 0)
    assert await keys.find("key-one")
    vault.fault = 403
    monkeypatch.setattr(host_keys, "_FRESH_SECONDS", 0)
    assert await keys.find("key-one")
    monkeypatch.setattr(host_keys, "_STALE_SECONDS", 0)
    with pytest.raises(ServiceUnavailableError):
        await keys.find("key-one")
