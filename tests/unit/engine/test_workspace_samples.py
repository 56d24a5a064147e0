"""The sample workflows, tested the way their readers should test their own."""

from __future__ import annotations

import importlib
import sys

import pytest

from engine.sdk import ConfigurationError, ValidationError, build_test_context
from engine.shared import import_restrictor

PERSON = {"first_name": "Zoë", "last_name": "O'Neill", "email": "zoe@contoso.example"}


@pytest.fixture
def samples(monkeypatch):
    """The sample modules, loaded as plain Python and forgotten afterwards."""
    # Compiled code left in the workspace is refused by the next check.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import_restrictor.uninstall()
    yield lambda name: importlib.import_module(f"workspace.{name}")
    import_restrictor.uninstall()


async def test_onboarding(samples):
    workflow = samples("workflows.user_onboarding").user_onboarding
    logs, checkpoints = [], []
    context = build_test_context(
        org_name="Contoso Ltd",
        config={"default_license": "SPB", "onboarding_domain": "Contoso.example"},
        logs=logs,
        checkpoints=checkpoints,
    )
    assert await workflow(context, **PERSON) == {
        "organization": "Contoso Ltd",
        "displayName": "Zoë O'Neill",
        "email": "zoe@contoso.example",
        "license": "SPB",
        "welcomeEmail": True,
    }
    assert [line["message"] for line in logs] == ["Onboarding started", "Welcome message queued"]
    assert [step["name"] for step in checkpoints] == ["license_chosen", "account_prepared"]
    assert context.get_variable("display_name") == "Zoë O'Neill"


async def test_onboarding_takes_the_given_license_and_obeys_the_welcome_switch(samples):
    workflow = samples("workflows.user_onboarding").user_onboarding
    context = build_test_context(config={"welcome_email_enabled": False})
    result = await workflow(context, **PERSON, license="SPE_E5")
    assert (result["license"], result["welcomeEmail"]) == ("SPE_E5", False)


@pytest.mark.parametrize(
    ("config", "license_name", "kind", "message"),
    [
        ({}, None, ConfigurationError, "set the key default_license"),
        ({"default_license": "SPB"}, "FREE", ValidationError, "'FREE' is not available"),
        ({"onboarding_domain": "fabrikam.example"}, "SPB", ValidationError, "@fabrikam.example"),
    ],
)
async def test_onboarding_refuses_what_does_not_fit(samples, config, license_name, kind, message):
    workflow = samples("workflows.user_onboarding").user_onboarding
    with pytest.raises(kind, match=message):
        await workflow(build_test_context(config=config), **PERSON, license=license_name)


async def test_licenses_mark_the_default(samples):
    provider = samples("data_providers.licenses").get_available_licenses
    options = await provider(build_test_context(config={"default_license": "SPE_E3"}))
    assert all(option.keys() == {"label", "value", "metadata"} for option in options)
    assert [o["value"] for o in options if o["metadata"]["default"]] == ["SPE_E3"]


def test_webhook(samples):
    workflow = samples("workflows.webhook_example").webhook_example
    context = build_test_context(variables={"source": "psa"})
    assert workflow(context, "ticket.created", {"ticket": 7}, "high") == {
        "accepted": True,
        "ticket": 7,
        "priority": "high",
        "source": "psa",
    }
    with pytest.raises(ValidationError, match="no ticket"):
        workflow(context, "ticket.created", {}, "high")
