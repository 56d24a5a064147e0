"""The engine indexes and runs under Microsoft's own Python worker library, not only under ours."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableServiceClient

from engine.shared.seal import SEAL_PATH, digest, dump_seal, read_seal
from tests.conftest import ROOT
from tools.seal import seal_workspace
from tools.seed_azurite import seed

KEY = "contract-test-key"
# The checker and its contracts are needed to seal, and are not deployed.
SEALING_PARTS = ("tools", ".importlinter")
APP_PARTS = ("engine", "workspace", "function_app.py", "host.json", *SEALING_PARTS)
RUNTIME_ONLY = ("azure-functions-runtime==", "azurefunctions-extensions-base==")


def find_python313() -> str | None:
    """A Python 3.13 that runs: the one named in the environment, on PATH, or of pyenv."""
    if sys.version_info[:2] == (3, 13):
        return sys.executable
    named = os.environ.get("RINGFENCE_PYTHON313")
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.13*/bin/python3.13"))
    for candidate in (named, shutil.which("python3.13"), *(str(path) for path in pyenv)):
        if candidate is None:
            continue
        code = "import sys; sys.exit(sys.version_info[:2] != (3, 13))"
        if (
            subprocess.run([candidate, "-c", code], capture_output=True, check=False).returncode
            == 0
        ):
            return candidate
    return None


def worker_requirements() -> str:
    """The runtime lock and the worker library, as locked."""
    development = (ROOT / "requirements-dev.txt").read_text().splitlines()
    worker = [line for line in development if line.startswith(RUNTIME_ONLY)]
    assert len(worker) == len(RUNTIME_ONLY)
    return "\n".join([(ROOT / "requirements.txt").read_text(), *worker])


@pytest.fixture(scope="session")
def python313() -> str:
    """An interpreter with the engine's requirements and the worker library."""
    base = find_python313()
    if base is None:
        pytest.skip(
            "not run: no Python 3.13 here (the worker library needs it); put python3.13 on PATH "
            "or name it in RINGFENCE_PYTHON313"
        )
    if base == sys.executable:
        return base
    requirements = worker_requirements()
    key = hashlib.sha256((base + requirements).encode()).hexdigest()[:16]
    cache = ROOT / ".ringfence" / "venv313"
    target = cache / key
    python = target / "bin" / "python"
    if not (target / "complete").exists():
        cache.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run([base, "-m", "venv", "--without-pip", str(target)], check=True)
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(requirements)
            file.flush()
            pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
            pip += ["--disable-pip-version-check", "--no-compile", "-r", file.name]
            subprocess.run(pip, check=True)
        (target / "complete").touch()
    return str(python)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A sealed copy of what is deployed."""
    for name in APP_PARTS:
        source = ROOT / name
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tmp_path / "app" / name, ignore=ignore)
        else:
            (tmp_path / "app").mkdir(exist_ok=True)
            shutil.copy(source, tmp_path / "app" / name)
    seal_workspace(tmp_path / "app")
    shutil.rmtree(tmp_path / "app" / "tools")
    (tmp_path / "app" / ".importlinter").unlink()
    return tmp_path / "app"


def request(
    function: str, method: str, path: str, body: Any = None, **headers: str
) -> dict[str, Any]:
    route = {"workflowName": path.rsplit("/", 1)[1]} if "/workflows/" in path else {}
    return {
        "function": function,
        "method": method,
        "url": f"https://example.azurewebsites.net{path}",
        "headers": {name.replace("_", "-"): value for name, value in headers.items()},
        "route": route,
        "body": "" if body is None else json.dumps(body),
    }


def work(python: str, app: Path, storage: str, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """Run the calls in a worker process."""
    output = app.parent / "answers.json"
    environ = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}
    }
    run = subprocess.run(
        [python, str(ROOT / "tests/contract/official_worker.py"), str(output)],
        cwd=app,
        env={
            **environ,
            "AzureWebJobsStorage": storage,
            "ENGINE_FUNCTION_KEYS": json.dumps({"contract": KEY}),
        },
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(output.read_text())


def functions_by_route(result: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (method.upper(), function["trigger"]["route"]): name
        for name, function in result["functions"].items()
        if function["trigger"]["type"] == "httpTrigger"
        for method in function["trigger"]["methods"]
    }


ROUTES = {
    ("POST", "workflows/{workflowName}"),
    ("GET", "health"),
    ("GET", "registry/metadata"),
}
ONBOARD = "/api/workflows/user_onboarding"
PARAMETERS = {
    "first_name": "Jamie",
    "last_name": "Rivera",
    "email": "jamie.rivera@contoso.example",
}


def test_worker_indexes_and_runs_workflows(python313: str, app: Path, storage: str) -> None:
    seed(storage)
    indexed = work(python313, app, storage, [])
    names = functions_by_route(indexed)
    assert set(names) >= ROUTES
    execute = names["POST", "workflows/{workflowName}"]
    identity = {"X_Organization_Id": "org-contoso", "X_User_Id": "tech@ringfence.example"}
    answers = work(
        python313,
        app,
        storage,
        [
            request(execute, "POST", ONBOARD, PARAMETERS, x_functions_key=KEY, **identity),
            request(execute, "POST", ONBOARD, PARAMETERS, x_functions_key="wrong", **identity),
            request(execute, "POST", ONBOARD, PARAMETERS, **identity),
            request(names["GET", "health"], "GET", "/api/health"),
        ],
    )["answers"]
    assert [answer["status"] for answer in answers] == [200, 403, 403, 200]
    assert answers[0]["body"]["status"] == "Success"
    assert answers[0]["body"]["result"]
    assert answers[3]["body"]["status"] == "ok"


def test_worker_indexes_a_tampered_app_and_says_what_is_wrong(
    python313: str, app: Path, storage: str
) -> None:
    seed(storage)
    tampered = app / "workspace/workflows/user_onboarding.py"
    tampered.write_bytes(tampered.read_bytes() + b"\n")
    names = functions_by_route(work(python313, app, storage, []))
    assert set(names) >= ROUTES
    identity = {"X_Organization_Id": "org-contoso", "X_User_Id": "tech@ringfence.example"}
    health, refused = work(
        python313,
        app,
        storage,
        [
            request(names["GET", "health"], "GET", "/api/health"),
            request(
                names["POST", "workflows/{workflowName}"],
                "POST",
                ONBOARD,
                PARAMETERS,
                x_functions_key=KEY,
                **identity,
            ),
        ],
    )["answers"]
    assert health["status"] == 503
    assert health["body"]["status"] == "failed"
    assert health["body"]["file"] == "workspace/workflows/user_onboarding.py"
    assert refused["status"] == 503
    assert refused["body"]["error"] == "EngineNotReady"


def test_the_runtime_loads_no_module_that_the_worker_has_not_loaded(python313: str) -> None:
    script = (
        "import sys\n"
        "import azure_functions_runtime, azure.functions\n"
        "before = set(sys.modules)\n"
        "import engine.shared.import_restrictor, engine.shared.environment\n"
        "new = set(sys.modules) - before\n"
        "print(sorted(name for name in new if name.split('.')[0] != 'engine'))\n"
    )
    run = subprocess.run(
        [python313, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


QUARANTINED = """
from engine.sdk import workflow
from engine.shared.storage import tables

@workflow("never", "Imports what it may not")
async def never(context):
    return tables
"""
# What the checker refuses, sealed all the same: the runtime is what is tested here.
ATTEMPTS = """
import asyncio
import os
from pathlib import Path
from engine.sdk import workflow, read_resource

@workflow("attempts", "Tries what the backstop refuses")
async def attempts(context):
    root = Path(__file__).parents[2]
    found = {"resource": read_resource("templates/mail.txt", "utf-8")}
    loop = asyncio.get_running_loop()
    tries = {
        "engine": lambda: open(root / "engine/sdk.py"),
        "environment": lambda: open("/proc/self/environ"),
        "process": lambda: os.system("true"),
        "import": lambda: __import__("engine.shared.startup"),
    }
    for name, attempt in tries.items():
        try:
            attempt()
        except (PermissionError, ImportError) as error:
            found[name] = type(error).__name__
    try:
        await loop.run_in_executor(None, open, root / ".ringfence/seal.json")
    except PermissionError as error:
        found["executor"] = type(error).__name__
    secret = {"AzureWebJobsStorage", "ENGINE_FUNCTION_KEYS"}
    found["secrets"] = sorted(secret & os.environ.keys())
    return found
"""


def test_worker_refuses_quarantines_and_holds_the_backstop(
    python313: str, app: Path, storage: str
) -> None:
    seed(storage)
    (app / "workspace/templates").mkdir()
    (app / "workspace/templates/mail.txt").write_text("Hello")
    (app / "workspace/workflows/quarantined.py").write_text(QUARANTINED)
    (app / "workspace/workflows/attempts.py").write_text(ATTEMPTS)
    reseal(app)
    names = functions_by_route(work(python313, app, storage, []))
    identity = {"X_Organization_Id": "org-contoso", "X_User_Id": "tech@ringfence.example"}
    execute = names["POST", "workflows/{workflowName}"]
    health, attempted, never = work(
        python313,
        app,
        storage,
        [
            request(names["GET", "health"], "GET", "/api/health"),
            request(
                execute,
                "POST",
                "/api/workflows/attempts",
                {},
                x_functions_key=KEY,
                **identity,
            ),
            request(execute, "POST", "/api/workflows/never", {}, x_functions_key=KEY, **identity),
        ],
    )["answers"]
    assert (health["status"], health["body"]["status"]) == (200, "degraded")
    (quarantined,) = health["body"]["quarantined"]
    assert quarantined["file"] == "workspace/workflows/quarantined.py"
    assert "behind the door" in quarantined["error"]
    assert never["status"] == 404
    assert attempted["body"]["status"] == "Success", attempted["body"]
    assert attempted["body"]["result"] == {
        "resource": "Hello",
        "engine": "PermissionError",
        "environment": "PermissionError",
        "process": "PermissionError",
        "import": "ImportError",
        "executor": "PermissionError",
        "secrets": [],
    }
    assert violations(storage) >= {
        "engine.shared.storage (tables)",
        f"open {app}/engine/sdk.py",
        "open /proc/self/environ",
        "os.system true",
        "engine.shared.startup",
        f"open {app}/.ringfence/seal.json",
    }


def reseal(app: Path) -> None:
    """Seal the files as they are, with the policy of the seal that is there, unchecked."""
    files = {
        path.relative_to(app).as_posix(): digest(path.read_bytes())
        for path in (app / "workspace").rglob("*")
        if path.is_file()
    }
    # The code cache is for this process's Python; the worker's compiles, and must as well.
    seal = dataclasses.replace(read_seal(app), files=files, code={})
    (app / SEAL_PATH).write_bytes(dump_seal(seal))


def violations(storage: str) -> set[str]:
    """What the audit log says was attempted."""
    with TableServiceClient.from_connection_string(storage) as service:
        rows = list(service.get_table_client("AuditLog").list_entities())
    return {
        json.loads(row["Details"])["module"]
        for row in rows
        if row["EventType"] == "engine_violation_attempt"
    }
