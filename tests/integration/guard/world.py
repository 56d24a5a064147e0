"""Three real repositories: the canonical upstream, an MSP's fork of it, and a developer's clone."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

UPSTREAM_URL = "https://git.example/canonical/engine.git"

POLICY = f"""\
[ringfence]
door = engine.sdk
packages = httpx
protected =
    engine/
    tools/
    .importlinter
    .github/
    .gitattributes
    docs/rules.md
    host.json
upstream = {UPSTREAM_URL} refs/heads/main

[importlinter]
root_packages = engine
"""

FIRST = {
    ".importlinter": POLICY,
    "engine/sdk.py": '__all__ = ["param", "workflow"]\n',
    "engine/core/run.py": "# the runner, first version\n" + "step()\n" * 20,
    "engine/helper.py": "# helps\n" + "help()\n" * 20,
    "tools/check.py": "# the checker\n",
    ".github/workflows/protect.yml": "on: push\n",
    "docs/rules.md": "rules\n",
    "docs/guide.md": "guide\n",
    "host.json": "{}\n",
    "workspace/workflows/hello.py": "from engine.sdk import param, workflow\n",
    "workspace/workflows/other.py": "import engine.sdk as sdk\n\nsdk.param\n",
    "README.md": "hello\n",
}


def git(where: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """Run git and return its output, stripped."""
    run = subprocess.run(
        ["git", *arguments], cwd=where, check=False, capture_output=True, input=stdin
    )
    assert run.returncode == 0, f"git {arguments}: {run.stderr.decode()}"
    return run.stdout.decode("utf-8", "surrogateescape").strip()


def write(where: Path, files: dict[str, str | None]) -> None:
    """Write (None: remove) files."""
    for name, text in files.items():
        path = where / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def commit(where: Path, files: dict[str, str | None] | None = None, message: str = "work") -> str:
    """Write files, commit everything, and return the commit's id."""
    write(where, files or {})
    git(where, "add", "--all", "--force")
    git(where, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(where, "rev-parse", "HEAD")


def key(home: Path, name: str) -> Path:
    """Make an SSH key pair and return the private one's path."""
    path = home / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True
    )
    return path


@dataclass(frozen=True)
class World:
    """Where everything is.

    Attributes:
        home: the users' home, with their SSH keys.
        upstream: a work tree of the canonical repository; its versions are tagged v1.0.0 to v3.0.0.
        origin: the fork's bare repository.
        clone: a developer's clone of the fork, on its branch `dev`; `main` is at v2.0.0.
    """

    home: Path
    upstream: Path
    origin: Path
    clone: Path

    def copy(self, target: Path) -> World:
        """Copy everything, so that a test may do as it likes."""
        shutil.copytree(self.home.parent, target, symlinks=True, dirs_exist_ok=True)
        made = World(*(target / part.name for part in self.parts))
        configure(made)
        git(made.clone, "remote", "set-url", "origin", str(made.origin))
        return made

    @property
    def parts(self) -> tuple[Path, ...]:
        """All four directories."""
        return (self.home, self.upstream, self.origin, self.clone)

    def signer(self, name: str = "maintainer") -> Path:
        """Return the private key of a signer."""
        return self.home / name

    def public(self, name: str = "maintainer") -> str:
        """Return a key's type and text, as allowed_signers has them."""
        return " ".join((self.home / f"{name}.pub").read_text().split()[:2])


def configure(world: World) -> None:
    """Write the users' git configuration: who they are, and where the upstream really is."""
    (world.home / ".gitconfig").write_text(
        "[user]\n\tname = Dev\n\temail = dev@msp.example\n"
        "[init]\n\tdefaultBranch = main\n"
        '[protocol "file"]\n\tallow = always\n'
        f'[url "file://{world.upstream}"]\n\tinsteadOf = {UPSTREAM_URL}\n'
    )


def build(folder: Path) -> World:
    """Make the three repositories. `HOME` must be ``folder / "home"`` already."""
    world = World(*(folder / name for name in ("home", "upstream", "origin.git", "clone")))
    world.home.mkdir(parents=True)
    configure(world)
    for name in ("maintainer", "second", "stranger"):
        key(world.home, name)
    world.upstream.mkdir()
    git(world.upstream, "init", "--quiet")
    commit(world.upstream, dict(FIRST), "v1")
    git(world.upstream, "tag", "v1.0.0")
    commit(
        world.upstream,
        {"engine/core/run.py": FIRST["engine/core/run.py"].replace("first", "second")},
        "v2",
    )
    git(world.upstream, "tag", "v2.0.0")
    git(world.upstream, "switch", "--quiet", "--create", "topic")
    commit(world.upstream, {"engine/half.py": "# half done\n"}, "half")
    git(world.upstream, "tag", "half")
    commit(
        world.upstream,
        {
            "engine/half.py": None,
            "engine/sdk.py": '__all__ = ["workflow"]\n',
            "engine/core/run.py": FIRST["engine/core/run.py"].replace("first", "third"),
            "engine/new/part.py": "# new in three\n" + "part()\n" * 20,
            "tools/check.py": "# the checker, third version\n",
        },
        "v3",
    )
    git(world.upstream, "switch", "--quiet", "main")
    git(world.upstream, "merge", "--quiet", "--no-ff", "--message", "v3", "topic")
    git(world.upstream, "tag", "v3.0.0")
    commit(world.upstream, {"README.md": "hello again\n"}, "after v3")
    # The fork starts at v2 and has a maintainer of its own.
    git(folder, "clone", "--quiet", "--no-local", str(world.upstream), "clone")
    git(world.clone, "reset", "--quiet", "--hard", "v2.0.0")
    git(world.clone, "remote", "remove", "origin")
    for tag in git(world.clone, "tag").split():
        git(world.clone, "tag", "--delete", tag)
    signers = f'maintainer@msp.example namespaces="ringfence-approval" {world.public()}\n'
    commit(world.clone, {".ringfence/allowed_signers": signers}, "our signers")
    git(folder, "init", "--quiet", "--bare", "origin.git")
    git(world.clone, "remote", "add", "origin", str(world.origin))
    git(world.clone, "push", "--quiet", "origin", "main")
    git(world.clone, "remote", "set-head", "origin", "main")
    git(world.clone, "switch", "--quiet", "--create", "dev")
    return world


def home_environment(home: Path) -> dict[str, str]:
    """Return an environment in which git knows the users of the world and nobody else."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT", "SSH"))
    }
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "none")}
