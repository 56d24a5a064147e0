"""The real workflow files, run by the real `act` on the events that GitHub sends."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.guard import act
from tests.integration.guard.act import Hub, Result
from tests.integration.guard.world import commit, git, home_environment

PROTECT, SYNC = "protect-engine.yml", "sync-upstream.yml"
OWN_STEPS = (
    "Install the checker's libraries",
    "Fetch the head as objects",
    "Guard the protected paths",
    "Check the workspace by the base's rules",
)
BUDGET = 10  # seconds


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("hub")
    with pytest.MonkeyPatch.context() as patch:
        _enter(patch, folder / "home")
        yield act.build(folder)


def _enter(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in list(os.environ):
        if name.startswith(("GIT", "SSH")):
            patch.delenv(name)
    for name, value in home_environment(home).items():
        patch.setenv(name, value)


@pytest.fixture
def hub(template: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    shutil.copytree(template.folder, tmp_path, symlinks=True, dirs_exist_ok=True)
    made = Hub(tmp_path)
    _enter(monkeypatch, made.home)
    config = made.home / ".gitconfig"
    config.write_text(config.read_text().replace(str(template.folder), str(tmp_path)))
    git(made.clone, "remote", "set-url", "origin", str(made.origin))
    return made


def in_time(result: Result) -> None:
    """Print and judge how long the workflow's own work took; a skipped step is no fast one.

    On a busy machine the wall time says nothing; then the processor time of all of the run counts,
    with act's own work and the checkout.
    """
    assert set(OWN_STEPS) <= set(result.steps)
    own = {step: result.steps[step] for step in OWN_STEPS}
    each = ", ".join(f"{step.split()[0].lower()} {seconds:.2f}" for step, seconds in own.items())
    sys.stdout.write(
        f"\nown steps {sum(own.values()):.2f} s ({each}), with act {result.seconds:.2f} s, "
        f"processor time of all {result.processor:.2f} s\n"
    )
    assert min(sum(own.values()), result.processor) < BUDGET


def pull_request(hub: Hub, number: int = 7) -> Result:
    return hub.run("pull_request_target", hub.pull_request(number), PROTECT)


def test_a_workspace_change_passes_in_seconds(hub: Hub) -> None:
    commit(hub.clone, {"workspace/workflows/mine.py": "x = 1\n"})
    result = pull_request(hub)
    assert result.code == 0, result.log
    assert "no protected path changes" in result.summary
    assert "4 files checked: clean" in result.summary
    assert result.job == "protect-engine/protect-engine"
    in_time(result)


def test_an_edit_of_the_engine_fails_whoever_made_it(hub: Hub) -> None:
    """The payload's label, bot name and title say it is fine; content says it is not."""
    commit(hub.clone, {"engine/evil.py": "x = 1\n"}, "chore: sync upstream [engine-approved]")
    result = pull_request(hub)
    assert result.code == 1
    assert "::error file=engine/evil.py,title=protected path::" in result.log
    assert "| `engine/evil.py` | added |" in result.summary
    # The check of the workspace reports all the same.
    assert "files checked: clean" in result.summary
    in_time(result)


def test_a_forbidden_workflow_file_fails_by_the_bases_rules(hub: Hub) -> None:
    commit(
        hub.clone,
        {"workspace/workflows/mine.py": "import subprocess\n\nsubprocess.run('id')\n"},
    )
    result = pull_request(hub)
    assert result.code == 1
    assert "no protected path changes" in result.summary
    assert "workspace/workflows/mine.py" in result.summary


def test_a_request_that_edits_guard_rules_and_workflow_is_judged_by_the_base(hub: Hub) -> None:
    policy = (hub.clone / ".importlinter").read_text()
    commit(
        hub.clone,
        {
            "tools/guard/command.py": "import sys\nsys.exit(0)\n",
            "tools/__init__.py": "import sys\nopen('pwned', 'w')\nsys.exit(0)\n",
            ".github/workflows/protect-engine.yml": "on: push\njobs: {}\n",
            ".importlinter": policy.replace("    engine/\n", "").replace("    tools/\n", ""),
            "workspace/workflows/mine.py": "import engine.shared.registry\n",
        },
    )
    result = pull_request(hub)
    assert result.code == 1
    for path in ("tools/guard/command.py", ".github/workflows/protect-engine.yml", ".importlinter"):
        assert f"| `{path}` | modified |" in result.summary
    assert "RF101" in result.summary
    assert list(hub.folder.rglob("pwned")) == []


def test_hostile_names_and_code_from_a_fork_run_nothing(hub: Hub) -> None:
    touch = f"touch {hub.folder}/pwned"
    workspace = hub.clone / "workspace"
    for name in ("$(touch pwned).py", "`touch pwned`.py", "--help.py", "\x1b[31m.py"):
        (workspace / "workflows" / name).write_text("x = 1\n")
    (workspace / "workflows" / "::set-output name=x::y.py").write_text("x = 1\n")
    (workspace / "workflows" / os.fsdecode(b"\xff\n::error::.py")).write_text("x = 1\n")
    (workspace / "conftest.py").write_text(f"import os\nos.system('{touch}')\n")
    (workspace / "sitecustomize.py").write_text(f"import os\nos.system('{touch}')\n")
    (workspace / "link.py").symlink_to("/etc/passwd")
    (workspace / "setup.py").write_text(f"import os\nos.system('{touch}')\n")
    (workspace / ".gitattributes").write_text("* export-ignore filter=evil diff=evil merge=evil\n")
    (workspace / ".gitmodules").write_text('[submodule "x"]\n\turl = ext::touch pwned\n')
    commit(hub.clone)
    result = pull_request(hub)
    assert result.code == 1
    assert "no protected path changes" in result.summary
    # All of it was judged, also what the attributes would have left out.
    for part in ("link.py", "conftest.py", "sitecustomize.py", "setup.py"):
        assert part in result.summary
    assert "\x1b[31m" not in result.summary
    assert "\n::error::" not in result.log
    assert list(hub.folder.rglob("pwned")) == []


def test_a_sync_passes_as_a_request_and_as_a_push(hub: Hub) -> None:
    git(hub.clone, "fetch", "--quiet", f"file://{hub.upstream}", "v1.1.0")
    git(hub.clone, "checkout", "FETCH_HEAD", "--", "engine")
    commit(hub.clone)
    commit(hub.upstream, {"engine/later.py": '"""Newer still."""\n'}, "third")
    result = pull_request(hub)
    assert result.code == 0, result.log
    assert "identical to upstream" in result.summary
    in_time(result)
    result = hub.run("push", hub.push(), PROTECT)
    assert result.code == 0, result.log
    assert result.job == "protect-engine/protect-engine (push)"
    assert "identical to upstream" in result.summary


def test_a_push_that_rewinds_the_engine_fails(hub: Hub) -> None:
    before = git(hub.clone, "rev-parse", "HEAD")
    git(hub.clone, "fetch", "--quiet", f"file://{hub.upstream}", "v1.1.0")
    git(hub.clone, "checkout", "FETCH_HEAD", "--", "engine")
    commit(hub.clone)
    hub.push()
    git(hub.clone, "reset", "--quiet", "--hard", before)
    result = hub.run("push", hub.push("--force"), PROTECT)
    assert result.code == 1
    assert "older than what the base has" in result.summary


def test_a_merge_queue_is_judged_too(hub: Hub) -> None:
    head = commit(hub.clone, {"engine/evil.py": "x = 1\n"})
    queue = "gh-readonly-queue/main/pr-7"
    git(hub.clone, "push", "--quiet", "origin", f"HEAD:refs/heads/{queue}")
    payload = {
        "action": "checks_requested",
        "ref": f"refs/heads/{queue}",
        "merge_group": {
            "head_sha": head,
            "head_ref": f"refs/heads/{queue}",
            "base_sha": git(hub.origin, "rev-parse", "main"),
            "base_ref": "refs/heads/main",
        },
        "repository": act.REPOSITORY,
    }
    result = hub.run("merge_group", payload, PROTECT)
    assert result.code == 1
    assert result.job == "protect-engine/protect-engine"
    assert "| `engine/evil.py` | added |" in result.summary


def test_a_request_into_a_branch_of_ones_own_is_not_the_required_check(hub: Hub) -> None:
    """Its base has the change already, so it is green; the same commit must not be so for main."""
    commit(hub.clone, {"engine/evil.py": "x = 1\n"})
    git(hub.clone, "push", "--quiet", "origin", "HEAD:refs/heads/mine")
    payload = hub.pull_request(7)
    payload["pull_request"]["base"].update(ref="mine", sha=git(hub.clone, "rev-parse", "HEAD"))
    result = hub.run("pull_request_target", payload, PROTECT)
    assert (result.code, result.job) == (0, "protect-engine/protect-engine (other base)")


def test_a_head_that_moved_on_is_not_judged_as_another(hub: Hub) -> None:
    commit(hub.clone, {"engine/evil.py": "x = 1\n"})
    payload = hub.pull_request(7)
    git(hub.clone, "reset", "--quiet", "--hard", "HEAD~1")
    commit(hub.clone, {"workspace/workflows/mine.py": "x = 1\n"})
    hub.pull_request(7)
    result = hub.run("pull_request_target", payload, PROTECT)
    assert result.code == 1
    assert "is no commit here" in result.summary


@pytest.fixture
def gh(hub: Hub) -> Path:
    """GitHub's command, standing in for the pull requests' side of the server."""
    program = hub.home / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        'printf "%s|" "$@" >> "$GH_LOG"; echo >> "$GH_LOG"\n'
        'test "$2" != list || cat "$GH_LOG.number" 2>/dev/null || true\n'
    )
    program.chmod(0o755)
    return hub.folder / "gh.log"


def dispatch(tag: str) -> dict[str, object]:
    return {"inputs": {"tag": tag}, "ref": "refs/heads/main", "repository": act.REPOSITORY}


def test_the_sync_opens_a_request_that_the_guard_passes(hub: Hub, gh: Path) -> None:
    result = hub.run("workflow_dispatch", dispatch("v1.1.0"), SYNC)
    assert result.code == 0, result.log
    calls = gh.read_text().splitlines()
    assert calls[0].startswith("pr|list|")
    assert calls[1].startswith(
        "pr|create|--base|main|--head|ringfence/sync|--title|Sync the engine"
    )
    assert "v1.1.0" in calls[1]
    git(hub.clone, "fetch", "--quiet", "origin", "ringfence/sync")
    git(hub.clone, "reset", "--quiet", "--hard", "FETCH_HEAD")
    assert git(hub.clone, "diff", "--name-only", "HEAD~1") == "engine/later.py"
    assert "token-of-the-run" not in result.log
    assert pull_request(hub).code == 0


def test_the_scheduled_sync_updates_its_request(hub: Hub, gh: Path) -> None:
    gh.with_name("gh.log.number").write_text("12\n")
    payload = {"schedule": "23 4 * * 1", "repository": act.REPOSITORY}
    result = hub.run("schedule", payload, SYNC)
    assert result.code == 0, result.log
    assert gh.read_text().splitlines()[1].startswith("pr|edit|12|--title|")


def test_a_sync_without_news_opens_nothing(hub: Hub, gh: Path) -> None:
    result = hub.run("workflow_dispatch", dispatch("v1.0.0"), SYNC)
    assert result.code == 0, result.log
    assert "up to date" in result.log
    assert not gh.exists()


def test_a_sync_that_would_lose_edits_fails_and_shows_them(hub: Hub, gh: Path) -> None:
    commit(hub.clone, {"engine/sdk.py": "# ours\n"})
    git(hub.clone, "push", "--quiet", "origin", "HEAD:main")
    result = hub.run("workflow_dispatch", dispatch("v1.1.0"), SYNC)
    assert result.code == 1
    assert "+# ours" in result.log
    assert not gh.exists()


@pytest.mark.parametrize("by", ["input", "variable"])
def test_a_sync_keeps_approved_edits_that_it_is_told_of(hub: Hub, gh: Path, by: str) -> None:
    """By hand they are named, for the schedule they are a variable of the repository."""
    policy = (hub.clone / ".importlinter").read_text() + "# ours\n"
    commit(hub.clone, {".importlinter": policy, "host.json": '{"version": "2.0"}\n'})
    git(hub.clone, "push", "--quiet", "origin", "HEAD:main")
    commit(hub.upstream, {".importlinter": policy + "# theirs\n", "host.json": "{}\n"})
    git(hub.upstream, "tag", "v1.2.0")
    keep = ".importlinter  host.json"
    if by == "input":
        payload = dispatch("v1.2.0")
        payload["inputs"] = {"tag": "v1.2.0", "keep": keep}
        result = hub.run("workflow_dispatch", payload, SYNC)
    else:
        payload = {"schedule": "23 4 * * 1", "repository": act.REPOSITORY}
        result = hub.run("schedule", payload, SYNC, variables={"RINGFENCE_SYNC_KEEP": keep})
    assert result.code == 0, result.log
    assert gh.read_text().splitlines()[1].startswith("pr|create|")
    changed = git(hub.origin, "diff", "--name-only", "main", "ringfence/sync").split()
    assert changed == ["engine/later.py"]


def test_an_evil_tag_name_is_only_a_name(hub: Hub, gh: Path) -> None:
    result = hub.run("workflow_dispatch", dispatch("v1$(touch pwned)"), SYNC)
    assert result.code == 1
    assert "cannot be a tag's name" in result.log
    payload = dispatch("v1.1.0")
    payload["inputs"] = {"tag": "v1.1.0", "keep": "$(touch pwned) `touch pwned` *; touch pwned"}
    result = hub.run("workflow_dispatch", payload, SYNC)
    assert result.code == 1
    assert "no protected path has this name" in result.log
    assert list(hub.folder.rglob("pwned")) == []
