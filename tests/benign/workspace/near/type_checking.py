from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from engine.sdk import OrganizationContext


def count(items: Sequence[str], client: httpx.Client | None = None) -> int:
    return len(items)


async def run(context: OrganizationContext) -> int:
    return count(["a"])
