"""Places, what they hold, and how it spreads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from tools.isolation.flow.things import DEFINITIONS, PASSIVE, Thing, lasting
from tools.isolation.values import TooEntangledError

MAX_STEPS = 600_000
"""Spreading steps for one file: seconds, and five times what the largest honest file needs."""

Action = Callable[[Thing], object]


class Way(Enum):
    """What a link does to the things that pass over it."""

    SAME = auto()
    LASTING = auto()
    """The target outlives the run, and so does what it holds."""
    DEFINITIONS = auto()
    """Only what no copy copies passes."""
    CONSTANTS = auto()
    """Only constants, and what may be worked out from them, passes."""


class Graph:
    """Places are numbers; each holds a growing set of things.

    Every thing has a bit of its own, so that a set of things is one integer and spreads in one
    step, however many things it holds.
    """

    def __init__(self) -> None:
        self._bits: dict[Thing, int] = {}
        self._things: list[Thing] = []
        self._definitions = 0
        self._mortal = 0
        self._lasting: dict[int, int] = {}
        self._passive = 0
        self._held: list[int] = []
        self._news: list[int] = []
        self._links: list[dict[tuple[int, Way], None]] = []
        self._actions: list[list[Action]] = []
        self._waiting: deque[int] = deque()
        self._steps = 0

    def new(self, *things: Thing) -> int:
        """Make a place that holds ``things``."""
        self._held.append(0)
        self._news.append(0)
        self._links.append({})
        self._actions.append([])
        place = len(self._held) - 1
        for thing in things:
            self.put(place, thing)
        return place

    def held(self, place: int) -> list[Thing]:
        """Return what a place holds; complete after `settle`."""
        return self._among(self._held[place])

    def put(self, place: int, thing: Thing) -> bool:
        """Add a thing to a place; False if it was there."""
        return self._add(place, self._bit(thing))

    def link(self, source: int, target: int, way: Way = Way.SAME) -> None:
        """Let everything that ``source`` ever holds reach ``target``."""
        key = (target, way)
        if key in self._links[source] or (source == target and way is Way.SAME):
            return
        self._links[source][key] = None
        self._pass(self._spread(source), target, way)

    def watch(self, place: int, action: Action) -> None:
        """Call ``action`` for everything but constants that ``place`` ever holds, once each."""
        self._actions[place].append(action)
        for thing in self._among(self._spread(place) & ~self._passive):
            action(thing)

    def settle(self) -> None:
        """Spread until nothing changes.

        Raises:
            TooEntangledError: that takes longer than any honest file.
        """
        waiting = self._waiting
        while waiting:
            place = waiting.popleft()
            news, self._news[place] = self._news[place], 0
            for target, way in tuple(self._links[place]):
                self._pass(news, target, way)
            if actions := tuple(self._actions[place]):
                for thing in self._among(news & ~self._passive):
                    for action in actions:
                        self._count()
                        action(thing)

    def _bit(self, thing: Thing) -> int:
        bit = self._bits.get(thing)
        if bit is None:
            bit = self._bits[thing] = 1 << len(self._things)
            self._things.append(thing)
            if thing.make in DEFINITIONS:
                self._definitions |= bit
            if lasting(thing) is not thing:
                self._mortal |= bit
            elif thing.make in PASSIVE:
                self._passive |= bit
        return bit

    def _among(self, bits: int) -> list[Thing]:
        """Return the things of a set, oldest first."""
        found = []
        while bits:
            lowest = bits & -bits
            found.append(self._things[lowest.bit_length() - 1])
            bits ^= lowest
        return found

    def _spread(self, place: int) -> int:
        """Return what has already left a place over its links."""
        return self._held[place] & ~self._news[place]

    def _add(self, place: int, bits: int) -> bool:
        more = bits & ~self._held[place]
        if more:
            if not self._news[place]:
                self._waiting.append(place)
            self._held[place] |= more
            self._news[place] |= more
        return more != 0

    def _pass(self, bits: int, target: int, way: Way) -> None:
        self._count()
        if way is Way.LASTING and bits & self._mortal:
            changed = bits & self._mortal
            bits ^= changed
            while changed:
                lowest = changed & -changed
                changed ^= lowest
                bits |= self._lasting.get(lowest) or self._outlive(lowest)
        elif way is Way.DEFINITIONS:
            bits &= self._definitions
        elif way is Way.CONSTANTS:
            bits &= self._passive
        self._add(target, bits)

    def _outlive(self, bit: int) -> int:
        """Return the bit of the same thing as one that lasts."""
        found = self._lasting[bit] = self._bit(lasting(self._things[bit.bit_length() - 1]))
        return found

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooEntangledError
