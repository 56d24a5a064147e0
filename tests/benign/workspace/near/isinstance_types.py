import collections.abc
import numbers
import types
from datetime import date, datetime


async def run(context, value=None):
    if isinstance(value, (str, bytes)):
        return "text"
    if isinstance(value, collections.abc.Mapping):
        return "mapping"
    if isinstance(value, (date, datetime)):
        return "date"
    if isinstance(value, numbers.Number) and not isinstance(value, bool):
        return "number"
    if isinstance(value, types.NoneType):
        return "none"
    return types.SimpleNamespace(kind=type(value).__name__).kind
