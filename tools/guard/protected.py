"""What of a commit's tree is protected, and its one combined identity.

Beside the listed paths this covers what would become one of them elsewhere: names that a
file system without case, or with Windows' or macOS' habits, takes for a protected one, and
modules at the root, which Python would import instead of an installed package.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tools.guard.errors import GuardError
from tools.guard.git import Repository
from tools.guard.names import fold, is_short_for
from tools.guard.trees import LINK, SUBMODULE, TREE, Entry, Trees
from tools.isolation.policy import FILE, PolicyError, Upstream, read_protection

SIGNERS = b".ringfence/allowed_signers"
REVOKED = b".ringfence/revoked_signers"
APPROVALS = b".ringfence/approvals"
# Who may approve is each repository's own matter: never taken from upstream.
OWN = frozenset({SIGNERS, REVOKED})
_RINGFENCE = b".ringfence"
# Of a list that the judged side has written.
_MAX_LIST, _MAX_PATHS = 512 * 1024, 1000
# A directory with this file is a function to the Functions host, whatever else the app says.
_FUNCTION = b"function.json"
# Directories at the root that hold code and are the developers' own.
_FREE = frozenset({b"workspace", b"tests", b"docs"})
_MODULE = re.compile(rb".\.(py|pyc|pyw|so|pyd)\Z", re.IGNORECASE | re.DOTALL)
_INITIAL = re.compile(rb"__init__\..+\Z", re.IGNORECASE | re.DOTALL)
# Metadata of an installed package: Python looks for plug-ins in it that others are to load.
_METADATA = (b".dist-info", b".egg-info", b".egg")
_PRESENT = "importable package"

Content = Mapping[bytes, Entry]


@dataclass(frozen=True, slots=True)
class Scope:
    """The protection that a base commit asks for.

    Attributes:
        paths: listed and implied paths, undecoded, without trailing slashes.
        upstream: where the protected content comes from, or None.
    """

    paths: tuple[bytes, ...]
    upstream: Upstream | None


def read_scope(repository: Repository, trees: Trees, commit: str) -> Scope:
    """Read the protection from ``.importlinter`` at ``commit``, as an object.

    Raises:
        GuardError: the commit has no usable one.
    """
    entry = trees.at(repository.tree(commit), FILE.encode())
    if entry is None or entry.mode in (TREE, LINK, SUBMODULE):
        raise GuardError(
            f"{FILE} is no file at {commit[:12]}, so nothing says what is protected there",
            "judge against a base that has it: --base REF",
        )
    try:
        protection = read_protection(repository.read(entry.oid)[1].decode("utf-8"))
    except UnicodeDecodeError as error:
        raise GuardError(f"{FILE} at {commit[:12]} is not UTF-8: {error}") from error
    except PolicyError as error:
        raise GuardError(f"{FILE} at {commit[:12]} is wrong:\n{error}") from error
    listed = {path.encode("utf-8") for path in protection.paths}
    return Scope(tuple(sorted(listed | OWN | {FILE.encode()})), protection.upstream)


def widened(repository: Repository, trees: Trees, scope: Scope, root: str) -> Scope:
    """Return the scope with what the list in the tree ``root`` protects as well.

    A version that starts to protect a path comes with that path's content, which must not be
    anybody else's. A list that cannot be read adds nothing: the base's decides about it.
    """
    entry = trees.at(root, FILE.encode())
    if entry is None or entry.mode in (TREE, LINK, SUBMODULE):
        return scope
    try:
        protection = read_protection(repository.read(entry.oid, _MAX_LIST)[1].decode("utf-8"))
    except (UnicodeDecodeError, PolicyError):
        return scope
    if len(protection.paths) > _MAX_PATHS:
        raise GuardError(f"the head's {FILE} lists more than {_MAX_PATHS:,} protected paths")
    more = {path.encode("utf-8") for path in protection.paths}
    return Scope(tuple(sorted(more.union(scope.paths))), scope.upstream)


def content(trees: Trees, scope: Scope, root: str, *, modules: bool = True) -> Content:
    """Return what the protected paths hold in the tree ``root``; absent ones are left out.

    Without ``modules`` importable entries at the root are left out too.
    """
    found: dict[bytes, Entry] = {}
    entries, names, short = trees.entries(root), trees.folded(root), trees.short_names(root)
    tops = set()
    for path, top, folded in _prepared(scope):
        tops.add(top)
        same = names.get(folded, ())
        # Nearly all are one plain name at the top or are not there, which needs no walk.
        if path == top and not short and (not same or same == [path]):
            if same:
                found[path] = entries[path]
        elif same or short:
            found.update(_named(trees, root, path))
    if modules:
        for name, entry in entries.items():
            if name in _FREE and entry.mode == TREE:
                found.update(_function(trees, name, entry))
            elif name not in tops and name not in found and _claims(name, entry):
                found.update(_importable(trees, name, entry))
        found.update(_beside_approvals(trees, root))
    return found


@lru_cache(maxsize=16)
def _prepared(scope: Scope) -> tuple[tuple[bytes, bytes, str], ...]:
    tops = [(path, path.partition(b"/")[0]) for path in scope.paths]
    return tuple((path, top, fold(top)) for path, top in tops)


def _named(trees: Trees, root: str, path: bytes) -> Iterator[tuple[bytes, Entry]]:
    """Yield the path, and all that some file system would confuse with it."""
    first, _, rest = path.partition(b"/")
    for name, entry in _same(trees, root, first):
        if not rest:
            yield name, entry
        elif entry.mode == TREE:
            for below, found in _named(trees, entry.oid, rest):
                yield name + b"/" + below, found
        elif name != first or entry.mode in (LINK, SUBMODULE):
            # A link in a protected path's way would lead it anywhere.
            yield name, entry


def _same(trees: Trees, tree: str, wanted: bytes) -> Iterator[tuple[bytes, Entry]]:
    entries = trees.entries(tree)
    if wanted in entries:
        yield wanted, entries[wanted]
    for name in trees.folded(tree).get(fold(wanted), ()):
        if name != wanted:
            yield name, entries[name]
    for name in trees.short_names(tree):
        if name != wanted and is_short_for(name, wanted):
            yield name, entries[name]


def _claims(name: bytes, entry: Entry) -> bool:
    """Whether an entry of the root may be more than a developer's own directory or file."""
    return name not in _FREE or entry.mode in (LINK, SUBMODULE)


def _importable(trees: Trees, name: bytes, entry: Entry) -> Iterator[tuple[bytes, Entry]]:
    linked = entry.mode in (LINK, SUBMODULE)
    if linked or name.lower().endswith(_METADATA) or (entry.mode != TREE and _MODULE.search(name)):
        yield name, entry
    elif entry.mode == TREE:
        yield from _function(trees, name, entry)
        if _holds_modules(trees, name, entry.oid):
            # What matters is that the package is there; its content is its owner's.
            yield name + b"/", Entry(TREE, _PRESENT)


def _holds_modules(trees: Trees, name: bytes, tree: str) -> bool:
    """Whether Python can import anything from a directory: from one without `__init__` too.

    Such a directory joins installed packages of its name (`azure`), and comes before them.
    """
    if any(map(_INITIAL.match, trees.entries(tree))):
        return True
    # Each tree once: a few of them can stand for billions of directories.
    seen, ahead = {tree}, [tree] if name.decode("utf-8", "replace").isidentifier() else []
    while ahead:
        for child, entry in trees.entries(ahead.pop()).items():
            if entry.mode in (LINK, SUBMODULE) or (entry.mode != TREE and _MODULE.search(child)):
                return True
            if entry.mode == TREE and child.decode("utf-8", "replace").isidentifier():
                ahead += {entry.oid} - seen
                seen.add(entry.oid)
    return False


def _function(trees: Trees, name: bytes, entry: Entry) -> Iterator[tuple[bytes, Entry]]:
    for child, found in _same(trees, entry.oid, _FUNCTION):
        yield name + b"/" + child, found


def _beside_approvals(trees: Trees, root: str) -> Iterator[tuple[bytes, Entry]]:
    """Yield what `.ringfence` holds beside approvals: a forged seal, a program to be run."""
    for name, entry in _same(trees, root, _RINGFENCE):
        if entry.mode != TREE:
            yield name, entry
            continue
        for child, found in trees.entries(entry.oid).items():
            path = name + b"/" + child
            if path not in OWN and (path != APPROVALS or found.mode != TREE):
                yield path, found


def differing(old: Content, new: Content) -> frozenset[bytes]:
    """Return the names of all protected content that is not the same on both sides."""
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))


def combined_id(protected: Content) -> str:
    """Return the one id of all protected content: what an approval is about."""
    total = hashlib.sha256(b"ringfence protected content 1\n")
    for path, entry in sorted(protected.items()):
        total.update(b"%o %s %s\0" % (entry.mode, entry.oid.encode("ascii"), path))
    return total.hexdigest()


def covers(names: Iterable[bytes], path: bytes) -> bool:
    """Whether ``path`` is one of the protected ``names`` or below one."""
    return any(
        path == name
        or path.startswith(name + b"/")
        or (name.endswith(b"/") and path.startswith(name) and _imports(path))
        for name in names
    )


def _imports(path: bytes) -> bool:
    return bool(_MODULE.search(path) or _INITIAL.match(path.rpartition(b"/")[2]))
