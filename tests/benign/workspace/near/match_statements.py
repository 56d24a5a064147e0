from dataclasses import dataclass


@dataclass
class Event:
    kind: str
    payload: dict


def route(event):
    match event:
        case Event(kind="ticket.created", payload={"priority": "high", **rest}):
            return "page", rest
        case Event(kind="ticket.created" | "ticket.updated", payload=payload) if payload:
            return "queue", payload
        case Event("ping"):
            return "pong", None
        case {"kind": str(kind)}:
            return kind, None
        case [Event() as first, *others]:
            return route(first)[0], len(others)
        case None | False:
            return "none", None
        case int(n) | float(n):
            return "number", n
        case _:
            return "unknown", None


async def run(context):
    return route(Event("ping", {})), route([Event("x", {}), 1])
