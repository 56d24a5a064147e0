"""Microsoft 365 licenses that a new user can be given."""

from __future__ import annotations

from typing import Any

from engine.sdk import OrganizationContext, data_provider

# Product names as Microsoft sells them, by SKU part number.
LICENSES = {
    "O365_BUSINESS_ESSENTIALS": "Microsoft 365 Business Basic",
    "O365_BUSINESS_PREMIUM": "Microsoft 365 Business Standard",
    "SPB": "Microsoft 365 Business Premium",
    "SPE_E3": "Microsoft 365 E3",
    "SPE_E5": "Microsoft 365 E5",
}


@data_provider(
    name="get_available_licenses",
    description="Licenses that a new user of this organization can be given",
    category="Microsoft 365",
    cache_ttl_seconds=600,
)
async def get_available_licenses(context: OrganizationContext) -> list[dict[str, Any]]:
    """List the licenses, the organization's default marked."""
    default = context.get_config("default_license")
    return [
        {"label": label, "value": sku, "metadata": {"default": sku == default}}
        for sku, label in LICENSES.items()
    ]
