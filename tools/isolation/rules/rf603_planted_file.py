"""RF603: files written, copied or unpacked among the modules."""

from __future__ import annotations

import ast
import re

from tools.isolation.events import Called
from tools.isolation.paths import path_texts
from tools.isolation.rule import Rule, examples
from tools.isolation.scopes import Scope
from tools.isolation.values import Kind
from tools.isolation.visitor import FileCheck

# Function -> which argument, by position or name, says where the file goes.
_PUTTING = {
    "os.link": (1, "dst"),
    "os.mkdir": (0, "path"),
    "os.makedirs": (0, "name"),
    "os.rename": (1, "dst"),
    "os.renames": (1, "new"),
    "os.replace": (1, "dst"),
    "os.symlink": (1, "dst"),
    "shutil.copy": (1, "dst"),
    "shutil.copy2": (1, "dst"),
    "shutil.copyfile": (1, "dst"),
    "shutil.copytree": (1, "dst"),
    "shutil.move": (1, "dst"),
    "shutil.unpack_archive": (1, "extract_dir"),
}
_UNPACKERS = frozenset({"shutil.unpack_archive"})
_WRITERS = frozenset({"write_text", "write_bytes", "touch", "mkdir", "unlink", "rmdir"})
_MOVERS = frozenset({"rename", "replace", "copy", "move", "copy_into", "move_into"})
_OPENERS = frozenset({"open", "io.open", "codecs.open", "os.open", "gzip.open", "bz2.open"})
_HERE = frozenset({"", "."})
_AMONG = re.compile(r"(?:\./)*(?:workspace|engine|tools)(?:/|$)")
_DEPTH = 10


def _on_call(check: FileCheck, event: Called) -> None:
    names = {value.name for value in event.callee}
    for name in names & _PUTTING.keys():
        position, keyword = _PUTTING[name]
        place = _argument(event.node, position, keyword)
        if place is None and name in _UNPACKERS and _is_whole(event.node):
            check.report(event.node, _UNPACKED)
        elif place is not None:
            _judge_place(check, event, place, unpacked=name in _UNPACKERS)
    if names & _OPENERS and _is_for_writing(event):
        _judge_place(check, event, event.node.args[0])
    function = event.node.func
    if isinstance(function, ast.Attribute):
        _judge_method(check, event, function)


def _judge_method(check: FileCheck, event: Called, function: ast.Attribute) -> None:
    node = event.node
    if function.attr in ("extractall", "extract"):
        position = 0 if function.attr == "extractall" else 1
        archive = function.attr == "extractall" or any(
            value.name.startswith(("zipfile.", "tarfile."))
            for value in check.values(function.value, event.scope)
        )
        place = _argument(node, position, "path")
        if archive and place is None and _is_whole(node):
            check.report(node, _UNPACKED)
        elif archive and place is not None:
            _judge_place(check, event, place, unpacked=True)
    elif function.attr in _WRITERS or (function.attr == "open" and _opens_to_write(node, 0)):
        _judge_place(check, event, function.value)
    if function.attr in _MOVERS and len(node.args) == 1:
        _judge_place(check, event, node.args[0])


def _judge_place(
    check: FileCheck, event: Called, place: ast.expr, *, unpacked: bool = False
) -> None:
    texts = path_texts(check.resolver, place, event.scope)
    if any(_AMONG.match(text) for text in texts) or _is_beside(check, place, event.scope):
        check.report(event.node, "this puts a file among the modules, where it may be imported")
    elif unpacked and any(text in _HERE for text in texts):
        check.report(event.node, _UNPACKED)


_UNPACKED = "this unpacks into the working directory, over the platform's own files"


def _is_beside(check: FileCheck, node: ast.expr, scope: Scope, depth: int = 0) -> bool:
    """Say whether a path begins at ``__file__``."""
    if depth > _DEPTH:
        return False
    if isinstance(node, ast.Name):
        if node.id == "__file__":
            return any(value.kind is Kind.BUILTIN for value in check.values(node, scope))
        owner, bindings = scope.resolve(node.id)
        return owner is not None and any(
            binding.value is not None
            and not binding.path
            and _is_beside(check, binding.value, owner, depth + 1)
            for binding in bindings
        )
    if isinstance(node, ast.Attribute):
        return node.attr in ("parent", "parents") and _is_beside(
            check, node.value, scope, depth + 1
        )
    if isinstance(node, ast.Subscript):
        return _is_beside(check, node.value, scope, depth + 1)
    if isinstance(node, ast.BinOp):
        return _is_beside(check, node.left, scope, depth + 1)
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return isinstance(first, ast.FormattedValue) and _is_beside(
            check, first.value, scope, depth + 1
        )
    if isinstance(node, ast.Call):
        parts = node.args[:1]
        if isinstance(node.func, ast.Attribute) and not any(
            value.kind is Kind.MEMBER for value in check.values(node.func, scope)
        ):
            parts = [node.func.value]
        return any(_is_beside(check, part, scope, depth + 1) for part in parts)
    return False


def _argument(node: ast.Call, position: int, keyword: str) -> ast.expr | None:
    for named in node.keywords:
        if named.arg == keyword:
            return named.value
    return node.args[position] if len(node.args) > position else None


def _is_whole(node: ast.Call) -> bool:
    """Say whether all arguments are written out, so that one that is missing is missing."""
    return not any(isinstance(a, ast.Starred) for a in node.args) and all(
        keyword.arg is not None for keyword in node.keywords
    )


def _is_for_writing(event: Called) -> bool:
    if not event.node.args:
        return False
    if any(value.name == "os.open" for value in event.callee):
        return True
    return _opens_to_write(event.node, 1)


def _opens_to_write(node: ast.Call, position: int) -> bool:
    mode = _argument(node, position, "mode")
    return mode is not None and not (
        isinstance(mode, ast.Constant) and set("wax+").isdisjoint(str(mode.value))
    )


RULE = Rule(
    code="RF603",
    name="planted-file",
    summary="File written, copied or unpacked among the platform's files.",
    why="What lies among the modules is imported at the next start, by every client's workflows,"
    " and nobody has reviewed it. An archive brings the names of its files along.",
    instead="write below `context.scratch`, and unpack with a directory of your own",
    limits="Paths that come with the data; the engine refuses to write there, too.",
    hooks={Called: _on_call},
    valid=examples(
        "import zipfile\nasync def run(context):\n"
        "    zipfile.ZipFile('a.zip').extractall(context.scratch)",
        "from pathlib import Path\nHERE = Path(__file__).parent\n"
        "TEXT = (HERE / 'mail.html').read_text()",
        "async def run(context):\n    (context.scratch / 'a').rename(context.scratch / 'b')",
        "def f(text):\n    return text.replace('workspace/', '')",
    ),
    invalid=examples(
        "import zipfile\nzipfile.ZipFile('a.zip').extractall()",
        "import shutil\nshutil.unpack_archive('a.zip')",
        "import shutil\nshutil.copy('a.py', 'workspace/workflows/b.py')",
        "async def run(context):\n    (context.scratch / 'a').rename('workspace/workflows/a.py')",
        "from pathlib import Path\nHERE = Path(__file__).parent\n(HERE / 'a.py').write_text('')",
        "import os\nwith open(os.path.join(os.path.dirname(__file__), 'a.py'), 'w') as f:\n"
        "    f.write('')",
        "import tarfile\ndef f(t, name):\n    tarfile.open(t).extract(name)",
    ),
)
