"""The platform's secrets are gone before workspace code runs, in every copy there is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.shared.environment import scrub, secret_names

SECRET = {
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    "AzureWebJobsStorage__accountName": "acme",
    "ENGINE_FUNCTION_KEYS": '{"a": "b"}',
    "WORKSPACE_SEAL_KEY": "k" * 32,
    "IDENTITY_ENDPOINT": "http://127.0.0.1:41000/msi/token",
    "IDENTITY_HEADER": "6f8e",
    "MSI_ENDPOINT": "http://127.0.0.1:41000/msi/token",
    "MSI_SECRET": "6f8e",
    "AZURE_CLIENT_SECRET": "s",
    "AZURE_FEDERATED_TOKEN_FILE": "/var/run/token",
    "APPLICATIONINSIGHTS_CONNECTION_STRING": "InstrumentationKey=1",
    "APPINSIGHTS_INSTRUMENTATIONKEY": "1",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING": "x",
    "WEBSITE_AUTH_ENCRYPTION_KEY": "x",
    "WEBSITE_AUTH_SIGNING_KEY": "x",
    "WEBSITE_RUN_FROM_PACKAGE": "https://example.blob.core.windows.net/a/b.zip?sv=1",
    "CONTAINER_ENCRYPTION_KEY": "x",
    "MACHINEKEY_DecryptionKey": "x",
    "SQLAZURECONNSTR_main": "x",
    "CUSTOMCONNSTR_other": "x",
    "MICROSOFT_PROVIDER_AUTHENTICATION_SECRET": "x",
    "MyOwnQueue": "Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=b",
    "WHATEVER": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b",
    "LINK": "https://example.blob.core.windows.net/a?sv=1&sig=abc",
    "CRM_API_KEY": "x",
    "GITHUB_TOKEN": "x",
}
KEPT = {
    "PATH": "/usr/bin",
    "HOME": "/home",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "FUNCTIONS_WORKER_RUNTIME": "python",
    "FUNCTIONS_EXTENSION_VERSION": "~4",
    "PYTHON_THREADPOOL_THREAD_COUNT": "4",
    "PYTHONPATH": "/home/site/wwwroot/.python_packages",
    "WEBSITE_SITE_NAME": "app",
    "WEBSITE_INSTANCE_ID": "1",
    "WEBSITE_AUTH_ENABLED": "True",
    "AzureWebJobsScriptRoot": "/home/site/wwwroot",
    "AZURE_CLIENT_ID": "00000000-0000-0000-0000-000000000000",
    "KEY_VAULT_URL": "https://vault.example",
    "REQUESTS_CA_BUNDLE": "/etc/ssl/ca.pem",
    "KEYBOARD": "us",
}


@pytest.mark.parametrize("name", SECRET)
def test_secrets_go(name):
    environ = {name: SECRET[name]}
    assert scrub(environ) == {name}
    assert environ == {}


@pytest.mark.parametrize("name", KEPT)
def test_what_the_worker_needs_stays(name):
    assert secret_names([(name, KEPT[name])]) == frozenset()


SCRIPT = """
import os, subprocess, sys
from engine.shared.environment import scrub
gone = scrub(os.environ)
import ctypes
getenv = ctypes.CDLL(None).getenv
getenv.restype = ctypes.c_char_p
child = subprocess.run([sys.executable, "-c", "import os; print('MSI_SECRET' in os.environ)"],
                       capture_output=True, text=True, check=True)
block = open("/proc/self/environ", "rb").read() if os.path.exists("/proc") else b""
print(sorted(gone), "MSI_SECRET" in os.environ, getenv(b"MSI_SECRET"), getenv(b"STAYS"),
      child.stdout.strip(), b"very-secret-value" in block, b"STAYS=here" in block or not block)
"""


def test_every_copy_of_the_process_environment():
    """os.environ, the C environment, what a child inherits, and the block of the kernel."""
    environ = {"PATH": os.environ["PATH"], "MSI_SECRET": "very-secret-value", "STAYS": "here"}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environ,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "['MSI_SECRET'] False None b'here' False False True"


def test_where_the_block_cannot_be_changed_the_rest_still_goes(monkeypatch):
    monkeypatch.setenv("MSI_SECRET", "x")
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "1 (odd) R 2")
    before = dict(os.environ)
    try:
        assert "MSI_SECRET" in scrub(os.environ)
        assert "MSI_SECRET" not in os.environ
    finally:
        os.environ.update(before)
