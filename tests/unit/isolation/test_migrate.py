"""``ringfence migrate``: old trees move to the door, and hear what did not."""

from __future__ import annotations

import ast

import pytest
from trees import POLICY, make_tree

from tools.cli import main
from tools.isolation.api import UsageError
from tools.isolation.fixes import migration
from tools.isolation.fixes.migration import plan_migration
from tools.isolation.policy import load_policy
from tools.isolation.registry import known_rules

WORKFLOW = '''\
"""An old workflow."""

import json
from shared.decorators import workflow, param
from shared.context import OrganizationContext  # the caller
from engine.shared.error_handling import WorkflowException as Failure


@workflow(name="x", description="y")
@param("first", "string")   # kept
async def run(context: OrganizationContext, first):
    if not isinstance([first.__class__], list):
        raise Failure("X", getattr(context, first))
    return json.dumps({ "a" :1})
'''
MIGRATED = '''\
"""An old workflow."""

import json
from engine.sdk import workflow, param, WorkflowException as Failure, public_attr
from engine.sdk import OrganizationContext  # the caller


@workflow(name="x", description="y")
@param("first", "string")   # kept
async def run(context: OrganizationContext, first):
    if not isinstance([type(first)], list):
        raise Failure("X", public_attr(context, first))
    return json.dumps({ "a" :1})
'''


@pytest.fixture
def app(tmp_path):
    return make_tree(
        tmp_path / "app", {"engine/shared/loader.py": "from shared.context import Caller\n"}
    )


@pytest.fixture
def old(tmp_path):
    """A tree outside of the application."""

    def make(**files):
        for name, text in files.items():
            path = tmp_path / "old" / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "old"

    return make


def migrate(path, app, *arguments):
    return main(["migrate", str(path), "--rules", str(app), *arguments])


def left(app, path):
    plan = plan_migration(path, load_policy(app, known_rules()), app)
    assert not plan.changes
    return [f"{item.path}:{item.line}: {item.reason}" for item in plan.left]


def test_a_tree_is_migrated_and_a_second_run_changes_nothing(app, old, capsys):
    path = old(workflows__a=WORKFLOW)
    file = path / "workflows/a.py"
    assert migrate(path, app) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith("--- a/workflows/a.py\n+++ b/workflows/a.py\n")
    assert "1 to rewrite (--write does it), 0 places left for you" in captured.err
    assert file.read_text() == WORKFLOW

    assert migrate(path, app, "--write") == 0
    assert file.read_text() == MIGRATED
    assert "1 rewritten, 0 places left for you" in capsys.readouterr().err
    ast.parse(MIGRATED)

    assert migrate(path, app, "--write") == 0
    assert migrate(path, app) == 0
    assert capsys.readouterr().out == ""
    assert file.read_text() == MIGRATED


def test_a_single_file_is_migrated(app, old):
    path = old(a=WORKFLOW, b=WORKFLOW)
    assert migrate(path / "a.py", app, "--write") == 0
    assert (path / "a.py").read_text() == MIGRATED
    assert (path / "b.py").read_text() == WORKFLOW


def test_door_modules_other_than_the_sdk_are_left_where_only_they_have_the_name(app, old):
    path = old(
        a="from engine.shared.models import ExecutionStatus\n"
        "from engine.shared.context import Caller\nfrom shared.models import UserType\n"
    )
    assert migrate(path, app, "--write") == 0
    assert (path / "a.py").read_text() == (
        "from engine.shared.models import ExecutionStatus, UserType\n"
        "from engine.sdk import Caller\n"
    )


LEFT = {
    "from shared.storage import Table": (
        "`Table` of `shared.storage` has no counterpart in the door; engine.sdk has: Caller,"
    ),
    "from shared.context import OrganisationContext": (
        "`OrganisationContext` of `shared.context` has no counterpart in the door; did you mean"
        " `OrganizationContext`?"
    ),
    "from engine.shared.storage import get_table": "`get_table` of `engine.shared.storage` has no",
    "from shared.context import *": "`from shared.context import *` does not say which names",
    "import shared.context": "`import shared.context` binds a module; write `from engine.sdk",
    "import engine.shared.storage as s": "`import engine.shared.storage` binds a module",
    "from shared import context": "`from shared import context` binds a module",
    "from engine import shared": "`from engine import shared` binds a module",
    "from engine.shared import storage": "`from engine.shared import storage` binds a module",
    "x = 'shared.context.OrganizationContext'": (
        "the text 'shared.context.OrganizationContext' names an old module"
    ),
    "if x: from shared.context import Caller": "its place is not an import, call or attribute",
    "def f(x, type): return x.__class__": "`type` means something else here",
    "x = (\n# shared": "it cannot be parsed: ",
    "from shared.context import (\n  Caller,  # a\n  Old,\n)": "a comment would lose its place",
}


@pytest.mark.parametrize(("text", "reason"), LEFT.items(), ids=LEFT)
def test_what_cannot_be_migrated_is_said_with_the_reason(text, reason, app, old, capsys):
    path = old(a=f"x = 1\n{text}\n")
    reasons = left(app, path)
    (said,) = [item for item in reasons if item.partition(": ")[2].startswith(reason)]
    assert all(item.startswith("a.py:") for item in reasons)
    assert not any(item.startswith("a.py:1:") for item in reasons)
    assert migrate(path, app, "--write") == 1
    assert f"{said.partition(': ')[0]}: left alone: {reason}" in capsys.readouterr().err
    assert (path / "a.py").read_text() == f"x = 1\n{text}\n"


NOTHING_TO_DO = [
    "from engine.sdk import workflow",
    "import engine.sdk",
    "import engine.shared.context",
    "from engine.shared import context",
    "from .shared.context import Caller",
    "from . import shared",
    "import sharedthings.context",
    "from shared_lib.context import Caller",
    "x = 'shared.xlsx'",
    (
        "def f(x, name):\n    if name.startswith('_'):\n        raise ValueError\n"
        "    return getattr(x, name)"
    ),
]


@pytest.mark.parametrize("text", NOTHING_TO_DO)
def test_nothing_to_do(text, app, old):
    path = old(a=text)
    assert left(app, path) == []
    assert migrate(path, app) == 0


def test_a_trees_own_shared_folder_is_not_the_old_engine(app, old):
    path = old(
        shared__context="Caller = 1\n",
        shared__helpers__init="",
        workflows__a="from shared.context import Caller\nfrom shared.helpers import init\n"
        "from shared.decorators import workflow\nfrom shared import context\n",
    )
    (path / "shared/helpers/__init__.py").touch()
    assert migrate(path, app, "--write") == 1
    assert (path / "workflows/a.py").read_text() == (
        "from shared.context import Caller\nfrom shared.helpers import init\n"
        "from engine.sdk import workflow\nfrom shared import context\n"
    )
    assert left(app, path) == [
        "workflows/a.py:1: `shared.context` is shared/context.py of this tree"
    ]


def test_the_own_folder_is_found_from_a_part_of_the_workspace(app):
    (app / "workspace/shared").mkdir()
    (app / "workspace/shared/context.py").write_text("Caller = 1\n")
    file = app / "workspace/workflows/a.py"
    file.parent.mkdir()
    file.write_text("from shared.context import Caller\n")
    assert left(app, file) == [
        "a.py:1: `shared.context` is workspace/shared/context.py of this tree"
    ]


def test_the_engine_itself_is_not_touched(app):
    file = app / "workspace/a.py"
    file.write_text("from shared.context import Caller\n")
    before = (app / "engine/shared/loader.py").read_text()
    assert migrate(app, app, "--write") == 0
    assert file.read_text() == "from engine.sdk import Caller\n"
    assert (app / "engine/shared/loader.py").read_text() == before
    assert migrate(app / "engine", app) == 0


def test_environments_hidden_folders_and_links_are_skipped(app, old, tmp_path):
    names = ("venv__lib__a", ".git__a", "node_modules__a", "__pycache____a".replace("____", "__"))
    path = old(plain=WORKFLOW, **dict.fromkeys(names, WORKFLOW))
    (path / "venv/pyvenv.cfg").touch()
    outside = tmp_path / "outside.py"
    outside.write_text(WORKFLOW)
    (path / "link.py").symlink_to(outside)
    (path / "loop").symlink_to(path)
    plan = plan_migration(path, load_policy(app, known_rules()), app)
    assert "plain.py" in [change.path for change in plan.changes]
    assert not any(
        c.path.startswith(("venv", ".git", "node", "link", "loop")) for c in plan.changes
    )
    assert migrate(path, app, "--write") == 0
    assert outside.read_text() == WORKFLOW


def test_files_that_cannot_be_read_are_reported(app, old):
    path = old(a="from shared.context import Caller\n")
    (path / "b.py").write_bytes(b"# shared \xff\n")
    (path / "big.py").write_bytes(b"#" * 40_000_000)
    plan = plan_migration(path, load_policy(app, known_rules()), app)
    assert [change.path for change in plan.changes] == ["a.py"]
    assert [str(item) for item in plan.left] == [
        "b.py:1: left alone: it cannot be parsed: not UTF-8",
        "big.py:1: left alone: cannot be read: larger than 33554432 bytes",
    ]


def test_too_large_a_tree_is_refused(app, old, monkeypatch):
    monkeypatch.setattr(migration, "MAX_FILES", 2)
    path = old(a="", b="", c="")
    with pytest.raises(UsageError, match="more than 2 Python files"):
        plan_migration(path, load_policy(app, known_rules()), app)


def test_bad_usage(app, old, capsys):
    assert migrate(app / "missing", app) == 2
    assert "does not exist" in capsys.readouterr().err
    assert main(["migrate"]) == 2
    make_tree(app, {}, POLICY.replace("door =", "doors ="))
    assert migrate(app, app) == 2
    assert "did you mean `door`?" in capsys.readouterr().err
