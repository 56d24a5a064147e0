import weakref


class Typed:
    def __init__(self, kind, default=None):
        self.kind = kind
        self.default = default

    def __set_name__(self, owner, name):
        self.name = name
        self.private = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, self.default)

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}, not {type(value).__name__}")
        instance.__dict__[self.name] = value


class Positive(Typed):
    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(self.name)
        super().__set__(instance, value)


class Plan:
    seats = Positive(int, 1)
    name = Typed(str, "")

    def __init__(self, name, seats):
        self.name = name
        self.seats = seats


class Node:
    def __init__(self, parent=None):
        self._parent = weakref.ref(parent) if parent is not None else None
        self.children = []

    @property
    def parent(self):
        return self._parent() if self._parent else None

    def add(self, child):
        child._parent = weakref.ref(self)
        self.children.append(child)
        return self
