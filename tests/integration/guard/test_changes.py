"""Whatever a developer does to the protected paths is refused and named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git, write


def test_workspace_changes_are_nobodys_business(world: World, guard: Run) -> None:
    commit(world.clone, {"workspace/workflows/mine.py": "x = 1\n", "docs/guide.md": "better\n"})
    answer = guard()
    assert (answer.code, answer.changes) == (0, [])


def _link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def _odd(at: Path) -> None:
    Path(os.fsdecode(os.fsencode(at) + b'/engine/\xff\n\x1b[31m ".py')).write_text("x\n")


def _directory_link(at: Path) -> None:
    git(at, "rm", "-r", "--quiet", ".github")
    (at / ".github").symlink_to("workspace")


def _nested_link(at: Path) -> None:
    git(at, "rm", "-r", "--quiet", "docs")
    (at / "docs").symlink_to("workspace")


EDITS: dict[str, tuple[Callable[[Path], None], list[tuple[str, str]]]] = {
    "edit": (
        lambda at: write(at, {"engine/helper.py": "x\n"}),
        [("engine/helper.py", "modified")],
    ),
    "add": (lambda at: write(at, {"engine/evil.py": "x\n"}), [("engine/evil.py", "added")]),
    "delete": (
        lambda at: write(at, {"engine/helper.py": None}),
        [("engine/helper.py", "deleted")],
    ),
    "rename in": (
        lambda at: git(at, "mv", "workspace/workflows/hello.py", "engine/hello.py"),
        [("engine/hello.py", "renamed")],
    ),
    "rename out": (
        lambda at: git(at, "mv", "engine/helper.py", "workspace/helper.py"),
        [("workspace/helper.py", "renamed")],
    ),
    "rename within": (
        lambda at: git(at, "mv", "engine/helper.py", "engine/assistant.py"),
        [("engine/assistant.py", "renamed")],
    ),
    "mode": (
        lambda at: (at / "engine/helper.py").chmod(0o755),
        [("engine/helper.py", "made executable")],
    ),
    "link instead of a file": (
        lambda at: _link(at / "engine/helper.py", "../workspace/helper.py"),
        [("engine/helper.py", "turned into a symbolic link")],
    ),
    "added link": (
        lambda at: _link(at / "engine/link.py", "/etc/passwd"),
        [("engine/link.py", "added symbolic link")],
    ),
    "case only": (
        lambda at: git(at, "mv", "engine/helper.py", "engine/Helper.py"),
        [("engine/Helper.py", "renamed")],
    ),
    "odd bytes": (
        _odd,
        [('engine/\\xff\n\x1b[31m ".py', "added")],
    ),
    "another case of the directory": (
        lambda at: write(at, {"Engine/helper.py": "x\n"}),
        [("Engine/helper.py", "added")],
    ),
    "full-width letters": (
        lambda at: write(at, {"\uff45ngine/helper.py": "x\n"}),
        [("\uff45ngine/helper.py", "added")],
    ),
    "a character that macOS ignores": (
        lambda at: write(at, {"eng\u200cine/helper.py": "x\n"}),
        [("eng\u200cine/helper.py", "added")],
    ),
    "a Windows short name": (
        lambda at: write(at, {"IMPORT~1": "x\n"}),
        [("IMPORT~1", "added")],
    ),
    "a dot that Windows drops": (
        lambda at: write(at, {"host.json.": "x\n"}),
        [("host.json.", "added")],
    ),
    "a backslash": (
        lambda at: write(at, {"engine\\evil.py": "x\n"}),
        [("engine\\evil.py", "added")],
    ),
    "another case of a nested path": (
        lambda at: write(at, {"Docs/RULES.md": "x\n"}),
        [("Docs/RULES.md", "added")],
    ),
    "the list itself": (
        lambda at: write(at, {".importlinter": "[ringfence]\nprotected = nothing\n"}),
        [(".importlinter", "modified")],
    ),
    "the workflow": (
        lambda at: write(at, {".github/workflows/protect.yml": "on: never\n"}),
        [(".github/workflows/protect.yml", "modified")],
    ),
    "the guard": (
        lambda at: write(at, {"tools/check.py": "print('fine')\n"}),
        [("tools/check.py", "modified")],
    ),
    "attributes": (
        lambda at: write(at, {".gitattributes": "engine/** export-ignore\n"}),
        [(".gitattributes", "added")],
    ),
    "a module at the root": (
        lambda at: write(at, {"pydantic.py": "x\n"}),
        [("pydantic.py", "added")],
    ),
    "a package at the root": (
        lambda at: write(at, {"azure/__init__.py": "x\n", "azure/functions.py": "x\n"}),
        [("azure/__init__.py", "added"), ("azure/functions.py", "added")],
    ),
    "a link at the root": (
        lambda at: _link(at / "pydantic", "workspace"),
        [("pydantic", "added symbolic link")],
    ),
    "the directory as a link": (
        _directory_link,
        [
            (".github", "added symbolic link"),
            (".github/workflows/protect.yml", "deleted"),
        ],
    ),
    "a link in a nested path's way": (
        _nested_link,
        [
            ("docs", "added symbolic link"),
            ("docs/guide.md", "deleted"),
            ("docs/rules.md", "deleted"),
        ],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits_are_refused_and_named(world: World, guard: Run, name: str) -> None:
    edit, expected = EDITS[name]
    edit(world.clone)
    commit(world.clone)
    answer = guard()
    assert answer.code == 1
    assert answer.changes == sorted(expected)
    assert "no approval for this content" in answer.reasons


def test_a_submodule_is_refused(world: World, guard: Run) -> None:
    oid = git(world.upstream, "rev-parse", "HEAD")
    git(world.clone, "update-index", "--add", "--cacheinfo", f"160000,{oid},engine/module")
    git(world.clone, "commit", "--quiet", "--message", "module")
    answer = guard()
    assert (answer.code, answer.changes) == (1, [("engine/module", "added submodule")])


def test_the_message_says_which_why_and_what_to_do(world: World, ringfence: Run) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "mv", "engine/helper.py", "workspace/helper.py")
    commit(world.clone)
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD", "--fetch")
    assert answer.code == 1
    for part in (
        "refused: 2 protected paths changed without proof",
        "engine/evil.py  added",
        "engine/helper.py -> workspace/helper.py  renamed",
        "no commit of upstream has this content of engine",
        "belongs into workspace/",
        "ringfence sync --to TAG",
        "ringfence approve",
    ):
        assert part in answer.out


def test_odd_names_reach_no_terminal_and_no_annotation(
    world: World, ringfence: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _odd(world.clone)
    write(world.clone, {"engine/a|b<script>`x`@all,::error::.py": "x\n"})
    commit(world.clone)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    answer = ringfence(
        "guard", "--base", "origin/main", "--head", "HEAD", "--fetch", "--format", "github"
    )
    assert answer.code == 1
    assert "\x1b" not in answer.out
    commands = [line for line in answer.out.splitlines() if line.startswith("::")]
    assert len(commands) == 3
    assert commands[1].startswith('::error file=engine/\\xff\\x0a\\x1b[31m ".py,title=')
    assert commands[0].startswith("::error file=engine/a|b<script>`x`@all%2C%3A%3Aerror")
    summary = (tmp_path / "summary.md").read_text()
    assert "<script>" not in summary
    assert "@all" not in summary
    assert "\x1b" not in summary


def test_the_base_decides_what_is_protected(world: World, guard: Run) -> None:
    """A head that first empties the list and then edits the engine gains nothing."""
    emptied = (world.clone / ".importlinter").read_text().replace("    engine/\n", "")
    commit(world.clone, {".importlinter": emptied})
    commit(world.clone, {"engine/evil.py": "x\n"})
    answer = guard()
    assert answer.code == 1
    assert [path for path, _ in answer.changes] == [".importlinter", "engine/evil.py"]


def test_a_change_and_its_undoing_are_no_change(world: World, guard: Run) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    commit(world.clone, {"engine/evil.py": None})
    assert guard().code == 0


def test_an_edit_that_a_merge_would_carry_into_the_engine(world: World, guard: Run) -> None:
    """Git follows renames: the head never touches the engine, and yet its edit would land there."""
    part = git(world.upstream, "show", "v3.0.0:engine/new/part.py") + "\n"
    base = commit(world.clone, {"workspace/part.py": part}, "looks harmless")
    git(world.clone, "push", "--quiet", "origin", "dev:main")
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "main")
    git(world.clone, "rm", "--quiet", "workspace/part.py")
    git(world.clone, "checkout", "--quiet", "FETCH_HEAD", "--", "engine", "tools")
    commit(world.clone, message="sync and tidy up")
    git(world.clone, "push", "--quiet", "origin", "dev:main")
    git(world.clone, "switch", "--quiet", "--create", "attack", base)
    commit(world.clone, {"workspace/part.py": part + "steal()\n"})
    answer = guard()
    assert answer.code == 1
    assert answer.changes == [("engine/new/part.py", "modified")]
    assert [s["what"] for s in answer.document["steps"] if not s["allowed"]] == [
        "the base after a merge"
    ]
