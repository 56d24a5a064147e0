"""The organizations, users and settings that a fresh emulator starts with: rows only, no I/O.

Tests, the README and the curl line of `ringfence dev` name these ids, so they do not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

Row = Mapping[str, Any]

# One fixed moment, so that a second run finds every row unchanged.
_CREATED = datetime(2025, 1, 1, tzinfo=UTC)
_BY = "seed"


def _organization(org_id: str, name: str, tenant: str, *, active: bool = True) -> Row:
    return {
        "PartitionKey": "ORG",
        "RowKey": org_id,
        "Name": name,
        "TenantId": tenant,
        "IsActive": active,
        "CreatedAt": _CREATED,
        "CreatedBy": _BY,
        "UpdatedAt": _CREATED,
    }


def _user(email: str, name: str, kind: str, *, admin: bool = False) -> Row:
    return {
        "PartitionKey": "USER",
        "RowKey": email,
        "DisplayName": name,
        "UserType": kind,
        "IsPlatformAdmin": admin,
        "IsActive": True,
        "CreatedAt": _CREATED,
    }


def _role(org_id: str, email: str, role: str) -> Row:
    return {"PartitionKey": org_id, "RowKey": email, "Role": role}


def _config(scope: str, key: str, kind: str, value: str, description: str) -> Row:
    return {
        "PartitionKey": scope,
        "RowKey": f"config:{key}",
        "Value": value,
        "Type": kind,
        "Description": description,
        "UpdatedAt": _CREATED,
        "UpdatedBy": _BY,
    }


TABLES: Mapping[str, tuple[Row, ...]] = MappingProxyType(
    {
        "Organizations": (
            _organization("org-contoso", "Contoso Ltd", "11111111-1111-4111-8111-111111111111"),
            _organization("org-fabrikam", "Fabrikam Inc", "22222222-2222-4222-8222-222222222222"),
            _organization(
                "org-northwind",
                "Northwind Traders",
                "33333333-3333-4333-8333-333333333333",
                active=False,
            ),
        ),
        "Users": (
            _user("admin@ringfence.example", "Ada Admin", "PLATFORM", admin=True),
            _user("tech@ringfence.example", "Theo Tech", "PLATFORM"),
            _user("alex@contoso.example", "Alex Contoso", "ORG"),
            _user("sam@fabrikam.example", "Sam Fabrikam", "ORG"),
            _user("robin@northwind.example", "Robin Northwind", "ORG"),
        ),
        "UserRoles": (
            _role("org-contoso", "tech@ringfence.example", "Technician"),
            _role("org-contoso", "alex@contoso.example", "Requester"),
            _role("org-fabrikam", "tech@ringfence.example", "Technician"),
            _role("org-fabrikam", "sam@fabrikam.example", "Requester"),
            _role("org-northwind", "robin@northwind.example", "Requester"),
        ),
        "OrgConfig": (
            _config("GLOBAL", "default_license", "string", "SPB", "License of a new user"),
            _config("GLOBAL", "welcome_email_enabled", "bool", "true", "Greet new users"),
            _config("GLOBAL", "password_length", "int", "16", "Length of a first password"),
            _config("GLOBAL", "crm_api_key", "secret_ref", "crm-api-key", "Key of the CRM"),
            _config("org-contoso", "default_license", "string", "SPE_E3", "Contoso buys E3"),
            _config("org-contoso", "onboarding_domain", "string", "contoso.example", "Own domain"),
            _config(
                "org-contoso",
                "onboarding_groups",
                "json",
                '["All Staff", "VPN Users"]',
                "Groups every new user joins",
            ),
            _config("org-fabrikam", "welcome_email_enabled", "bool", "false", "Fabrikam greets"),
        ),
    }
)
