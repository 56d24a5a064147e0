"""The policy in ``.importlinter``: read once, all mistakes listed together, then frozen.

Import-linter reads its own sections of the same file; this module reads the ``[ringfence...]``
ones, so that one protected file holds the whole rule set.
"""

from __future__ import annotations

import ast
import configparser
import datetime
import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tools.isolation.finding import Severity

if TYPE_CHECKING:
    from tools.isolation.baseline import Allowance

FILE = ".importlinter"
_KEYS = {
    "ringfence": ("door", "packages", "protected", "upstream"),
    "ringfence:waiver": ("file", "code", "owner", "reason", "expires"),
}
_OPTIONAL = frozenset({"upstream"})
_URL = re.compile(r"(?:https|ssh|file)://[^\s-]")
_REF = re.compile(r"refs/heads/\w[\w./-]*")
_SECTION = re.compile(r"\s*\[(?P<name>[^]]+)\]")
_KEY = re.compile(r"(?P<name>[^\s=:#;\[][^=:]*?)\s*[=:]")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with the configuration, with its 1-based line (0: the file as a whole)."""

    line: int
    text: str
    path: str = FILE

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class PolicyError(Exception):
    """The configuration cannot be used.

    Attributes:
        mistakes: everything that is wrong with it, in file order.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.path, mistake.line)))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where the engine comes from: a repository's address and the branch that counts."""

    url: str
    ref: str


@dataclass(frozen=True, slots=True)
class Protection:
    """What `ringfence guard` needs of the policy.

    Attributes:
        paths: protected files and directories, without trailing slashes.
        upstream: the canonical repository, or None where only approvals count.
    """

    paths: tuple[str, ...]
    upstream: Upstream | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A documented exception: one rule, one file, until a day."""

    name: str
    file: str
    code: str
    owner: str
    reason: str
    expires: datetime.date
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The part of the rule set that maintainers configure.

    Attributes:
        door: engine module -> the names in its ``__all__``.
        packages: import roots of third-party packages that workspace code may import.
        protected: paths that only the engine's maintainers change.
        severities: rule code -> severity, where it differs from the rule's own.
        waivers: documented exceptions.
        baseline: how many errors old files may still have.
        text: the file itself, for the fingerprint and for import-linter.
    """

    door: Mapping[str, frozenset[str]]
    packages: frozenset[str] = frozenset()
    protected: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    baseline: tuple[Allowance, ...] = ()
    text: str = ""

    @property
    def fingerprint(self) -> str:
        """A digest of everything in the policy that can change a verdict."""
        door = sorted((module, sorted(names)) for module, names in self.door.items())
        baseline = [(item.path, item.code, item.count) for item in self.baseline]
        return hashlib.sha256(f"{self.text}\0{door}\0{baseline}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownRules:
    """What the policy may refer to: all rule codes, and those that cannot be waived."""

    codes: frozenset[str]
    unwaivable: frozenset[str]


def load_policy(rules_root: Path, known: KnownRules) -> Policy:
    """Read ``.importlinter``, the door's modules and the baseline under ``rules_root``.

    Raises:
        PolicyError: with every mistake found.
    """
    try:
        text = (rules_root / FILE).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError([Mistake(0, f"cannot be read: {error}")]) from error
    reader = _Reader(text, known)
    door = {
        module: _public_names(rules_root, module, reader.mistakes, line)
        for module, line in reader.door
    }
    # It reports its mistakes in this module's terms.
    from tools.isolation.baseline import read_baseline  # noqa: PLC0415

    baseline, mistakes = read_baseline(rules_root, known, reader.protected)
    if reader.mistakes or mistakes:
        raise PolicyError([*reader.mistakes, *mistakes])
    return Policy(
        door=door,
        packages=frozenset(reader.packages),
        protected=tuple(reader.protected),
        severities=reader.severities,
        waivers=tuple(reader.waivers),
        baseline=baseline,
        text=text,
    )


def read_protection(text: str) -> Protection:
    """Read the protected paths from a policy that need not be the one on disk.

    The rules that its waivers name may be others than this version's, so only what concerns
    the protection can be a mistake here.

    Raises:
        PolicyError: with every mistake found.
    """
    reader = _Reader(text, KnownRules(frozenset(), frozenset()), protection_only=True)
    if reader.mistakes:
        raise PolicyError(reader.mistakes)
    return Protection(tuple(path.rstrip("/") for path in reader.protected), reader.upstream)


class _Reader:
    """Collects values and mistakes from one configuration text."""

    def __init__(self, text: str, known: KnownRules, *, protection_only: bool = False) -> None:
        self.mistakes: list[Mistake] = []
        self.door: list[tuple[str, int]] = []
        self.packages: list[str] = []
        self.protected: list[str] = []
        self.upstream: Upstream | None = None
        self.severities: dict[str, Severity] = {}
        self.waivers: list[Waiver] = []
        self._known = known
        self._protection_only = protection_only
        self._lines = _locate(text)
        self._text = text.splitlines()
        # A section of defaults would reach into all others; here it is one like any other.
        parser = configparser.ConfigParser(
            interpolation=None, delimiters=("=",), default_section="\0"
        )
        parser.optionxform = str  # type: ignore[assignment,method-assign]  # keep the case
        try:
            parser.read_string(text)
        except configparser.MissingSectionHeaderError as error:
            self.mistakes.append(Mistake(error.lineno, "a section such as [ringfence] comes first"))
            return
        except configparser.ParsingError as error:
            self.mistakes += [
                Mistake(number, f"neither a section nor `key = value`: {self._text[number - 1]}")
                for number, _ in error.errors
            ]
            return
        except configparser.Error as error:
            line = getattr(error, "lineno", 0) or 0
            self.mistakes.append(Mistake(line, error.message.replace("\n", " ")))
            return
        if not parser.has_section("ringfence"):
            self.mistakes.append(Mistake(0, "section [ringfence] is missing"))
        for section in parser.sections():
            if protection_only and section != "ringfence":
                continue
            if section == "ringfence" or section.startswith("ringfence:"):
                self._section(section, dict(parser[section]))
            elif section != "importlinter" and not section.startswith("importlinter:"):
                self._wrong(section, None, f"unknown section [{section}]{guess(section, _TOP)}")

    def _wrong(self, section: str, key: str | None, text: str) -> None:
        self.mistakes.append(Mistake(self._line(section, key), text))

    def _line(self, section: str, key: str | None = None) -> int:
        return self._lines.get((section, key), self._lines.get((section, None), 0))

    def _item_line(self, section: str, key: str, item: str) -> int:
        start = self._line(section, key)
        for number, line in enumerate(self._text[start - 1 :] if start else (), start):
            if item in _items(line.partition("=")[2] if number == start else line):
                return number
        return start

    def _section(self, section: str, values: dict[str, str]) -> None:
        if section == "ringfence":
            self._main(section, values)
        elif section == "ringfence:severity":
            self._severity(section, values)
        elif section.startswith("ringfence:waiver:"):
            self._waiver(section, values)
        else:
            self._wrong(section, None, f"unknown section [{section}]{guess(section, _TOP)}")

    def _unknown(self, section: str, kind: str, values: dict[str, str]) -> None:
        for key in values:
            if key not in _KEYS[kind]:
                self._wrong(section, key, f"unknown key `{key}`{guess(key, _KEYS[kind])}")

    def _main(self, section: str, values: dict[str, str]) -> None:
        if not self._protection_only:
            self._unknown(section, "ringfence", values)
        needed = {"protected"} if self._protection_only else {*_KEYS["ringfence"]} - _OPTIONAL
        for key in _KEYS["ringfence"]:
            if key in needed and not _items(values.get(key, "")):
                self._wrong(section, key, f"`{key}` is missing or empty")
        self.door = [
            (module, self._item_line(section, "door", module))
            for module in _items(values.get("door", ""))
        ]
        self.packages = _items(values.get("packages", ""))
        self.protected = _items(values.get("protected", ""))
        self.upstream = self._upstream(section, _items(values.get("upstream", "")))
        for path in self.protected:
            if path.strip("/") != path.rstrip("/") or {"", ".", ".."} & set(
                path.rstrip("/").split("/")
            ):
                line = self._item_line(section, "protected", path)
                self.mistakes.append(Mistake(line, f"`{path}` is not a plain relative path"))
        for package in self.packages:
            if not package.isidentifier():
                line = self._item_line(section, "packages", package)
                problem = f"`{package}` is not an import name (no dots, no dashes)"
                self.mistakes.append(Mistake(line, problem))
        for module, line in self.door:
            if not module.startswith("engine.") or not module.replace(".", "_").isidentifier():
                self.mistakes.append(Mistake(line, f"door module `{module}` is not below `engine`"))

    def _upstream(self, section: str, items: list[str]) -> Upstream | None:
        if not items:
            return None
        url, ref = items[0], items[1] if len(items) == 2 else ""
        if len(items) > 2 or not _URL.match(url) or not _REF.fullmatch(ref):
            self._wrong(
                section,
                "upstream",
                "`upstream` is an address (https, ssh or file) and a branch in full: "
                "`https://host/owner/name.git refs/heads/main`",
            )
            return None
        return Upstream(url, ref)

    def _severity(self, section: str, values: dict[str, str]) -> None:
        levels = [level.value for level in Severity]
        for code, level in values.items():
            if code not in self._known.codes:
                self._wrong(section, code, f"no rule `{code}`{guess(code, self._known.codes)}")
            elif level not in levels:
                self._wrong(section, code, f"severity `{level}` is not one of {', '.join(levels)}")
            elif code in self._known.unwaivable and level != Severity.ERROR:
                self._wrong(section, code, f"{code} cannot be waived, so it stays an error")
            else:
                self.severities[code] = Severity(level)

    def _waiver(self, section: str, values: dict[str, str]) -> None:
        before = len(self.mistakes)
        self._unknown(section, "ringfence:waiver", values)
        for key in _KEYS["ringfence:waiver"]:
            if not values.get(key, "").strip():
                self._wrong(section, key, f"waiver without `{key}`")
        code = values.get("code", "")
        if code and code not in self._known.codes:
            self._wrong(section, "code", f"no rule `{code}`{guess(code, self._known.codes)}")
        elif code in self._known.unwaivable:
            self._wrong(section, "code", f"{code} cannot be waived")
        try:
            expires = datetime.date.fromisoformat(values.get("expires", ""))
        except ValueError:
            expires = datetime.date.min
            if values.get("expires"):
                self._wrong(section, "expires", f"`{values['expires']}` is not a date (YYYY-MM-DD)")
        if len(self.mistakes) == before:
            self.waivers.append(
                Waiver(
                    name=section.rpartition(":")[2],
                    file=values["file"],
                    code=code,
                    owner=values["owner"],
                    reason=values["reason"],
                    expires=expires,
                    line=self._line(section),
                )
            )


_TOP = ("ringfence", "ringfence:severity", "ringfence:waiver:NAME", "importlinter")


def _items(value: str) -> list[str]:
    return [
        item
        for line in value.splitlines()
        for item in re.split(r"[\s,]+", line.partition("#")[0])
        if item
    ]


def guess(word: str, choices: Iterable[str]) -> str:
    """Return a did-you-mean for a misspelt word, or nothing."""
    close = difflib.get_close_matches(word, list(choices), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def _locate(text: str) -> dict[tuple[str, str | None], int]:
    """Map sections and their keys to lines; `configparser` does not keep them."""
    lines: dict[tuple[str, str | None], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _SECTION.match(line):
            section = header["name"]
            lines.setdefault((section, None), number)
        elif key := _KEY.match(line):
            lines.setdefault((section, key["name"]), number)
    return lines


def _public_names(
    rules_root: Path, module: str, mistakes: list[Mistake], line: int
) -> frozenset[str]:
    """Read a door module's ``__all__`` from its source, without importing it."""
    path = rules_root.joinpath(*module.split(".")).with_suffix(".py")
    relative = path.relative_to(rules_root).as_posix()
    try:
        tree = ast.parse(path.read_bytes(), relative)
    except OSError:
        mistakes.append(Mistake(line, f"door module `{module}` has no file {relative}"))
        return frozenset()
    except (SyntaxError, ValueError) as error:
        mistakes.append(Mistake(0, f"cannot be parsed: {error}", relative))
        return frozenset()
    for statement in tree.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            try:
                names = ast.literal_eval(statement.value)  # type: ignore[attr-defined]
            except ValueError:
                break
            if isinstance(names, list | tuple) and all(isinstance(name, str) for name in names):
                return frozenset(names)
    mistakes.append(Mistake(0, "the door needs a literal `__all__` list of names", relative))
    return frozenset()
