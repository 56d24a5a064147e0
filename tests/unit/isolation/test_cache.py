"""A verdict never outlives a change that could alter it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from trees import POLICY, make_tree

from engine.shared.seal import Entry
from tools.cli import main
from tools.isolation import api, cachedir, catalogue, command, pool, quick, snapshot
from tools.isolation.api import check_workspace, remember, run_check
from tools.isolation.catalogue import Catalogue, load_catalogue
from tools.isolation.runner import CheckerError

HONEST = "import json\n\n\ndef f(x):\n    return json.dumps(x)\n"
WAIVER = """
[ringfence:waiver:old]
file = workspace/a.py
code = RF305
owner = team
reason = moving out
expires = {expires}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keep the cache of each test apart, beside the tree that is judged."""
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ringfence"


@pytest.fixture
def tree(tmp_path):
    return make_tree(
        tmp_path / "app",
        {"workspace/a.py": HONEST, "workspace/b.py": HONEST, "workspace/c.py": HONEST},
    )


@pytest.fixture(autouse=True)
def _catalogue_anew(monkeypatch):
    monkeypatch.setattr(catalogue, "_loaded", {})


@pytest.fixture
def settled(monkeypatch):
    """Take every stamp for an old one, as it is two seconds later."""
    monkeypatch.setattr(snapshot, "RACY_NS", -(10**18))


def codes(root, **options):
    """Judge with the cache, and compare with a judgement without it."""
    options.setdefault("trust_stat", True)
    with_cache = run_check(root, **options).report
    without = check_workspace(root, use_cache=False)
    assert with_cache.findings == without.findings
    assert with_cache.baselined == without.baselined
    return {(finding.path, finding.code) for finding in with_cache.findings}


def check(root, *arguments):
    return main(["check", "--root", str(root), *arguments])


def swap(path, text):
    """Change a file's content, and nothing else that can be kept."""
    before = path.stat()
    assert len(text) == before.st_size
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


# -- what is reused --


def test_unchanged_files_are_not_judged_again(tree):
    assert run_check(tree).report.cached == 0
    assert run_check(tree).report.cached == 3
    assert run_check(tree, trust_stat=True).report.cached == 3
    assert run_check(tree, use_cache=False).report.cached == 0


def test_only_the_changed_file_is_judged_again(tree):
    codes(tree)
    (tree / "workspace/b.py").write_text(HONEST + "eval('1')\n")
    report = run_check(tree, trust_stat=True).report
    assert report.cached == 2
    assert {finding.path for finding in report.findings} == {"workspace/b.py"}


def test_findings_come_back_as_they_were(tree):
    (tree / "workspace/a.py").write_text("x = 1\neval('é')  # 東\nfrom engine import storage\n")
    first = run_check(tree).report
    again = run_check(tree, trust_stat=True).report
    assert again.cached == 3
    assert first.findings
    assert again.findings == first.findings
    assert again.fingerprint == first.fingerprint


def test_an_untouched_tree_is_answered_at_once(tree, settled, capsys, monkeypatch):
    (tree / "workspace/a.py").write_text("eval('1')\n")
    assert check(tree) == command.FINDINGS
    first = capsys.readouterr().out.splitlines()
    monkeypatch.setattr(api, "run_check", None)
    assert check(tree) == command.FINDINGS
    again = capsys.readouterr().out.splitlines()
    assert again[:-1] == first[:-1]
    assert again[-1].startswith("4 files checked, 4 unchanged: 1 error (")


def test_a_clean_tree_with_warnings_blocks_only_with_strict(tree, settled, monkeypatch):
    (tree / "workspace/a.py").write_text("from requests import _internal_utils\n")
    assert check(tree) == command.CLEAN
    monkeypatch.setattr(api, "run_check", None)
    assert check(tree) == command.CLEAN
    assert check(tree, "--strict") == command.FINDINGS


@pytest.mark.parametrize(
    "arguments",
    [["--no-cache"], ["--format", "json"], ["--jobs", "1"], ["--unknown"], ["--rules"], ["x.py"]],
)
def test_whatever_is_not_plain_is_left_to_the_full_run(arguments, tree, settled):
    assert check(tree) == command.CLEAN
    assert quick.answer(["--root", str(tree)]) == command.CLEAN
    assert quick.answer(["--root", str(tree), *arguments]) is None


def test_other_formats_say_the_same(tree, settled, capsys):
    (tree / "workspace/a.py").write_text("eval('1')\n")
    check(tree)
    capsys.readouterr()
    assert check(tree, "--format", "json") == command.FINDINGS
    assert [item["code"] for item in json.loads(capsys.readouterr().out)["findings"]] == ["RF201"]


# -- what ends a verdict --


def test_a_swap_that_keeps_size_and_date(tree, settled):
    path = tree / "workspace/a.py"
    path.write_text("print('1')\n")
    assert codes(tree) == set()
    check(tree)
    swap(path, "eval( '1')\n")
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == {("workspace/a.py", "RF201")}
    assert check(tree) == command.FINDINGS


def test_a_swap_under_the_same_stamp(tree, monkeypatch, capsys):
    # A clock this coarse cannot tell the two states apart: only the content can.
    monkeypatch.setattr(snapshot.Snapshot, "text", lambda self: "")
    run = run_check(tree)
    run.snapshot.racy = {f"workspace/{name}.py" for name in "abc"}
    remember(run, lambda finding, colour: "")
    assert quick.answer(["--root", str(tree)]) == command.CLEAN
    (tree / "workspace/a.py").write_text("eval('1')\n")
    assert quick.answer(["--root", str(tree)]) is None


def test_a_swap_right_after_the_run(tree):
    # Nothing is settled within two seconds: the stat data kept is empty, the content counts.
    path = tree / "workspace/a.py"
    path.write_text("print('1')\n")
    codes(tree)
    swap(path, "eval( '1')\n")
    assert codes(tree) == {("workspace/a.py", "RF201")}


def test_rules_touched_just_now_are_not_built_on(tree):
    run = run_check(tree)
    assert any(name.endswith(".importlinter") for name in run.snapshot.racy)
    remember(run, lambda finding, colour: "")
    assert quick.answer(["--root", str(tree)]) is None


def test_a_neighbour_that_hands_a_module_on(tree):
    (tree / "workspace/a.py").write_text("from workspace.b import name\n\nname.system('id')\n")
    (tree / "workspace/b.py").write_text("def name():\n    return 1\n")
    before = codes(tree)
    (tree / "workspace/b.py").write_text("import os as name\n")
    after = codes(tree)
    assert {path for path, _ in after - before} == {"workspace/a.py"}


def test_a_neighbour_two_steps_away(tree):
    (tree / "workspace/a.py").write_text("from workspace.b import name\n\nname.system('id')\n")
    (tree / "workspace/b.py").write_text("from workspace.c import name\n")
    before = codes(tree)
    (tree / "workspace/c.py").write_text("import os as name\n")
    assert "workspace/a.py" in {path for path, _ in codes(tree) - before}


def test_a_neighbours_constant(tree):
    (tree / "workspace/a.py").write_text(
        "from workspace.b import NAME\n\n\ndef f(x):\n    return getattr(x, NAME)\n"
    )
    (tree / "workspace/b.py").write_text("NAME = 'title'\n")
    before = codes(tree)
    (tree / "workspace/b.py").write_text("NAME = '__' + 'class__'\n")
    assert "workspace/a.py" in {path for path, _ in codes(tree) - before}


def test_an_innocent_change_of_a_neighbour_costs_nothing(tree):
    (tree / "workspace/a.py").write_text("from workspace.b import f\n\n\ndef g():\n    f(1)\n")
    codes(tree)
    (tree / "workspace/b.py").write_text(HONEST + "\n\ndef g(x):\n    return f(x)\n")
    assert run_check(tree, trust_stat=True).report.cached == 2


PASSES_ON = "from workspace.c import made as rows\n"
CALLS_ON = "from workspace.c import made\n\n\ndef rows():\n    return made()\n"
HANDS_OUT = "ROWS = []\n\n\ndef {name}():\n    return {given}\n"


@pytest.mark.parametrize(
    ("between", "name"), [(None, "rows"), (PASSES_ON, "made"), (CALLS_ON, "made")]
)
def test_a_neighbours_function_that_hands_out_something_else(between, name, tree):
    (tree / "workspace/a.py").write_text(
        "from workspace.b import rows\n\n\ndef f(x):\n    found = rows()\n    found.append(x)\n"
    )
    if between is not None:
        (tree / "workspace/b.py").write_text(between)
    last = tree / ("workspace/b.py" if between is None else "workspace/c.py")
    last.write_text(HANDS_OUT.format(name=name, given="list(ROWS)"))
    before = codes(tree)
    last.write_text(HANDS_OUT.format(name=name, given="ROWS"))
    assert "workspace/a.py" in {path for path, _ in codes(tree) - before}


@pytest.mark.parametrize("added", ["workspace/p/y.py", "workspace/p/y/__init__.py"])
def test_a_new_module_that_hides_a_name(added, tree):
    (tree / "workspace/p").mkdir()
    (tree / "workspace/p/__init__.py").write_text("def y():\n    return 1\n")
    (tree / "workspace/a.py").write_text("from workspace.p import y\n\nX = [y]\n")
    before = codes(tree)
    (tree / added).parent.mkdir(exist_ok=True)
    (tree / added).write_text("VALUE = 1\n")
    assert codes(tree) != before
    (tree / added).unlink()
    assert codes(tree) == before


def test_a_file_that_comes_or_goes_or_changes_its_kind(tree, settled):
    check(tree)
    link = tree / "workspace/d.py"
    link.symlink_to("a.py")
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == {("workspace/d.py", "RF804")}
    link.unlink()
    (tree / "workspace/a.py").rename(tree / "workspace/a-b.py")
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == {("workspace/a-b.py", "RF804")}


def test_the_rule_set(tree, settled):
    (tree / "workspace/a.py").write_text("import requests\n")
    assert codes(tree) == set()
    check(tree)
    (tree / ".importlinter").write_text(POLICY.replace("    requests\n", ""))
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == {("workspace/a.py", "RF104")}


def test_the_door(tree, settled):
    (tree / "workspace/a.py").write_text("from engine.sdk import WorkflowException\n")
    assert codes(tree) == set()
    check(tree)
    (tree / "engine/sdk.py").write_text("__all__ = ['param']\n")
    assert quick.answer(["--root", str(tree)]) is None
    assert ("workspace/a.py", "RF102") in codes(tree)


def test_waivers_and_their_end(tree, settled, monkeypatch):
    (tree / "workspace/a.py").write_text("x = '__class__'\n")
    assert ("workspace/a.py", "RF305") in codes(tree)
    (tree / ".importlinter").write_text(POLICY + WAIVER.format(expires="2999-01-01"))
    assert codes(tree) == set()
    check(tree)
    assert quick.answer(["--root", str(tree)]) == command.CLEAN
    monkeypatch.setattr(quick.time, "time", lambda: 86400.0 * 400_000)
    assert quick.answer(["--root", str(tree)]) is None
    monkeypatch.undo()
    (tree / ".importlinter").write_text(POLICY + WAIVER.format(expires="2001-01-01"))
    assert quick.answer(["--root", str(tree)]) is None
    assert ("workspace/a.py", "RF305") in codes(tree)


def test_the_baseline(tree, settled):
    (tree / "workspace/a.py").write_text("eval('1')\n")
    assert codes(tree)
    check(tree)
    baseline = tree / ".ringfence-baseline.json"
    baseline.write_text(
        json.dumps({"version": 1, "counts": {"workspace/a.py": {"RF201": 1}}}), "utf-8"
    )
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == set()
    check(tree)
    baseline.unlink()
    assert quick.answer(["--root", str(tree)]) is None
    assert codes(tree) == {("workspace/a.py", "RF201")}


def test_the_catalogue(tree, monkeypatch):
    (tree / "workspace/a.py").write_text("import colorsys\n")
    assert codes(tree) == set()
    other = Catalogue({}, "0" * 64)
    for module in (api, sys.modules["tools.isolation.work"]):
        monkeypatch.setattr(module, "load_catalogue", lambda **_: other)
    assert ("workspace/a.py", "RF105") in codes(tree)


@pytest.mark.parametrize("name", ["tools/isolation/new.py", "tools/isolation/catalogue/new.toml"])
def test_the_checker_itself(name, tree, tmp_path, settled):
    make_tree(tmp_path / "rules", {"tools/isolation/catalogue/x.toml": ""})
    context = quick.Context(str(tree), "r", [], [str(tmp_path / "rules/tools")])
    before = context.key(context.look())
    assert context.key(context.look()) == before
    (tmp_path / "rules" / name).write_text("")
    assert context.key(context.look()) != before


def test_every_file_of_the_checker_counts(tree):
    context = run_check(tree).context
    watched = {*context.look().stats()}
    for file in ("isolation/rules/rf201_dynamic_code.py", "isolation/catalogue/stdlib_text.toml"):
        assert any(name.endswith(file) for name in watched)
    for part in ("engine/shared/seal", "grimp/__init__.py", "importlinter/__init__.py"):
        assert any(part in name for name in watched)


def test_the_python_version(tree, settled, monkeypatch):
    check(tree)
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert quick.answer(["--root", str(tree)]) is None
    assert run_check(tree).report.cached == 0


def test_contracts_are_checked_again_when_an_import_changes(tree, settled):
    (tree / ".importlinter").write_text(
        POLICY + "\n[importlinter:contract:workspace-parts]\nname = parts\ntype = forbidden\n"
        "source_modules = workspace.a\nforbidden_modules = workspace.c\n"
    )
    (tree / "workspace/__init__.py").write_text("")
    (tree / "workspace/a.py").write_text("from workspace import b\n\nb.f(1)\n")
    assert codes(tree) == set()
    (tree / "workspace/b.py").write_text("\n\nfrom workspace import c\n\nc.f(1)\n")
    assert codes(tree) == {("workspace/a.py", "RF901")}
    (tree / "workspace/a.py").write_text("\n\nfrom workspace import b\n\nb.f(1)\n")
    assert codes(tree) == {("workspace/a.py", "RF901")}
    (tree / "workspace/b.py").write_text(HONEST)
    assert codes(tree) == set()


PIECES = (
    "import os as {name}\n",
    "from workspace.{other} import {name}\n",
    "from workspace.{other} import {name} as {second}\n",
    "from . import {other}\n",
    "import workspace.{other} as {name}\n",
    "{name} = '__class__'\n",
    "{name} = 'title'\n",
    "{name} = {second}\n",
    "def {name}():\n    return getattr(1, {second})\n",
    "{name}.system('id')\n",
    "X = [{name}, {second}]\n",
    "del {name}\n",
    "{other}.{name}.system('id')\n",
    "if x:\n    import os as {name}\n",
)
MODULES = ("a", "b", "c", "p.d", "p.e", "p")


@pytest.mark.parametrize("seed", range(12))
def test_any_change_gives_what_a_fresh_run_gives(seed, tree):
    generator = random.Random(seed)
    (tree / "workspace/__init__.py").write_text("")
    for step in range(12):
        module = generator.choice(MODULES)
        path = tree / "workspace" / f"{module.replace('.', '/')}.py"
        if module == "p":
            path = tree / "workspace/p/__init__.py"
        path.parent.mkdir(exist_ok=True)
        if path.exists() and generator.random() < 0.15:
            path.unlink()
        else:
            lines = [
                generator.choice(PIECES).format(
                    name=generator.choice("xyz"),
                    second=generator.choice("xyz"),
                    other=generator.choice(MODULES),
                )
                for _ in range(generator.randint(1, 4))
            ]
            path.write_text("".join(lines))
        codes(tree, trust_stat=step % 2 == 0)


# -- the files of the cache --


def test_the_cache_is_for_this_user_and_outside_of_the_tree(tree, cache):
    run_check(tree)
    assert cache.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o077 == 0 for file in cache.iterdir())
    assert not [path for path in tree.rglob("*") if "ringfence" in path.name]


@pytest.mark.parametrize("inside", [".", "cache", "workspace"])
def test_a_cache_inside_of_the_judged_tree_is_none(inside, tree, monkeypatch):
    monkeypatch.setenv("RINGFENCE_CACHE_DIR", str(tree / inside))
    assert check(tree) == command.CLEAN
    assert run_check(tree).report.cached == 0
    assert not list(tree.rglob("*.verdicts"))


def test_a_cache_that_others_can_write_is_none(tree, cache):
    run_check(tree)
    cache.chmod(0o777)
    assert run_check(tree).report.cached == 0


def test_a_link_in_place_of_the_cache_is_none(tree, cache, tmp_path):
    run_check(tree)
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    assert run_check(tree).report.cached == 0


def test_a_cache_that_cannot_be_made_is_no_error(tree, cache):
    cache.parent.write_text("a file")
    assert codes(tree) == set()
    assert check(tree) == command.CLEAN


DAMAGES = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "another file": lambda data: b"SQLite format 3\0" + data,
    "no lengths": lambda data: b"ringfence-cache-2 00000000\n",
    "negative length": lambda data: b"ringfence-cache-2 00000000 -1 1\n",
    "binary": lambda data: bytes(range(256)) * 10,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_cache_is_none(damage, tree, cache, settled):
    (tree / "workspace/a.py").write_text("eval('1')\n")
    expected = codes(tree)
    check(tree)
    for file in cache.iterdir():
        file.write_bytes(damage(file.read_bytes()))
    assert quick.answer(["--root", str(tree)]) is None
    assert run_check(tree).report.cached == 0
    assert codes(tree) == expected


STRANGE = (
    b"[]", b"{}", b"null", b"[1,2,3]", b"[{},{},[]]", b'[{"workspace/a.py":[]},{},null]',
    b'[{"workspace/a.py":["","","","",{},[[1,2]]]},{},null]', b"[" * 100_000, b"\xff",
    b'[{"workspace/a.py":[1,2,3,4,5,6]},{},null]', b'[{},{},["k",[[1]]]]',
)  # fmt: skip


@pytest.mark.parametrize("content", STRANGE, ids=lambda content: content[:40])
def test_a_foreign_content_is_none(content, tree, cache):
    expected = codes(tree)
    place = next(file for file in cache.iterdir() if file.suffix == ".verdicts")
    about, _ = cachedir.load(str(place))
    cachedir.save(str(place), [about, content])
    assert codes(tree) == expected


@pytest.mark.parametrize("content", [b"[]", b"{}", b"\xff", b'{"x.toml":[]}', None])
def test_the_parsed_catalogue_is_only_a_copy(content, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(catalogue, "_loaded", {})
    expected = load_catalogue().entries
    copy = tmp_path / "catalogue"
    shutil.copytree(catalogue.DATA, copy, ignore=shutil.ignore_patterns("__pycache__"))
    load_catalogue(copy)
    place = catalogue.compiled_file(copy)
    fingerprint, body = cachedir.load(place)
    if content is not None:
        cachedir.save(place, [fingerprint, content])
    else:
        cachedir.save(place, [b"0" * 64, body.replace(b"subprocess", b"colorsys")])
    catalogue._loaded.clear()
    assert load_catalogue(copy).entries == expected


def test_the_parsed_catalogue_is_kept_as_compiled_modules_are(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "_loaded", {})
    copy = tmp_path / "catalogue"
    shutil.copytree(catalogue.DATA, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    load_catalogue(copy)
    assert not (copy / "__pycache__").exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    catalogue._loaded.clear()
    first = load_catalogue(copy)
    assert [file.name for file in (copy / "__pycache__").iterdir()] == [
        Path(catalogue.compiled_file(copy)).name
    ]
    monkeypatch.setattr(catalogue, "_parse", None)
    catalogue._loaded.clear()
    assert load_catalogue(copy).entries == first.entries
    (copy / "packages.toml").write_text("[colorsys]\ndenied = true\n")
    catalogue._loaded.clear()
    with pytest.raises(TypeError):
        load_catalogue(copy)


def test_two_trees_do_not_share(tree, tmp_path, settled):
    check(tree)
    other = make_tree(tmp_path / "other", {"workspace/a.py": "eval('1')\n"})
    assert check(other) == command.FINDINGS
    names = [
        cachedir.locate(str(root), str(rules), quick.KIND)
        for root in (tree, other) for rules in (tree, other)
    ]  # fmt: skip
    assert len(set(names)) == 4


@pytest.mark.parametrize("about", ["prefix", "version"])
def test_environments_do_not_take_each_others_place(about):
    code = (
        f"import sys; sys.{about} = 'other'; from tools.isolation import quick; print(quick.KIND)"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.startswith("run-")
    assert other.stdout.strip() != quick.KIND


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path):
    place = cachedir.locate("/a", "/b", "run")
    contents = [[bytes([number]) * 100_000, b"end"] for number in range(8)]

    def write(parts):
        for _ in range(20):
            cachedir.save(place, parts)
            assert cachedir.load(place) in contents

    threads = [threading.Thread(target=write, args=(parts,)) for parts in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cachedir.load(place) in contents


def test_old_trees_make_room(cache):
    for number in range(cachedir.MAX_FILES + 10):
        cachedir.save(cachedir.locate(f"/{number}", "/r", "run"), [b""])
    assert len(list(cache.iterdir())) == cachedir.MAX_FILES


# -- processes --


@pytest.fixture
def many(tmp_path):
    files = {f"workspace/m{number}.py": HONEST for number in range(100)}
    files["workspace/m7.py"] = "from workspace.m8 import name\nname.system('id')\n"
    files["workspace/m8.py"] = "import os as name\n"
    return make_tree(tmp_path / "many", files)


def test_processes_find_what_one_finds(many):
    one = run_check(many, use_cache=False, jobs=1).report
    two = run_check(many, use_cache=False, jobs=2).report
    assert two.findings == one.findings
    assert one.findings
    assert run_check(many, jobs=2).report.cached == 0
    assert run_check(many, jobs=2).report.cached == 100


@pytest.mark.parametrize(("count", "jobs"), [(0, 2), (1, 2), (9, 2), (100, 2), (1000, 3), (31, 1)])
def test_every_file_is_given_to_one_process(count, jobs):
    for per_directory in (1, 7, 1000):
        entries = [Entry(f"workspace/p{n // per_directory}/m{n}.py", "file") for n in range(count)]
        parts = [*pool.chunks(entries, jobs)]
        assert [entry for part in parts for entry in part] == entries
        assert all(1 <= len(part) <= 2 * pool.CHUNK[1] for part in parts)


def test_few_files_are_not_worth_a_process():
    assert pool.choose_jobs(10) == 1
    assert pool.choose_jobs(10, 8) == 1
    assert pool.choose_jobs(1000, 3) == 3


def test_a_rule_that_crashes_in_a_process_fails_the_run(many, monkeypatch):
    monkeypatch.setattr(pool.Worker, "__call__", _crash)
    with pytest.raises(CheckerError, match="boom"):
        run_check(many, jobs=2)


def _crash(_worker, _entry):
    raise CheckerError("boom")


def test_a_killed_process_fails_the_run(many, monkeypatch, capsys):
    monkeypatch.setattr(pool.Worker, "__call__", lambda worker, entry: os._exit(9))
    assert check(many, "--jobs", "2") == command.FAILURE
    assert "a worker process died" in capsys.readouterr().err
    monkeypatch.undo()
    assert quick.answer(["--root", str(many)]) is None


def test_summaries_survive(tree):
    (tree / "workspace/a.py").write_text("from workspace.b import N, B, C, E, X\n")
    (tree / "workspace/b.py").write_text(
        "N = 12345678901234567890\nB = b'\\xff'\nC = 1j\nE = ...\nX = None\nimport os\n"
    )
    codes(tree)
    (tree / "workspace/a.py").write_text("from workspace.b import N, B, C, E, X, os\nX.y\n")
    codes(tree)
    codes(tree)
    assert load_catalogue().fingerprint
