"""Seeding a real Azurite: everything is there, a second run changes nothing, edits survive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from azure.data.tables import TableServiceClient, UpdateMode

from tests.conftest import ROOT, free_ports
from tools.azurite.connection import Ports, connection_string
from tools.azurite.sample_data import TABLES
from tools.seed_azurite import SeedError, seed

AZURE = "DefaultEndpointsProtocol=https;AccountName=prod;AccountKey=c2VjcmV0"


def test_sample_data_has_the_promised_shape() -> None:
    organizations = {row["RowKey"]: row["IsActive"] for row in TABLES["Organizations"]}
    assert organizations == {"org-contoso": True, "org-fabrikam": True, "org-northwind": False}
    users = TABLES["Users"]
    assert len(users) == 5
    assert [u["RowKey"] for u in users if u["IsPlatformAdmin"]] == ["admin@ringfence.example"]
    config = TABLES["OrgConfig"]
    assert len(config) == 8
    assert {row["Type"] for row in config} == {"string", "int", "bool", "json", "secret_ref"}
    assert "GLOBAL" in {row["PartitionKey"] for row in config}
    members = {(row["PartitionKey"], row["RowKey"]) for row in TABLES["UserRoles"]}
    assert {org for org, _ in members} == set(organizations)
    assert {email for _, email in members} <= {user["RowKey"] for user in users}


def test_seed_writes_everything_once(storage: str) -> None:
    first = seed(storage)
    assert first.changed
    assert {name: counts["created"] for name, counts in first.tables.items()} == {
        name: len(rows) for name, rows in TABLES.items()
    }
    assert first.seconds < 5
    second = seed(storage)
    assert not second.changed
    assert second.summary().startswith("21 unchanged in ")
    with TableServiceClient.from_connection_string(storage) as service:
        entity = service.get_table_client("OrgConfig").get_entity(
            "org-contoso", "config:onboarding_groups"
        )
    assert entity["Value"] == '["All Staff", "VPN Users"]'
    assert entity["Type"] == "json"


def test_edited_rows_are_kept_until_forced(storage: str) -> None:
    seed(storage)
    with TableServiceClient.from_connection_string(storage) as service:
        table = service.get_table_client("Organizations")
        edited = {"PartitionKey": "ORG", "RowKey": "org-contoso", "Name": "Edited"}
        table.update_entity(edited, UpdateMode.MERGE)
        assert seed(storage).tables["Organizations"]["kept"] == 1
        assert table.get_entity("ORG", "org-contoso")["Name"] == "Edited"
        assert seed(storage, force=True).tables["Organizations"]["updated"] == 1
        assert table.get_entity("ORG", "org-contoso")["Name"] == "Contoso Ltd"


def test_a_real_account_is_refused() -> None:
    with pytest.raises(SeedError, match="not the emulator's"):
        seed(AZURE)


def test_a_real_account_is_tried_only_when_asked_for() -> None:
    """The host name cannot resolve, so getting as far as the network proves the point."""
    text = "TableEndpoint=http://storage.invalid/x;AccountName=x;AccountKey=eA=="
    with pytest.raises(SeedError, match="did not take the data"):
        seed(text, allow_any_account=True)


def test_malformed_connection_string_is_named_without_its_content() -> None:
    with pytest.raises(SeedError, match="malformed: part 1") as error:
        seed("hunter2")
    assert "hunter2" not in str(error.value)


def run(cwd: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "AzureWebJobsStorage"}
    return subprocess.run(
        [sys.executable, "-m", "tools", "seed", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_command_prints_what_it_did(tmp_path: Path, storage: str) -> None:
    first = run(tmp_path, AzureWebJobsStorage=storage)
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    assert lines[0].split() == ["table", "created", "updated", "kept", "unchanged"]
    assert lines[1].split() == ["Organizations", "3", "0", "0", "0"]
    assert lines[-1].startswith("done: 21 created in ")
    second = run(tmp_path, "--connection-string", storage)
    assert second.stdout.splitlines()[-1].startswith("unchanged: 21 unchanged in ")


def test_command_refuses_a_real_account_in_one_line(tmp_path: Path) -> None:
    result = run(tmp_path, "--connection-string", AZURE)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "--allow-any-account" in result.stderr


def test_command_says_when_storage_does_not_answer(tmp_path: Path) -> None:
    text = connection_string(Ports(*free_ports(3)))
    result = run(tmp_path, AzureWebJobsStorage=text)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "did not take the data" in result.stderr


def test_command_reads_local_settings_and_names_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "local.settings.json").write_text("{")
    result = run(tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("ringfence seed: local.settings.json is not valid JSON")
