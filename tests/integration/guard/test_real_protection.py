"""What this repository's own `.importlinter` protects, against somebody who wants a green check."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tests.integration.guard.conftest import Run
from tests.integration.guard.world import World, commit, git

UPSTREAM = "https://github.com/ringfence/ringfence.git"

TAKES_AWAY = {
    # Hooks, rules and what runs them.
    ".pre-commit-config.yaml": "repos: []\n",
    ".importlinter": "[ringfence]\nprotected = nothing\n",
    "pyproject.toml": '[tool.ruff]\nexclude = ["*"]\n',
    "requirements.txt": "evil\n",
    "requirements-dev.txt": "evil\n",
    # Dependencies that a build would take instead of requirements.txt.
    "uv.lock": "version = 1\n",
    "poetry.lock": "[[package]]\n",
    "Pipfile": "[packages]\n",
    "Pipfile.lock": "{}\n",
    "environment.yml": "dependencies: []\n",
    "Makefile": "check:\n\ttrue\n",
    "GNUmakefile": "check:\n\ttrue\n",
    "makefile": "check:\n\ttrue\n",
    ".gitattributes": "* merge=union\n",
    ".gitmodules": '[submodule "x"]\n\turl = ../x\n',
    # Configuration that a tool takes instead of pyproject.toml, some with plug-ins that run.
    "mypy.ini": "[mypy]\nplugins = workspace/evil.py\n",
    "setup.cfg": "[mypy]\nplugins = workspace/evil.py\n",
    "ruff.toml": 'exclude = ["*"]\n',
    "pytest.ini": "[pytest]\naddopts = -p workspace.evil\n",
    "tox.ini": "[pytest]\naddopts = -p workspace.evil\n",
    "zizmor.yml": "rules: {}\n",
    "conftest.py": "x\n",
    "setup.py": "x\n",
    "evil-1.dist-info/entry_points.txt": "[pytest11]\nx = workspace.evil\n",
    "Evil.EGG-INFO/entry_points.txt": "[pytest11]\nx = workspace.evil\n",
    # Workflows that ask for a token that writes, and who is asked for a review.
    ".github/workflows/green.yml": "on: push\npermissions: write-all\n",
    ".github/workflows/protect-engine.yml": "on: push\n",
    ".github/actions/own/action.yml": "runs: {}\n",
    ".github/CODEOWNERS": "* @me\n",
    ".github/rulesets/protect-engine.json": "{}\n",
    ".github/dependabot.yml": "version: 2\n",
    # What the Functions host or a deployment would pick up.
    "host.json": '{"version": "1"}\n',
    "function_app.py": "x\n",
    "proxies.json": "{}\n",
    "bin/extensions.json": "{}\n",
    "extensions.csproj": "<Project/>\n",
    ".azurefunctions/x": "x\n",
    # Git overwrites a file that it ignores without a word: everybody's own settings, keys and all.
    "local.settings.json": "{}\n",
    "local.secrets.json": "{}\n",
    ".deployment": "[config]\ncommand = evil\n",
    ".funcignore": "\n",
    ".venv/lib/evil.pth": "import os\n",
    ".python_packages/lib/site-packages/x.pth": "import os\n",
    "job/function.json": "{}\n",
    # Who may approve, and forged results of the tools.
    ".ringfence/allowed_signers": "* ssh-ed25519 AAAA\n",
    ".ringfence/revoked_signers": "x\n",
    ".ringfence/seal.json": "{}\n",
    ".ringfence-baseline.json": "{}\n",
}


@pytest.fixture
def real(world: World) -> World:
    """A fork that has this repository's list; nothing else of it is needed."""
    commit(world.clone, {".importlinter": (ROOT / ".importlinter").read_text()})
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    with (world.home / ".gitconfig").open("a") as stream:
        stream.write(f'[url "file://{world.upstream}"]\n\tinsteadOf = {UPSTREAM}\n')
    return world


def test_nothing_that_takes_the_protection_away_passes(real: World, guard: Run) -> None:
    """All of it in one commit, since each is named on its own."""
    commit(real.clone, dict(TAKES_AWAY))
    answer = guard()
    assert answer.code == 1
    assert {path for path, _ in answer.changes} == TAKES_AWAY.keys()


def test_a_free_directory_is_no_link_to_elsewhere(real: World, guard: Run) -> None:
    """`docs` as a link to a directory of the workspace with a function.json, say."""
    link = git(real.clone, "hash-object", "-w", "--stdin", stdin=b"workspace/workflows")
    kinds = {
        f"120000,{link}": "added symbolic link",
        f"160000,{git(real.clone, 'rev-parse', 'HEAD')}": "added submodule",
    }
    for entry, kind in kinds.items():
        git(real.clone, "reset", "--quiet", "--hard", "origin/main")
        for name in ("tests", "docs", "workspace"):
            git(real.clone, "rm", "-r", "--quiet", "--cached", "--ignore-unmatch", name)
            git(real.clone, "update-index", "--add", "--cacheinfo", f"{entry},{name}")
        git(real.clone, "commit", "--quiet", "--message", "x")
        answer = guard()
        assert answer.code == 1
        linked = [path for path, what in answer.changes if what == kind]
        assert linked == ["docs", "tests", "workspace"]


def test_an_evil_merge_is_judged_by_what_it_ends_in(real: World, guard: Run) -> None:
    """Neither parent has the edit: it is in the merge commit alone."""
    commit(real.clone, {"workspace/one.py": "x\n"})
    git(real.clone, "switch", "--quiet", "--create", "two", "origin/main")
    commit(real.clone, {"workspace/two.py": "x\n"})
    git(real.clone, "merge", "--quiet", "--no-commit", "dev")
    commit(real.clone, {"engine/evil.py": "x\n"}, "Merge branch 'dev'")
    assert len(git(real.clone, "log", "-1", "--format=%P").split()) == 2
    answer = guard()
    assert (answer.code, answer.changes) == (1, [("engine/evil.py", "added")])
    # Hidden below a further commit, or taken in by a criss-cross, it is no less there.
    two = git(real.clone, "rev-parse", "HEAD")
    commit(real.clone, {"workspace/three.py": "x\n"})
    assert guard().changes == [("engine/evil.py", "added")]
    git(real.clone, "switch", "--quiet", "dev")
    git(real.clone, "merge", "--quiet", "--no-edit", two)
    assert guard().changes == [("engine/evil.py", "added")]


def test_a_list_of_protected_paths_cannot_be_a_burden(real: World, guard: Run) -> None:
    """The head's list widens the base's, so its length must not be the head's to say."""
    policy = (real.clone / ".importlinter").read_text()
    more = "protected =\n" + "".join(f"    p{number}/\n" for number in range(2000))
    commit(real.clone, {".importlinter": policy.replace("protected =\n", more)})
    answer = guard()
    assert (answer.code, "more than 1,000 protected paths" in answer.err) == (2, True)
    commit(real.clone, {".importlinter": policy + "# \n" * 200_000})
    answer = guard()
    assert (answer.code, "at most 524,288 are read" in answer.err) == (2, True)


def test_a_rewritten_base_brings_nothing_back(real: World, guard: Run) -> None:
    """The base went back before an edit that it once had: the old branch still has it."""
    edit = commit(real.clone, {"engine/evil.py": "x\n"})
    git(real.clone, "push", "--quiet", "origin", "HEAD:main")
    commit(real.clone, {"workspace/one.py": "x\n"})
    git(real.clone, "push", "--quiet", "--force", "origin", f"{edit}~1:main")
    git(real.clone, "fetch", "--quiet", "origin")
    answer = guard()
    assert (answer.code, answer.changes) == (1, [("engine/evil.py", "added")])
    # A new root with the base's files is no base either.
    tree = git(real.clone, "rev-parse", "HEAD^{tree}")
    orphan = git(real.clone, "commit-tree", tree, "-m", "fresh")
    refused = guard("origin/main", orphan)
    assert (refused.code, refused.out) == (2, "")


def test_a_merge_that_keeps_ones_own_engine_takes_nothing_back(world: World, guard: Run) -> None:
    """`git merge -s ours`: history has the base's sync, the tree does not."""
    git(world.clone, "switch", "--quiet", "--create", "sync", "origin/main")
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "v3.0.0")
    git(world.clone, "checkout", "FETCH_HEAD", "--", "engine", "tools")
    commit(world.clone, message="sync")
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    git(world.clone, "switch", "--quiet", "dev")
    commit(world.clone, {"workspace/one.py": "x\n"})
    assert guard().code == 0
    git(world.clone, "merge", "--quiet", "--no-edit", "--strategy=ours", "origin/main")
    answer = guard()
    assert (answer.code, "older than what the base has" in answer.reasons) == (1, True)


def test_a_union_of_merges_is_not_what_is_judged(real: World, guard: Run) -> None:
    """Attributes of the request choose no merge driver for the judged result."""
    commit(real.clone, {"workspace/.gitattributes": "* merge=union\n"})
    git(real.clone, "push", "--quiet", "origin", "HEAD:main")
    git(real.clone, "fetch", "--quiet", "origin")
    commit(real.clone, {"workspace/w.py": "mine\n"})
    git(real.clone, "switch", "--quiet", "--create", "other", "origin/main")
    commit(real.clone, {"workspace/w.py": "theirs\n"})
    git(real.clone, "push", "--quiet", "origin", "HEAD:main")
    git(real.clone, "fetch", "--quiet", "origin")
    answer = guard("origin/main", "dev")
    # The two conflict, so there is no merged result: GitHub would not merge them either.
    assert (answer.code, [one["what"] for one in answer.document["steps"]]) == (0, ["the head"])
