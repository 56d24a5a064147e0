"""The repository's own files agree with each other."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

PINNED_ACTION = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(name: str) -> str:
    return (ROOT / name).read_text()


def test_pre_commit_pins_equal_the_lock() -> None:
    locked = set(read("requirements-dev.txt").splitlines())
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    pins = {pin for hook in hooks for pin in hook["additional_dependencies"]}
    assert pins <= locked
    assert {"ruff", "ruff-format", "mypy", "zizmor", "ringfence-check", "ringfence-guard"} == {
        h["id"] for h in hooks
    }


def test_pre_commit_runs_no_foreign_repository() -> None:
    repositories = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert [one["repo"] for one in repositories] == ["local"]


def test_runtime_lock_is_part_of_the_development_lock() -> None:
    assert set(read("requirements.txt").splitlines()) <= set(
        read("requirements-dev.txt").splitlines()
    )


# Workflow and job -> what it may, where that is more than reading the repository: the sync opens
# a pull request, the deployment proves to Azure who it is.
WRITERS = {
    ("sync-upstream.yml", "sync"): {"contents": "write", "pull-requests": "write"},
    ("deploy.yml", "deploy"): {"id-token": "write"},
}


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")))
def test_actions_are_pinned_and_permissions_least(path: Path) -> None:
    text = path.read_text()
    uses = re.findall(r"uses: (.+)", text)
    assert uses
    assert [one for one in uses if not PINNED_ACTION.fullmatch(one)] == []
    document = yaml.safe_load(text)
    assert document["permissions"] == {}
    for name, job in document["jobs"].items():
        assert job["permissions"] == WRITERS.get((path.name, name), {"contents": "read"})
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_continuous_integration_covers_every_supported_python() -> None:
    job = yaml.safe_load(read(".github/workflows/tests.yml"))["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
    assert "make test" in read(".ci/run")


@pytest.mark.parametrize(
    "path",
    ["/engine/", "/tools/", "/.importlinter", "/.github/", "/.pre-commit-config.yaml", "/Makefile"],
)
def test_code_owners_cover_the_protected_paths(path: str) -> None:
    rows = [line.split() for line in read(".github/CODEOWNERS").splitlines()]
    owners = {row[0]: row[1:] for row in rows if row and row[0] != "#"}
    assert owners[path]


def test_every_make_target_is_in_the_readme() -> None:
    targets = re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)
    readme = read("README.md")
    assert [name for name in targets if name != "bootstrap" and f"make {name}" not in readme] == []


def test_no_npm_registry_address_is_committed() -> None:
    assert "http" not in re.sub(
        r'"(url|funding|homepage)":? ?"https?://[^"]+"', "", read("tools/azurite/package.json")
    )
    assert '"resolved"' not in read("tools/azurite/package-lock.json")
