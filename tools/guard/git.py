"""Reads a repository's objects and nothing else of it.

Whatever the judged repository configures (hooks, filters, diff drivers, file system monitors,
replacement objects, grafts, lazy fetches) must not run or count. So names are resolved in the
repository itself, and all the rest happens in an empty one beside it that borrows its objects: no
index of them that says what they hold (a commit-graph) is believed, and each one read is hashed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tools.guard.errors import GuardError, MissingObjectError

# Of the caller's environment, only what starting a program needs.
_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "HOME", "USERPROFILE", "XDG_CONFIG_HOME")
_ALWAYS = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_ALONE = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
# For the few commands that must run in the real repository.
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_ID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")
MAX_BLOB = 32 * 1024 * 1024


class Repository:
    """A repository seen through its objects; a context manager, since it holds a process.

    Attributes:
        root: the directory that was opened.
        shallow: the commits whose parents this clone lacks.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._reader: subprocess.Popen[bytes] | None = None
        self._asked: dict[tuple[str, str], subprocess.Popen[bytes]] = {}
        self._parted: dict[tuple[str, str], list[str]] = {}
        # The order of the answers is that of the questions.
        found = self.real(
            "rev-parse",
            "--path-format=absolute",
            *("--git-path", "objects", "--git-path", "shallow", "--git-path", "index"),
            "--show-object-format",
        ).decode("utf-8", "surrogateescape")
        objects, shallow, index, self.object_format = found.splitlines()
        self.index = Path(index)
        shallow_file = Path(shallow)
        self.shallow = frozenset(
            shallow_file.read_text("ascii").split() if shallow_file.exists() else ()
        )
        self._scratch = Path(tempfile.mkdtemp(prefix="ringfence-guard-"))
        self._prepare(objects)
        self._environment = {
            **_environment(),
            **_ALONE,
            "GIT_DIR": str(self._scratch),
            **({"GIT_SHALLOW_FILE": shallow} if self.shallow else {}),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._reader is not None:
            self._reader.kill()
            for stream in (self._reader.stdin, self._reader.stdout):
                if stream is not None:
                    # The process is gone, so what is buffered for it has nowhere to go.
                    _close(stream)
            self._reader.wait()
        for process in self._asked.values():
            process.kill()
            process.communicate()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _prepare(self, objects: str) -> None:
        version = 0 if self.object_format == "sha1" else 1
        config = f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n"
        # A forged one lies about parents and trees, and git believes it. Ours costs more to read
        # than it saves: the guard walks a history once.
        config += "\tcommitGraph = false\n\tmultiPackIndex = false\n"
        if version:
            config += f"[extensions]\n\tobjectformat = {self.object_format}\n"
        (self._scratch / "objects" / "info").mkdir(parents=True)
        (self._scratch / "refs").mkdir()
        (self._scratch / "HEAD").write_text("ref: refs/heads/none\n")
        (self._scratch / "config").write_text(config)
        escaped = objects.replace("\\", "\\\\").replace('"', '\\"')
        (self._scratch / "objects" / "info" / "alternates").write_bytes(
            f'"{escaped}"\n'.encode("utf-8", "surrogateescape")
        )

    def real(self, *arguments: str, environment: dict[str, str] | None = None) -> bytes:
        """Run git in the repository itself: for names, the index and the work tree only."""
        run = self._real(*arguments, environment=environment)
        if run.returncode:
            raise GuardError(f"git {arguments[0]}: {_text(run.stderr) or 'failed'}")
        return run.stdout

    def _real(
        self, *arguments: str, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return _run([*_HARMLESS, *arguments], self.root, {**_environment(), **(environment or {})})

    def alone(
        self, *arguments: str, stdin: bytes = b"", codes: Sequence[int] = (0,)
    ) -> tuple[int, bytes]:
        """Run git on the objects alone; return exit code and output.

        Raises:
            GuardError: the exit code is none of ``codes``.
        """
        run = _run(arguments, self._scratch, self._environment, stdin)
        if run.returncode not in codes:
            raise GuardError(f"git {arguments[0]}: {_text(run.stderr) or run.returncode}")
        return run.returncode, run.stdout

    def ask_merge_bases(self, one: str, other: str) -> None:
        """Start looking for the merge bases that `merge_bases` will be asked for."""
        if (one, other) not in self._asked and (one, other) not in self._parted:
            self._asked[one, other] = subprocess.Popen(  # noqa: S603
                [_git(), "merge-base", "--all", one, other],
                cwd=self._scratch,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )

    def merge_bases(self, one: str, other: str) -> list[str]:
        """Return where two commits' histories part, the best first; nothing if they share none."""
        self.ask_merge_bases(one, other)
        if (process := self._asked.pop((one, other), None)) is not None:
            out, error = process.communicate()
            if process.returncode not in (0, 1):
                raise GuardError(f"git merge-base: {_text(error) or process.returncode}")
            self._parted[one, other] = out.decode("ascii").split()
        return self._parted[one, other]

    def lines(self, *arguments: str) -> Iterator[str]:
        """Yield a git command's lines as they come; the command ends when the reader stops."""
        with subprocess.Popen(  # noqa: S603
            [_git(), *arguments],
            cwd=self._scratch,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            if process.stdout is None:
                raise GuardError(f"git {arguments[0]} has no output")
            try:
                for line in process.stdout:
                    yield line.decode("utf-8", "surrogateescape").rstrip("\n")
            except GeneratorExit:
                process.kill()
                raise
        if process.returncode:
            raise GuardError(f"git {arguments[0]} failed with exit code {process.returncode}")

    def commit(self, name: str) -> str:
        """Return the full id of the commit that ``name`` means.

        Raises:
            GuardError: there is none.
        """
        stem = re.split(r"[~^@:]", name, maxsplit=1)[0]
        here = True
        if stem.startswith("refs/"):
            # Where there is none, git would look for a tag that is called `refs/...`.
            here = not self._real("show-ref", "--verify", "--quiet", "--", stem).returncode
        run = self._real(
            *("-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", "--end-of-options"),
            f"{name}^{{commit}}",
        )
        if run.returncode or not here:
            raise GuardError(
                f"`{name}` is no commit here",
                "fetch it first: git fetch origin, or spell the ref in full (refs/heads/NAME)",
            )
        # Whole ids, whole refs and HEAD mean one thing, whatever somebody calls a branch.
        plain = stem == "HEAD" or stem.startswith("refs/") or _ID.match(stem)
        if b"is ambiguous" in run.stderr and not plain:
            raise GuardError(
                f"`{name}` is ambiguous here: more than one branch or tag has this name",
                "spell it in full: refs/remotes/origin/NAME, refs/heads/NAME or refs/tags/NAME",
            )
        return run.stdout.decode("ascii").strip()

    def maybe_commit(self, name: str) -> str | None:
        """Return the commit that ``name`` means, or None."""
        try:
            return self.commit(name)
        except GuardError:
            return None

    def tree(self, commit: str) -> str:
        """Return the id of a commit's root tree."""
        kind, data = self.read(commit)
        if kind != "commit" or not data.startswith(b"tree "):
            raise GuardError(f"{commit} is not a commit")
        return data[5 : data.index(b"\n")].decode("ascii")

    def read(self, oid: str, limit: int = MAX_BLOB) -> tuple[str, bytes]:
        """Return an object's type and content.

        Raises:
            MissingObjectError: it is not in this clone.
            GuardError: it is larger than ``limit`` bytes.
        """
        return next(self.read_many([oid], limit))

    def read_many(self, oids: Sequence[str], limit: int = MAX_BLOB) -> Iterator[tuple[str, bytes]]:
        """Yield objects' types and contents, asked for at once; errors as in `read`.

        The questions must fit into a pipe: at most a few hundred. All answers must be taken.
        """
        stdin, stdout = _pipes(self._reader or self._start_reader())
        stdin.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
        stdin.flush()
        for oid in oids:
            yield self._answer(stdout, oid, limit)

    def _answer(self, stdout: IO[bytes], oid: str, limit: int) -> tuple[str, bytes]:
        header = stdout.readline().split()
        if len(header) != 3:
            raise MissingObjectError(oid)
        kind, size = header[1], int(header[2])
        if size > limit:
            left = size + 1
            while left:
                left -= len(stdout.read(min(left, 1 << 20)))
            raise GuardError(f"object {oid} has {size:,} bytes; at most {limit:,} are read")
        data = stdout.read(size)
        stdout.read(1)
        # Git hashes what it receives, not what it reads: a pack or its index may lie.
        total = hashlib.new(self.object_format, b"%s %d\0" % (kind, size), usedforsecurity=False)
        total.update(data)
        if total.hexdigest() != oid:
            raise GuardError(
                f"object {oid} in this clone has another object's content",
                "the clone is damaged or forged; make a new one",
            )
        return kind.decode("ascii"), data

    def _start_reader(self) -> subprocess.Popen[bytes]:
        self._reader = subprocess.Popen(  # noqa: S603
            [_git(), "cat-file", "--batch"],
            cwd=self._scratch,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._reader


def _environment() -> dict[str, str]:
    return {**{name: os.environ[name] for name in _KEPT if name in os.environ}, **_ALWAYS}


def _run(
    arguments: Sequence[str], cwd: Path, environment: dict[str, str], stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603
        [_git(), *arguments],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )


def _git() -> str:
    found = shutil.which("git")
    if found is None:
        raise GuardError("git is not installed", "install git 2.38 or newer")
    return found


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise GuardError("git cat-file has no pipes")
    return process.stdin, process.stdout


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except BrokenPipeError:
        return


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace").strip()
