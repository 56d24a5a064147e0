"""A sealed tree in a temporary directory, and the runtime that loads it, always taken down."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine.shared import import_restrictor
from engine.shared.seal import (
    SEAL_PATH,
    Denied,
    Seal,
    code_tag,
    compile_module,
    digest,
    dump_pack,
    dump_seal,
    pack_path,
    read_seal,
    sign,
)
from engine.shared.violation import Violation

DOOR = {"engine.sdk": frozenset({"workflow", "read_resource"})}
DENIED = Denied(("subprocess", "ctypes", "importlib", "multiprocessing", "concurrent.interpreters"))


@dataclass
class Tree:
    """An application's directory."""

    root: Path
    reported: list[Violation] = field(default_factory=list)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / "workspace" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = textwrap.dedent(content) if isinstance(content, str) else content
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    def seal(self, *, pack: bool = False, key: bytes | None = None, **changed: object) -> Seal:
        """Seal the files as they are, without a check."""
        files = {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in (self.root / "workspace").rglob("*")
            if path.is_file()
        }
        code = {}
        if pack:
            modules = {
                digest(data): compile_module(data, name)
                for name, data in files.items()
                if name.endswith(".py")
            }
            packed = dump_pack(modules)
            target = self.root / pack_path(code_tag())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed)
            code = {code_tag(): digest(packed)}
        values: dict[str, object] = {
            "ruleset": "test-rules",
            "door": DOOR,
            "packages": frozenset({"pydantic"}),
            "denied": DENIED,
            "files": {name: digest(data) for name, data in files.items()},
            "code": code,
            **changed,
        }
        seal = Seal(**values)  # type: ignore[arg-type]
        target = self.root / SEAL_PATH
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(dump_seal(seal, sign(seal, key) if key else None))
        return seal

    def install(self) -> None:
        """Load what is on disk, as start-up does."""
        import_restrictor.install(self.root, read_seal(self.root), self.reported.append)


MakeTree = Callable[..., Tree]


@pytest.fixture
def make_tree(tmp_path: Path) -> Iterator[MakeTree]:
    """Return a function: workspace files -> the tree that holds them, installed unless told not."""

    def make(
        files: Mapping[str, str | bytes] | None = None, *, installed: bool = True, **options: object
    ) -> Tree:
        tree = Tree(tmp_path / "app")
        (tree.root / "workspace").mkdir(parents=True)
        for name in ("engine", "tools"):
            (tree.root / name).mkdir()
            (tree.root / name / "module.py").write_text("secret = 1\n")
        (tree.root / "local.settings.json").write_text('{"Values": {"key": "secret"}}')
        tree.write(files or {})
        tree.seal(**options)
        if installed:
            tree.install()
        return tree

    import_restrictor.uninstall()
    yield make
    import_restrictor.uninstall()
