"""Passes on the settings that a client class knows, and logs more while somebody looks on."""

import inspect
import logging
from typing import Any

import httpx

logger = logging.getLogger(__name__)
KNOWN = frozenset(inspect.signature(httpx.Client.__init__).parameters) - {"self", "verify"}


class Connection:
    def __init__(self, log: logging.Logger | None = None) -> None:
        self.logger = log if log is not None else logging.getLogger(__name__)

    def say(self, text: str) -> None:
        if self.logger.level <= logging.DEBUG:
            self.logger.debug("%s", text)


async def run(context, settings: dict[str, Any]) -> int:
    given = {name: value for name, value in settings.items() if name in KNOWN}
    Connection().say(f"{len(given)} settings")
    with httpx.Client(**given) as client:
        return client.get("https://api.example.com/health").status_code
