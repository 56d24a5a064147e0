"""What the disk looks like, written down and read back; every difference shows."""

from __future__ import annotations

import os

import pytest

from tools.isolation.snapshot import Snapshot, status_text
from tools.isolation.touched import Unclear, _differences

NAMES = ("a.py", "b\nc.py", "\udcff.py", "sub/a.py", "sub/deep/a.py", "sub-/a.py", "x.txt")


@pytest.fixture
def tree(tmp_path):
    for name in NAMES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8", "surrogateescape")
    (tmp_path / "empty").mkdir()
    return tmp_path


def take(tree):
    snapshot = Snapshot()
    snapshot.add("rules", str(tree / "rules"))
    snapshot.add("text", str(tree / "x.txt"))
    snapshot.add_tree("w", str(tree))
    return snapshot


def test_it_holds_the_stat_data_of_every_file(tree):
    expected = {f"w/{name}": status_text(os.lstat(tree / name)) for name in NAMES}
    expected |= {"rules": "missing", "text": expected["w/x.txt"]}
    snapshot = take(tree)
    assert snapshot.stats() == expected
    assert snapshot.text() == take(tree).text()
    assert snapshot.racy == expected.keys() - {"rules"}
    assert Snapshot().stats() == {}


def differences(before, after):
    return _differences(
        *(b"about\0\0" + os.fsencode(snapshot.text()) for snapshot in (before, after))
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_files_that_were_written_are_the_difference(name, tree):
    before = take(tree)
    assert differences(before, take(tree)) == []
    (tree / name).write_text("something else")
    found = {path for path, _ in differences(before, take(tree))}
    assert found == {f"w/{name}"} | ({"text"} if name == "x.txt" else set())
    for path, status in differences(before, take(tree)):
        assert take(tree).stats()[path] == status


CHANGES = {
    "one comes": lambda tree: (tree / "sub/new.py").write_text(""),
    "one goes": lambda tree: (tree / "sub/a.py").unlink(),
    "a directory goes with all": lambda tree: (tree / "sub/deep/a.py").unlink(),
    "a directory comes": lambda tree: (tree / "empty/a.py").write_text(""),
    "another name": lambda tree: (tree / "sub/a.py").rename(tree / "sub/b.py"),
    "another directory": lambda tree: (tree / "sub/a.py").rename(tree / "empty/a.py"),
    "a directory of another name": lambda tree: (tree / "sub/deep").rename(tree / "sub/depths"),
    "what was missing": lambda tree: (tree / "rules").mkdir(),
    "another mode": lambda tree: (tree / "a.py").chmod(0o700),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_is_no_new_content_is_unclear(change, tree):
    before = take(tree)
    change(tree)
    with pytest.raises(Unclear):
        differences(before, take(tree))
