"""The dev host signs with the key that its server will ask for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.shared.seal import parse_key, read_seal
from tests.integration.platform.harness import copy_checkout
from tools.dev.gate import check_and_seal

KEY = "0123456789abcdef" * 4


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("WORKSPACE_SEAL_KEY", raising=False)
    return copy_checkout(tmp_path)


def settings(root: Path, key: str) -> None:
    (root / "local.settings.json").write_text(json.dumps({"Values": {"WORKSPACE_SEAL_KEY": key}}))


def test_the_key_of_the_local_settings(checkout):
    settings(checkout, KEY)
    verdict = check_and_seal(checkout)
    assert verdict.sealed, verdict.message
    assert read_seal(checkout, parse_key(KEY)).files


def test_a_weak_key_is_said_and_nothing_is_sealed(checkout):
    settings(checkout, "weak")
    verdict = check_and_seal(checkout)
    assert not verdict.sealed
    assert "WORKSPACE_SEAL_KEY must be at least 32" in verdict.message
