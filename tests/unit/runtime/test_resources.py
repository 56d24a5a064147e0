"""`read_resource`: sealed data files, and no other file."""

from __future__ import annotations

import importlib
import sys
import types

import pytest

from engine.sdk import read_resource

FILES = {"templates/mail.txt": "Grüße".encode(), "data.bin": b"\0\1", "a.py": "x = 1\n"}


def test_reads_bytes_and_text(make_tree):
    make_tree(FILES)
    assert read_resource("templates/mail.txt") == "Grüße".encode()
    assert read_resource("templates/mail.txt", "utf-8") == "Grüße"
    assert read_resource("data.bin") == b"\0\1"


def test_works_from_a_workflow(make_tree):
    source = "from engine.sdk import read_resource\nvalue = read_resource('data.bin')\n"
    make_tree({**FILES, "w.py": source})
    assert importlib.import_module("workspace.w").value == b"\0\1"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../local.settings.json",
        "templates/../../local.settings.json",
        "templates//mail.txt",
        "./data.bin",
        "",
        "..\\local.settings.json",
        "data.bin\0",
    ],
)
def test_refuses_paths_that_leave_the_workspace(make_tree, path):
    make_tree(FILES)
    with pytest.raises(ValueError, match="relative to workspace/"):
        read_resource(path)


def test_refuses_what_is_no_path(make_tree):
    make_tree(FILES)
    with pytest.raises(TypeError, match="not bytes"):
        read_resource(b"data.bin")


def test_knows_sealed_files_only(make_tree):
    tree = make_tree(FILES)
    tree.write({"late.txt": "late"})
    for path in ("late.txt", "none.txt", "templates"):
        with pytest.raises(FileNotFoundError, match="not among the sealed files"):
            read_resource(path)


def test_compares_at_every_read(make_tree):
    tree = make_tree(FILES)
    assert read_resource("data.bin")
    (tree.root / "workspace/data.bin").write_bytes(b"\0\2")
    with pytest.raises(PermissionError, match=r"workspace/data\.bin: changed since"):
        read_resource("data.bin")
    (tree.root / "workspace/data.bin").unlink()
    (tree.root / "workspace/data.bin").symlink_to(tree.root / "local.settings.json")
    with pytest.raises(PermissionError, match="cannot be read"):
        read_resource("data.bin")


def test_without_an_engine_it_reads_the_source_tree(tmp_path, monkeypatch):
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/data.bin").write_bytes(b"data")
    monkeypatch.chdir(tmp_path)
    assert read_resource("data.bin") == b"data"
    package = types.ModuleType("workspace")
    package.__path__ = [str(tmp_path / "workspace")]
    monkeypatch.chdir("/")
    monkeypatch.setitem(sys.modules, "workspace", package)
    assert read_resource("data.bin") == b"data"
