"""Somebody who can push to the fork, name things as they like, and has time."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.guard.conftest import Run
from tests.integration.guard.world import POLICY, World, commit, git, write
from tools.guard import approvals, verdict
from tools.guard.approvals import sign

MAINTAINER = "maintainer@msp.example"


def hand_made(world: World, rows: bytes, message: str = "x") -> str:
    """Commit a root tree that git itself would not write; return the commit's id."""
    tree = git(world.clone, "hash-object", "-t", "tree", "--literally", "-w", "--stdin", stdin=rows)
    return git(world.clone, "commit-tree", tree, "-p", "HEAD", "-m", message)


def raw_tree(world: World, name: str = "HEAD^{tree}") -> bytes:
    """Return a tree's bytes, rebuilt from its listing."""
    out = b""
    for row in git(world.clone, "ls-tree", "-z", name).split("\0"):
        if row:
            meta, _, path = row.partition("\t")
            mode, _, oid = meta.split()
            out += b"%s %s\0%s" % (mode.lstrip("0").encode(), path.encode(), bytes.fromhex(oid))
    return out


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("azure/identity/__init__.py", "azure/identity/__init__.py"),
        ("google/cloud/storage.py", "google/cloud/storage.py"),
        (
            "__pycache__/function_app.cpython-313.pyc",
            "__pycache__/function_app.cpython-313.pyc",
        ),
        ("evil-job/function.json", "evil-job/function.json"),
        ("docs/Function.JSON", "docs/Function.JSON"),
        (".ringfence/seal.json", ".ringfence/seal.json"),
        (".ringfence/uv/bin/uv", ".ringfence/uv/bin/uv"),
        (".Ringfence/seal.json", ".Ringfence/seal.json"),
    ],
)
def test_what_python_the_host_or_the_tools_would_pick_up(
    world: World, guard: Run, path: str, shown: str
) -> None:
    commit(world.clone, {path: "x\n"})
    answer = guard()
    assert (answer.code, answer.changes) == (1, [(shown, "added")])


def test_a_link_inside_of_a_namespace_is_a_module(world: World, guard: Run) -> None:
    (world.clone / "azure").mkdir()
    (world.clone / "azure/identity").symlink_to("../workspace")
    commit(world.clone)
    assert guard().code == 1


@pytest.mark.parametrize("path", ["infra/main.tf", "my-scripts/run.py", "docs/conf.py"])
def test_directories_that_nothing_imports_are_free(world: World, guard: Run, path: str) -> None:
    commit(world.clone, {path: "x\n"})
    assert guard().code == 0


def test_paths_that_a_new_version_protects_are_not_the_requests(world: World, guard: Run) -> None:
    """The base does not list `build.sh` yet; the version that does comes with its own."""
    policy = POLICY.replace("    host.json\n", "    host.json\n    build.sh\n")
    commit(world.upstream, {".importlinter": policy, "build.sh": "theirs\n"}, "v4")
    git(world.clone, "fetch", "--quiet", f"file://{world.upstream}", "main")
    git(world.clone, "checkout", "FETCH_HEAD", "--", "engine", "tools", ".importlinter")
    commit(world.clone, {"build.sh": "evil\n"}, "sync")
    answer = guard()
    assert (answer.code, "build.sh" in answer.reasons) == (1, True)
    git(world.clone, "checkout", "FETCH_HEAD", "--", "build.sh")
    commit(world.clone)
    assert guard().code == 0


@pytest.mark.parametrize("namespace", ["refs/tags/", "refs/heads/"])
def test_a_ref_with_the_name_of_the_base_is_not_the_base(
    world: World, ringfence: Run, namespace: str
) -> None:
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "update-ref", f"{namespace}origin/main", "HEAD")
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD")
    assert (answer.code, "`origin/main` is ambiguous" in answer.err) == (2, True)
    for name in ("refs/remotes/origin/main", git(world.origin, "rev-parse", "main")):
        assert ringfence("guard", "--base", name, "--head", "HEAD").code == 1


def test_a_ref_called_head_or_like_an_id_stops_nobody(world: World, ringfence: Run) -> None:
    base = git(world.clone, "rev-parse", "HEAD")
    commit(world.clone, {"workspace/a.py": "x\n"})
    git(world.clone, "update-ref", "refs/tags/HEAD", "HEAD~1")
    git(world.clone, "update-ref", f"refs/tags/{base}", "HEAD")
    answer = ringfence("guard", "--base", base, "--head", "HEAD", "--format", "json")
    assert (answer.code, answer.document["base"]) == (0, base)
    assert answer.document["head"] == git(world.clone, "rev-parse", "refs/heads/dev")


def test_a_tag_does_not_stand_in_for_upstream(world: World, ringfence: Run) -> None:
    """Git takes `refs/tags/refs/ringfence/upstream` where `refs/ringfence/upstream` is not."""
    commit(world.clone, {"engine/evil.py": "x\n"})
    git(world.clone, "update-ref", "refs/tags/refs/ringfence/upstream", "HEAD")
    answer = ringfence("guard", "--base", "origin/main", "--head", "HEAD")
    assert answer.code == 1
    assert "does not know upstream" in answer.out
    git(world.clone, "update-ref", "refs/tags/refs/remotes/origin/HEAD", "HEAD")
    git(world.clone, "update-ref", "refs/tags/MERGE_HEAD", "HEAD")
    git(world.clone, "remote", "set-head", "origin", "--delete")
    write(world.clone, {"engine/more.py": "x\n"})
    git(world.clone, "add", "--all")
    assert ringfence("guard", "--staged").code == 1


def test_a_tag_of_the_fork_is_not_upstreams_version(world: World, ringfence: Run) -> None:
    git(world.clone, "tag", "--annotate", "--message", "mine", "v3.0.0", "HEAD~1")
    assert ringfence("sync", "--to", "v3.0.0").code == 0
    tree = git(world.clone, "write-tree")
    theirs = git(world.upstream, "rev-parse", "v3.0.0:engine")
    assert git(world.clone, "rev-parse", f"{tree}:engine") == theirs


@pytest.mark.parametrize("what", ["mode", "order", "twice", "slash"])
def test_trees_that_programs_read_differently(world: World, guard: Run, what: str) -> None:
    rows = raw_tree(world)
    blob = bytes.fromhex(git(world.clone, "rev-parse", "HEAD:README.md"))
    package = bytes.fromhex(git(world.clone, "rev-parse", "HEAD:engine"))
    rows += {
        "mode": b"40755 zazure\0" + package,
        "order": b"100644 azure\0" + blob,
        "twice": b"100644 workspace\0" + blob,
        "slash": b"100644 z/engine\0" + blob,
    }[what]
    answer = guard("origin/main", hand_made(world, rows))
    assert (answer.code, answer.out) == (2, "")
    assert "is malformed" in answer.err


def bomb(world: World) -> str:
    """Return the id of a small tree that stands for ten billion files."""
    oid, kind = git(world.clone, "rev-parse", "HEAD:README.md"), "100644 blob"
    for _ in range(10):
        listing = "".join(f"{kind} {oid}\tn{number}\n" for number in range(10))
        oid, kind = git(world.clone, "mktree", stdin=listing.encode()), "040000 tree"
    return oid


def test_a_tree_that_stands_for_billions_of_files(
    world: World, guard: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict, "_MAX_LEAVES", 2_000)
    rows = raw_tree(world)
    rows += b"40000 zbomb\0" + bytes.fromhex(bomb(world))
    head = hand_made(world, rows)
    # Nothing can be imported from it: it is looked through once, not ten billion times.
    assert guard("origin/main", head).code == 0
    evil = raw_tree(world).replace(b"100644 host.json\0", b"100755 host.json\0")
    answer = guard(
        "origin/main", hand_made(world, evil + b"40000 zbomb\0" + bytes.fromhex(bomb(world)))
    )
    assert answer.code == 2
    assert "too many to judge" in answer.err


def test_directories_deeper_than_any_file_system(world: World, guard: Run) -> None:
    row = b"100644 d\0" + bytes.fromhex(git(world.clone, "rev-parse", "HEAD:README.md"))
    # Written by hand: a process for each of them would take seconds.
    for _ in range(510):
        data = b"tree %d\0" % len(row) + row
        oid = hashlib.sha1(data).hexdigest()
        path = world.clone / ".git/objects" / oid[:2] / oid[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(data))
        row = b"40000 d\0" + bytes.fromhex(oid)
    evil = raw_tree(world).replace(b"100644 host.json\0", b"100755 host.json\0")
    answer = guard("origin/main", hand_made(world, evil + b"40000 zdeep\0" + row[-20:]))
    assert (answer.code, "nested more than" in answer.err) == (2, True)


def test_several_merge_bases(world: World, guard: Run) -> None:
    """Two branches that have merged each other twice, one of them with an edit of the engine."""
    one = commit(world.clone, {"workspace/one.py": "x\n"})
    git(world.clone, "switch", "--quiet", "--create", "two", "origin/main")
    two = commit(world.clone, {"workspace/two.py": "x\n"})
    git(world.clone, "merge", "--quiet", "--no-edit", one)
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "switch", "--quiet", "dev")
    git(world.clone, "merge", "--quiet", "--no-edit", two)
    assert len(git(world.clone, "merge-base", "--all", "two", "dev").split()) == 2
    commit(world.clone, {"workspace/three.py": "x\n"})
    assert guard("two", "dev").code == 0
    commit(world.clone, {"engine/evil.py": "x\n"})
    answer = guard("two", "dev")
    assert (answer.code, answer.changes) == (1, [("engine/evil.py", "added")])


def test_an_octopus_and_a_base_that_is_the_head(world: World, guard: Run) -> None:
    for name, path in (("a", "workspace/a.py"), ("b", "engine/b.py")):
        git(world.clone, "switch", "--quiet", "--create", name, "origin/main")
        commit(world.clone, {path: "x\n"})
    git(world.clone, "switch", "--quiet", "dev")
    commit(world.clone, {"workspace/c.py": "x\n"})
    git(world.clone, "merge", "--quiet", "--no-edit", "a", "b")
    assert guard().changes == [("engine/b.py", "added")]
    assert guard("HEAD", "HEAD").code == 0


def add_approvals(world: World, files: dict[str, bytes]) -> None:
    folder = world.clone / ".ringfence/approvals"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    commit(world.clone)


def forged(count: int, old: str, new: str, key: Path) -> Iterator[tuple[str, bytes]]:
    """Yield well-formed approvals that nobody who counts has signed."""
    approval = sign(old, new, MAINTAINER, key)
    for number in range(count):
        payload = approval.payload[:-33] + b"%032x\n" % number
        one = approvals.parse(payload + approval.signature)
        yield one.name, payload + approval.signature


def test_only_approvals_come_in_among_approvals(
    world: World, guard: Run, ringfence: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They can never be removed, so rubbish among them would be in everybody's way."""
    add_approvals(world, {"note.txt": b"hello\n"})
    assert (guard().code, "note.txt is no approval" in guard().reasons) == (1, True)
    summary = world.home / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    said = ringfence("guard", "--base", "origin/main", "--head", "HEAD", "--format", "github").out
    assert "refused: what comes into .ringfence/approvals is no approval: note.txt is" in said
    assert "no protected path changes" not in said + summary.read_text()
    assert "note.txt is no approval" in summary.read_text()
    git(world.clone, "reset", "--quiet", "--hard", "HEAD~1")
    folder = world.clone / ".ringfence/approvals"
    folder.mkdir(exist_ok=True)
    (folder / "x.approval").symlink_to("../allowed_signers")
    commit(world.clone)
    assert (guard().code, "x.approval is no approval" in guard().reasons) == (1, True)


def test_a_heap_of_forged_approvals_is_not_tried_one_by_one(world: World, guard: Run) -> None:
    commit(world.clone, {"engine/helper.py": "# evil\n"})
    needed = guard().document["steps"][0]["approvalNeeded"]
    step = (needed["from"], needed["to"])
    add_approvals(world, dict(forged(40, *step, world.signer("stranger"))))
    answer = guard()
    assert (answer.code, "too many approvals" in answer.reasons) == (1, True)
    add_approvals(world, dict(forged(600, *step, world.signer("stranger"))))
    assert "at most 500 may come at once" in guard().reasons


def test_an_approval_is_withdrawn_by_spending_it(world: World, guard: Run) -> None:
    """Merged without its change, it is in the record, and counts no more."""
    commit(world.clone, {"engine/helper.py": "# regretted\n"})
    needed = guard().document["steps"][0]["approvalNeeded"]
    approval = sign(needed["from"], needed["to"], MAINTAINER, world.signer())
    file = {approval.name: approval.payload + approval.signature}
    add_approvals(world, file)
    assert guard().code == 0
    git(world.clone, "switch", "--quiet", "--create", "spend", "origin/main")
    add_approvals(world, file)
    assert guard().code == 0
    git(world.clone, "push", "--quiet", "origin", "HEAD:main")
    git(world.clone, "fetch", "--quiet", "origin")
    answer = guard("origin/main", "dev")
    assert (answer.code, "was used before" in answer.reasons) == (1, True)
