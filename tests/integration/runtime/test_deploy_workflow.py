"""`deploy.yml` under the real `act`: what it builds starts with its key, and with no other.

Stood in for are the third-party actions, as in the guard's tests, and the package index: the
checker's libraries are those of this environment, and the function app's stay where they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.shared.seal import SEAL_PATH, code_tag, pack_path
from tests.integration.guard import act
from tests.integration.guard.world import commit, git, home_environment

KEY = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
WORKFLOW = "deploy.yml"
# What `python` is in the workflow: this one, without an index to install from.
PYTHON = """#!/bin/sh
case " $* " in
*" -m venv "*) exec "{python}" -m venv --without-pip .venv ;;
*" --target "*)
  mkdir -p .python_packages/lib/site-packages
  echo "$*" > .python_packages/lib/site-packages/asked.txt ;;
*) exec "{python}" "$@" ;;
esac
"""
HEALTH = """
import asyncio, json, logging, sys
sys.path.insert(0, ".")
logging.disable()
import azure.functions as func
from function_app import app
(function,) = [f for f in app.get_functions() if f.get_function_name() == "health"]
request = func.HttpRequest("GET", "/api/health", body=b"")
answer = asyncio.run(function.get_user_function()(request))
print(json.dumps({"status": answer.status_code, **json.loads(answer.get_body()),
                  "code": answer.status_code}))
"""


@dataclass(frozen=True)
class Build:
    """One run of the workflow, and the package it has left."""

    hub: act.Hub
    result: act.Result
    package: Path


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[act.Hub]:
    folder = tmp_path_factory.mktemp("deploy")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("GIT", "SSH", "WORKSPACE_SEAL")):
                patch.delenv(name)
        for name, value in home_environment(folder / "home").items():
            patch.setenv(name, value)
        made = act.build(folder)
        commit(made.clone, {"tests/test_x.py": "x = 1\n", "docs/x.md": "x\n"})
        git(made.clone, "push", "--quiet", "origin", "HEAD:main")
        (folder / "python").mkdir()
        (folder / "python/python").write_text(PYTHON.format(python=sys.executable))
        (folder / "python/python").chmod(0o755)
        yield made


def deploy(hub: act.Hub, **secrets: str) -> act.Result:
    payload = {
        "inputs": {"deploy": "false"},
        "ref": "refs/heads/main",
        "repository": act.REPOSITORY,
        "sender": {"login": "operator"},
    }
    (hub.folder / "artifacts").mkdir(exist_ok=True)
    environ = {
        "RINGFENCE_TEST_PYTHON": str(hub.folder / "python"),
        "RINGFENCE_TEST_ARTIFACTS": str(hub.folder / "artifacts"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    return hub.run("workflow_dispatch", payload, WORKFLOW, environ, secrets)


@pytest.fixture(scope="module")
def build(hub: act.Hub) -> Build:
    result = deploy(hub, WORKSPACE_SEAL_KEY=KEY)
    assert result.code == 0, result.log
    return Build(hub, result, hub.folder / "artifacts/app.zip")


def start(folder: Path, **environ: str) -> dict[str, Any]:
    """Start the deployed engine in a process of its own; return its health."""
    run = subprocess.run(
        [sys.executable, "-I", "-c", HEALTH],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "AzureWebJobsStorage": "UseDevelopmentStorage=true",
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


@pytest.fixture
def deployed(build: Build, tmp_path: Path) -> Path:
    with zipfile.ZipFile(build.package) as archive:
        archive.extractall(tmp_path / "wwwroot")
    return tmp_path / "wwwroot"


def test_checks_seals_signs_and_packs_what_runs_and_nothing_else(build: Build) -> None:
    assert "sealed and signed" in build.result.log
    assert "the seal is current" in build.result.log
    assert "app.zip" in build.result.summary
    names = zipfile.ZipFile(build.package).namelist()
    assert {name.split("/")[0] for name in names} == {
        "engine",
        "workspace",
        ".ringfence",
        ".python_packages",
        "function_app.py",
        "host.json",
        "requirements.txt",
    }
    sealed = {name for name in names if name.startswith(".ringfence/")}
    assert sealed == {SEAL_PATH, pack_path(code_tag())}
    asked = zipfile.ZipFile(build.package).read(".python_packages/lib/site-packages/asked.txt")
    assert b"--only-binary :all:" in asked
    assert b"--requirement requirements.txt" in asked
    assert KEY not in build.result.log
    assert KEY.encode() not in b"".join(map(zipfile.ZipFile(build.package).read, names))


def test_starts_with_the_key_of_the_build(deployed: Path) -> None:
    health = start(deployed, WORKSPACE_SEAL_KEY=KEY)
    assert (health["code"], health["reason"], health["quarantined"]) == (200, None, [])
    assert health["workflows"] > 0


def test_starts_with_no_other_key(deployed: Path) -> None:
    health = start(deployed, WORKSPACE_SEAL_KEY=OTHER)
    assert (health["code"], health["workflows"], health["file"]) == (503, 0, SEAL_PATH)
    assert "signature is wrong" in health["reason"]


def test_a_seal_without_its_signature_starts_nowhere_that_has_the_key(deployed: Path) -> None:
    seal = json.loads((deployed / SEAL_PATH).read_text())
    (deployed / SEAL_PATH).write_text(json.dumps({**seal, "signature": None}))
    health = start(deployed, WORKSPACE_SEAL_KEY=KEY)
    assert (health["code"], health["workflows"]) == (503, 0)
    assert "is not signed" in health["reason"]


def test_without_the_secret_nothing_is_built(hub: act.Hub, build: Build) -> None:
    build.package.rename(build.package.with_name("kept.zip"))
    try:
        result = deploy(hub)
        assert result.code != 0
        assert "set the secret WORKSPACE_SEAL_KEY" in result.log
        assert not build.package.exists()
    finally:
        build.package.with_name("kept.zip").rename(build.package)


def test_findings_stop_the_build(hub: act.Hub, build: Build) -> None:
    main = git(hub.origin, "rev-parse", "main")
    commit(hub.clone, {"workspace/workflows/bad.py": "import subprocess\n"})
    git(hub.clone, "push", "--quiet", "origin", "HEAD:main")
    build.package.rename(build.package.with_name("kept.zip"))
    try:
        result = deploy(hub, WORKSPACE_SEAL_KEY=KEY)
        assert result.code != 0
        assert "RF105" in result.log
        assert not build.package.exists()
    finally:
        build.package.with_name("kept.zip").rename(build.package)
        git(hub.clone, "push", "--quiet", "--force", "origin", f"{main}:main")
