"""RF804: files that do not belong in a workspace, whatever is in them."""

from __future__ import annotations

import re
import sys
import unicodedata

from engine.shared.seal import Entry, printable
from tools.isolation.events import Unreadable
from tools.isolation.finding import Span
from tools.isolation.reporting import Reporter
from tools.isolation.rule import Example, Rule, Runtime

DATA_SUFFIXES = frozenset(
    [
        ".bmp",
        ".csv",
        ".gif",
        ".htm",
        ".html",
        ".ico",
        ".ini",
        ".j2",
        ".jinja",
        ".jinja2",
        ".jpeg",
        ".jpg",
        ".json",
        ".jsonl",
        ".kql",
        ".md",
        ".pdf",
        ".pem",
        ".png",
        ".ps1",
        ".psd1",
        ".rst",
        ".sql",
        ".svg",
        ".tmpl",
        ".toml",
        ".tsv",
        ".txt",
        ".webp",
        ".xml",
        ".xlsx",
        ".yaml",
        ".yml",
        ".crt",
        ".cer",
        ".docx",
        ".graphql",
        ".gql",
        ".css",
    ]
)
"""Data that workflows carry along; nothing here is imported by Python."""
_CODE = frozenset(
    [
        ".pyc",
        ".pyo",
        ".pyd",
        ".so",
        ".dll",
        ".dylib",
        ".pth",
        ".egg",
        ".whl",
        ".zip",
        ".pyz",
        ".pyw",
        ".pyx",
        ".pxd",
        ".pyi",
    ]
)
# Windows would read these names as devices, and trailing dots and blanks away.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def _on_entry(check: Reporter, entry: Entry) -> None:
    problem = _problem(entry) or _shadow(entry.path.split("/")[1:], check.packages)
    if problem:
        check.add(Span(), *problem, fixable=is_python_cache(entry))


def _on_unreadable(check: Reporter, event: Unreadable) -> None:
    check.add(Span(), f"the file cannot be read ({event.reason})", "make it readable, or remove it")


def is_python_cache(entry: Entry) -> bool:
    """Say whether Python itself put this file here, and would make it again."""
    *directories, name = entry.path.split("/")
    return entry.kind == "file" and "__pycache__" in directories[-1:] and name.endswith(".pyc")


def _problem(entry: Entry) -> tuple[str, str] | None:
    if entry.kind == "symlink":
        return "a symbolic link can lead anywhere", "put the file itself here"
    if entry.kind != "file":
        return "not a regular file", "remove it"
    parts = entry.path.split("/")
    name = parts[-1]
    if printable(entry.path) != entry.path or not entry.path.isprintable():
        return "the path has undecodable or invisible characters", "rename it"
    if unicodedata.normalize("NFKC", entry.path) != entry.path:
        return "the path has characters that fold into others", "rename it in plain letters"
    if any(_DEVICE.match(part) or part != part.strip(" .") or set('\\:*?"<>|') & set(part)
           for part in (part.removeprefix(".") for part in parts)):  # fmt: skip
        return "the path means something else on another system", "rename it"
    suffix = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if is_python_cache(entry):
        return "compiled code cannot be judged", "delete it (`ringfence check --fix` does)"
    if "__pycache__" in parts[:-1] or suffix in (".pyc", ".pyo"):
        return "compiled code cannot be judged", "delete it and bring its source instead"
    if suffix in _CODE:
        return f"`{suffix}` files are code that cannot be judged", "write it as a `.py` file"
    if suffix == ".py":
        return _module_problem(parts)
    if suffix not in DATA_SUFFIXES:
        return f"`{suffix or name}` is not a known kind of data file", (
            "use a common data format such as .json, .yaml, .csv or .txt"
        )
    return None


def _module_problem(parts: list[str]) -> tuple[str, str] | None:
    for part in (*parts[:-1], parts[-1].removesuffix(".py")):
        if not _MODULE.match(part):
            return f"`{part}` is not a module name", "use ASCII letters, digits and underscores"
    return None


def _shadow(parts: list[str], packages: frozenset[str]) -> tuple[str, str] | None:
    """Refuse names that Python would take for another module if the directory is on its path."""
    top = parts[0].removesuffix(".py") if parts else ""
    if top in _RESERVED:
        return f"`{top}` is run or found by Python and its tools under that name", "rename it"
    if top in sys.stdlib_module_names:
        return f"`{top}` has the name of a standard module and could be taken for it", "rename it"
    if top in packages:
        return f"`{top}` has the name of an allowed package and could be taken for it", "rename it"
    return None


_RESERVED = frozenset(
    {"sitecustomize", "usercustomize", "conftest", "engine", "tools", "function_app", "setup"}
)


RULE = Rule(
    code="RF804",
    name="workspace-path",
    summary="File that does not belong in a workspace.",
    why="Python and its tools run more than `.py` files: compiled files, native libraries, path"
    " files and links bring in code that nobody has read.",
    instead="keep Python source and plain data in the workspace, nothing else",
    limits="The content of data files.",
    waivable=False,
    fixable=True,
    runtime=Runtime.REFUSED,
    hooks={Entry: _on_entry, Unreadable: _on_unreadable},
    valid=(
        Example("{}", path="workspace/data/template.json"),
        Example("x = 1", path="workspace/workflows/_shared.py"),
    ),
    invalid=(
        Example("x", path="workspace/helper.pyc"),
        Example("x", path="workspace/__pycache__/helper.cpython-311.pyc"),
        Example("x", path="workspace/native.so"),
        Example("import os", path="workspace/site.pth"),
        Example("x = 1", path="workspace/os.py"),
        Example("x = 1", path="workspace/json/__init__.py"),
        Example("x = 1", path="workspace/engine/sdk.py"),
        Example("x = 1", path="workspace/sitecustomize.py"),
        Example("x = 1", path="workspace/my-module.py"),
        Example("x = 1", path="workspace/workflows/run.exe"),
        Example("x = 1", path="workspace/typing.pyi"),
    ),
)
