from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NewType, TypeAlias, TypedDict, cast

UserId = NewType("UserId", str)
Handler: TypeAlias = Callable[[Mapping[str, Any]], bool]
State = Literal["open", "closed"]
LIMIT: Final = 3


class Ticket(TypedDict, total=False):
    id: int
    state: State
    owner: "UserId"


async def run(context) -> list[Ticket]:
    raw = cast("list[Ticket]", context.get_variable("tickets", []))
    done = cast(Handler, lambda t: t["state"] == "closed")
    return [t for t in raw if done(t)][:LIMIT]
