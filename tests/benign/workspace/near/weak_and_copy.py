import copy
import weakref


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.children = []
        self._parent = weakref.ref(parent) if parent else None

    @property
    def parent(self):
        return self._parent() if self._parent else None


async def run(context):
    root = Node(1)
    child = Node(2, root)
    twin = copy.copy(child)
    return copy.deepcopy({"a": [1]}), twin.value, child.parent is root
