"""Which paths workspace code may not open, whatever name it gives them.

Files are compared by what they are (device and number), not by how they are spelt: symlinks,
``..``, letter case, bind mounts and ``/proc/self/root`` lead to the same file.
"""

from __future__ import annotations

import os
import stat
import sys
from functools import cached_property
from pathlib import Path, PurePath
from typing import NamedTuple

# Reading these is refused. What else lies in the application's directory may not be written.
PRIVATE = (
    "engine",
    "tools",
    ".ringfence",
    "local.settings.json",
    "local.secrets.json",
    ".importlinter",
    ".git",
)
_PROC = "/proc"
# Where platforms put an identity as files: whoever reads them is the platform.
IDENTITIES = ("/var/run/secrets", "/run/secrets", "/home/data/Functions/secrets", "~/.azure")
_FDS = "/proc/self/fd"

_NO_PLAIN_NAME = "its name is no plain text or path"
_PATHS = frozenset({type(Path()), type(PurePath())})
_Identity = tuple[int, int]
_NOTHING: _Identity = (-1, -1)


class Stock:
    """What names lead to at start-up: each directory on the way is asked about once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, _Identity]] = {"": ("", _NOTHING)}

    def real(self, path: str) -> str:
        """Return what `os.path.realpath` does."""
        return (self._known.get(path) or self._look(path))[0]

    def identity(self, path: str) -> _Identity:
        """Return the identity of what ``path`` leads to; _NOTHING if that is nothing."""
        return (self._known.get(path) or self._look(path))[1]

    def _look(self, path: str) -> tuple[str, _Identity]:
        if path[:1] != "/" or path[1:2] == "/" or os.path.normpath(path) != path:
            real = os.path.realpath(path)
            found = real, _identity(real)
        else:
            parent, _, name = path.rpartition("/")
            found = self._below(self._known.get(parent) or self._look(parent), name)
        self._known[path] = found
        return found

    @staticmethod
    def _below(parent: tuple[str, _Identity], name: str) -> tuple[str, _Identity]:
        folder, identity = parent
        place = f"{folder}/{name}"
        if folder and identity == _NOTHING:
            return place, _NOTHING
        try:
            status = os.lstat(place)
        except (OSError, ValueError):
            return place, _NOTHING
        if stat.S_ISLNK(status.st_mode):
            real = os.path.realpath(place)
            return real, _identity(real)
        return place, (status.st_dev, status.st_ino)


class _Found(NamedTuple):
    """What the protected places are, by identity.

    Attributes:
        private: what may not be opened.
        frozen: what may not be changed.
        above: directories that lie above the private and the frozen ones. Whoever has one of these
            open reaches everything below it by a name that the audit event does not show; whoever
            moves one moves everything below it.
    """

    private: dict[_Identity, str]
    frozen: dict[_Identity, str]
    above: dict[_Identity, str]


class ProtectedPaths:
    """The protected files of one application.

    Their names are settled at start-up. What they are is looked up before the first answer, so that
    start-up does not pay for what most workspaces never need: nothing can have been moved by
    workspace code before, since that is asked about too. What changes the view of the whole file
    system without being asked about, such as another root directory, is noticed.
    """

    def __init__(
        self, root: Path, libraries: Libraries | None = None, stock: Stock | None = None
    ) -> None:
        """Settle the names.

        Args:
            root: the application's directory.
            libraries: directories that Python modules are imported from; not to be written.
            stock: what has been looked at already.
        """
        self._stock = stock or Stock()
        self._root = str(root)
        self._identities = tuple(
            os.path.expanduser(name) if name[0] == "~" else name  # noqa: PTH111 - as text
            for name in IDENTITIES
        )
        self._libraries = libraries
        self._personal = _personal_packages()
        self._view = _view()
        self._found: _Found | None = None

    @cached_property
    def _frozen_names(self) -> tuple[str, ...]:
        libraries = self._libraries.folders if self._libraries is not None else ()
        return (self._root, *libraries, *self._personal)

    def refusal(self, path: object, *, writes: bool, directory: bool = False) -> str | None:
        """Say why opening ``path`` is refused, or return None.

        Args:
            path: as given to the call: str, bytes or path-like.
            writes: whether it may change the file.
            directory: whether the call can open directories, and relative to another one.
        """
        name = plain_path(path)
        if name is None:
            return _NO_PLAIN_NAME
        bases = _bases(name, any_open=directory)
        return self._first_refusal(name, bases, writes=writes, directory=directory)

    def _look(self) -> _Found | None:
        """Find out what the protected places are; None if the process sees another world now."""
        if self._found is None:
            if _view() != self._view:
                return None
            private = {f"{self._root}/{name}": name for name in PRIVATE}
            above: dict[str, str] = {}
            for path in (*private, *self._frozen_names):
                parent = path.rpartition("/")[0] or "/"
                while parent not in above:
                    above[parent] = parent
                    parent = parent.rpartition("/")[0] or "/"
            private |= {name: name for name in (_PROC, *self._identities)}
            frozen = {name: name for name in self._frozen_names}
            self._found = _Found(*(_known(self._stock, one) for one in (private, frozen, above)))
        return self._found

    def open_to_all(self, slashed: tuple[str, ...]) -> tuple[str, ...]:
        """Return those directories that neither hold nor lie in a private place.

        All are given and returned with a slash at their end. What is below them may be read
        without a closer look: nobody but the platform can put a link there.
        """
        private = [f"{self._root}/{name}/" for name in PRIVATE]
        for place in (_PROC, *self._identities):
            private += [f"{place}/", f"{self._stock.real(place)}/"]
        return tuple(
            folder
            for folder in slashed
            if not any(folder.startswith(one) or one.startswith(folder) for one in private)
        )

    def is_engine_source(self, path: object) -> bool:
        """Tell whether ``path`` is a Python file of the engine's, by its plain name."""
        name = plain_path(path)
        return (
            name is not None
            and name.startswith(f"{self._root}/engine/")
            and name.endswith(".py")
            and os.path.realpath(name) == name
        )

    def refusal_to_change(self, path: object, descriptor: int = -1) -> str | None:
        """Say why making, moving or removing ``path`` is refused, or return None.

        Args:
            path: as given to the call: str, bytes or path-like.
            descriptor: the open directory that a relative path starts from; -1: the current one.
        """
        name = plain_path(path)
        if name is None:
            return _NO_PLAIN_NAME
        if descriptor >= 0:
            bases = [_directory(descriptor) or self._root]
        else:
            bases = _bases(name, any_open=False)
        return self._first_refusal(name, bases, writes=True, directory=True)

    def _first_refusal(
        self, name: str, bases: list[str], *, writes: bool, directory: bool
    ) -> str | None:
        if "\0" in name:
            return None
        for base in bases:
            if reason := self._refusal(os.path.join(base, name), writes, directory):  # noqa: PTH118
                return reason
        return None

    def _refusal(self, name: str, writes: bool, directory: bool) -> str | None:
        if (found := self._look()) is None:
            return "the process has another root directory or user than at start-up"
        real = os.path.realpath(name)
        # Both spellings: a link in /proc can lead where its text does not (`/proc/1/root`).
        for place in dict.fromkeys((real, os.path.abspath(name))):  # noqa: PTH100
            # By name too: a file may have been made, or replaced, since stock was taken.
            inside = place.removeprefix(f"{self._root}/")
            if inside != place and inside.partition("/")[0] in PRIVATE:
                return f"{inside.partition('/')[0]} is protected"
            if what := _containing(place, self._identities):
                return f"{what} is protected"
            if writes and (what := _containing(place, self._frozen_names)):
                return f"{what} may not be changed by workspace code"
            identities = [_identity(step) for step in _steps(place)]
            for identity in identities:
                if what := found.private.get(identity):
                    return f"{what} is protected"
                if writes and (what := found.frozen.get(identity)):
                    return f"{what} may not be changed by workspace code"
            if directory and identities[0] in found.above:
                return f"{place} leads to protected files"
        return None


def _containing(place: str, folders: tuple[str, ...]) -> str | None:
    return next((one for one in folders if place == one or place.startswith(f"{one}/")), None)


def _personal_packages() -> tuple[str, ...]:
    """Return where Python looks for the user's own packages, and runs what it finds, at start."""
    site = sys.modules.get("site")
    place = getattr(site, "USER_SITE", None)
    return (place,) if isinstance(place, str) else ()


def _view() -> tuple[object, ...]:
    """Return what decides which file a name leads to, for this process, and is asked of nobody."""
    return (_identity("/"), os.geteuid(), os.getegid())


def _known(stock: Stock, names: dict[str, str]) -> dict[_Identity, str]:
    known = {stock.identity(path): name for path, name in names.items()}
    known.pop(_NOTHING, None)
    return known


def plain_path(path: object) -> str | None:
    """Return ``path`` as text; None for objects that could say something else when asked again."""
    if isinstance(path, str):
        return str.__str__(path)
    if type(path) is bytes or type(path) in _PATHS:
        return os.fsdecode(path)  # type: ignore[arg-type]
    return None


class Libraries:
    """The directories that Python imports from, except those that hold the application.

    Which they are is settled at start-up. What they lead to is looked up like the protected places,
    and as late.
    """

    def __init__(self, root: Path, stock: Stock) -> None:
        self.spelt = tuple(entry for entry in sys.path if entry)
        self._stock = stock
        self._root = str(root)
        # What a relative name leads to depends on the moment.
        self._places = tuple(map(os.path.abspath, self.spelt))
        self._view = _view()

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """Where they really lie; empty if the process sees another world now."""
        if _view() != self._view:
            return ()
        folders = map(self._stock.real, self._places)
        own = self._stock.real(self._root)
        return tuple(
            folder
            for folder in dict.fromkeys(folders)
            if not f"{own}/".startswith(folder.rstrip("/") + "/")
        )

    @cached_property
    def below(self) -> tuple[str, ...]:
        """The same, each with a slash."""
        return tuple(f"{folder}/" for folder in self.folders)


def _bases(name: str, *, any_open: bool) -> list[str]:
    """Return the directories that a relative name may be relative to."""
    bases = [os.getcwd()]  # noqa: PTH109 - once a call, and as text
    if any_open and not os.path.isabs(name):  # noqa: PTH117
        # The audit event of os.open() lacks `dir_fd`: any open directory may be meant.
        bases += filter(None, map(_directory, _descriptors()))
    return bases


def _descriptors() -> list[int]:
    try:
        return [int(name) for name in os.listdir(_FDS)]  # noqa: PTH208
    except OSError:
        return []


def _directory(descriptor: int) -> str | None:
    """Return the directory that is open as ``descriptor``."""
    try:
        target = os.readlink(f"{_FDS}/{descriptor}")  # noqa: PTH115
    except OSError:
        return None
    return target if os.path.isdir(target) else None  # noqa: PTH112


def _steps(path: str) -> list[str]:
    """Return ``path`` and its parents, the path itself first."""
    steps = [path]
    while (parent := os.path.dirname(path)) != path:  # noqa: PTH120
        steps.append(parent)
        path = parent
    return steps


def _identity(path: str) -> _Identity:
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return _NOTHING
    return status.st_dev, status.st_ino
