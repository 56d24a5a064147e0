"""Names that are checked against what is written before they are used."""

import logging
from operator import attrgetter
from typing import Literal, get_args

import requests

SortKey = Literal["name", "created"]
SORT_KEYS = get_args(SortKey)
FIELDS = {"displayName": "name", "mail": "email"}
EDITABLE = frozenset({"name", "email"})

log = logging.getLogger("member_names")
log.setLevel(logging.INFO)
logging.getLogger("azure").setLevel(logging.WARNING)


class Person:
    __slots__ = ("email", "name", "__weakref__")

    def __init__(self, name: str = "", email: str = "") -> None:
        self.name = name
        self.email = email


def edit(person: Person, **changes: str) -> Person:
    for key, value in changes.items():
        if key not in EDITABLE:
            raise ValueError(f"{key} cannot be changed")
        setattr(person, key, value)
    return person


def missing(person: Person) -> list[str]:
    return [name for name in EDITABLE if not getattr(person, name)]


def order(rows: list[Person], by: str = "name") -> list[Person]:
    if by not in SORT_KEYS:
        raise ValueError(by)
    return sorted(rows, key=attrgetter(by))


def pick(person: Person, names: list[str]) -> dict[str, str]:
    return {n: getattr(person, n) for n in names if n in FIELDS.values()}


def read(row: object, name: str) -> object:
    if name in ("created", "closed") and row is not None:
        return getattr(row, name)
    return None


def fetch(url: str, session: requests.Session | None = None) -> int:
    answer: requests.Response = (session or requests).get(url, timeout=10)
    return answer.status_code


def table_of(model: object) -> str:
    return model.__tablename__
