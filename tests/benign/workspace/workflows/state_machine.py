from __future__ import annotations
from enum import Enum, auto
from typing import ClassVar, Mapping
from engine.sdk import workflow, OrganizationContext


class State(Enum):
    NEW = auto()
    APPROVED = auto()
    DONE = auto()

    def can(self, other: State) -> bool:
        return other in Machine.ALLOWED.get(self, ())


class Machine:
    ALLOWED: ClassVar[Mapping[State, tuple[State, ...]]] = {State.NEW: (State.APPROVED,), State.APPROVED: (State.DONE,)}

    def __init__(self, state: State = State.NEW) -> None:
        self.state = state
        self.history: list[tuple[State, State]] = []

    def to(self, other: State) -> Machine:
        if not self.state.can(other):
            raise ValueError(f"{self.state.name} -> {other.name}")
        self.history.append((self.state, other))
        self.state = other
        return self

    def on_new(self): return "wait"
    def on_approved(self): return "order"
    def on_done(self): return "close"

    def act(self):
        return {State.NEW: self.on_new, State.APPROVED: self.on_approved, State.DONE: self.on_done}[self.state]()

    def act_by_name(self):
        return getattr(self, f"on_{self.state.name.lower()}")()


@workflow("state_machine", "Orders")
async def state_machine(context: OrganizationContext, steps: list | None = None):
    machine = Machine(State[context.get_variable("state") or "NEW"])
    for step in steps or []:
        machine.to(State[step.upper()])
    return {"state": machine.state.name, "next": machine.act(), "same": machine.act_by_name(), "history": [[a.name, b.value] for a, b in machine.history]}
