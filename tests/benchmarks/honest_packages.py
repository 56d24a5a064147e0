"""Runs the checker over well-known honest code and counts the files that each rule hits.

    python tests/benchmarks/honest_packages.py [--show CODE] [--sample N] [DIRECTORY ...]

Without directories: packages of the environment, and `tests/benign` as the workspace that it is.
For other code, install it anywhere with `pip install --no-deps --target DIRECTORY NAME` and name
the package's directory here. Each package is judged as if it were a workspace: its own imports and
every package are allowed, since the allow-list is a choice of the platform and says nothing about
the code. Packages that the catalogue denies (they carry the host's identity, start processes or
serve requests themselves) are counted apart: no list can allow them, and no workspace has them.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.isolation.catalogue import Catalogue, load_catalogue
from tools.isolation.finding import Finding, Severity
from tools.isolation.policy import load_policy
from tools.isolation.registry import RULES, known_rules
from tools.isolation.runner import ExportTable, Judge
from tools.isolation.source import Source

ROOT = Path(__file__).resolve().parents[2]
DEFAULT = ("dotenv", "email_validator", "httpx", "isodate", "pre_commit", "requests", "yaml")
# What only a place in a workspace decides, not the code.
PLACE = frozenset({"RF101", "RF104", "RF106", "RF804"})
BENIGN = ROOT / "tests" / "benign" / "workspace"
SEED = 1
# Test code monkeypatches for a living, and vendored code is somebody else's.
SKIPPED = frozenset({"tests", "test", "testing", "_vendor", "vendor", "vendored", "migrations"})


@dataclass
class Totals:
    """What was found in a number of files."""

    files: int = 0
    lines: int = 0
    refused: int = 0
    denied_packages: int = 0
    """Files that are refused for nothing but a package that no list can allow."""
    hits: Counter[str] = field(default_factory=Counter)
    warned: Counter[str] = field(default_factory=Counter)

    def add(self, other: Totals) -> None:
        """Add another package's figures."""
        self.files += other.files
        self.lines += other.lines
        self.refused += other.refused
        self.denied_packages += other.denied_packages
        self.hits += other.hits
        self.warned += other.warned


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def sources(directory: Path) -> Iterator[Source]:
    """Read a package's files as a workspace's."""
    for path in sorted(directory.rglob("*.py")):
        relative = path.relative_to(directory.parent)
        if SKIPPED.isdisjoint(relative.parts) and path.is_file():
            yield Source(f"workspace/{relative.as_posix()}", path.read_bytes())


def names_denied_package(finding: Finding, catalogue: Catalogue) -> bool:
    """Say whether a finding is about a third-party package that the catalogue denies as a whole."""
    if finding.code not in ("RF105", "RF110"):
        return False
    root = finding.message.partition("`")[2].partition("`")[0].partition(".")[0]
    entry = catalogue.entries.get(root)
    return entry is not None and entry.denied and not catalogue.is_stdlib(root)


def judge_package(
    directory: Path, judge: Judge, shown: str, out: list[str], sample: int = 0
) -> Totals:
    """Judge one package and describe the findings of the rule that is to be shown.

    With ``sample``, at most so many of its files, always the same ones.
    """
    totals = Totals()
    catalogue = load_catalogue()
    table = {source.path: source for source in sources(directory)}
    exports = ExportTable(table, table.__getitem__, catalogue)
    chosen = sorted(table)
    if 0 < sample < len(chosen):
        chosen = sorted(random.Random(SEED).sample(chosen, sample))
    for source in map(table.__getitem__, chosen):
        findings = [f for f in judge.source(source, exports) if f.code not in PLACE]
        totals.files += 1
        totals.lines += source.data.count(b"\n")
        blocking = [f for f in findings if f.severity is Severity.ERROR]
        errors = {f.code for f in blocking}
        totals.refused += bool(errors)
        totals.denied_packages += bool(errors) and all(
            names_denied_package(finding, catalogue) for finding in blocking
        )
        totals.hits.update(errors)
        totals.warned.update({f.code for f in findings} - errors)
        out.extend(_describe(source, f) for f in findings if f.code == shown)
    return totals


def _describe(source: Source, finding: Finding) -> str:
    line = source.data.decode("utf-8", "replace").splitlines()[finding.span.line - 1 :][:1]
    text = line[0].strip() if line else ""
    return f"{source.path}:{finding.span.line} {finding.severity.value}: {text[:100]}"


def main(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Count honest files by rule.")
    parser.add_argument("--show", default="", help="list the findings of this rule")
    parser.add_argument("--sample", type=int, default=0, help="at most so many files a package")
    parser.add_argument("directories", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    site = Path(importlib.metadata.distribution("pip").locate_file("")).resolve()
    directories = options.directories or [site / name for name in DEFAULT]
    policy = load_policy(ROOT, known_rules())
    as_it_is = Judge(RULES, policy, load_catalogue())
    names = {path.name.partition(".")[0] for path in site.iterdir()}
    names |= {path.name for path in directories}
    judge = Judge(RULES, replace(policy, packages=policy.packages | names), load_catalogue())
    started = time.perf_counter()
    whole, out = Totals(), []
    by_package: dict[str, Totals] = defaultdict(Totals)
    for directory in directories:
        found = judge_package(directory, judge, options.show, out, options.sample)
        by_package[directory.name] = found
        whole.add(found)
    if not options.directories:
        by_package["tests/benign"] = judge_package(BENIGN, as_it_is, options.show, out)
    say("\n".join(out))
    for name, totals in by_package.items():
        share, apart = (n / max(totals.files, 1) for n in (totals.refused, totals.denied_packages))
        most = ", ".join(f"{code} {count}" for code, count in totals.hits.most_common(4))
        shares = f"{share:6.1%} refused ({apart:.1%} apart)"
        say(f"{name:40}{totals.files:6} files {totals.lines:8} lines {shares} {most}")
    if not whole.files:
        say("no Python files there")
        return 2
    say(f"\n{'rule':8}{'error':>8}{'':8}{'warning':>8}")
    for code in sorted(whole.hits.keys() | whole.warned.keys()):
        hits, warned = whole.hits[code], whole.warned[code]
        say(f"{code:8}{hits:8}{hits / whole.files:8.1%}{warned:8}{warned / whole.files:8.1%}")
    say(
        f"\n{whole.refused} of {whole.files} files refused ({whole.refused / whole.files:.1%}),"
        f" {whole.denied_packages} of them only for packages that are denied as a whole;"
        f" {whole.lines:,} lines in {time.perf_counter() - started:.1f} s"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
