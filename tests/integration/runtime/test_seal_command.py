"""`ringfence seal` on a whole checkout: what it writes, says, signs and packs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from engine.shared.seal import SEAL_PATH, code_tag, pack_path, parse_key, read_seal
from tests.integration.platform.harness import copy_checkout

KEY = "0123456789abcdef" * 4
SAMPLE = "workspace/workflows/webhook_example.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path / "app")


def seal(root: Path, *options: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "WORKSPACE_SEAL_KEY"}
    if key is not None:
        environ["WORKSPACE_SEAL_KEY"] = key
    return subprocess.run(
        [sys.executable, "-m", "tools", "seal", *options],
        cwd=root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def hashes(root: Path) -> dict[str, str]:
    paths = [root / SEAL_PATH, root / pack_path(code_tag())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_same_tree_same_bytes(checkout, tmp_path):
    (checkout / "workspace/templates").mkdir()
    (checkout / "workspace/templates/mail.txt").write_text("Hello")
    assert seal(checkout).returncode == 0
    first = hashes(checkout)
    again = copy_checkout(tmp_path / "elsewhere")
    (again / "workspace/templates").mkdir()
    (again / "workspace/templates/mail.txt").write_text("Hello")
    assert seal(again).returncode == 0
    assert hashes(again) == first
    found = read_seal(checkout)
    assert "workspace/templates/mail.txt" in found.files
    assert found.door["engine.sdk"] >= {"workflow", "read_resource"}


class TestCheck:
    """--check: is the seal on disk current?"""

    def check(self, root: Path, key: str | None = None) -> tuple[int, str]:
        before = hashes(root) if (root / SEAL_PATH).exists() else None
        run = seal(root, "--check", key=key)
        assert (hashes(root) if (root / SEAL_PATH).exists() else None) == before
        return run.returncode, run.stdout + run.stderr

    def test_current(self, checkout):
        assert seal(checkout).returncode == 0
        assert self.check(checkout) == (0, "the seal is current\n")

    def test_none(self, checkout):
        code, text = self.check(checkout)
        assert (code, "there is no seal" in text) == (1, True)

    def test_workspace_changed(self, checkout):
        seal(checkout)
        (checkout / SAMPLE).write_text((checkout / SAMPLE).read_text() + "\n# more\n")
        code, text = self.check(checkout)
        assert (code, "the workspace has changed since" in text) == (1, True)

    @pytest.mark.parametrize(
        ("file", "old", "new"),
        [
            (".importlinter", "    tabulate\n", ""),
            ("tools/isolation/rules/rf101_engine_import.py", '"""', '"""The rule. '),
            ("tools/isolation/catalogue/stdlib_denied.toml", "changes", "can change"),
            ("tools/isolation/runner.py", '"""', '"""The checker. '),
        ],
        ids=["contracts", "a rule", "the catalogue", "the checker"],
    )
    def test_rule_set_changed(self, checkout, file, old, new):
        seal(checkout)
        path = checkout / file
        text = path.read_text()
        path.write_text(text.replace(old, new, 1))
        assert path.read_text() != text
        code, text = self.check(checkout)
        assert (code, "the rule set has changed since" in text) == (1, True)

    def test_edited_by_hand(self, checkout):
        seal(checkout)
        document = json.loads((checkout / SEAL_PATH).read_text())
        names = document["denied"]["s"]
        document["denied"]["s"] = names.replace(" subprocess ", " ")
        assert document["denied"]["s"] != names
        (checkout / SEAL_PATH).write_text(json.dumps(document))
        code, text = self.check(checkout)
        assert (code, "the rule set has changed since" in text) == (1, True)

    def test_code_cache_changed(self, checkout):
        seal(checkout)
        cache = checkout / pack_path(code_tag())
        cache.write_bytes(cache.read_bytes() + b"x")
        code, text = self.check(checkout)
        assert (code, "the code cache changed" in text) == (1, True)

    def test_made_by_another_python(self, checkout):
        seal(checkout)
        document = json.loads((checkout / SEAL_PATH).read_text())
        document["code"] = {}
        (checkout / SEAL_PATH).write_text(json.dumps(document))
        code, text = self.check(checkout)
        assert (code, "the Python that runs it has changed" in text) == (1, True)

    def test_unsigned_where_a_signature_is_due(self, checkout):
        seal(checkout)
        code, text = self.check(checkout, KEY)
        assert (code, "is not signed" in text) == (1, True)


def test_signs_with_the_key_of_the_environment(checkout):
    run = seal(checkout, key=KEY)
    assert (run.returncode, run.stdout.startswith("sealed and signed")) == (0, True)
    assert read_seal(checkout, parse_key(KEY)).files
    assert KEY not in (checkout / SEAL_PATH).read_text()


def test_a_weak_key_seals_nothing(checkout):
    run = seal(checkout, key="too short")
    assert run.returncode == 2
    assert "WORKSPACE_SEAL_KEY must be at least 32" in run.stderr
    assert "too short" not in run.stderr.replace("WORKSPACE_SEAL_KEY", "")
    assert not (checkout / SEAL_PATH).exists()


def test_a_cache_planted_before_is_not_believed(checkout):
    """What an earlier build, or a pull request, left in .ringfence never becomes sealed code."""
    assert seal(checkout).returncode == 0
    honest = hashes(checkout)
    cache = checkout / pack_path(code_tag())
    document = json.loads((checkout / SEAL_PATH).read_text())
    cache.write_bytes(b"{}\nplanted")
    document["code"][code_tag()] = hashlib.sha256(b"{}\nplanted").hexdigest()
    (checkout / SEAL_PATH).write_text(json.dumps(document))
    assert seal(checkout).returncode == 0
    assert hashes(checkout) == honest


class TestPackage:
    def test_holds_what_runs_and_nothing_else(self, checkout, tmp_path):
        (checkout / "local.settings.json").write_text('{"Values": {}}')
        target = tmp_path / "out/app.zip"
        run = seal(checkout, "--package", str(target), key=KEY)
        assert (run.returncode, "packed" in run.stdout) == (0, True), run.stderr
        names = zipfile.ZipFile(target).namelist()
        tops = {name.split("/")[0] for name in names}
        expected = {"engine", "workspace", ".ringfence", "function_app.py", "host.json"}
        assert tops == {*expected, "requirements.txt"}
        assert not [name for name in names if name.endswith(".pyc") or "__pycache__" in name]
        assert {SEAL_PATH, pack_path(code_tag()), SAMPLE} <= set(names)

    def test_same_tree_same_package(self, checkout, tmp_path):
        digests = []
        for name in ("one.zip", "two.zip"):
            assert seal(checkout, "--package", str(tmp_path / name)).returncode == 0
            digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
            os.utime(checkout / "host.json", (1, 1))
        assert digests[0] == digests[1]

    def test_the_unpacked_package_verifies_without_the_tools(self, checkout, tmp_path):
        target = tmp_path / "app.zip"
        seal(checkout, "--package", str(target), key=KEY)
        with zipfile.ZipFile(target) as archive:
            archive.extractall(tmp_path / "deployed")
        script = (
            "import os; from pathlib import Path\n"
            "from engine.shared.seal import *\n"
            "from engine.shared import import_restrictor\n"
            "seal = read_seal(Path('.'), parse_key(os.environ['KEY']))\n"
            "import_restrictor.install(Path('.'), seal, print)\n"
            "import workspace.workflows.webhook_example as w; print(w.__file__)\n"
        )
        run = subprocess.run(
            [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, '.')\n" + script],
            cwd=tmp_path / "deployed",
            env={**os.environ, "KEY": KEY},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        assert run.stdout.strip() == str(tmp_path / "deployed" / SAMPLE)

    def test_names_what_is_missing(self, checkout, tmp_path):
        (checkout / "host.json").unlink()
        run = seal(checkout, "--package", str(tmp_path / "app.zip"))
        assert (run.returncode, "host.json is missing" in run.stderr) == (2, True)
        assert not (tmp_path / "app.zip").exists()

    def test_goes_not_with_check(self, checkout, tmp_path):
        run = seal(checkout, "--check", "--package", str(tmp_path / "app.zip"))
        assert (run.returncode, "cannot go with --package" in run.stderr) == (2, True)
