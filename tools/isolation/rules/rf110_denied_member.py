"""RF110: members of partly allowed modules, and of types that reach the process."""

from __future__ import annotations

import ast

from tools.isolation.catalogue import Entry, Reason
from tools.isolation.changes import MUTATORS
from tools.isolation.events import AttributeUsed, Called, Imported, Role
from tools.isolation.finding import Severity
from tools.isolation.logs import is_own_business
from tools.isolation.rule import Rule, examples
from tools.isolation.values import Kind, Value
from tools.isolation.visitor import FileCheck


def _on_import(check: FileCheck, event: Imported) -> None:
    module, name = event.module, event.name
    if module is None or name is None or name == "*" or name.startswith("_"):
        return
    if not check.catalogue.is_module(f"{module}.{name}"):
        _judge(check, event.alias, module, name)


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if event.attr.startswith("_"):
        return  # the rules about private and special names say more
    kinds = {base.kind for base in event.base}
    if event.attr in _DISTINCTIVE and not kinds.isdisjoint(_VAGUE) and kinds.isdisjoint(_KNOWN):
        check.report(
            event.node,
            f"`{event.attr}` works on what all clients of the process share",
            "leave process-wide objects to the engine",
        )
        return
    _judge_shared(check, event)
    for base in event.base:
        for inherited in _bases(check, base):
            reason = inherited.deny.get(event.attr)
            if reason is not None:
                _judge(check, event.node, inherited.name, event.attr)
        if base.kind in (Kind.MODULE, Kind.MEMBER, Kind.TYPED):
            full = f"{base.name}.{event.attr}"
            if full in _NUMBERS and event.role not in (Role.STORE, Role.DELETE):
                continue
            if not (base.kind is Kind.MODULE and check.catalogue.is_module(full)):
                own = is_own_business(check, event, base)
                _judge(check, event.node, base.name, event.attr, own=own)


def _judge_shared(check: FileCheck, event: AttributeUsed) -> None:
    """Marks on a thread that serves others next, and container methods that travel unbound."""
    storing = event.role in (Role.STORE, Role.DELETE)
    for base in event.base:
        if storing and base.kind is Kind.RESULT and base.name in _THREADS:
            check.report(
                event.node,
                "this thread serves other organizations next, and they can read what is kept on it",
                "keep the value in a variable of the workflow",
            )
            return
        unbound = (base.kind is Kind.BUILTIN and base.name in _CONTAINERS) or (
            base.kind is Kind.MEMBER and base.name in _OTHER_CONTAINERS
        )
        if unbound and event.role is Role.VALUE and event.attr in MUTATORS:
            check.report(
                event.node,
                f"`{base.name}.{event.attr}` is passed on: what it changes can no longer be seen",
                "call the method on the object, or use a comprehension",
            )
            return


_NUMBERS = frozenset({"logging.Logger.level"})
"""Members that lead nowhere when they are read; setting them changes the process."""
_THREADS = frozenset({"threading.current_thread", "threading.currentThread"})
_CONTAINERS = frozenset({"list", "dict", "set", "bytearray"})
_OTHER_CONTAINERS = frozenset(
    f"collections.{name}" for name in ("deque", "OrderedDict", "Counter", "defaultdict", "UserDict")
)


def _on_call(check: FileCheck, event: Called) -> None:
    function = event.node.func
    if isinstance(function, ast.Attribute) and function.attr in ("setName", "setDaemon"):
        for value in check.values(function.value, event.scope):
            if value.name in _THREADS:
                check.report(event.node, "this thread serves other organizations next")
    _judge_configuration(check, event)


def _judge_configuration(check: FileCheck, event: Called) -> None:
    """``basicConfig`` is harmless only as long as it does nothing."""
    if any(v.kind is Kind.MEMBER and v.name == "logging.basicConfig" for v in event.callee):
        for keyword in event.node.keywords:
            if keyword.arg in (None, "force"):
                check.report(keyword, "with `force` this replaces the log of every organization")


def _bases(check: FileCheck, value: Value, depth: int = 0) -> list[Entry]:
    """Return the catalogued types that a class of this file inherits from."""
    node = value.data
    if not isinstance(node, ast.ClassDef) or depth > 5:
        return []
    scope = check.scopes.by_node[node].parent or check.scopes.module
    found = []
    for base in node.bases:
        for parent in check.values(base, scope):
            entry = check.catalogue.entries.get(parent.name) if parent.kind is Kind.MEMBER else None
            if entry is not None and entry.is_type:
                found.append(entry)
            elif parent.kind is Kind.CLASS:
                found.extend(_bases(check, parent, depth + 1))
    return found


_VAGUE = frozenset({Kind.UNKNOWN, Kind.PARAMETER, Kind.RESULT})
_KNOWN = frozenset({Kind.SELF, Kind.INSTANCE, Kind.CLASS, Kind.MODULE, Kind.TYPED})
# Names that say what they do whatever the object is; its type may have got lost on the way.
_DISTINCTIVE = frozenset(
    {"addHandler", "removeHandler", "loggerDict", "setLoggerClass", "setLogRecordFactory",
     "get_coro", "get_loop", "get_stack", "print_stack", "subprocess_exec", "subprocess_shell",
     "add_signal_handler", "set_exception_handler", "set_task_factory", "set_default_executor",
     "enable_load_extension", "load_extension", "to_pickle", "add_get_handler", "map_to_type"}
)  # fmt: skip


def _judge(check: FileCheck, node: object, module: str, name: str, *, own: bool = False) -> None:
    verdict = check.catalogue.judge_member(module, name)
    if verdict is None:
        return
    refused, reason = verdict
    refused = refused and not own
    why = reason.why or f"it is not among the members of `{module}` for workflows"
    word = "is denied" if refused else "is discouraged"
    check.report(
        node,  # type: ignore[arg-type]
        f"`{module}.{name}` {word}: {why}",
        _help(reason),
        severity=Severity.ERROR if refused else Severity.WARNING,
    )


def _help(reason: Reason) -> str:
    return reason.instead or "use a member that the catalogue allows, or ask a maintainer"


RULE = Rule(
    code="RF110",
    name="denied-member",
    summary="Member of a module that workspace code may use only in part.",
    why="Modules such as `sys`, `os` or `logging` have harmless members beside ones that reach each"
    " client of the process. The catalogue lists what is fit for workflows.",
    instead="see the message; the catalogue names an alternative",
    limits="Attributes of objects whose type cannot be inferred.",
    hooks={Imported: _on_import, AttributeUsed: _on_attribute, Called: _on_call},
    valid=examples(
        "import sys\nprint(sys.version_info)",
        "import os\nprint(os.path.join('a', 'b'))",
        "import threading\nprint(threading.current_thread().name)",
        "import logging\nlogger = logging.getLogger(__name__)\nlogger.info('done')",
        "import logging\nlogging.getLogger(__name__).addHandler(logging.NullHandler())",
        "import logging\nimport sys\nlogger = logging.getLogger(__name__)\n"
        "handler = logging.StreamHandler(sys.stdout)\n"
        "handler.setFormatter(logging.Formatter('%(asctime)s %(message)s'))\n"
        "if not logger.handlers:\n    logger.addHandler(handler)",
        "import logging\nlogger = logging.getLogger(__name__)\n"
        "if logger.level <= logging.DEBUG:\n    logger.debug('details')",
        "import importlib\ntry:\n    json = importlib.import_module('json')\n"
        "except ImportError:\n    json = None",
        "import logging\nfor name in ('httpx', 'asyncio'):\n"
        "    logging.getLogger(name).setLevel(logging.WARNING)",
    ),
    invalid=examples(
        "import sys\nsys.modules",
        "from sys import modules as m",
        "import sys as s\nprint(s.modules['engine'])",
        'import sys\ngetattr(sys, "mod" + "ules")',
        "import os\nos.system('id')",
        "import logging\nlogging.getLogger().manager",
        "import logging\nlogging.basicConfig(force=True)",
        "import logging\nlogging.getLogger().addHandler(logging.NullHandler())",
        "import logging\nh = logging.NullHandler()\nh.handle = print\n"
        "logging.getLogger(__name__).addHandler(h)",
        "import logging\nclass H(logging.NullHandler):\n    def handle(self, record): ...\n"
        "logging.getLogger(__name__).addHandler(H())",
        "import logging\nlogging.getLogger('engine.audit').setLevel(50)",
        "import logging\nlogging.getLogger('x').level += 50",
        "import logging\nlogger = logging.getLogger('x')\n[0 for logger.level in (50,)]",
        "import logging\nsetattr(logging.getLogger('x'), 'level', 50)",
        "import importlib\ndef f(name):\n    module = importlib.import_module(name)",
        "from importlib import import_module\njson = import_module('json')\nload = import_module",
        "import importlib\nsystem = importlib.import_module('os')\nsystem.system('id')",
        "import logging\nlogging.getLogger().setLevel(logging.ERROR)",
        "import logging\ndef f(name):\n    logging.getLogger(name).setLevel(50)",
        "import logging\nlogging.getLogger('azure.core').setLevel(50)",
        "import logging\nlogging.getLogger().addHandler(logging.StreamHandler())",
        "import logging\nlogging.getLogger('httpx').addHandler(logging.StreamHandler())",
        "import io\nimport logging\nkept = io.StringIO()\n"
        "logging.getLogger(__name__).addHandler(logging.StreamHandler(kept))",
        "import logging\nh = logging.StreamHandler()\nh.emit = print\n"
        "logging.getLogger(__name__).addHandler(h)",
        "import logging\nclass H(logging.StreamHandler): ...",
        "import logging\nf = logging.Formatter('{message.__class__}', style='{')",
        "import logging\ndef f(text):\n    h = logging.StreamHandler()\n"
        "    h.setFormatter(logging.Formatter(text))",
        "import logging\nprint(logging.getLogger(__name__).handlers)",
        "import logging\nlogging.getLogger('x').getChild('y').addHandler(None)",
        "import threading\nthreading.current_thread().name = 'x'",
        "import asyncio\nasync def f():\n    asyncio.Future().get_loop()",
        "STATE = []\ndef f(x):\n    return list(map(list.append, [STATE], [x]))",
    ),
)
