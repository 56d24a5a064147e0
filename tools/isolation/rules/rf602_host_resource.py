"""RF602: files and addresses that belong to the platform."""

from __future__ import annotations

import ast
import re
import unicodedata

from tools.isolation.addresses import is_platform_address, is_platform_number
from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.strings import puts_text_together
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_ALWAYS = re.compile(
    r"(?:^|[/\\])(?:proc/(?:self|thread-self|\d+|\w*environ)|local\.settings\.json|\.importlinter"
    r"|\.ringfence(?:[/\\]|$)|function_app\.py|host\.json|\.azure[/\\]|\.ssh[/\\])",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:^|[/\\])engine[/\\]\S*\.py\b|^/+proc(?:/|$)")
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
    if isinstance(check.parent(node), ast.Expr):
        return
    if isinstance(node, ast.BinOp) and isinstance(check.parent(node), ast.BinOp):
        return
    if isinstance(node, ast.Constant):
        _judge_constant(check, node, node.value)
        return
    for value in check.values(node, scope):
        if value.kind is Kind.CONST:
            _judge_constant(check, node, value.data)


def _is_compared(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Tuple | ast.Set | ast.List):
        parent = check.parent(parent)
    return isinstance(parent, ast.Compare)


def _on_sum(check: FileCheck, event: tuple[ast.BinOp, Scope]) -> None:
    _on_text(check, event)
    _on_division(check, event)


def _on_folded(check: FileCheck, event: tuple[ast.expr, Scope]) -> None:
    """Texts that a few calls put together from constants: join, replace, decode, slices."""
    node, scope = event
    if isinstance(node, ast.Call):
        if not puts_text_together(node):
            return
    elif not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
        return
    for value in check.values(node, scope):
        if value.kind is Kind.CONST:
            _judge_constant(check, node, value.data)


def _judge_constant(check: FileCheck, node: ast.expr, value: object) -> None:
    if type(value) is int:
        if is_platform_number(value):
            check.report(node, "this number is the address of the platform's metadata service")
    elif type(value) is bytes:
        if len(value) == 4 and is_platform_number(int.from_bytes(value, "big")):
            check.report(node, "these bytes are the address of the platform's metadata service")
    elif type(value) is str and len(value) < 2000:
        if is_platform_address(unicodedata.normalize("NFKC", value)):
            check.report(node, f"`{value[:60]}` is an address of the platform itself")
        elif value == ".." and not _is_compared(check, node):
            check.report(node, "`..` climbs out of the directory that a path starts in")
        elif _ALWAYS.search(_normal(value)) or _SOURCE.search(value):
            check.report(node, f"`{value[:60]}` belongs to the platform")


def _on_call(check: FileCheck, event: Called) -> None:
    _judge_keywords(check, event)
    _judge_resources(check, event)
    _judge_archive(check, event)
    opener = any(
        (value.kind is Kind.BUILTIN and value.name == "open")
        or (value.kind is Kind.MEMBER and value.name in _OPENERS)
        or (value.kind is Kind.TYPED and value.name in _OPENERS)
        for value in event.callee
    )
    if not opener:
        return
    _judge_joined(check, event)
    unknown = False
    for argument in [*event.node.args, *(k.value for k in event.node.keywords)]:
        texts = check.resolver.text(argument, event.scope)
        for text in texts or ():
            if _OPENED.search(_normal(text)):
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


def _judge_keywords(check: FileCheck, event: Called) -> None:
    """Arguments that reach a descriptor or socket of the process, or read files by option."""
    for keyword in event.node.keywords:
        if keyword.arg in _CLOSED_KEYWORDS and not _is_none(keyword.value):
            check.report(keyword, f"`{keyword.arg}=` reaches files or sockets of the host")
    names = {value.name for value in event.callee}
    first = check.values(event.node.args[0], event.scope) if event.node.args else ()
    if names & {"socket.socket"} and len(event.node.args) > 3:
        check.report(event.node.args[3], "a socket around a descriptor of the process")
    if "open" in names and any(
        value.kind is Kind.CONST and type(value.data) is int for value in first
    ):
        check.report(event.node, "this opens a descriptor of the process by its number")
    if isinstance(event.node.func, ast.Attribute) and event.node.func.attr in _PARSERS:
        for argument in event.node.args[1:2]:
            if not _is_none(argument):
                check.report(
                    argument, "the parser sets attributes of this object by computed names"
                )


_CLOSED_KEYWORDS = frozenset(
    {"uds", "fileno", "fromfile_prefix_chars", "keylog_filename", "closefd", "opener"}
)
_PARSERS = frozenset(
    {"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"}
)


def _judge_joined(check: FileCheck, event: Called) -> None:
    """``os.path.join(os.sep, "proc", ...)`` and glob patterns from the root of the host."""
    texts = [check.resolver.text(argument, event.scope) for argument in event.node.args]
    parts = [text[0] if text is not None and len(text) == 1 else "*" for text in texts]
    joined = _normal("/".join(parts))
    globs = any(value.name in ("glob.glob", "glob.iglob") for value in event.callee)
    if _ALWAYS.search(joined) or (globs and joined.startswith("/")):
        check.report(event.node, f"`{joined[:60]}` lies outside of what workflows may open")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _judge_resources(check: FileCheck, event: Called) -> None:
    """``importlib.resources`` finds packages by name: only the workspace's own may be named."""
    for value in event.callee:
        if value.kind is Kind.MEMBER and value.name.startswith("importlib.resources."):
            for argument in event.node.args[:1]:
                names = check.resolver.text(argument, event.scope)
                own = any(
                    found.kind is Kind.BUILTIN and found.name in ("__name__", "__package__")
                    for found in check.values(argument, event.scope)
                )
                if not own and (
                    names is None or any(name.partition(".")[0] != "workspace" for name in names)
                ):
                    check.report(argument, "resources of other packages are not for workflows")


def _judge_archive(check: FileCheck, event: Called) -> None:
    """Methods that take files in by path, whatever object they belong to."""
    function = event.node.func
    if not isinstance(function, ast.Attribute) or function.attr not in _TAKERS:
        return
    for argument in [*event.node.args, *(keyword.value for keyword in event.node.keywords)]:
        for text in check.resolver.text(argument, event.scope) or ():
            if _PLATFORM_PATH.match(text) or text == "..":
                check.report(argument, f"`{text[:60]}` lies outside of what workflows may open")


_TAKERS = frozenset(
    {"add", "write", "copytree", "copy", "copy2", "copyfile", "make_archive", "glob", "rglob",
     "joinpath", "iterdir", "walk", "open", "move", "read"}
)  # fmt: skip
_PLATFORM_PATH = re.compile(r"(?:\./)*(?:engine|tools)(?:[/\\]|$)|/+proc|(?:\.\./)")


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if event.attr in _LINKS:
        check.report(event.node, "a link leads out of the directories that workflows may use")
    elif event.attr == "keylog_filename" and event.role is Role.STORE:
        check.report(event.node, "this writes the keys of every encrypted connection to a file")
    elif event.attr in ("bind", "listen") and any(
        value.kind is Kind.RESULT and value.name.startswith("socket.") for value in event.base
    ):
        check.report(event.node, "a listening port in the shared process passes the engine by")
    elif event.attr in ("parent", "parents") and any(
        value.kind is Kind.RESULT and value.name.startswith("context.") for value in event.base
    ):
        check.report(event.node, "beside the scratch directory lie those of other runs")


_LINKS = frozenset({"symlink_to", "hardlink_to", "link_to"})


def _on_division(check: FileCheck, event: tuple[ast.BinOp, Scope]) -> None:
    """``Path("/") / "proc" / "self"``: the parts are judged together."""
    node, scope = event
    if not isinstance(node.op, ast.Div) or isinstance(check.parent(node), ast.BinOp):
        return
    parts: list[str] = []
    current: ast.expr = node
    while isinstance(current, ast.BinOp) and isinstance(current.op, ast.Div):
        found = check.resolver.text(current.right, scope)
        parts.insert(0, found[0] if found is not None and len(found) == 1 else "*")
        current = current.left
    if isinstance(current, ast.Call):
        heads = [check.resolver.text(argument, scope) for argument in current.args]
        parts = [h[0] if h is not None and len(h) == 1 else "*" for h in heads] + parts
    joined = _normal("/".join(parts))
    if _OPENED.search(joined) or _ALWAYS.search(joined):
        check.report(node, f"`{joined[:60]}` lies outside of what workflows may open")


def _normal(path: str) -> str:
    return re.sub(r"/(\./)+|/{2,}", "/", path.replace("\\", "/"))


def _on_use(check: FileCheck, event: NameUsed) -> None:
    passed_on = event.name == "open" and event.role in (Role.VALUE, Role.DECORATOR)
    if passed_on and any(value.kind is Kind.BUILTIN for value in event.values):
        check.report(event.node, "`open` is passed on as a value, so its paths are unknown")
    _on_name(check, event)


def _on_name(check: FileCheck, event: NameUsed) -> None:
    if event.name != "__file__" or not any(v.kind is Kind.BUILTIN for v in event.values):
        return
    if event.role is Role.STORE:
        return
    depth = len(check.source.path.split("/")) - 1
    if _hops(check, event.node) > depth:
        check.report(event.node, "this climbs from the file above the workspace")
    elif not _is_path_use(check, event.node):
        check.report(
            event.node, "taken apart as text, the path of this file can lead anywhere",
            "`Path(__file__).parent`",
        )  # fmt: skip
    elif _is_written(check, event.node):
        check.report(event.node, "this writes beside the file, into the sealed workspace")


def _is_path_use(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Call):
        return node in parent.args
    return isinstance(parent, ast.Compare | ast.FormattedValue | ast.Expr | ast.keyword)


def _is_written(check: FileCheck, node: ast.AST) -> bool:
    current = check.parent(node)
    while isinstance(current, ast.expr):
        if isinstance(current, ast.Attribute) and current.attr in _WRITERS:
            return True
        current = check.parent(current)
    return False


_WRITERS = frozenset({"write_text", "write_bytes", "unlink", "rename", "touch", "mkdir", "rmdir"})


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
        ast.BinOp: _on_sum,
        ast.JoinedStr: _on_text,
        ast.Call: _on_folded,
        ast.Subscript: _on_folded,
        Called: _on_call,
        NameUsed: _on_use,
        AttributeUsed: _on_attribute,
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
        "from pathlib import Path\nPath('/') / 'proc' / 'self' / 'environ'",
        "HOST = '.'.join(map(str, (169, 254, 169, 254)))",
        "HOST = '%d.%d.169.254' % (169, 254)",
        "N = 0xA9FE << 16 | 0xA9FE",
        "import base64\nHOST = base64.b64decode('MTY5LjI1NC4xNjkuMjU0').decode()",
        "p = 'norivne/fles/corp/'[::-1]\nq = '/proc/' + 'self'",
        "list(map(open, ['a']))",
        "async def run(context):\n    return context.scratch.parent",
        "import importlib.resources\nimportlib.resources.files('engine')",
        "print(__file__.split('/')[0])",
        "import httpx\nhttpx.HTTPTransport(uds='/var/run/docker.sock')",
        "from pathlib import Path\nPath(__file__).with_name('x.py').write_text('')",
    ),
)
