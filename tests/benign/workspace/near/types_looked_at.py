"""Annotations looked at, threads named in messages, unbound methods that change nothing."""

import dataclasses
import inspect
import threading
import typing


@dataclasses.dataclass
class Row:
    name: str
    size: int = 0


def described(kind):
    names = [field.name for field in dataclasses.fields(kind)]
    return names, typing.get_args(list[int]), str(inspect.signature(described))


def changed(row: Row, names):
    row.name = ", ".join(map(str.strip, names))
    return sorted(names, key=str.lower), threading.current_thread().name


async def run(context):
    lengths = dict(zip(["a"], map(len, ["bc"]), strict=True))
    return described(Row), changed(Row("x"), ["b ", " a"]), lengths, {**lengths}.items()


def counted(items):
    return {
        kind.__name__: sum(type(item) is kind for item in items) for kind in set(map(type, items))
    }


def told(context):
    if type(context) is dict:
        return "a test"
    return f"{type(context).__name__} of {context.org_id}"
