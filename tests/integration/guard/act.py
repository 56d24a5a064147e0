"""Runs the repository's real workflow files through the real `act`, on this machine.

Two things of GitHub are stood in for. The third-party actions: act maps each pinned one to a
directory in tests/data/actions, because the tests must not need the network. And GitHub's server:
a bare repository, with `refs/pull/N/head` as GitHub keeps them.
"""

from __future__ import annotations

import html
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.integration.guard.world import commit, git, home_environment

ACT = Path(sys.executable).parent / "act"
ACTIONS = ROOT / "tests/data/actions"
UPSTREAM = "https://github.com/ringfence/ringfence.git"
# What the workflows need of this repository, as it is in the work tree.
PARTS = ("engine", "tools", "workspace", ".github", ".importlinter", "pyproject.toml")
FILES = (
    ".gitignore",
    "requirements.txt",
    "requirements-dev.txt",
    "function_app.py",
    "host.json",
    ".funcignore",
)


@dataclass(frozen=True)
class Result:
    """What a workflow run came to.

    Attributes:
        code: act's exit code, 0 when the job succeeded.
        log: everything the run printed.
        summary: the job summary.
        seconds: how long the run took, with act's own start.
        processor: how much processor time it took, of act and of all that it started.
        steps: step name -> seconds.
        job: the name under which GitHub would report the check.
    """

    code: int
    log: str
    summary: str
    seconds: float
    processor: float
    steps: dict[str, float]
    job: str


@dataclass(frozen=True)
class Hub:
    """The canonical repository, an MSP's fork as a server has it, and a clone of the fork."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def upstream(self) -> Path:
        return self.folder / "upstream"

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def clone(self) -> Path:
        return self.folder / "clone"

    def pull_request(self, number: int) -> dict[str, Any]:
        """Publish the clone's HEAD as a pull request from a fork; return the event's payload."""
        git(self.clone, "push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/head")
        return {
            "action": "synchronize",
            "number": number,
            "pull_request": {
                "number": number,
                "head": {
                    "sha": git(self.clone, "rev-parse", "HEAD"),
                    "ref": "dev`touch pwned`$(touch pwned)",
                    "repo": {"full_name": "stranger/fork", "fork": True},
                },
                "base": {
                    "sha": git(self.origin, "rev-parse", "main"),
                    "ref": "main",
                    "repo": {"full_name": "msp/workflows"},
                },
                "title": "$(touch pwned)",
                "labels": [{"name": "engine-approved"}],
                "user": {"login": "ringfence-maintainer[bot]"},
            },
            "repository": REPOSITORY,
        }

    def push(self, *options: str) -> dict[str, Any]:
        """Push the clone's HEAD to main; return the event's payload."""
        before = git(self.origin, "rev-parse", "main")
        git(self.clone, "push", "--quiet", *options, "origin", "HEAD:main")
        after = git(self.clone, "rev-parse", "HEAD")
        return {
            "ref": "refs/heads/main",
            "before": before,
            "after": after,
            "created": False,
            "deleted": False,
            "forced": bool(options),
            "repository": REPOSITORY,
        }

    def run(
        self,
        event: str,
        payload: dict[str, Any],
        workflow: str,
        environ: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Result:
        """Run one workflow file of the fork's main for an event."""
        runner = self.folder / f"runner-{time.monotonic_ns()}"
        (runner / "temp").mkdir(parents=True)
        # GitHub takes the file from the base for pull requests, from what was pushed for pushes.
        source = self.folder / f"repository-{time.monotonic_ns()}"
        git(self.folder, "clone", "--quiet", str(self.origin), str(source))
        git(source, "remote", "set-url", "origin", "https://github.com/msp/workflows.git")
        (runner / "event.json").write_text(json.dumps(payload))
        command = [
            *(
                str(ACT),
                event,
                "--directory",
                str(source),
                "--eventpath",
                str(runner / "event.json"),
            ),
            *("--workflows", str(source / ".github/workflows" / workflow)),
            *("--platform", "ubuntu-24.04=-self-hosted", "--no-skip-checkout"),
            *(
                "--no-cache-server",
                "--action-offline-mode",
                "--action-cache-path",
                str(runner / "c"),
            ),
            *("--secret", "GITHUB_TOKEN=token-of-the-run", "--json", "--defaultbranch", "main"),
        ]
        text = (source / ".github/workflows" / workflow).read_text()
        for action, commit_id in set(re.findall(r"uses: (actions/[\w-]+)@([0-9a-f]{40})", text)):
            folder = ACTIONS / action.partition("/")[2]
            command += ["--local-repository", f"https://github.com/{action}@{commit_id}={folder}"]
        for name, value in {
            "RINGFENCE_TEST_ORIGIN": str(self.origin),
            "RINGFENCE_TEST_PYTHON": str(Path(sys.executable).parent),
            "HOME": str(self.home),
            "PIP_NO_INDEX": "1",
            "GH_LOG": str(self.folder / "gh.log"),
            **(environ or {}),
        }.items():
            command += ["--env", f"{name}={value}"]
        for name, value in (secrets or {}).items():
            command += ["--secret", f"{name}={value}"]
        for name, value in (variables or {}).items():
            command += ["--var", f"{name}={value}"]
        started, before = time.monotonic(), _processor()
        run = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
            env={**home_environment(self.home), "PATH": f"{self.home}/bin:{os.environ['PATH']}"},
        )
        return _result(run, time.monotonic() - started, _processor() - before)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _result(run: subprocess.CompletedProcess[str], seconds: float, processor: float) -> Result:
    log, steps, summary, job = [], {}, [], ""
    for line in (run.stdout + run.stderr).splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            log.append(line)
            continue
        log.append(entry.get("msg", ""))
        job = entry.get("job", job)
        if "executionTime" in entry and entry.get("stage") == "Main" and len(entry["stepID"]) == 1:
            steps[entry["step"]] = entry["executionTime"] / 1e9
        if entry.get("command") == "summary":
            # The checker writes what comes from the request as character references.
            summary.append(html.unescape(entry["content"]))
    texts = ("\n".join(log), "\n".join(summary))
    return Result(run.returncode, *texts, seconds, processor, steps, job.strip())


REPOSITORY = {
    "full_name": "msp/workflows",
    "name": "workflows",
    "owner": {"login": "msp"},
    "default_branch": "main",
    "private": True,
}


def build(folder: Path) -> Hub:
    """Make the three repositories out of this repository's files."""
    hub = Hub(folder)
    hub.home.mkdir(parents=True)
    (hub.home / ".gitconfig").write_text(
        "[user]\n\tname = Dev\n\temail = dev@msp.example\n[init]\n\tdefaultBranch = main\n"
        f'[protocol "file"]\n\tallow = always\n[url "file://{hub.upstream}"]\n'
        f"\tinsteadOf = {UPSTREAM}\n"
    )
    hub.upstream.mkdir()
    for part in (*PARTS, *FILES):
        source, target = ROOT / part, hub.upstream / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    git(hub.upstream, "init", "--quiet")
    commit(hub.upstream, message="first version")
    git(hub.upstream, "tag", "v1.0.0")
    git(folder, "clone", "--quiet", "--bare", str(hub.upstream), str(hub.origin))
    git(hub.origin, "remote", "remove", "origin")
    git(folder, "clone", "--quiet", str(hub.origin), str(hub.clone))
    git(hub.clone, "switch", "--quiet", "--create", "dev")
    commit(hub.upstream, {"engine/later.py": '"""New in the second version."""\n'}, "second")
    git(hub.upstream, "tag", "v1.1.0")
    return hub
