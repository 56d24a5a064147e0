"""The guard on a big repository, beside the bare `git diff --name-only` that knows no proof.

Both are whole processes, run in turn, so that what else the machine does slows both; medians are
printed. The budget holds for wall time, stretched by the load of a machine that has more to do than
it has processors, and for processor time, of git's processes too, as it is.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.guard.world import git, home_environment

COMMITS, FILES, ROUNDS = 50_000, 20_000, 5
BUDGET = 1.0
# Wall and processor time, in seconds.
Times = tuple[float, float]
POLICY = """\
[ringfence]
protected =
    engine/
    tools/
    .importlinter
    host.json
upstream = https://git.example/canonical/engine.git refs/heads/main
"""


def stream() -> Iterator[bytes]:
    """Yield a history for `git fast-import`: every tenth commit is upstream's kind of work."""

    def data(text: str) -> bytes:
        raw = text.encode()
        return b"data %d\n%s\n" % (len(raw), raw)

    def head(number: int) -> bytes:
        return b"commit refs/heads/main\ncommitter U <u@x> %d +0000\n" % (number + 10**9) + data(
            "c"
        )

    yield head(0)
    yield b"M 100644 inline .importlinter\n" + data(POLICY)
    yield b"M 100644 inline host.json\n" + data("{}\n")
    for number in range(FILES):
        top = ("engine", "tools", "workspace", "docs")[number % 4]
        name = f"{top}/d{number % 97}/e{number % 13}/f{number}.py"
        yield f"M 100644 inline {name}\n".encode() + data(f"x = {number}\n")
    for number in range(1, COMMITS):
        top = "engine" if number % 10 == 0 else "workspace"
        yield head(number)
        yield f"M 100644 inline {top}/d{number % 97}/f.py\n".encode() + data(f"y = {number}\n")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("big")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in home_environment(folder / "home").items():
            patch.setenv(name, value)
        (folder / "home").mkdir()
        (folder / "home/.gitconfig").write_text("[user]\n\tname = B\n\temail = b@x.example\n")
        root = folder / "clone"
        root.mkdir()
        git(root, "init", "--quiet", "--initial-branch=main")
        git(root, "fast-import", "--quiet", stdin=b"".join(stream()))
        git(root, "repack", "-a", "-d", "--quiet")
        git(root, "update-ref", "refs/ringfence/upstream", "main")
        git(root, "symbolic-ref", "HEAD", "refs/heads/main")
        git(root, "read-tree", "HEAD")
        git(root, "branch", "base", "main~5000")
        yield root
        shutil.rmtree(folder, ignore_errors=True)


def branch(root: Path, name: str, start: str, path: str, text: str) -> None:
    """Make a branch with one changed file, without a work tree."""
    git(root, "read-tree", start)
    blob = git(root, "hash-object", "-w", "--stdin", stdin=text.encode())
    git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    tree = git(root, "write-tree")
    git(
        root,
        "update-ref",
        f"refs/heads/{name}",
        git(root, "commit-tree", tree, "-p", start, "-m", name),
    )


def once(command: Sequence[str], root: Path, environment: dict[str, str], code: int) -> Times:
    """Return one run's wall and processor time, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    run = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.returncode == code, run.stdout + run.stderr
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def medians(runs: Sequence[Times]) -> Times:
    walls, processor = zip(*runs, strict=True)
    return statistics.median(walls), statistics.median(processor)


@pytest.mark.parametrize(
    ("what", "base", "head", "more", "code"),
    [
        ("workspace change", "base", "work", (), 0),
        ("diverged by 5,000 commits", "main", "work", (), 0),
        ("engine edited", "base", "evil", (), 1),
        ("sync over 5,000 commits", "base", "main", (), 0),
        ("merge of 50,000 commits", "first", "main", (), 0),
        ("sync over 50,000 commits", "first", "synced", (), 0),
        ("downgrade by 5,000 commits", "main", "base", ("--push",), 1),
        ("staged", "", "", ("--staged",), 0),
    ],
)
def test_guard(
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    what: str,
    base: str,
    head: str,
    more: tuple[str, ...],
    code: int,
) -> None:
    git(repository, "branch", "--force", "first", "main~49999")
    branch(repository, "work", "base", "workspace/mine.py", "x = 1\n")
    branch(repository, "evil", "base", "engine/evil.py", "x = 1\n")
    # As `ringfence sync` does it: one commit with upstream's newest files.
    synced = git(repository, "commit-tree", "main^{tree}", "-p", "first", "-m", "synced")
    git(repository, "update-ref", "refs/heads/synced", synced)
    git(repository, "read-tree", "HEAD")
    sides = ("--base", base, "--head", head) if base else ()
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tools.cli import main; "
    program += "sys.exit(main(sys.argv[1:]))"
    ours = (sys.executable, "-c", program, "guard", *sides, *more)
    compared = ("--cached",) if not base else (f"{base}..{head}" if more else f"{base}...{head}",)
    plain = ("git", "diff", "--name-only", *compared)
    # Installed tools have their byte code; the first run makes it, and is not counted.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.getbasetemp() / "pycache")
    once(ours, repository, environment, code)
    runs = [
        (once(ours, repository, environment, code), once(plain, repository, environment, 0))
        for _ in range(ROUNDS)
    ]
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    mine, theirs = (medians(side) for side in zip(*runs, strict=True))
    sys.stdout.write(
        f"\n{what:27} guard {mine[0] * 1000:5.0f} ms (cpu {mine[1] * 1000:4.0f})"
        f"   git diff --name-only {theirs[0] * 1000:5.0f} ms (cpu {theirs[1] * 1000:4.0f})"
        f"   ratio {mine[0] / theirs[0]:5.1f} (cpu {mine[1] / theirs[1]:5.1f})   load {busy:.1f}"
    )
    assert mine[1] < BUDGET
    assert mine[0] < BUDGET * busy
