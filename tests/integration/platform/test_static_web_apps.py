"""Sign-in headers as the real Static Web Apps emulator writes them, in front of the dev host."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, free_ports
from tests.integration.platform.harness import Answer, DevHost, call, running
from tools.azurite.node import find_node

MANIFEST = Path(__file__).parent / "static-web-apps"
ENTRY = Path("node_modules/@azure/static-web-apps-cli/dist/cli/bin.js")
FILES = ("package.json", "package-lock.json")
PATH = "/api/workflows/webhook_example"
BODY = json.dumps({"event": "ticket.created", "payload": {"ticket": 7}})


def installed() -> Path:
    """The emulator's start script, installed once per lock file; no package's script runs."""
    key = hashlib.sha256(b"".join((MANIFEST / name).read_bytes() for name in FILES)).hexdigest()
    cache = ROOT / ".ringfence" / "static-web-apps"
    target = cache / key[:16]
    if not (target / ENTRY).is_file():
        cache.mkdir(parents=True, exist_ok=True)
        node = find_node()
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            work = Path(scratch) / "tree"
            work.mkdir()
            for name in FILES:
                shutil.copyfile(MANIFEST / name, work / name)
            npm = [str(node.program), str(node.npm), "ci", "--ignore-scripts", "--no-audit"]
            npm += ["--no-fund", "--no-progress", "--prefer-offline"]
            subprocess.run(npm, cwd=work, check=True, timeout=600)
            work.rename(target)
    return target / ENTRY


@pytest.fixture(scope="module")
def front(host: DevHost, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Port of the emulator, which passes /api on to the dev host."""
    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<title>Forms</title>")
    (port,) = free_ports(1)
    command = [
        *(str(find_node().program), str(installed()), "start", str(site)),
        *("--api-devserver-url", f"http://127.0.0.1:{host.port}"),
        *("--host", "127.0.0.1", "--port", str(port)),
    ]
    with running(command, site) as process:
        process.expect("emulator started", seconds=120)
        yield port


def ask(port: int, user: str | None, organization: str, **claims: object) -> Answer:
    """Run a workflow as somebody who signed in at the emulator's page."""
    headers = {"Content-Type": "application/json", "X-Organization-Id": organization}
    if user is not None:
        # What the emulator's sign-in page stores.
        person = {
            "identityProvider": "aad",
            "userId": "8a3c1f0e5d2b4c6f8a3c1f0e5d2b4c6f",
            "userDetails": user,
            "userRoles": ["anonymous", "authenticated"],
            "claims": [],
            **claims,
        }
        cookie = base64.b64encode(json.dumps(person).encode()).decode()
        headers["Cookie"] = f"StaticWebAppsAuthCookie={cookie}"
    return call(port, "POST", PATH, BODY, headers)


@pytest.mark.parametrize(
    ("user", "organization", "status"),
    [
        ("alex@contoso.example", "org-contoso", 200),
        ("Alex@Contoso.Example", "org-contoso", 200),
        ("admin@ringfence.example", "org-fabrikam", 200),
        ("alex@contoso.example", "org-fabrikam", 403),
        ("robin@northwind.example", "org-northwind", 403),
        ("nobody@contoso.example", "org-contoso", 403),
        (None, "org-contoso", 403),
    ],
)
def test_people_who_signed_in(front: int, user: str | None, organization: str, status: int) -> None:
    assert ask(front, user, organization).status == status


@pytest.mark.parametrize("changed", [{"identityProvider": "github"}, {"userRoles": ["anonymous"]}])
def test_other_sign_ins_are_none(front: int, changed: dict[str, object]) -> None:
    assert ask(front, "alex@contoso.example", "org-contoso", **changed).status == 403
