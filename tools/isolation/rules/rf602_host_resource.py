"""RF602: files and addresses that belong to the platform."""

from __future__ import annotations

import ast
import re

from tools.isolation.addresses import is_platform_address, is_platform_number
from tools.isolation.events import Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_ALWAYS = re.compile(
    r"(?:^|[/\\])(?:proc/(?:self|thread-self|\d+|\w*environ)|local\.settings\.json|\.importlinter"
    r"|\.ringfence(?:[/\\]|$)|function_app\.py|host\.json|\.azure[/\\]|\.ssh[/\\])",
    re.IGNORECASE,
)
_OPENED = re.compile(
    r"^(?:/proc\b|/sys\b|/dev\b|/etc\b|/root\b|/home\b|/var\b|/run\b|/boot\b|~)"
    r"|(?:^|[/\\])(?:engine|tools)(?:[/\\]|$)|(?:^|[/\\])\.\.(?:[/\\]|$)",
    re.IGNORECASE,
)
_OPENERS = frozenset(
    {"io.open", "os.open", "os.listdir", "os.scandir", "os.walk", "os.stat", "os.remove",
     "os.unlink", "os.rename", "os.replace", "os.makedirs", "os.mkdir", "os.rmdir", "os.symlink",
     "os.link", "os.chmod", "os.access", "os.readlink", "os.path.join", "os.path.exists",
     "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "shutil.copy", "shutil.copy2",
     "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree", "glob.glob",
     "glob.iglob", "zipfile.ZipFile", "tarfile.open", "sqlite3.connect", "codecs.open",
     "gzip.open", "bz2.open", "lzma.open", "fileinput.input", "linecache.getline",
     "configparser.ConfigParser.read", "open"}
)  # fmt: skip


def _on_text(check: FileCheck, event: tuple[ast.expr, Scope]) -> None:
    node, scope = event
    if isinstance(check.parent(node), ast.Expr | ast.BinOp):
        return
    if isinstance(node, ast.Constant):
        _judge_constant(check, node, node.value)
        return
    for value in check.values(node, scope):
        if value.kind is Kind.CONST:
            _judge_constant(check, node, value.data)


def _judge_constant(check: FileCheck, node: ast.expr, value: object) -> None:
    if type(value) is int:
        if is_platform_number(value):
            check.report(node, "this number is the address of the platform's metadata service")
    elif type(value) is str and len(value) < 2000:
        if is_platform_address(value):
            check.report(node, f"`{value[:60]}` is an address of the platform itself")
        elif _ALWAYS.search(value):
            check.report(node, f"`{value[:60]}` belongs to the platform")


def _on_call(check: FileCheck, event: Called) -> None:
    opener = any(
        (value.kind is Kind.BUILTIN and value.name == "open")
        or (value.kind is Kind.MEMBER and value.name in _OPENERS)
        or (value.kind is Kind.TYPED and value.name in _OPENERS)
        for value in event.callee
    )
    if not opener:
        return
    unknown = False
    for argument in [*event.node.args, *(k.value for k in event.node.keywords)]:
        texts = check.resolver.text(argument, event.scope)
        for text in texts or ():
            if _OPENED.search(text):
                check.report(argument, f"`{text[:60]}` lies outside of what workflows may open")
        unknown = unknown or texts is None
    is_open = any(value.kind is Kind.BUILTIN for value in event.callee)
    if is_open and unknown and event.node.args and check.resolver.text(
        event.node.args[0], event.scope
    ) is None:  # fmt: skip
        check.report(
            event.node, "the path of this file is only known at run time",
            severity=Severity.WARNING,
        )  # fmt: skip


def _on_name(check: FileCheck, event: NameUsed) -> None:
    if event.name != "__file__" or not any(v.kind is Kind.BUILTIN for v in event.values):
        return
    if event.role is Role.STORE:
        return
    depth = len(check.source.path.split("/")) - 1
    if _hops(check, event.node) > depth:
        check.report(event.node, "this climbs from the file above the workspace")


def _hops(check: FileCheck, node: ast.AST) -> int:
    """Count the steps up (``.parent``, ``parents[n]``, ``dirname``) around ``__file__``."""
    hops, current = 0, check.parent(node)
    while isinstance(current, ast.expr | ast.keyword):
        if (isinstance(current, ast.Attribute) and current.attr in ("parent", "parents")) or (
            isinstance(current, ast.Call) and _is_dirname(current.func)
        ):
            hops += 1
        elif isinstance(current, ast.Subscript) and isinstance(current.slice, ast.Constant):
            hops += current.slice.value if type(current.slice.value) is int else 0
        elif isinstance(current, ast.Constant) and current.value == "..":
            hops += 1
        current = check.parent(current)
    return hops


def _is_dirname(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "dirname"


RULE = Rule(
    code="RF602",
    name="host-resource",
    summary="File or network address that belongs to the platform.",
    why="The metadata service hands out the platform's identity to whoever asks from inside, and"
    " settings files and `/proc` hold its secrets: with them every client is open.",
    instead="the context's scratch directory for files; `context.get_secret` for credentials",
    limits="Paths and addresses put together at run time; the engine refuses to open its files.",
    hooks={
        ast.Constant: _on_text,
        ast.BinOp: _on_text,
        ast.JoinedStr: _on_text,
        Called: _on_call,
        NameUsed: _on_name,
    },
    valid=examples(
        "API = 'https://graph.microsoft.com/v1.0'\nHOST = '10.0.0.1'\nN = 2852126720",
        "from pathlib import Path\nHERE = Path(__file__).parent",
        "with open('report.csv', 'w') as f:\n    f.write('x')",
    ),
    invalid=examples(
        "import requests\nrequests.get('http://169.254.169.254/metadata/identity/oauth2/token')",
        "URL = 'http://' + '169.254.' + '169.254/'",
        "URL = 'http://2852039166/latest'",
        "HOST = '0xA9FEA9FE'",
        "HOST = 2852039166",
        "URL = 'http://[::ffff:169.254.169.254]/'",
        "open('/proc/self/environ').read()",
        "from pathlib import Path\nPath('engine/shared/storage.py').read_text()",
        "open('../engine/sdk.py')",
        "from pathlib import Path\nROOT = Path(__file__).resolve().parents[3]",
        "P = 'local.settings.json'",
    ),
)
