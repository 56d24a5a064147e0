"""Places, what they hold, and how it spreads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from enum import Enum, auto

from tools.isolation.flow.things import DEFINITIONS, Thing, lasting
from tools.isolation.values import TooEntangledError

MAX_STEPS = 300_000
"""Spreading steps for one file: about a second, and a hundred times what most files need."""

Action = Callable[[Thing], None]


class Way(Enum):
    """What a link does to the things that pass over it."""

    SAME = auto()
    LASTING = auto()
    """The target outlives the run, and so does what it holds."""
    DEFINITIONS = auto()
    """Only what no copy copies passes."""


class Graph:
    """Places are numbers; each holds a growing set of things."""

    def __init__(self) -> None:
        self._things: list[set[Thing]] = []
        self._spread: list[list[Thing]] = []
        self._links: list[dict[tuple[int, Way], None]] = []
        self._actions: list[list[Action]] = []
        self._news: deque[tuple[int, Thing]] = deque()
        self._steps = 0

    def new(self, *things: Thing) -> int:
        """Make a place that holds ``things``."""
        self._things.append(set())
        self._spread.append([])
        self._links.append({})
        self._actions.append([])
        place = len(self._things) - 1
        for thing in things:
            self.put(place, thing)
        return place

    def held(self, place: int) -> set[Thing]:
        """Return what a place holds; complete after `settle`."""
        return self._things[place]

    def put(self, place: int, thing: Thing) -> None:
        """Add a thing to a place."""
        held = self._things[place]
        if thing not in held:
            held.add(thing)
            self._news.append((place, thing))

    def link(self, source: int, target: int, way: Way = Way.SAME) -> None:
        """Let everything that ``source`` ever holds reach ``target``."""
        key = (target, way)
        if key in self._links[source] or (source == target and way is Way.SAME):
            return
        self._links[source][key] = None
        for thing in self._spread[source]:
            self._pass(thing, target, way)

    def watch(self, place: int, action: Action) -> None:
        """Call ``action`` for everything that ``place`` ever holds, once each."""
        self._actions[place].append(action)
        for thing in tuple(self._spread[place]):
            action(thing)

    def settle(self) -> None:
        """Spread until nothing changes.

        Raises:
            TooEntangledError: that takes longer than any honest file.
        """
        news = self._news
        while news:
            place, thing = news.popleft()
            self._spread[place].append(thing)
            for target, way in tuple(self._links[place]):
                self._pass(thing, target, way)
            for action in tuple(self._actions[place]):
                self._count()
                action(thing)

    def _pass(self, thing: Thing, target: int, way: Way) -> None:
        self._count()
        if way is Way.LASTING:
            thing = lasting(thing)
        elif way is Way.DEFINITIONS and thing.make not in DEFINITIONS:
            return
        self.put(target, thing)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooEntangledError
