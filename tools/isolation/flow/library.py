"""What builtins and the standard library do with the objects they are given.

Source: the library reference of Python 3.13. A function that is not listed gives a new object; one
of the modules in `HOLDING` gives a new object that holds its arguments.
"""

from __future__ import annotations

from tools.isolation.changes import MUTATORS, STREAM

COPYING = frozenset({"list", "set", "frozenset", "dict", "sorted", "reversed", "iter", "aiter"})
"""Builtins that give a new container with the contents of the old one."""

CONTAINERS = frozenset(
    {"array.array", "collections.ChainMap", "collections.Counter", "collections.OrderedDict",
     "collections.UserDict", "collections.UserList",
     "collections.deque", "io.BytesIO", "io.StringIO", "itertools.count", "itertools.cycle",
     "json.load", "json.loads", "queue.LifoQueue", "queue.PriorityQueue", "queue.Queue",
     "queue.SimpleQueue", "asyncio.Queue", "types.SimpleNamespace", "weakref.WeakKeyDictionary",
     "weakref.WeakSet", "weakref.WeakValueDictionary", "yaml.safe_load", "tomllib.loads",
     "tomllib.load", "csv.writer", "csv.DictWriter", "asyncio.LifoQueue", "asyncio.PriorityQueue",
     "threading.local", "contextvars.ContextVar"}
)  # fmt: skip
"""Library functions whose result is a container that can be changed."""

IMMUTABLE_MODULES = ("re", "datetime", "decimal", "fractions", "pathlib", "uuid", "enum", "typing",
                     "operator", "logging", "os.path", "zoneinfo", "ipaddress", "math", "time",
                     "string", "abc", "dataclasses", "hashlib", "functools", "struct")  # fmt: skip
"""Modules whose functions give objects that runs cannot change for each other."""

HOLDING = frozenset(
    {"functools", "itertools", "operator", "copy", "collections", "contextlib", "asyncio",
     "concurrent", "weakref", "types", "typing", "heapq", "random", "queue", "contextvars",
     "enum", "abc", "threading", "statistics", "graphlib", "typing_extensions"}
)  # fmt: skip
"""Modules whose functions keep their arguments inside what they give."""

IDENTITIES = frozenset(
    {"functools.cache", "functools.lru_cache", "functools.singledispatch", "functools.reduce",
     "functools.total_ordering", "functools.update_wrapper",
     "contextlib.contextmanager", "contextlib.asynccontextmanager", "typing.final",
     "typing.overload", "typing.no_type_check", "typing.runtime_checkable", "typing.assert_type",
     "typing.reveal_type", "typing.dataclass_transform", "typing.override", "types.coroutine",
     "asyncio.shield", "asyncio.wait_for", "asyncio.ensure_future", "asyncio.create_task",
     "asyncio.sleep", "asyncio.run", "asyncio.to_thread", "weakref.proxy", "enum.unique",
     "abc.abstractmethod", "abc.update_abstractmethods", "dataclasses.dataclass", "operator.or_",
     "operator.and_", "operator.add", "operator.iadd", "operator.ior", "operator.concat",
     "operator.iconcat", "operator.pos", "collections.ChainMap",
     "types.new_class", "typing_extensions.final", "typing_extensions.override",
     "types.MappingProxyType"}
)  # fmt: skip
"""Functions that may give back one of their arguments."""

DESCRIPTORS = frozenset({"cached_property", "cachedproperty", "abstractproperty"})
"""Last names of decorators, the standard library's and others', that make a property."""

CHOOSING = frozenset(
    {"random.choice", "statistics.mode", "operator.getitem", "heapq.heappop", "heapq.heapreplace",
     "heapq.heappushpop", "asyncio.sleep", "asyncio.wait_for", "asyncio.shield"}
)  # fmt: skip
"""Functions that may give back something out of an argument."""

GETTERS = {"operator.itemgetter": "item", "operator.attrgetter": "attr",
           "operator.methodcaller": "call"}  # fmt: skip

STORING = frozenset(
    {"add", "append", "appendleft", "extend", "extendleft", "insert", "put", "put_nowait", "set",
     "set_result", "setdefault", "update", "push", "send", "__setitem__", "__iadd__", "__ior__",
     "set_variable", "register", "callback", "enter_context", "enter_async_context", "reset",
     "subtract", "union", "intersection", "difference", "symmetric_difference", "new_child"}
)  # fmt: skip
"""Methods that keep their arguments inside the object they belong to."""

TAKING = frozenset(
    {"get", "get_nowait", "pop", "popleft", "popitem", "setdefault", "result", "__getitem__",
     "__next__", "__anext__", "enter_context", "enter_async_context", "get_variable", "send",
     "__enter__", "__aenter__"}
)  # fmt: skip
"""Methods that give back something out of the object they belong to."""

COPIES = frozenset(
    {"copy", "values", "items", "keys", "union", "intersection", "difference", "__iter__",
     "symmetric_difference", "elements", "most_common", "__or__", "__add__", "__reversed__",
     "new_child"}
)  # fmt: skip
"""Methods that give a new container with the contents of the object they belong to."""

CALLING = frozenset(
    {"submit", "map", "starmap", "imap", "apply", "apply_async", "run_in_executor", "call_soon",
     "call_soon_threadsafe", "call_later", "call_at", "callback", "push", "push_async_callback",
     "add_done_callback", "start_soon", "run", "runcall", "retry", "wrap", "call"}
)  # fmt: skip
"""Methods of pools, loops and the like that call a function with other arguments."""

CACHES = frozenset({"functools.cache", "functools.lru_cache"})
"""Decorators after which every call with equal arguments gives the same object."""

VIEWS = frozenset({"cast", "getbuffer"})
"""Methods whose result changes the object they belong to."""

MODEL_COPIES = frozenset({"model_copy", "copy", "_replace"})
"""Methods of models and records that give a copy with the same parts."""

FOLLOWED = STORING | TAKING | COPIES | VIEWS | MUTATORS | STREAM | MODEL_COPIES

OPERATORS = {
    "Add": "add", "Sub": "sub", "Mult": "mul", "Div": "truediv", "FloorDiv": "floordiv",
    "Mod": "mod", "Pow": "pow", "LShift": "lshift", "RShift": "rshift", "BitOr": "or",
    "BitXor": "xor", "BitAnd": "and", "MatMult": "matmul", "USub": "neg", "UAdd": "pos",
    "Invert": "invert",
}  # fmt: skip
"""Operator's syntax class -> the middle of its special method's name."""

COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
