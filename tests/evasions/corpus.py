"""Reads the evasion corpus: one file per case, its facts in `#:` lines or in TOML.

A Python case is the workflow file itself. `#:` lines at its top give channel, proof, layer and
note, a later `#: file = PATH` line starts a second workspace file; they are not part of what is
judged. A TOML case lists files whose bytes matter: other encodings, compiled code, links.

A road that only some versions of Python have says so: `works = below 3.13` or `works = from 3.12`,
and `because`. The checker refuses it on all of them.
"""

from __future__ import annotations

import base64
import importlib.util
import itertools
import marshal
import re
import sys
import sysconfig
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).parent / "cases"
MAIN = "workspace/workflows/case.py"
LAYERS = ("check", "runtime", "both")
PROOFS = (
    "engine",  # reads the engine's token
    "environment",  # reads the platform's secret from the process environment
    "settings",  # reads the settings file
    "tenant",  # reads another organization's data
    "leak",  # shows one organization's data to the next one's run
    "change",  # changes something that every run shares
    "connect",  # connects to a link-local address
    "process",  # starts a process
    "listen",  # opens a listening port
    "die",  # ends the process that serves everyone
    "runs",  # code runs that is not the code a reader sees
    "shape",  # cannot run by itself; the file's mere presence is the case
)
_KEYS = frozenset({"channel", "reaches", "layer", "note", "at", "works", "because"})
_OPTIONAL = frozenset({"at", "works", "because"})
_WORKS = re.compile(r"(below|from) 3\.(\d+)")


class CorpusError(Exception):
    """A case of the corpus is malformed."""


@dataclass(frozen=True)
class Link:
    """A symbolic link of a case's tree."""

    target: str


@dataclass(frozen=True)
class Case:
    """One escape.

    Attributes:
        name: number and words, unique.
        channel: the folder it lies in.
        reaches: one of `PROOFS`, with what it changes after a blank where it is ``change``.
        layer: which layer must stop it.
        note: the road or the disguise.
        files: path below the root -> content.
        main: the module to run, as a path, or empty.
        works: the versions of Python that it works on, such as ``below 3.13``; empty: all.
        because: what the other versions lack; empty where there are none.
    """

    name: str
    channel: str
    reaches: str
    layer: str
    note: str
    files: dict[str, bytes | Link] = field(repr=False)
    main: str = MAIN
    works: str = ""
    because: str = ""

    @property
    def works_here(self) -> bool:
        """Say whether this Python has the road."""
        if not self.works:
            return True
        word, minor = self.works.split(" 3.")
        return (sys.version_info < (3, int(minor))) == (word == "below")


def load(root: Path = CASES) -> list[Case]:
    """Return every case, in order.

    Raises:
        CorpusError: a case is malformed or two have the same number.
    """
    cases = [
        _python(path) if path.suffix == ".py" else _toml(path)
        for path in sorted(root.glob("*/*"), key=lambda path: path.name)
        if path.suffix in (".py", ".toml")
    ]
    numbers = [case.name.partition("_")[0] for case in cases]
    for one, other in itertools.pairwise(cases):
        if one.name.partition("_")[0] == other.name.partition("_")[0]:
            raise CorpusError(f"{one.name} and {other.name} have the same number")
    if any(not number.isdecimal() for number in numbers):
        raise CorpusError("a case's file name starts with its number")
    return cases


def _python(path: Path) -> Case:
    facts: dict[str, str] = {}
    files: dict[str, list[str]] = {}
    current = ""
    for line in path.read_text("utf-8").splitlines(keepends=True):
        if not line.startswith("#:"):
            files.setdefault(current, []).append(line)
            continue
        key, _, value = (part.strip() for part in line[2:].partition("="))
        if key == "file":
            current = value
        elif key in _KEYS and key not in facts:
            facts[key] = value
        else:
            raise CorpusError(f"{path.name}: `{line.strip()}` is not known or said twice")
    main = facts.pop("at", MAIN)
    content: dict[str, bytes | Link] = {
        name or main: "".join(lines).lstrip("\n").encode() for name, lines in files.items()
    }
    return _case(path, facts, content, main)


def _toml(path: Path) -> Case:
    document = tomllib.loads(path.read_text("utf-8"))
    content = {name: _content(path, raw) for name, raw in document.pop("files").items()}
    main = document.pop("at", MAIN)
    return _case(path, document, content, main if main in content else "")


def _content(path: Path, raw: dict[str, str]) -> bytes | Link:
    kind = next(key for key in raw if key not in ("encoding", "as"))
    value = raw[kind]
    if kind == "text":
        return value.encode(raw.get("encoding", "utf-8"), "surrogatepass")
    if kind == "base64":
        return base64.b64decode(value)
    if kind == "link":
        return Link(value)
    if kind == "compile":
        code = compile(value, raw.get("as", "helper.py"), "exec")
        return importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)
    if kind == "extension":
        directory = Path(sysconfig.get_paths()["stdlib"]) / "lib-dynload"
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        return (directory / f"{value}{suffix}").read_bytes()
    raise CorpusError(f"{path.name}: `{kind}` is no kind of content")


def _case(path: Path, facts: dict[str, str], files: dict[str, bytes | Link], main: str) -> Case:
    if missing := _KEYS - _OPTIONAL - facts.keys():
        raise CorpusError(f"{path.name}: {', '.join(sorted(missing))} is missing")
    works, because = facts.get("works", ""), facts.get("because", "")
    if bool(works) != bool(because) or (works and not _WORKS.fullmatch(works)):
        raise CorpusError(f"{path.name}: `works` is `below 3.N` or `from 3.N`, with a `because`")
    if facts["reaches"].partition(" ")[0] not in PROOFS or facts["layer"] not in LAYERS:
        raise CorpusError(f"{path.name}: `{facts['reaches']}` or `{facts['layer']}` is not known")
    if facts["channel"] != path.parent.name:
        raise CorpusError(f"{path.name} lies in {path.parent.name}, not in {facts['channel']}")
    return Case(
        name=path.stem,
        channel=facts["channel"],
        reaches=facts["reaches"],
        layer=facts["layer"],
        note=facts["note"],
        files=files,
        main=main,
        works=works,
        because=because,
    )


def lay_out(case: Case, root: Path) -> None:
    """Write a case's workspace below ``root``."""
    for name, content in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content)
