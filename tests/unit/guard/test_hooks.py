"""The hooks judge as `make lint` does: no commit of a maintainer fails for want of a library."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from tests.conftest import ROOT


def hooks() -> dict[str, dict[str, Any]]:
    document = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    return {hook["id"]: hook for repo in document["repos"] for hook in repo["hooks"]}


def name(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement)[0].lower()


def test_the_type_checker_has_what_the_engine_and_the_checker_import() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {name(one) for one in project["dependencies"]}
    needed |= {name(one) for one in project["optional-dependencies"]["check"]}
    assert needed <= {name(one) for one in hooks()["mypy"]["additional_dependencies"]}


def test_only_the_guard_runs_on_a_merge_and_it_needs_nothing() -> None:
    stages = {one: hook.get("stages", ["pre-commit"]) for one, hook in hooks().items()}
    assert [one for one, where in stages.items() if "pre-merge-commit" in where] == [
        "ringfence-guard"
    ]
    guard = hooks()["ringfence-guard"]
    assert (guard["additional_dependencies"], guard["always_run"]) == ([], True)
