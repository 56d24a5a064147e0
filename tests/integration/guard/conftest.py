"""A fresh world for every test, and the command as its users call it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.guard import world as worlds
from tests.integration.guard.world import World
from tools.cli import main


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("template")
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(worlds.home_environment(folder / "home"))
    try:
        return worlds.build(folder)
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def world(template: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    for name in list(os.environ):
        if name.startswith(("GIT", "SSH")):
            monkeypatch.delenv(name)
    for name, value in worlds.home_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    made = template.copy(tmp_path)
    monkeypatch.chdir(made.clone)
    return made


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def changes(self) -> list[tuple[str, str]]:
        return [(change["path"], change["kind"]) for change in self.document["changes"]]

    @property
    def reasons(self) -> str:
        return "\n".join(reason for step in self.document["steps"] for reason in step["reasons"])

    @property
    def proofs(self) -> list[str]:
        return [step["proof"] for step in self.document["steps"] if step["proof"]]


Run = Callable[..., Answer]


@pytest.fixture
def ringfence(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Answer:
        capsys.readouterr()
        code = main(arguments)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def guard(ringfence: Run) -> Run:
    def run(base: str = "origin/main", head: str = "HEAD", *more: str) -> Answer:
        return ringfence(
            "guard", "--base", base, "--head", head, "--fetch", "--format", "json", *more
        )

    return run
