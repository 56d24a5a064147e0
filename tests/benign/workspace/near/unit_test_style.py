"""A helper that developers use in their own tests."""

from engine.sdk import OrganizationContext, ValidationError


def require(value, name):
    if not value:
        raise ValidationError(f"{name} is missing")
    return value


def org_label(context: OrganizationContext) -> str:
    return f"{context.org_name} ({context.org_id})"


async def run(context: OrganizationContext, name: str = "x"):
    return require(name, "name"), org_label(context)
