"""Onboard a new employee of a client: account, license, welcome message."""

from __future__ import annotations

from typing import Any

from engine.sdk import (
    ConfigurationError,
    OrganizationContext,
    ValidationError,
    param,
    workflow,
)
from workspace.data_providers.licenses import get_available_licenses


@workflow(
    name="user_onboarding",
    description="Prepare the account of a new employee",
    category="User Management",
    tags=["users", "microsoft-365"],
    timeout_seconds=120,
)
@param("first_name", "string", required=True, validation={"minLength": 1, "maxLength": 64})
@param("last_name", "string", required=True, validation={"minLength": 1, "maxLength": 64})
@param("email", "email", required=True, help_text="Address of the new account")
@param(
    "license",
    "string",
    data_provider="get_available_licenses",
    help_text="Left empty, the organization's default license is used",
)
async def user_onboarding(
    context: OrganizationContext,
    first_name: str,
    last_name: str,
    email: str,
    license: str | None = None,  # noqa: A002 - the name that forms show
) -> dict[str, Any]:
    """Check the request, record each step, and return what was prepared."""
    context.log("info", "Onboarding started", {"email": email})

    check_domain(context, email)
    sku = await choose_license(context, license)
    context.save_checkpoint("license_chosen", {"license": sku})

    display_name = f"{first_name} {last_name}"
    context.set_variable("display_name", display_name)
    context.save_checkpoint("account_prepared", {"email": email})

    # False only where someone has switched it off, for this client or for all of them.
    welcome = context.get_config("welcome_email_enabled", default=True)
    if welcome:
        context.log("info", "Welcome message queued", {"to": email})

    return {
        "organization": context.org_name,
        "displayName": display_name,
        "email": email,
        "license": sku,
        "welcomeEmail": welcome,
    }


def check_domain(context: OrganizationContext, email: str) -> None:
    """Refuse an address outside the client's own domain, where one is configured."""
    domain = context.get_config("onboarding_domain")
    if domain and email.rpartition("@")[2].lower() != domain.lower():
        raise ValidationError(f"new accounts of {context.org_name} end in @{domain}")


async def choose_license(context: OrganizationContext, wanted: str | None) -> str:
    """Return the wanted license, or the client's default one."""
    sku: str | None = wanted or context.get_config("default_license")
    if not sku:
        raise ConfigurationError(
            "no license given, and this client has no default: set the key default_license"
        )
    # Recorded while it lasts: the execution shows what was asked of which system, and how it ended.
    async with context.integration_call("microsoft-365", "list licenses"):
        offered = [option["value"] for option in await get_available_licenses(context)]
    if sku not in offered:
        raise ValidationError(f"license {sku!r} is not available", {"available": offered})
    return sku
