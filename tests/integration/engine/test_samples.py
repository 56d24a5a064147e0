"""The repository's own workspace, sealed and run."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.integration.engine.harness_engine import seal

ROOT = Path(__file__).resolve().parents[3]


async def test_the_samples_run_sealed(make_app):
    def copy_and_seal(root):
        shutil.copytree(
            ROOT / "workspace",
            root / "workspace",
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        seal(root)

    app = make_app(before_start=copy_and_seal)
    status, health = await app.health()
    assert (status, health["status"], health["quarantined"]) == (200, "ok", [])

    person = {"first_name": "Zoë", "last_name": "Adams", "email": "zoe@contoso.example"}
    status, answer = await app.run("user_onboarding", {**person, "license": "SPB"})
    assert (status, answer["status"], answer["result"]["license"]) == (200, "Success", "SPB")

    status, answer = await app.run("user_onboarding", person)
    assert (answer["status"], answer["error"]["error"]) == ("Failed", "ConfigurationError")

    ticket = {"event": "ticket.created", "payload": {"ticket": 7}, "source": "psa"}
    status, answer = await app.run("webhook_example", ticket)
    assert (answer["status"], answer["result"]["source"]) == ("Success", "psa")
    assert answer["result"]["priority"] == "normal"

    status, answer = await app.run("webhook_example", {**ticket, "priority": "urgent"})
    assert (status, answer["details"]["parameters"][0]["parameter"]) == (400, "priority")

    _, metadata, _ = await app.call("registry_metadata", "GET", "/api/registry/metadata")
    assert [w["name"] for w in metadata["workflows"]] == ["user_onboarding", "webhook_example"]
    assert [p["name"] for p in metadata["dataProviders"]] == ["get_available_licenses"]
