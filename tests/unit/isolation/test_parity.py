"""The rules' rejected examples through every entry: pre-commit's, the action's and the loader's.

The first two must agree with the rule itself. The loader must stop what its rule says that the
engine stops; for the other rules it is stated, by `Runtime.UNSEEN`, that only the checker can.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.isolation.registry import RULES
from tools.isolation.rule import Example, Runtime

REPOSITORY = Path(__file__).parents[3]
DEFAULT = Example("").path
PLAIN = [
    (rule, number, example)
    for rule in RULES
    for number, example in enumerate(rule.invalid)
    if example.path == DEFAULT and not example.beside
]


def _lay_out(root: Path) -> dict[str, str]:
    """Write every plain example as a file of one workspace; return path -> rule code."""
    expected = {}
    for rule, number, example in PLAIN:
        path = f"workspace/workflows/{rule.code.lower()}_{number}.py"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(example.source.encode("utf-8", "surrogatepass"))
        expected[path] = rule.code
    return expected


def _pre_commit_entry() -> list[str]:
    text = (REPOSITORY / ".pre-commit-config.yaml").read_text()
    found = re.search(r"id: ringfence-check.*?entry: (?P<entry>.*?)\n", text, re.DOTALL)
    assert found is not None
    return [sys.executable, *found["entry"].split()[1:]]


def _run(arguments: list[str], cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "RINGFENCE_CACHE_DIR": str(cache)},
    )


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    root = tmp_path_factory.mktemp("parity")
    return root, _lay_out(root)


def test_pre_commit_entry_gives_the_rules_verdict(laid_out, tmp_path):
    root, expected = laid_out
    done = _run(
        [
            *_pre_commit_entry(),
            "--format=json",
            f"--root={root}",
            f"--rules={REPOSITORY}",
            *(str(root / path) for path in expected),
        ],
        tmp_path,
    )
    assert done.returncode == 1, done.stderr
    found = {(f["path"], f["code"]) for f in json.loads(done.stdout)["findings"]}
    missing = {(path, code) for path, code in expected.items()} - found
    assert missing == set()


def test_github_entry_gives_the_rules_verdict(laid_out, tmp_path):
    root, expected = laid_out
    done = _run(
        [
            sys.executable,
            "-m",
            "tools",
            "check",
            "--format=github",
            f"--root={root}",
            f"--rules={REPOSITORY}",
        ],
        tmp_path,
    )
    assert done.returncode == 1, done.stderr
    found = {
        (match["path"], match["code"])
        for match in re.finditer(
            r"^::(?:error|warning) file=(?P<path>[^,]+),.*?title=(?P<code>RF\d+)",
            done.stdout,
            re.MULTILINE,
        )
    }
    missing = {(path, code) for path, code in expected.items()} - found
    assert missing == set()


RUNTIME = """
import importlib, inspect, json, sys
from pathlib import Path
from engine.shared.import_restrictor import install
from engine.shared.seal import Denied, Seal, digest, walk_workspace
from tools.isolation.catalogue import load_catalogue
from tools.isolation.policy import load_policy
from tools.isolation.registry import known_rules

root, rules = Path(sys.argv[1]), Path(sys.argv[2])
policy = load_policy(rules, known_rules())
files = {e.path: digest((root / e.path).read_bytes()) for e in walk_workspace(root)}
denied = Denied(load_catalogue().denied_names(policy.packages))
install(root, Seal("test", policy.door, policy.packages, denied, files), lambda violation: None)
verdicts = {}
for path in files:
    name = path.removesuffix(".py").replace("/", ".")
    try:
        module = importlib.import_module(name)
        for value in list(vars(module).values()):
            if inspect.isfunction(value) and value.__module__ == name:
                if not inspect.signature(value).parameters:
                    value()
        verdicts[path] = "ran"
    except Exception as error:
        verdicts[path] = type(error).__name__
print(json.dumps(verdicts))
"""
REFUSED = [item for item in PLAIN if item[0].runtime is Runtime.REFUSED]


def test_loader_stops_what_the_rules_say_it_stops(tmp_path):
    root = tmp_path / "app"
    expected = {}
    for rule, number, example in REFUSED:
        path = f"workspace/workflows/{rule.code.lower()}_{number}.py"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(example.source.encode())
        expected[path] = rule.code
    done = subprocess.run(
        [sys.executable, "-c", RUNTIME, str(root), str(REPOSITORY)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    verdicts = json.loads(done.stdout.splitlines()[-1])
    assert expected
    ran = {path for path in expected if verdicts[path] == "ran"}
    assert ran == set()
    stopped = {verdicts[path] for path in expected}
    assert stopped <= {"ImportError", "ModuleNotFoundError", "AttributeError", "SyntaxError"}
