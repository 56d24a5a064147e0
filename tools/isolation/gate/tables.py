"""What a first look needs to know of the rule set: as one text, since reading that takes no time.

`making` writes it from the rules, the policy and the catalogue; the answer to a change reads it
from the cache. Both look with the same tables, so they cannot disagree.
"""

from __future__ import annotations

import sys

_FIELDS = 10


class Entry:
    """What the catalogue says of one module, package or type, without its reasons."""

    __slots__ = ("allow", "deny", "flags", "returns", "warn")

    def __init__(self, line: str) -> None:
        _, self.flags, allow, deny, warn, returns = line.split("|")
        self.allow = frozenset(allow.split())
        self.deny = frozenset(deny.split())
        self.warn = frozenset(warn.split())
        self.returns = frozenset(returns.split())


class Tables:
    """The rule set as a first look sees it.

    Attributes:
        text: all of it, as `making` wrote it.
        watched: attribute names that some rule asks for on any object.
        mutators: methods that change their object.
        dull: builtins whose bare name no rule asks about.
        special: dotted names that some rule has in its code; its prefixes end with a dot.
        packages: third-party packages that may be imported.
        roots: the packages whose imports of each other the contracts are about.
        reread: words of files whose tree is not the one that Python makes (`plain_calls`).
        door: module -> the names that may be taken from it.
    """

    __slots__ = (
        "_entries", "_known", "door", "dull", "mutators", "packages", "prefixes", "reread", "roots",
        "special", "text", "watched",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        """Read a text of `making`.

        Raises:
            ValueError: it is no such text.
        """
        fields = text.split("\n\n")
        if len(fields) != _FIELDS:
            raise ValueError("not the tables of a first look")
        self.text = text
        (
            self.watched, self.mutators, self.dull, self.special, self.packages, self.roots
        ) = (frozenset(field.split()) for field in fields[:6])  # fmt: skip
        self.prefixes = tuple(fields[6].split())
        self.reread = tuple(word.encode("ascii") for word in fields[7].split())
        self.door = {
            line.partition("|")[0]: frozenset(line.partition("|")[2].split())
            for line in fields[8].splitlines()
        }
        self._entries = {line.partition("|")[0]: line for line in fields[9].splitlines()}
        self._known: dict[str, Entry | None] = {}

    def entry(self, name: str) -> Entry | None:
        """Return the catalogue's entry of this name, or None."""
        if name not in self._known:
            line = self._entries.get(name)
            self._known[name] = Entry(line) if line is not None else None
        return self._known[name]

    def is_special(self, dotted: str) -> bool:
        """Say whether some rule or the catalogue knows more of an imported thing."""
        return dotted in self.special or dotted.startswith(self.prefixes) or dotted in self._entries

    def is_catalogued(self, dotted: str) -> bool:
        """Say whether the catalogue has an entry of this name."""
        return dotted in self._entries

    def is_stdlib(self, name: str) -> bool:
        """Say whether a dotted module name belongs to the standard library."""
        return name.partition(".")[0] in sys.stdlib_module_names

    def is_module(self, name: str) -> bool:
        """Say whether ``name`` is a module with an entry of its own."""
        entry = self.entry(name)
        return entry is not None and "t" not in entry.flags

    def denies_module(self, name: str) -> bool:
        """Say whether a module may not be imported."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            entry = self.entry(".".join(parts[:end]))
            if entry is not None and (
                "d" in entry.flags or (end < len(parts) and parts[end] in entry.deny)
            ):
                return True
        if parts[0] not in sys.stdlib_module_names or parts[0] == "__future__":
            return False
        return parts[0].startswith("_") or name not in self._entries

    def minds_member(self, owner: str, member: str) -> bool:
        """Say whether a member may not be used, or not without a warning.

        What a package denies may be found in its modules too.
        """
        entry = self.entry(owner)
        if entry is not None:
            if member in entry.deny or member in entry.warn:
                return True
            if member in entry.allow or "p" not in entry.flags:
                return member not in entry.allow
        outer = owner.rpartition(".")[0]
        while outer:
            entry = self.entry(outer)
            if entry is not None and "p" in entry.flags and member in entry.deny:
                return True
            outer = outer.rpartition(".")[0]
        return False

    def gives_type(self, dotted: str) -> bool:
        """Say whether a call of ``dotted`` gives an instance of a type of the catalogue."""
        entry = self.entry(dotted)
        if entry is not None and "t" in entry.flags:
            return True
        module, _, name = dotted.rpartition(".")
        owner = self.entry(module)
        return owner is not None and name in owner.returns
