"""What the workflows install, and how a request may be merged, is not the request's to say."""

from __future__ import annotations

import json
import re

from tests.conftest import ROOT
from tools.isolation.policy import read_protection


def test_what_the_workflows_install_is_protected() -> None:
    protected = set(read_protection((ROOT / ".importlinter").read_text()).paths)
    installed = set()
    for name in ("protect-engine.yml", "deploy.yml"):
        text = (ROOT / ".github/workflows" / name).read_text()
        installed |= set(re.findall(r"--(?:requirement|constraint) (\S+)", text))
    assert installed == {"requirements.txt", "requirements-dev.txt"}
    # `python -m venv` keeps what is there: a committed .pth file would run with the seal key.
    assert installed | {".venv", ".deployment"} <= protected


def test_the_ruleset_asks_for_what_the_guard_has_judged() -> None:
    rules = json.loads((ROOT / ".github/rulesets/protect-engine.json").read_text())["rules"]
    found = {rule["type"]: rule.get("parameters") for rule in rules}
    assert found.keys() >= {"deletion", "non_fast_forward"}
    # A rebase merge may end elsewhere than the merged result does.
    assert found["pull_request"]["allowed_merge_methods"] == ["merge", "squash"]
    assert found["required_status_checks"]["strict_required_status_checks_policy"] is True
    checks = found["required_status_checks"]["required_status_checks"]
    assert [check["context"] for check in checks] == ["protect-engine"]


def test_the_code_owners_are_asked_about_everything_protected() -> None:
    rows = [line.split() for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines()]
    owned = {row[0].strip("/") for row in rows if row and row[0] != "#"}
    paths = read_protection((ROOT / ".importlinter").read_text()).paths
    assert {path.rstrip("/") for path in paths} <= owned
    # Its own line: what covers the file must not be taken out in the same change.
    assert ".github/CODEOWNERS" in owned
