"""Objects written out, copied and taken apart, none of them the engine's."""

import copy
import dataclasses
import operator
import platform
import pprint
import sqlite3
from functools import reduce

import attr
import yaml
from pydantic import BaseModel, Field, TypeAdapter

NAMES = TypeAdapter(list[str])


@attr.s(auto_attribs=True)
class Key:
    _name: str = attr.ib(alias="name")
    size: int = attr.ib(default=0, metadata={"alias": "not-a-name"})


@dataclasses.dataclass
class Row:
    name: str
    parts: list[str]

    def __deepcopy__(self, memo):
        return Row(self.name, copy.deepcopy(self.parts, memo))


class User(BaseModel):
    display: str = Field(alias="display-name")


def remembered(rows):
    connection = sqlite3.connect(":memory:")
    connection.execute("create table rows (name text)")
    connection.executemany("insert into rows values (?)", [(row.name,) for row in rows])
    return connection.execute("select count(*) from rows").fetchone()


async def run(context):
    rows = [Row("a", ["x"]), Row("b", [])]
    copied = copy.deepcopy(rows)
    pprint.pprint([dataclasses.asdict(row) for row in copied])
    flat = reduce(operator.iconcat, [row.parts for row in rows], [])
    text = yaml.dump({"org": context.org_id, "key": context.get_config("key"), "rows": flat})
    agent = f"ringfence/{platform.python_version()} ({platform.system()} {platform.release()})"
    match rows:
        case [Row(name=name), *_]:
            return name, text, agent, NAMES.validate_python(flat), Key("k"), remembered(rows)
    return None
