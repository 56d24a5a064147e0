"""Names that mean one file on some file system."""

from __future__ import annotations

import pytest

from tools.guard.names import fold, is_short, is_short_for


@pytest.mark.parametrize(
    "name",
    [
        b"ENGINE",
        "\uff25\uff4e\uff47\uff49\uff4e\uff45".encode(),
        "eng\u200dine".encode(),
        b"engine.",
        b"engine ",
        b"engine::$INDEX_ALLOCATION",
        b"engine\\evil.py",
    ],
)
def test_aliases_fold_to_the_name(name: bytes) -> None:
    assert fold(name) == fold(b"engine")


@pytest.mark.parametrize("name", [b"engines", b"engine.py", b"eng", b"\xffengine", b""])
def test_other_names_do_not(name: bytes) -> None:
    assert fold(name) != fold(b"engine")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (b"IMPORT~1", b".importlinter"),
        (b"github~1", b".github"),
        (b"REQUIR~2.TXT", b"requirements.txt"),
        (b"pyproj~1.tom", b"pyproject.toml"),
    ],
)
def test_short_names_of_windows(name: bytes, wanted: bytes) -> None:
    assert is_short(name)
    assert is_short_for(name, wanted)


@pytest.mark.parametrize("name", [b"notes~", b"a~b", b"~1", b"REQUIR~1.TEXT", b"requirem~1"])
def test_other_tildes_are_no_short_names(name: bytes) -> None:
    assert not is_short(name)
    assert not is_short_for(name, b"requirements.txt")
