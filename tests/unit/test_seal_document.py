"""The seal on disk: what is written, what is read back, and everything that is refused."""

from __future__ import annotations

import dataclasses
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.shared.seal import (
    MAX_FILE_BYTES,
    MAX_SEAL_BYTES,
    SEAL_PATH,
    Denied,
    Seal,
    SealError,
    digest,
    dump_seal,
    parse_key,
    parse_seal,
    read_seal,
    sign,
    verify_files,
    walk_workspace,
)
from tools.isolation.catalogue import load_catalogue

KEY = parse_key("k" * 32)
OTHER = parse_key("o" * 32)
SEAL = Seal(
    ruleset="abc",
    door={"engine.sdk": frozenset({"workflow", "param"})},
    packages=frozenset({"pydantic", "httpx"}),
    denied=Denied(["ctypes", "os.system", "os"]),
    files={"workspace/b.py": digest(b"b"), "workspace/a.py": digest(b"a")},
    code={"cpython-311-a70d0d0a-o0": digest(b"code")},
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace/a.py").write_bytes(b"a")
    (tmp_path / "workspace/b.py").write_bytes(b"b")
    (tmp_path / ".ringfence").mkdir()
    return tmp_path


def write(root: Path, data: bytes) -> None:
    (root / SEAL_PATH).write_bytes(data)


def edited(**changes: object) -> bytes:
    return json.dumps({**json.loads(dump_seal(SEAL)), **changes}).encode()


def test_comes_back_as_it_was(root):
    write(root, dump_seal(SEAL))
    assert read_seal(root) == SEAL
    assert parse_seal(dump_seal(SEAL, "signature")) == (SEAL, "signature")


NAMES = {"os.system", "os", "os.path.x", "ossaudiodev", "a.os", "posix", "z"}


def test_denied_names_are_found_in_their_texts_and_no_others_are():
    others = {"", "o", "s", "path", "system", "os.", "os.sys", "os.systems", "os.path", "a", "oss"}
    for denied in (
        Denied(NAMES),
        Denied.of_texts(
            {
                "z": "z",
                "o": "ossaudiodev os.system os os.path.x",
                "a": "a.os",
                "p": "posix",
            }
        ),
    ):
        assert {name for name in NAMES | others if denied.closest(name) == name} == NAMES
        assert denied.closest("os.path.y") == "os"
        assert denied.closest("posix.stat.x") == "posix"
        assert not any(map(denied.closest, ("ossaudio", "osx.system", "a", "a.o", "zz.z", "p.x")))


def test_names_on_the_denied_list_are_those_of_the_catalogue():
    names = load_catalogue().denied_names({"pydantic"})
    denied = Denied(names)
    assert {"subprocess", "os.system", "pydantic.ImportString", "azure"} < names
    # Its package cannot be imported at all.
    assert "anyio.run_process" not in names
    assert "anyio.run_process" in load_catalogue().denied_names({"anyio"})
    assert all(denied.closest(name) == name for name in names)
    assert all(denied.closest(f"{name}.x") == name for name in names)
    assert not any(denied.closest(f"{name}x") == f"{name}x" for name in names)
    assert Denied().closest("x") is None


def test_the_same_seal_gives_the_same_bytes_in_every_process():
    script = (
        "from engine.shared.seal import *\n"
        "s = Seal('abc', {'engine.sdk': frozenset({'workflow', 'param'})},"
        " frozenset({'pydantic', 'httpx'}), Denied({'os', 'ctypes', 'os.system'}),"
        " dict([('workspace/a.py', digest(b'a')), ('workspace/b.py', digest(b'b'))]),"
        " {'cpython-311-a70d0d0a-o0': digest(b'code')})\n"
        "print(digest(dump_seal(s)))\n"
    )
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        )
        assert run.stdout.strip() == digest(dump_seal(SEAL))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not valid JSON"),
        (dump_seal(SEAL)[:-40], "not valid JSON"),
        (dump_seal(SEAL)[:-2] + b"\xff", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b'{"schema": 3, "schema": 3}', "a key appears twice"),
        (edited(schema=1), "schema 1, this engine reads 4"),
        (edited(schema="4"), "schema '4'"),
        (edited(schema=4.0), r"schema 4\.0"),
        (edited(schema=True), "schema True"),
        (edited(schema=float("nan")), "schema nan"),
        (edited(schema=float("inf")), "schema inf"),
        (edited(schema=10**400), "schema 1000"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"\xef\xbb\xbf" + dump_seal(SEAL), "not valid JSON"),
        (dump_seal(SEAL).decode().encode("utf-16"), "not valid JSON"),
        (
            dump_seal(SEAL).replace(
                b'"workspace/b.py"', b'"workspace/\\u0061.py": "", "workspace/a.py"'
            ),
            "a key appears twice",
        ),
        (edited(more=1), r"wrong keys: \['more'\]"),
        (edited(ruleset=""), "names no rule set"),
        (edited(ruleset=5), "names no rule set"),
        (edited(ruleset="abc\nCRITICAL"), "names no rule set"),
        (edited(ruleset="a" * 129), "names no rule set"),
        (edited(signature=5), "`signature` is not a string"),
        (edited(door=[]), "`door` is not an object"),
        (edited(door={"engine.sdk": "workflow"}), r"door\['engine.sdk'\]` is not a list"),
        (edited(packages={}), "`packages` is not a list"),
        (edited(denied=["a"]), "`denied` is not an object"),
        (edited(denied=None), "`denied` is not an object"),
        (edited(denied="a b"), "`denied` is not an object"),
        (edited(denied={"a": ["abc"]}), r"denied\['a'\]` is not a text of names"),
        (edited(denied={"a": None}), "is not a text of names"),
        (edited(denied={"a": ""}), "is not a text of names"),
        (edited(denied={"a": "ab  ac"}), "is not a text of names"),
        (edited(denied={"a": "os ab"}), "is not a text of names"),
        (edited(denied={"": "ab"}), r"denied\[''\]"),
        (edited(denied={"ab": "ab"}), r"denied\['ab'\]"),
        (edited(files=[]), "`files` is not an object"),
        (edited(files={"engine/x.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/../engine/x.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace//x.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/x\\y.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/\ud800.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/x\n.py": "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/" + "x" * 4096: "0" * 64}), "not a path inside workspace/"),
        (edited(files={"workspace/x.py": float("nan")}), "not a SHA-256"),
        (edited(files={"workspace/x.py": "0" * 63}), "not a SHA-256"),
        (edited(files={"workspace/x.py": "A" * 64}), "not a SHA-256"),
        (edited(files={"workspace/x.py": None}), "not a SHA-256"),
        (edited(code=[]), "`code` is not an object"),
        (edited(code={"../../x": "0" * 64}), "no interpreter's tag"),
        (edited(code={"cpython-311": "x"}), "not a SHA-256"),
    ],
)
def test_refuses_what_it_would_not_have_written(root, data, reason):
    write(root, data)
    with pytest.raises(SealError, match=reason) as caught:
        read_seal(root)
    assert caught.value.path == SEAL_PATH
    assert "ringfence seal" in caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [edited(schema="x" * 100_000), edited(**{"y" * 100_000: 1}), b'{"schema": NaN' + b" " * 9],
    ids=["schema", "key", "cut short"],
)
def test_what_is_wrong_is_said_in_a_few_words(root, data):
    """Whatever the seal holds: every health check repeats it."""
    write(root, data)
    with pytest.raises(SealError) as caught:
        read_seal(root)
    assert len(str(caught.value)) < 600


def test_missing(root):
    with pytest.raises(SealError, match="there is no seal"):
        read_seal(root)


def test_enormous(root):
    with (root / SEAL_PATH).open("wb") as file:
        file.truncate(MAX_SEAL_BYTES + 1)
    with pytest.raises(SealError, match="larger than"):
        read_seal(root)


@pytest.mark.parametrize("kind", ["symlink", "directory", "fifo"])
def test_no_regular_file(root, kind):
    path = root / SEAL_PATH
    if kind == "symlink":
        (root / "real.json").write_bytes(dump_seal(SEAL))
        path.symlink_to(root / "real.json")
    elif kind == "directory":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(SealError, match="cannot be read"):
        read_seal(root)


class TestSignature:
    def test_is_required_where_there_is_a_key(self, root):
        write(root, dump_seal(SEAL, sign(SEAL, KEY)))
        assert read_seal(root, KEY) == SEAL

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (dump_seal(SEAL), "is not signed"),
            (dump_seal(SEAL, sign(SEAL, OTHER)), "signature is wrong"),
            (dump_seal(SEAL, ""), "signature is wrong"),
            (dump_seal(SEAL, "hmac-sha256:" + "\ud800"), "signature is wrong"),
            (
                dump_seal(dataclasses.replace(SEAL, denied=Denied()), sign(SEAL, KEY)),
                "signature is wrong",
            ),
            (
                dump_seal(dataclasses.replace(SEAL, ruleset="other"), sign(SEAL, KEY)),
                "signature is wrong",
            ),
            (
                dump_seal(dataclasses.replace(SEAL, code={}), sign(SEAL, KEY)),
                "signature is wrong",
            ),
        ],
        ids=["unsigned", "other key", "empty", "odd", "edited", "other rule set", "other code"],
    )
    def test_forged_or_unsigned_is_refused(self, root, data, reason):
        write(root, data)
        with pytest.raises(SealError, match=reason) as caught:
            read_seal(root, KEY)
        assert "WORKSPACE_SEAL_KEY" in caught.value.remedy

    def test_without_a_key_hashes_alone_count_and_the_log_says_so(self, root, caplog):
        write(root, dump_seal(SEAL, "not even a signature"))
        assert read_seal(root) == SEAL
        assert "WORKSPACE_SEAL_KEY is not set" in caplog.text

    @pytest.mark.parametrize("change", ["layout", "order", "space at the end", "an escape"])
    def test_covers_every_byte(self, root, change):
        """Also those that say the same."""
        signed = dump_seal(SEAL, sign(SEAL, KEY))
        document = json.loads(signed)
        data = {
            "layout": json.dumps(document, indent=7, sort_keys=True).encode(),
            "order": json.dumps(dict(reversed(document.items())), indent=1).encode() + b"\n",
            "space at the end": signed + b"\n",
            "an escape": signed.replace(b"workspace/a.py", b"workspace/\\u0061.py"),
        }[change]
        assert json.loads(data) == document
        write(root, data)
        assert read_seal(root) == SEAL
        with pytest.raises(SealError, match="signature is wrong"):
            read_seal(root, KEY)

    def test_is_of_the_unsigned_seal(self, root):
        """So that a seal is the same document with a signature and without."""
        write(root, dump_seal(SEAL, sign(SEAL, KEY)))
        body = dump_seal(SEAL)
        assert sign(SEAL, KEY) == "hmac-sha256:" + hmac.digest(KEY, body, "sha256").hex()

    @pytest.mark.parametrize("text", ["", "short", "k" * 31, "é" * 40, "k" * 32 + "\n"])
    def test_a_weak_key_is_none(self, text):
        with pytest.raises(ValueError, match="at least 32 printable ASCII characters"):
            parse_key(text)


class TestFiles:
    """The tree against its seal."""

    def refused(self, root: Path, reason: str, path: str) -> SealError:
        with pytest.raises(SealError, match=reason) as caught:
            verify_files(root, SEAL)
        assert caught.value.path == path
        return caught.value

    def test_the_sealed_tree(self, root):
        assert verify_files(root, SEAL) == {"workspace/a.py": b"a", "workspace/b.py": b"b"}
        # Nobody needs the source of what is compiled already; it is compared all the same.
        compiled = {digest(b"a")}
        found = verify_files(root, SEAL, compiled)
        assert found == {"workspace/a.py": None, "workspace/b.py": b"b"}

    def test_changed(self, root):
        (root / "workspace/a.py").write_bytes(b"A")
        self.refused(root, "changed since", "workspace/a.py")

    def test_added(self, root):
        (root / "workspace/lib").mkdir()
        (root / "workspace/lib/new.txt").touch()
        self.refused(root, "not in the seal", "workspace/lib/new.txt")

    def test_removed(self, root):
        (root / "workspace/a.py").unlink()
        self.refused(root, "the file is missing", "workspace/a.py")

    def test_swapped_for_a_symlink_to_the_same_bytes(self, root):
        (root / "workspace/a.py").rename(root / "a.py")
        (root / "workspace/a.py").symlink_to(root / "a.py")
        error = self.refused(root, "not a regular file", "workspace/a.py")
        assert error.remedy == "remove it"

    def test_a_directory_swapped_for_a_symlink(self, root):
        (root / "workspace").rename(root / "elsewhere")
        (root / "workspace").symlink_to(root / "elsewhere")
        self.refused(root, "not a regular file", "workspace")

    def test_a_pipe(self, root):
        (root / "workspace/a.py").unlink()
        os.mkfifo(root / "workspace/a.py")
        self.refused(root, "not a regular file", "workspace/a.py")

    def test_enormous(self, root):
        with (root / "workspace/a.py").open("wb") as file:
            file.truncate(MAX_FILE_BYTES + 1)
        self.refused(root, "cannot be read .*larger than", "workspace/a.py")

    def test_a_path_that_is_not_utf8(self, root):
        (root / os.fsdecode(b"workspace/\xff.py")).touch()
        error = self.refused(root, "not in the seal", "workspace/\\udcff.py")
        json.dumps(str(error)).encode("utf-8")

    def test_no_workspace_at_all(self, root):
        for name in ("a.py", "b.py"):
            (root / "workspace" / name).unlink()
        (root / "workspace").rmdir()
        with pytest.raises(SealError, match="cannot list workspace/"):
            verify_files(root, SEAL)

    @pytest.mark.parametrize("what", ["workspace/a.py", ".ringfence/seal.json", "workspace"])
    def test_unreadable(self, root, what):
        """As a user who may not read it: the tests may run as root, who may read everything."""
        write(root, dump_seal(SEAL))
        (root / what).chmod(0)
        for folder in (root, *root.parents):
            if folder.owner() == root.owner() and len(folder.parts) > 2:
                folder.chmod(folder.stat().st_mode | 0o055)
        script = (
            "import os, sys\n"
            "sys.path.insert(0, sys.argv[2])\n"
            "from pathlib import Path\n"
            "from engine.shared.seal import *\n"
            "os.getuid() or os.setuid(65534)\n"
            "try:\n"
            "    root = Path(sys.argv[1])\n"
            "    verify_files(root, read_seal(root))\n"
            "except SealError as error:\n"
            "    print(error)\n"
        )
        own = str(Path(__file__).parents[2])
        run = subprocess.run(
            [sys.executable, "-c", script, str(root), own],
            check=True,
            capture_output=True,
            text=True,
        )
        (root / what).chmod(0o755)
        assert "Permission denied" in run.stdout
        assert "ringfence seal" in run.stdout

    def test_what_editors_leave_behind_is_no_file(self, root):
        for name in (".DS_Store", "a.py~", ".a.py.swp", ".#a.py"):
            (root / "workspace" / name).touch()
        assert [entry.path for entry in walk_workspace(root)] == sorted(SEAL.files)
