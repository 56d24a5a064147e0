"""Everything for a new colleague, in order, with undo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any, Self

from engine.sdk import OrganizationContext, WorkflowException, param, workflow

Step = Callable[["Plan"], Awaitable[None]]


@dataclass(frozen=True)
class Plan:
    email: str
    groups: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    def mark(self, name: str) -> Self:
        return replace(self, done=(*self.done, name))


class BundleError(WorkflowException):
    def __init__(self, step: str, cause: Exception) -> None:
        super().__init__("BundleFailed", f"{step} failed", {"cause": type(cause).__name__})
        self.step = step


async def create_account(plan: Plan) -> None:
    if "@" not in plan.email:
        raise ValueError(plan.email)


async def add_groups(plan: Plan) -> None:
    for group in plan.groups:
        assert group, "groups have names"


STEPS: list[tuple[str, Step]] = [("account", create_account), ("groups", add_groups)]


@workflow(name="onboarding_bundle", description="Account, groups, mail", category="Users")
@param("email", "email", required=True)
@param("groups", "list")
async def onboarding_bundle(
    context: OrganizationContext, email: str, groups: list[str] | None
) -> dict[str, Any]:
    plan = Plan(email, tuple(groups or ()))
    async with AsyncExitStack() as undo:
        for name, step in STEPS:
            try:
                await step(plan)
            except Exception as error:
                raise BundleError(name, error) from error
            undo.callback(context.log, "warning", f"undo {name}")
            plan = plan.mark(name)
        undo.pop_all()
    return {"done": list(plan.done)}
