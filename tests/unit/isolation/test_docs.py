"""The rule reference is what the rules say, in the shape that every page has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.cli import main
from tools.isolation import docs
from tools.isolation.registry import RULES
from tools.isolation.rule import Example

ROOT = Path(__file__).resolve().parents[3]
SHAPE = [
    "## What it does",
    "## Why it matters here",
    "## Rejected",
    "## Write this instead",
    "## When a waiver is right",
    "## What it cannot see",
]


def test_the_reference_is_up_to_date():
    stale = docs.stale_pages(ROOT)
    assert stale == [], f"docs/rules is outdated: run `{docs.COMMAND}` and commit what it changes"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_page_has_the_fixed_shape(rule):
    text = docs.pages()[f"{rule.code}-{rule.name}.md"]
    assert text.startswith(f"# {rule.code}: {rule.name}\n\n| fact | |\n")
    assert re.findall(r"^## .*$", text, re.MULTILINE) == SHAPE
    assert all(re.search(rf"^{heading}\n\n[^\n#]", text, re.MULTILINE) for heading in SHAPE)
    assert rule.summary in text
    assert text.count("```") % 2 == 0
    assert ("[ringfence:waiver:" in text) is rule.waivable
    assert "| Since | " in text


@pytest.mark.parametrize("name", docs.pages())
def test_no_page_hides_a_character(name):
    text = docs.pages()[name]
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f]", text
    )
    assert max(map(len, text.splitlines())) < 1000


def test_the_index_links_every_page_once():
    pages = docs.pages()
    linked = re.findall(r"\]\(([^)]+)\)", pages["README.md"])
    assert sorted([*linked, "README.md"]) == sorted(pages)
    assert {rule.code[:3] for rule in RULES} <= docs.FAMILIES.keys()


def test_writing_brings_pages_up_to_date_and_removes_left_over_ones(tmp_path, monkeypatch, capsys):
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "--write-docs"]) == 0
    assert capsys.readouterr().out.endswith(f"{len(RULES)} rules, {len(RULES) + 1} pages changed\n")
    folder = tmp_path / "docs/rules"
    (folder / "RF000-gone.md").touch()
    (folder / "README.md").write_text("changed")
    (folder / "RF101-engine-import.md").unlink()
    assert docs.stale_pages(tmp_path) == ["README.md", "RF000-gone.md", "RF101-engine-import.md"]
    assert main(["rules", "--write-docs"]) == 0
    assert docs.stale_pages(tmp_path) == []
    assert not (folder / "RF000-gone.md").exists()
    capsys.readouterr()
    assert main(["rules", "--write-docs"]) == 0
    assert capsys.readouterr().out == f"{len(RULES)} rules, 0 pages changed\n"


def test_outside_of_a_checkout_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "--write-docs"]) == 2
    assert "no docs/ directory here" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_example_of_several_files_names_them():
    example = Example("x = 1", path="workspace/a.py", beside={"workspace/b.txt": "y\u202e"})
    assert docs._snippet(example) == (
        "`workspace/b.txt`\n\n```text\ny\\u202e\n```\n\n`workspace/a.py`\n\n```python\nx = 1\n```"
    )


def test_an_endless_line_is_cut():
    shown = docs._snippet(Example("x = " + "-" * 500 + "1"))
    assert max(map(len, shown.splitlines())) == docs.MAX_LINE + 2
