"""local.settings.json: made once with a key of its own, read strictly."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tools.dev.settings import (
    EXAMPLE,
    FILE,
    KEYS_SETTING,
    SettingsError,
    ensure_file,
    merged,
    read_values,
    usable_key,
)


def example(root: Path) -> None:
    (root / EXAMPLE).write_text((ROOT / EXAMPLE).read_text())


def test_file_is_made_once_private_and_with_a_new_key(tmp_path: Path) -> None:
    example(tmp_path)
    assert ensure_file(tmp_path)
    path = tmp_path / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    values = read_values(tmp_path)
    key = usable_key(values)
    assert key is not None
    assert len(key) >= 32
    assert values["FUNCTIONS_WORKER_RUNTIME"] == "python"
    assert [name for name in values if name.startswith("_")] == []
    before = path.read_bytes()
    assert not ensure_file(tmp_path)
    assert path.read_bytes() == before
    (tmp_path / "other").mkdir()
    example(tmp_path / "other")
    ensure_file(tmp_path / "other")
    assert usable_key(read_values(tmp_path / "other")) != key


def test_missing_example_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"local\.settings\.example\.json is missing"):
        ensure_file(tmp_path)


def test_no_file_means_no_values(tmp_path: Path) -> None:
    assert read_values(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is not valid JSON"),
        ("[]", "has no object `Values`"),
        ('{"Values": []}', "has no object `Values`"),
        ('{"Values": {"PORT": 1}}', "the value of PORT must be a string"),
    ],
)
def test_unusable_files_are_explained(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SettingsError) as error:
        read_values(tmp_path)
    assert problem in str(error.value)
    assert "delete it" in str(error.value)


def test_unreadable_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        read_values(tmp_path)


def test_the_real_environment_wins() -> None:
    assert merged({"A": "file", "B": "file"}, {"A": "real"}) == {"A": "real", "B": "file"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ({"a": "sha256:00", "b": "plain"}, "plain"),
        ({"a": "sha256:00"}, None),
        ({"a": "", "b": 1}, None),
        ([], None),
    ],
)
def test_only_a_plain_key_can_be_shown(text: object, key: str | None) -> None:
    assert usable_key({KEYS_SETTING: json.dumps(text)}) == key


@pytest.mark.parametrize("values", [{}, {KEYS_SETTING: "{"}, {KEYS_SETTING: ""}])
def test_no_usable_key(values: dict[str, str]) -> None:
    assert usable_key(values) is None
