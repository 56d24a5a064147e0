"""Rows of an API as objects."""

import dataclasses
import datetime
import json
import typing
from collections import namedtuple
from dataclasses import dataclass, field, fields, asdict, is_dataclass


@dataclass
class Base:
    def to_dict(self):
        return {k: v for k, v in asdict(self).items() if v is not None}

    @classmethod
    def from_dict(cls, data):
        names = {f.name for f in fields(cls)}
        return cls(**{k: v for k, v in data.items() if k in names})

    def update(self, **changes):
        return dataclasses.replace(self, **changes)


@dataclass(order=True, kw_only=True)
class Ticket(Base):
    id: int
    summary: str = field(default="", compare=False)
    created: typing.Optional[datetime.datetime] = field(default=None, repr=False, compare=False)
    tags: typing.List[str] = field(default_factory=list, compare=False)

    def __post_init__(self):
        if isinstance(self.created, str):
            self.created = datetime.datetime.fromisoformat(self.created.replace("Z", "+00:00"))


Point = namedtuple("Point", ["x", "y"], defaults=(0, 0))


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, (datetime.date, datetime.datetime)):
            return o.isoformat()
        if is_dataclass(o) and not isinstance(o, type):
            return asdict(o)
        if isinstance(o, (set, frozenset)):
            return sorted(o)
        return super().default(o)


def dump(thing):
    return json.dumps(thing, cls=Encoder, sort_keys=True, ensure_ascii=False)


def moved(point):
    return point._replace(x=point.x + 1)._asdict()


def schema():
    return {f.name: getattr(f.type, "__name__", str(f.type)) for f in fields(Ticket)}
