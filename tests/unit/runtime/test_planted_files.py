"""Whoever can write the deployed files, without the key: what is planted beside the sealed bytes.

Each test is one attempt. What the seal cannot stop is here too, marked as accepted.
"""

from __future__ import annotations

import importlib
import json
import linecache
import logging
import os
import shutil
import sys
import threading
import traceback
import unicodedata
from pathlib import Path

import pytest

from engine.shared import import_restrictor
from engine.shared.resources import read_resource
from engine.shared.seal import (
    SEAL_PATH,
    SealError,
    code_tag,
    digest,
    pack_path,
    parse_key,
    read_seal,
    verify_files,
)

EVIL = "import sys\nsys.modules['evil_ran_here'] = sys\n"
KEY = parse_key("k" * 32)


@pytest.fixture(autouse=True)
def nothing_evil_ran():
    yield
    assert sys.modules.pop("evil_ran_here", None) is None


def refused(tree, path: str, reason: str) -> None:
    with pytest.raises(SealError, match=reason) as caught:
        tree.install()
    assert caught.value.path == path


class TestOlderSeal:
    """A package of last month, with a good signature."""

    @pytest.fixture
    def older(self, make_tree, tmp_path):
        tree = make_tree({"a.py": "value = 'old'\n"}, installed=False, pack=True, key=KEY)
        shutil.copytree(tree.root, tmp_path / "older")
        tree.write({"a.py": "value = 'new'\n"})
        tree.seal(pack=True, key=KEY)
        return tree, tmp_path / "older"

    def test_the_seal_alone(self, older):
        tree, old = older
        shutil.copy(old / SEAL_PATH, tree.root / SEAL_PATH)
        refused(tree, "workspace/a.py", "changed since")

    def test_the_files_alone(self, older):
        tree, old = older
        shutil.copy(old / "workspace/a.py", tree.root / "workspace/a.py")
        refused(tree, "workspace/a.py", "changed since")

    def test_the_code_cache_alone(self, older):
        tree, old = older
        name = pack_path(code_tag())
        shutil.copy(old / name, tree.root / name)
        refused(tree, name, "changed since it was sealed")

    def test_all_of_it_is_accepted_until_the_key_changes(self, older):
        tree, old = older
        shutil.rmtree(tree.root)
        shutil.copytree(old, tree.root)
        with pytest.raises(SealError, match="signature is wrong"):
            read_seal(tree.root, parse_key("n" * 32))
        seal = read_seal(tree.root, KEY)
        import_restrictor.install(tree.root, seal, tree.reported.append)
        assert importlib.import_module("workspace.a").value == "old"


PLANTED = {
    "__pycache__": ("__pycache__/a.cpython-311.pyc", b"x"),
    "bytecode in the place of a module": ("lib/b.pyc", b"x"),
    "a path file": ("x.pth", b"import evil\n"),
    "another letter case": ("A.PY", EVIL.encode()),
    "a package in the place of a module": ("a/__init__.py", EVIL.encode()),
    "a native module in the place of a module": ("a.abi3.so", b"\x7fELF"),
    "an empty __init__": ("__init__.py", b""),
    "a data file": ("templates/mail.txt", b"x"),
    "a hidden file": (".hidden.py", EVIL.encode()),
    "a line break in its name": ("b\nCRITICAL engine is well.py", b""),
}


@pytest.mark.parametrize(("name", "data"), PLANTED.values(), ids=PLANTED.keys())
def test_a_file_beside_the_sealed_ones(make_tree, name, data):
    tree = make_tree({"a.py": "value = 1\n"}, installed=False)
    tree.write({name: data})
    refused(tree, f"workspace/{name}".replace("\n", "\\n"), "not in the seal")


def test_a_link_whose_name_is_not_utf8_is_named_in_one_line(make_tree, caplog):
    tree = make_tree({"a.py": ""}, installed=False)
    (tree.root / os.fsdecode(b"workspace/\xff\nCRITICAL all is well.py")).symlink_to("a.py")
    path = "workspace/\\udcff\\nCRITICAL all is well.py"
    refused(tree, path, "not a regular file")
    with pytest.raises(SealError) as caught:
        tree.install()
    with caplog.at_level(logging.CRITICAL):
        logging.getLogger("test").critical("%s", caught.value)
    assert "\n" not in caplog.messages[0]
    json.dumps(str(caught.value), ensure_ascii=False).encode("utf-8")


def test_the_same_name_in_another_unicode_form(make_tree):
    composed, apart = (unicodedata.normalize(form, "caf\u00e9") for form in ("NFC", "NFD"))
    tree = make_tree({f"{composed}.py": "value = 1\n"}, installed=False)
    (tree.root / f"workspace/{composed}.py").rename(tree.root / f"workspace/{apart}.py")
    refused(tree, f"workspace/{apart}.py", "not in the seal")


def test_an_import_finds_what_python_makes_of_the_name_and_nothing_else(make_tree):
    # Python composes identifiers (PEP 3131); text that asks for the other form finds nothing.
    make_tree({"caf\u00e9.py": "value = 1\n", "b.py": "import workspace.cafe\u0301 as x\n"})
    assert importlib.import_module("workspace.b").x.value == 1
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("workspace.cafe\u0301")


@pytest.mark.parametrize("name", [".#evil.py", "evil.py~", ".evil.py.swp", ".gitignore"])
def test_what_editors_leave_behind_can_neither_be_imported_nor_read(make_tree, name):
    tree = make_tree({"a.py": ""}, installed=False)
    tree.write({name: EVIL})
    tree.install()
    for module in {name.removesuffix(".py"), name, name.replace(".", "/")}:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"workspace.{module}")
    with pytest.raises(FileNotFoundError, match="not among the sealed files"):
        read_resource(name)


def test_a_directory_is_no_namespace_package(make_tree):
    tree = make_tree({"a.py": "", "lib/b.py": "value = 1\n"}, installed=False)
    (tree.root / "workspace/empty/deeper").mkdir(parents=True)
    tree.install()
    for name in ("workspace.empty", "workspace.empty.deeper"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
    # A sealed folder without `__init__.py` is one, and looks nowhere but into the seal.
    tree.write({"lib/late.py": EVIL})
    assert importlib.import_module("workspace.lib.b").value == 1
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("workspace.lib.late")


@pytest.mark.parametrize("name", ["workspace.lib/a", "workspace/lib/a", "workspace.lib.a/"])
def test_a_module_has_one_name(make_tree, name):
    make_tree({"lib/a.py": EVIL.replace("evil", "never")})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)
    assert "never_ran_here" not in sys.modules


@pytest.mark.parametrize("name", ["workspace.py", "workspace.abi3.so", "workspace.zip"])
def test_another_workspace_beside_it(make_tree, monkeypatch, name):
    tree = make_tree({"a.py": "value = 1\n"}, installed=False)
    (tree.root / name).write_text(EVIL)
    monkeypatch.syspath_prepend(str(tree.root))
    monkeypatch.syspath_prepend(str(tree.root / name))
    tree.install()
    assert importlib.import_module("workspace.a").value == 1


def test_a_hard_link_that_is_written_through_later(make_tree, tmp_path):
    (tmp_path / "elsewhere.py").write_text("value = 1\n")
    (tmp_path / "elsewhere.txt").write_text("sealed")
    tree = make_tree({"x.py": ""}, installed=False)
    for name in ("a.py", "a.txt"):
        os.link(tmp_path / f"elsewhere{Path(name).suffix}", tree.root / "workspace" / name)
    tree.seal()
    tree.install()
    (tmp_path / "elsewhere.py").write_text(EVIL)
    (tmp_path / "elsewhere.txt").write_text("forged")
    module = importlib.import_module("workspace.a")
    assert module.value == 1
    with pytest.raises(ImportError, match="changed since"):
        importlib.reload(module)
    with pytest.raises(PermissionError, match="changed since"):
        read_resource("a.txt")


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_race_ends_with_the_sealed_bytes_or_a_refusal(make_tree, tmp_path, what):
    """Something swaps links and files while start-up compares them."""
    tree = make_tree({"lib/a.py": "value = 'sealed'\n"}, installed=False)
    seal = read_seal(tree.root)
    place = tree.root / ("workspace/lib/a.py" if what == "file" else "workspace/lib")
    good, evil = tmp_path / "good", tmp_path / "evil"
    place.rename(good)
    if what == "file":
        evil.write_text(EVIL)
    else:
        evil.mkdir()
        (evil / "a.py").write_text(EVIL)
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for target in (good, evil):
                place.symlink_to(target)
                place.unlink()
            good.rename(place)
            place.rename(good)

    thread = threading.Thread(target=swap)
    thread.start()
    outcomes = {"sealed": 0, "refused": 0}
    try:
        for _ in range(60):
            try:
                found = verify_files(tree.root, seal)
            except SealError:
                outcomes["refused"] += 1
            else:
                assert found == {"workspace/lib/a.py": b"value = 'sealed'\n"}
                outcomes["sealed"] += 1
    finally:
        stop.set()
        thread.join()
    assert outcomes["refused"]


def test_a_changed_file_shows_in_a_traceback_and_is_not_run(make_tree):
    tree = make_tree({"a.py": "def f():\n    return 1 / 0\n"})
    module = importlib.import_module("workspace.a")
    (tree.root / "workspace/a.py").write_text("def f():\n    return 'forged'\n")
    linecache.clearcache()
    with pytest.raises(ZeroDivisionError) as caught:
        module.f()
    assert "workspace/a.py" in "".join(traceback.format_exception(caught.value))


def test_a_cache_for_the_wrong_source_is_as_good_as_none(make_tree):
    """The code is found by the hash of its source, so files cannot trade places."""
    tree = make_tree({"a.py": "value = 'a'\n", "b.py": "value = 'b'\n"}, installed=False, pack=True)
    one, two = (tree.root / f"workspace/{name}.py" for name in "ab")
    data = one.read_bytes(), two.read_bytes()
    one.write_bytes(data[1])
    two.write_bytes(data[0])
    refused(tree, "workspace/a.py", "changed since")
    hashes = {"workspace/a.py": digest(data[1]), "workspace/b.py": digest(data[0])}
    seal = json.loads((tree.root / SEAL_PATH).read_text())
    (tree.root / SEAL_PATH).write_text(json.dumps({**seal, "files": hashes}))
    tree.install()
    # Accepted without a key; and even so the code is that of the bytes.
    assert importlib.import_module("workspace.a").value == "b"
