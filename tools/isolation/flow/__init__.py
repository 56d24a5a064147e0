"""Which objects reach which expression: the way of an object through names, containers and calls.

One analysis per file, flow-insensitive and inclusion-based in the manner of L. O. Andersen (Program
Analysis and Specialization for the C Programming Language, 1994, chapter 4): an assignment can only
add to what a place may hold, and the least solution is looked for. Whatever disguise an object
takes (an alias, a container, a closure, ``partial``, a decorator, a pattern), it arrives.
"""

from tools.isolation.flow.flow import Flow
from tools.isolation.flow.things import Make, Thing

__all__ = ["Flow", "Make", "Thing"]
