"""What the records of several workflows have in common."""

from abc import ABC
from dataclasses import dataclass
from typing import Any


class Record(ABC):
    """A row of some system, told apart by its identifier."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.id = str(data["id"])


@dataclass
class Named:
    """Something with a name."""

    name: str
