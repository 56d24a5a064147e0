"""RF602: files and addresses that belong to the platform."""

from __future__ import annotations

import ast
import re
import unicodedata
from itertools import islice, product

from tools.isolation.addresses import is_platform_address, is_platform_number
from tools.isolation.events import AttributeUsed, Called, NameUsed, Role
from tools.isolation.finding import Severity
from tools.isolation.folding import fold_parts
from tools.isolation.paths import GAP, local_part, path_texts
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope, ScopeKind
from tools.isolation.strings import puts_text_together
from tools.isolation.trees import is_none, spread
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

_ALWAYS = re.compile(
    r"(?:^|[/\\])(?:proc/(?:self|thread-self|\d+|\w*environ)|local\.settings(?:\.json|[*\ufffc])"
    r"|\.importlinter|\.ringfence(?:[/\\]|$)|function_app\.py|host\.json|\.azure[/\\]|\.ssh[/\\])",
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
    values = check.values(node, scope)
    for value in values:
        if value.kind is Kind.CONST:
            _judge_constant(check, node, value.data)
    if not any(value.kind is Kind.CONST for value in values):
        _judge_sum(check, node, scope)
        _judge_address(check, node, scope)


def _judge_sum(check: FileCheck, node: ast.expr, scope: Scope) -> None:
    """Texts with the working directory inside: ``os.getcwd() + "/local" + ...``."""
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Add):
        return
    for text in path_texts(check.resolver, node, scope):
        if _ALWAYS.search(_normal(text)):
            check.report(node, f"`{_shown(text)}` belongs to the platform")
            return


def _judge_address(check: FileCheck, node: ast.expr, scope: Scope) -> None:
    """Addresses put together from parts, in whatever way."""
    if not check.facts.hints_at_address:
        return
    for text in fold_parts(check.resolver, node, scope):
        if is_platform_address(unicodedata.normalize("NFKC", text)):
            check.report(node, f"`{text[:60]}` is an address of the platform itself")
            return


def _judge_arguments(check: FileCheck, event: Called) -> None:
    for argument in [*event.node.args, *(keyword.value for keyword in event.node.keywords)]:
        for item in argument.elts if isinstance(argument, ast.Tuple | ast.List) else [argument]:
            if not isinstance(item, ast.Constant | ast.BinOp | ast.JoinedStr):
                _judge_address(check, item, event.scope)


def _is_compared(check: FileCheck, node: ast.AST) -> bool:
    parent = check.parent(node)
    if isinstance(parent, ast.Tuple | ast.Set | ast.List):
        parent = check.parent(parent)
    return isinstance(parent, ast.Compare | ast.MatchValue)


def _on_sum(check: FileCheck, event: tuple[ast.BinOp, Scope]) -> None:
    _on_text(check, event)
    _on_division(check, event)


def _on_folded(check: FileCheck, event: tuple[ast.expr, Scope]) -> None:
    """Texts that a few calls put together from constants: join, replace, decode, slices."""
    node, scope = event
    if isinstance(node, ast.Call):
        if not puts_text_together(node) and not check.calls_kept_method(node):
            return
    elif not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Slice):
        return
    for value in check.folded(node, scope):
        _judge_constant(check, node, value)


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
    _judge_assembled(check, event)
    _judge_listing(check, event)
    _judge_arguments(check, event)
    opener = any(
        (value.kind is Kind.BUILTIN and value.name == "open")
        or (value.kind is Kind.MEMBER and value.name in _OPENERS)
        or (value.kind is Kind.TYPED and value.name in _OPENERS)
        for value in event.callee
    )
    function = event.node.func
    if isinstance(function, ast.Attribute) and function.attr in _USING:
        _judge_use(check, function, event.scope)
    if not opener and not any(value.name in _TEMPORARY for value in event.callee):
        return
    _judge_temporary(check, event)
    if not opener:
        return
    _judge_joined(check, event)
    unknown = False
    for argument in spread([*event.node.args, *(k.value for k in event.node.keywords)]):
        for text in path_texts(check.resolver, argument, event.scope):
            if GAP not in text and _OPENED.search(_normal(text)):
                check.report(argument, f"`{text[:60]}` lies outside of what workflows may open")
        unknown = unknown or check.resolver.text(argument, event.scope) is None
    if unknown and check.facts.spelled is not None:
        check.report(event.node, f"texts of this file put together are `{check.facts.spelled}`")
        return
    is_open = any(value.kind is Kind.BUILTIN for value in event.callee)
    if is_open and unknown and event.node.args and check.resolver.text(
        event.node.args[0], event.scope
    ) is None:  # fmt: skip
        check.report(
            event.node, "the path of this file is only known at run time",
            severity=Severity.WARNING,
        )  # fmt: skip


def _judge_use(check: FileCheck, function: ast.Attribute, scope: Scope) -> None:
    """``path.read_text()`` of the platform's, or where texts of the file make such a name."""
    texts = path_texts(check.resolver, function.value, scope)
    for text in texts:
        if _ALWAYS.search(_normal(text)):
            check.report(function, f"`{_shown(text)}` belongs to the platform")
            return
    if check.facts.spelled_whole is not None and any(GAP in text for text in texts):
        check.report(function, f"texts of this file put together are `{check.facts.spelled_whole}`")


_USING = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})


def _on_dictionary(check: FileCheck, event: tuple[ast.Dict, Scope]) -> None:
    """A dictionary whose keys become such arguments behind ``**``."""
    node, scope = event
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None or is_none(value):
            continue
        for text in check.resolver.texts(key, scope):
            if text in _CLOSED_KEYWORDS:
                check.report(key, f"as an argument, `{text}=` reaches files or sockets of the host")


def _on_item(check: FileCheck, event: tuple[ast.expr, Scope]) -> None:
    """Judge ``options["uds"] = ...``."""
    node, scope = event
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        for text in check.resolver.texts(node.slice, scope):
            if text in _CLOSED_KEYWORDS:
                check.report(
                    node, f"as an argument, `{text}=` reaches files or sockets of the host"
                )
    _on_folded(check, event)


def _judge_unknown_keywords(check: FileCheck, event: Called) -> None:
    """``open(**options)`` with keys that are not written in the file."""
    if not any(
        value.name in _KEYWORD_TAKERS and value.kind in (Kind.MEMBER, Kind.BUILTIN)
        for value in event.callee
    ):
        return
    for keyword in event.node.keywords:
        if keyword.arg is None and not _has_known_keys(check, keyword.value, event.scope):
            check.report(keyword, "which arguments this passes is only known at run time")


def _has_known_keys(check: FileCheck, node: ast.expr, scope: Scope) -> bool:
    if isinstance(node, ast.Name):
        owner, bindings = scope.resolve(node.id)
        function = owner.node if owner is not None and owner.kind is ScopeKind.FUNCTION else None
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            rest = function.args.kwarg
            if rest is not None and rest.arg == node.id and len(bindings) == 1:
                return True  # what the callers write is judged there
    return all(
        isinstance(value.data, ast.Dict)
        and all(
            key is not None and check.resolver.text(key, scope) is not None
            for key in value.data.keys
        )
        for value in check.values(node, scope)
    )


_KEYWORD_TAKERS = frozenset(
    {"open", "io.open", "socket.socket", "httpx.HTTPTransport", "httpx.AsyncHTTPTransport",
     "argparse.ArgumentParser", "os.fdopen", "codecs.open"}
)  # fmt: skip


def _judge_temporary(check: FileCheck, event: Called) -> None:
    """Temporary files among the platform's, and files that every organization finds by name."""
    node = event.node
    names = {value.name for value in event.callee}
    if any(name.startswith("tempfile.") for name in names):
        for argument in [*node.args, *(k.value for k in node.keywords)]:
            for text in path_texts(check.resolver, argument, event.scope):
                if _OPENED.search(_normal(text)) or _AMONG_MODULES.match(_normal(text)):
                    check.report(argument, f"`{_shown(text)}` lies outside of what is temporary")
        return
    first = node.args[:1] or [k.value for k in node.keywords if k.arg in ("file", "filename")]
    whole = names & _FIXED
    for target in [node] if whole else first:
        for text in path_texts(check.resolver, target, event.scope):
            if GAP not in text and _COMMON.match(_normal(text)):
                check.report(
                    node,
                    f"`{_shown(text)}` is the same file for every organization",
                    "`context.scratch`, or the `tempfile` functions that choose a new name",
                )
                return


_TEMPORARY = frozenset(
    {"tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.SpooledTemporaryFile",
     "tempfile.TemporaryDirectory", "tempfile.mkdtemp", "tempfile.mkstemp"}
)  # fmt: skip
_AMONG_MODULES = re.compile(r"(?:\./)*workspace(?:/|$)")
_COMMON = re.compile(r"(?:/var)?/tmp/.")
_FIXED = frozenset({"os.path.join", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath"})


def _judge_keywords(check: FileCheck, event: Called) -> None:
    """Arguments that reach a descriptor or socket of the process, or read files by option."""
    _judge_unknown_keywords(check, event)
    for keyword in event.node.keywords:
        if keyword.arg in _CLOSED_KEYWORDS and not is_none(keyword.value):
            check.report(keyword, f"`{keyword.arg}=` reaches files or sockets of the host")
    names = {value.name for value in event.callee}
    first = check.values(event.node.args[0], event.scope) if event.node.args else ()
    if names & {"socket.socket"} and len(event.node.args) > 3:
        check.report(event.node.args[3], "a socket around a descriptor of the process")
    if names & _BY_NUMBER and (
        any(value.kind is Kind.CONST and type(value.data) is int for value in first)
        or _counts(check, event)
    ):
        check.report(event.node, "this opens a descriptor of the process by its number")
    if isinstance(event.node.func, ast.Attribute) and event.node.func.attr in _PARSERS:
        for argument in event.node.args[1:2]:
            if not is_none(argument):
                check.report(
                    argument, "the parser sets attributes of this object by computed names"
                )


def _counts(check: FileCheck, event: Called) -> bool:
    """Say whether the opened file is a number that a loop counts: ``for n in range(9)``."""
    first = event.node.args[0] if event.node.args else None
    if not isinstance(first, ast.Name):
        return any(value.name == "int()" for value in check.values(first, event.scope))
    owner, bindings = event.scope.resolve(first.id)
    return owner is not None and any(
        value.name in ("range()", "int()", "len()", "itertools.count")
        for binding in bindings
        if binding.value is not None and not binding.path
        for value in check.values(binding.value, owner)
    )


_BY_NUMBER = frozenset({"open", "io.open", "codecs.open", "os.fdopen"})
_CLOSED_KEYWORDS = frozenset(
    {"uds", "fileno", "fromfile_prefix_chars", "keylog_filename", "closefd", "opener"}
)
_PARSERS = frozenset(
    {"parse_args", "parse_known_args", "parse_intermixed_args", "parse_known_intermixed_args"}
)


def _judge_joined(check: FileCheck, event: Called) -> None:
    """``os.path.join(os.sep, "proc", ...)`` and glob patterns from the root of the host."""
    texts = [
        path_texts(check.resolver, argument, event.scope) for argument in spread(event.node.args)
    ]
    globs = any(value.name in _GLOBS for value in event.callee)
    for parts in islice(product(*texts), _MAX_JOINED):
        joined = _normal("/".join(parts).replace(GAP, "*"))
        if _ALWAYS.search(joined) or (globs and joined.startswith("/")):
            check.report(event.node, f"`{joined[:60]}` lies outside of what workflows may open")
            return


def _judge_assembled(check: FileCheck, event: Called) -> None:
    """Paths put together step by step, and `file:` addresses."""
    node, function = event.node, event.node.func
    name = function.attr if isinstance(function, ast.Attribute) else ""
    if name in _ASSEMBLERS:
        for text in path_texts(check.resolver, node, event.scope):
            if _ALWAYS.search(_normal(text)) or _SOURCE.search(text):
                check.report(node, f"`{_shown(text)}` belongs to the platform")
    if name in _ASKING:
        return
    addressed = (name or getattr(function, "id", "")) in _ADDRESSED
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if not addressed and not isinstance(argument, ast.Constant | ast.BinOp | ast.JoinedStr):
            continue
        for text in path_texts(check.resolver, argument, event.scope):
            path = local_part(text)
            if path is not None and path.startswith(("/", GAP)) and len(path) > 1:
                check.report(argument, f"`{_shown(text)}` opens a file of the host as an address")


_ADDRESSED = frozenset(
    {"urlopen", "urlretrieve", "Request", "RobotFileParser", "set_url", "parse", "connect", "open",
     "URLopener", "iterparse"}
)  # fmt: skip
_ASSEMBLERS = frozenset(
    {
        "with_name",
        "with_stem",
        "with_suffix",
        "joinpath",
        "join",
        "abspath",
        "realpath",
        "format",
        "format_map",
        "translate",
        "substitute",
        "safe_substitute",
        "title",
        "swapcase",
        "capitalize",
    }
)
_ASKING = frozenset(
    {"startswith", "endswith", "removeprefix", "replace", "split", "match", "search", "compile",
     "partition", "index", "find", "count", "strip", "append", "debug", "info", "warning", "error"}
)  # fmt: skip


def _shown(text: str) -> str:
    return text.replace(GAP, "...")[:60]


def _judge_listing(check: FileCheck, event: Called) -> None:
    """Everything in a directory of the platform: its files are found without naming them."""
    node, function = event.node, event.node.func
    names = {value.name for value in event.callee}
    roots: list[ast.expr] = []
    found: tuple[str, ...] = ()
    if names & _LISTERS:
        keywords = [k.value for k in node.keywords if k.arg in _ROOT_KEYWORDS]
        given = list(spread(node.args))
        roots = [*(given[2:4] if names & _ARCHIVERS else given[:1]), *keywords]
        if not roots and not any(k.arg is None for k in node.keywords):
            found = (".",)
    elif names & _GLOBS:
        found = _glob_roots(check, event)
    elif isinstance(function, ast.Attribute) and function.attr in _LISTING_METHODS:
        roots = [function.value]
    elif isinstance(function, ast.Attribute) and function.attr == "add":
        roots = node.args[:1]
    for root in roots:
        found = (*found, *path_texts(check.resolver, root, event.scope))
    for text in found:
        if _normal(text).rstrip("/") in _PLATFORM_ROOTS:
            where = {".": "the working directory", "": "the root directory"}
            place = where.get(_normal(text).rstrip("/"), f"`{_shown(text)}`")
            check.report(node, f"{place} holds the platform's own files")
            return


def _glob_roots(check: FileCheck, event: Called) -> tuple[str, ...]:
    """Return the directories in which a pattern begins to look."""
    if any(k.arg == "root_dir" for k in event.node.keywords):
        root = next(k.value for k in event.node.keywords if k.arg == "root_dir")
        return path_texts(check.resolver, root, event.scope)
    patterns = event.node.args[:1]
    found = []
    for pattern in patterns:
        for text in path_texts(check.resolver, pattern, event.scope):
            head = _normal(text).removeprefix("./").partition("/")[0]
            if any(mark in head for mark in "*?["):
                found.append(".")
    return tuple(found)


_LISTERS = frozenset(
    {"os.listdir", "os.scandir", "os.walk", "os.fwalk", "shutil.copytree", "shutil.move",
     "shutil.rmtree", "shutil.make_archive", "os.removedirs", "os.chdir", "filecmp.dircmp"}
)  # fmt: skip
_ARCHIVERS = frozenset({"shutil.make_archive"})
_ROOT_KEYWORDS = frozenset({"top", "path", "src", "root_dir", "base_dir"})
_MAX_JOINED = 64
_GLOBS = frozenset({"glob.glob", "glob.iglob"})
_LISTING_METHODS = frozenset({"iterdir", "glob", "rglob", "walk"})
_PLATFORM_ROOTS = frozenset({"", ".", "~", "/home", "/home/site", "/home/site/wwwroot"})


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
        for text in check.resolver.texts(argument, event.scope):
            if _PLATFORM_PATH.match(text) or text == "..":
                check.report(argument, f"`{text[:60]}` lies outside of what workflows may open")


_TAKERS = frozenset(
    {"add", "write", "copytree", "copy", "copy2", "copyfile", "make_archive", "glob", "rglob",
     "joinpath", "iterdir", "walk", "open", "move", "read"}
)  # fmt: skip
_PLATFORM_PATH = re.compile(r"(?:\./)*(?:engine|tools)(?:[/\\]|$)|/+proc|(?:\.\./)")


def _on_attribute(check: FileCheck, event: AttributeUsed) -> None:
    if event.attr in _TAKING_APART and any(
        value.kind is Kind.BUILTIN and value.name == "__file__" for value in event.base
    ):
        check.report(
            event.node, "taken apart as text, the path of this file can lead anywhere",
            "`Path(__file__).parent`",
        )  # fmt: skip
    elif event.attr in _LINKS:
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


_TAKING_APART = frozenset({"split", "partition", "rpartition", "replace"})
_LINKS = frozenset({"symlink_to", "hardlink_to", "link_to"})


def _on_division(check: FileCheck, event: tuple[ast.BinOp, Scope]) -> None:
    """``Path("/") / "proc" / "self"``: the parts are judged together."""
    node, scope = event
    if not isinstance(node.op, ast.Div) or isinstance(check.parent(node), ast.BinOp):
        return
    for text in path_texts(check.resolver, node, scope):
        joined = _normal(text.replace(GAP, "*"))
        if _OPENED.search(joined) or _ALWAYS.search(joined):
            check.report(node, f"`{joined[:60]}` lies outside of what workflows may open")
            return


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
        ast.Subscript: _on_item,
        ast.Dict: _on_dictionary,
        Called: _on_call,
        NameUsed: _on_use,
        AttributeUsed: _on_attribute,
    },
    valid=examples(
        "API = 'https://graph.microsoft.com/v1.0'\nHOST = '10.0.0.1'\nN = 2852126720",
        "from pathlib import Path\nHERE = Path(__file__).parent",
        "with open('report.csv', 'w') as f:\n    f.write('x')",
        "import os\ndef f(place):\n    return os.listdir(place)",
        "async def run(context):\n    return list(context.scratch.glob('*.csv'))",
        "import tempfile\ndef f():\n    return tempfile.mkdtemp(prefix='report-')",
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
        "from pathlib import Path\nPath('local').with_suffix('.settings').with_suffix("
        "'.settings.json').read_text()",
        "import os\nfor entry in os.scandir('.'):\n    print(entry)",
        "from pathlib import Path\nlist(Path().iterdir())",
        "import glob\nglob.glob('*.json')",
        "import shutil\nshutil.rmtree('.')",
        "import os, urllib.request\nurllib.request.urlopen('fi' + 'le://' + os.getcwd())",
        "import tempfile\ntempfile.mkstemp(dir='workspace/workflows')",
        "from pathlib import Path\nPath('/tmp/token.json').write_text('x')",
        "import httpx\nhttpx.HTTPTransport(**{'uds': '/var/run/docker.sock'})",
        "options = {}\noptions['closefd'] = False",
        "def f(options):\n    return open(**options)",
        "for n in range(3, 9):\n    print(open(n).read())",
    ),
)
