"""Where upstream is: its address, what this clone knows of it, and fetching more."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.isolation.policy import Upstream

# What the user's environment says about reaching the network.
_NETWORK = (
    *("SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_SSL_CAINFO"),
    *("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"),
)
LOCAL_REF = "refs/ringfence/upstream"


def locate(repository: Repository, upstream: Upstream) -> str | None:
    """Return the upstream branch's commit as this clone knows it, or None.

    A remote with upstream's address counts, and what `--fetch` has stored; the newer wins.
    """
    branch = upstream.ref.removeprefix("refs/heads/")
    names = [LOCAL_REF]
    for remote, url in remotes(repository):
        if same_address(url, upstream.url):
            names.append(f"refs/remotes/{remote}/{branch}")
    found = [commit for name in names if (commit := repository.maybe_commit(name))]
    if len(found) == 2:
        code, _ = repository.alone("merge-base", "--is-ancestor", *found, codes=(0, 1))
        return found[1] if code == 0 else found[0]
    return found[0] if found else None


def remotes(repository: Repository) -> list[tuple[str, str]]:
    """Return (name, address) of every remote."""
    try:
        raw = repository.real("config", "-z", "--get-regexp", r"^remote\..*\.url$")
    except GuardError:
        return []  # git config fails where nothing matches
    rows = [row.partition("\n") for row in raw.decode("utf-8", "replace").split("\0") if row]
    return [(key[len("remote.") : -len(".url")], value) for key, _, value in rows]


def same_address(one: str, other: str) -> bool:
    """Whether two addresses mean the same repository, over https or ssh."""
    return _normal(one) == _normal(other)


def _normal(url: str) -> str:
    url = re.sub(r"^(?:https|ssh)://(?:[^/@]*@)?|^[^/@]+@(?=[^/]+:)", "", url.strip())
    url = re.sub(r"^([^/:]+):(?!//)(?:\d+/)?", r"\1/", url) if not url.startswith("/") else url
    return url.rstrip("/").removesuffix(".git").casefold()


def fetch(repository: Repository, upstream: Upstream, *refspecs: str) -> None:
    """Fetch upstream's branch to `refs/ringfence/upstream`, and what else is asked for.

    Raises:
        GuardError: the fetch failed.
    """
    command = [
        "fetch",
        "--quiet",
        "--prune",
        "--no-tags",
        "--no-recurse-submodules",
        "--no-auto-maintenance",
    ]
    command += ["--no-write-fetch-head", "--", upstream.url, f"+{upstream.ref}:{LOCAL_REF}"]
    if repository.shallow:
        command.insert(1, "--unshallow")
    # The names of helpers that git would run as programs are not among the protocols.
    environment = {"GIT_ALLOW_PROTOCOL": "https:ssh:file"}
    environment |= {name: os.environ[name] for name in _NETWORK if name in os.environ}
    try:
        repository.real(*command, *refspecs, environment=environment)
    except GuardError as error:
        raise GuardError(
            f"upstream cannot be fetched from {upstream.url}: {error}",
            "check the address in .importlinter (`upstream`) and the network, then try again",
        ) from error


def is_here(upstream: Upstream, addresses: Sequence[str]) -> bool:
    """Whether this repository is the canonical one itself: then only approvals prove anything."""
    return any(same_address(address, upstream.url) for address in addresses)
