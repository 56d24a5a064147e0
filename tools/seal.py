"""``ringfence seal``: check the workspace and, only if it is clean, vouch for its bytes."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.shared.seal import Seal
    from tools.isolation.report import Report


class CheckFailed(Exception):  # noqa: N818 - it reports an outcome, not a fault
    """The workspace has findings and was not sealed; ``report`` has them."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


class WorkspaceChangedError(Exception):
    """A file changed between the check and the seal."""


class SealKeyError(Exception):
    """The key for the signature cannot be used; the message names the setting."""


@dataclass(frozen=True, slots=True)
class SealResult:
    """A sealed workspace: the seal, the clean report it rests on, and where it was written."""

    seal: Seal
    report: Report
    path: Path
    signed: bool


def add_parser(commands: Any) -> None:
    """Define the ``seal`` subcommand."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "seal",
        help="check the workspace and seal it for the engine",
        description="Check the workspace and, only if it is clean, write .ringfence/seal.json and"
        " the code cache beside it. With WORKSPACE_SEAL_KEY set, the seal is signed.",
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the application's root")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; say whether the seal is current"
    )
    parser.add_argument(
        "--package", type=Path, metavar="ZIP", help="also pack what is deployed, and only that"
    )
    parser.set_defaults(
        run=lambda options: run(options.root, check_only=options.check, package=options.package)
    )


def run(root: Path, *, check_only: bool = False, package: Path | None = None) -> int:
    """Seal and print; exit codes as `ringfence check`."""
    from tools.isolation.api import UsageError  # noqa: PLC0415
    from tools.isolation.output import render, wants_colour  # noqa: PLC0415
    from tools.isolation.policy import PolicyError  # noqa: PLC0415
    from tools.package import PackageError, build_package  # noqa: PLC0415

    if check_only and package is not None:
        sys.stderr.write("ringfence seal: --check writes nothing, so it cannot go with --package\n")
        return 2
    try:
        key = read_key(os.environ)
        if check_only:
            return _say_if_current(root, key)
        result = seal_workspace(root, key=key)
        packed = build_package(root.resolve(), result.seal, package) if package else None
    except CheckFailed as error:
        sys.stdout.write(render(error.report, root, "text", colour=wants_colour(sys.stdout)))
        sys.stderr.write("ringfence seal: the workspace was not sealed\n")
        return 1
    except (UsageError, PolicyError, SealKeyError) as error:
        sys.stderr.write(f"{error}\nringfence seal: nothing was sealed\n")
        return 2
    except PackageError as error:
        sys.stderr.write(f"ringfence seal: sealed, but not packed: {error}\n")
        return 2
    except (OSError, WorkspaceChangedError) as error:
        sys.stderr.write(f"ringfence seal: {error}\n")
        return 3
    except Exception as error:  # noqa: BLE001 - a checker that breaks must not look like findings
        traceback.print_exc()
        sys.stderr.write(f"ringfence seal: failed, nothing was sealed: {error}\n")
        return 3
    how = "sealed and signed" if result.signed else "sealed"
    sys.stdout.write(f"{how} {len(result.seal.files)} files ({result.report.elapsed_ms:.0f} ms)\n")
    if packed is not None:
        sys.stdout.write(f"packed {packed} files into {package}\n")
    return 0


def read_key(environ: Mapping[str, str]) -> bytes | None:
    """Return the key to sign with; None where none is set.

    Raises:
        SealKeyError: it is no usable key.
    """
    from engine.shared.seal import KEY_SETTING, parse_key  # noqa: PLC0415

    text = environ.get(KEY_SETTING, "")
    try:
        return parse_key(text) if text.strip() else None
    except ValueError as error:
        raise SealKeyError(f"{KEY_SETTING} {error}") from error


def seal_workspace(root: Path, *, use_cache: bool = True, key: bytes | None = None) -> SealResult:
    """Check the workspace under ``root`` and write its seal and code cache.

    Args:
        root: the application's directory.
        use_cache: reuse verdicts about unchanged files.
        key: sign the seal with it; without it, hashes alone vouch for the files.

    Raises:
        CheckFailed: it has errors; an older seal stays as it is.
        WorkspaceChangedError: a file changed while it was checked.
        UsageError, PolicyError: see `tools.isolation.api.check_workspace`.
        OSError: the seal cannot be written.
    """
    from engine.shared.seal import SEAL_PATH, code_tag, dump_seal, pack_path, sign  # noqa: PLC0415
    from tools.isolation.api import check_workspace, file_digests  # noqa: PLC0415

    root = root.resolve()
    before = file_digests(root)
    report = check_workspace(root, use_cache=use_cache)
    if report.errors:
        raise CheckFailed(report)
    # What was checked lies between two equal readings, so it is what gets sealed.
    if file_digests(root) != before:
        raise WorkspaceChangedError("a workspace file changed during the check; run it again")
    pack = make_pack(root, before)
    seal = make_seal(root, before, report.fingerprint, pack)
    # The cache first: a reader between the two writes finds the old seal and refuses, no more.
    write_atomically(root / pack_path(code_tag()), pack)
    path = root / SEAL_PATH
    write_atomically(path, dump_seal(seal, sign(seal, key) if key else None))
    return SealResult(seal, report, path, signed=key is not None)


def make_pack(root: Path, files: Mapping[str, str]) -> bytes:
    """Compile already checked files for this interpreter; nothing is executed.

    Raises:
        WorkspaceChangedError: a file is not the one that was checked.
    """
    from engine.shared.seal import digest, dump_pack, read_regular  # noqa: PLC0415

    modules = {}
    for path, sha256 in files.items():
        if not path.endswith(".py"):
            continue
        data = read_regular(root / path)
        if digest(data) != sha256:
            raise WorkspaceChangedError(f"{path} changed during the check; run it again")
        # Two files with the same bytes share their code: the name is set when it is loaded.
        # What this Python cannot compile, the engine's own will judge: it may be a newer one.
        with contextlib.suppress(SyntaxError, ValueError):
            modules[sha256] = _compiled(data, path)
    return dump_pack(modules)


# In memory and never on disk: a cache that outlives the check would be a way past it.
@lru_cache(maxsize=4096)
def _compiled(data: bytes, path: str) -> bytes:
    from engine.shared.seal import compile_module  # noqa: PLC0415

    return compile_module(data, path)


def make_seal(root: Path, files: dict[str, str], fingerprint: str, pack: bytes) -> Seal:
    """Put the seal of already checked files and their code cache together."""
    from engine.shared.seal import Denied, Seal, code_tag, digest  # noqa: PLC0415
    from tools.isolation.catalogue import load_catalogue  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415

    policy = load_policy(root, known_rules())
    return Seal(
        ruleset=fingerprint,
        door=policy.door,
        packages=policy.packages,
        denied=Denied(load_catalogue().denied_names(policy.packages)),
        files=files,
        code={code_tag(): digest(pack)},
    )


def _say_if_current(root: Path, key: bytes | None) -> int:
    from engine.shared.seal import SealError, read_pack, read_seal  # noqa: PLC0415
    from tools.isolation.api import file_digests, ruleset_fingerprint  # noqa: PLC0415
    from tools.isolation.policy import load_policy  # noqa: PLC0415
    from tools.isolation.registry import known_rules  # noqa: PLC0415

    root = root.resolve()
    try:
        seal = read_seal(root, key)
        read_pack(root, seal)
    except SealError as error:
        sys.stderr.write(f"ringfence seal: {error}\n")
        return 1
    files = file_digests(root)
    fingerprint = ruleset_fingerprint(load_policy(root, known_rules()))
    expected = make_seal(root, files, fingerprint, make_pack(root, files))
    if seal != expected:
        stale = _stale_part(seal, expected)
        sys.stderr.write(f"ringfence seal: {stale} has changed since; run `ringfence seal`\n")
        return 1
    sys.stdout.write("the seal is current\n")
    return 0


def _stale_part(seal: Seal, expected: Seal) -> str:
    if seal.files != expected.files:
        return "the workspace"
    if replace(seal, code=expected.code) != expected:
        return "the rule set"
    return "the Python that runs it"


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` in one step, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
