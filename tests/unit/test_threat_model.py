"""The threat model names the tests that hold its claims: each of them exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/threat-model.md").read_text("utf-8")
# `test_file.py`, `tests/path/test_file.py::Class::test` or, for the file named last, `::test`.
NAME = re.compile(r"`((?:[\w/]+\.py)?(?:::\w+)*)`")


def named() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for name in NAME.findall(TEXT):
        file, *parts = name.split("::")
        if file.rpartition("/")[2].startswith("test_"):
            found.append((file, parts))
        elif not file and parts:
            found.append((found[-1][0], parts))
    return found


def files(name: str) -> list[Path]:
    return [path for path in (ROOT / "tests").rglob("test_*.py") if f"/{path}".endswith(f"/{name}")]


def has(path: Path, parts: list[str]) -> bool:
    body = ast.parse(path.read_text("utf-8")).body
    for part in parts:
        node = next((n for n in body if getattr(n, "name", None) == part), None)
        if node is None:
            return False
        body = node.body
    return True


def test_every_test_that_it_names_exists():
    names = named()
    assert len(names) > 50
    missing = [
        (file, parts) for file, parts in names if not any(has(path, parts) for path in files(file))
    ]
    assert missing == []


def test_a_file_that_it_names_is_one():
    ambiguous = {file for file, _ in named() if len(files(file)) != 1}
    assert ambiguous == set()


def test_every_folder_of_tests_that_it_names_exists():
    folders = re.findall(r"`(tests/[\w/]+?)/?`", TEXT)
    assert folders
    assert all((ROOT / folder).exists() for folder in folders)
