"""The table of callers again, under Microsoft's own Python worker library."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests import callers
from tests.conftest import ROOT
from tests.contract.test_official_worker import app, functions_by_route, python313, request
from tests.identity import issuer
from tools.seed_azurite import seed

__all__ = ["app", "python313"]

_TEMPLATES = {
    "execute": ("POST", "workflows/{workflowName}"),
    "metadata": ("GET", "registry/metadata"),
    "admin": ("GET", "admin/keys"),
}


def test_every_caller_gets_what_the_table_says(
    python313: str,
    app: Path,
    storage: str,
    tmp_path: Path,
) -> None:
    seed(storage)
    callers.prepare(storage)
    with issuer() as directory:
        environ = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "AzureWebJobsStorage": storage,
            **callers.settings(directory),
        }

        def work(calls: list[dict[str, Any]]) -> dict[str, Any]:
            output = tmp_path / "answers.json"
            run = subprocess.run(
                [python313, str(ROOT / "tests/contract/official_worker.py"), str(output)],
                cwd=app,
                env=environ,
                input=json.dumps(calls),
                capture_output=True,
                text=True,
                timeout=500,
                check=False,
            )
            assert run.returncode == 0, run.stderr[-4000:]
            return json.loads(output.read_text())

        names = functions_by_route(work([]))
        table = list(callers.cases(directory))
        calls = [
            request(names[_TEMPLATES[case.route]], case.method, case.path, case.body)
            | {"headers": {name.lower(): value for name, value in case.headers.items()}}
            for case in table
        ]
        answers = work(calls)["answers"]
    done = [
        (case, answer["status"], answer["body"])
        for case, answer in zip(table, answers, strict=True)
    ]
    assert len(done) > 700
    callers.check(storage, done)
