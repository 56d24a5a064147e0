class Base:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"

    def __eq__(self, other):
        return isinstance(other, Base) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


class Child(Base):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def __repr__(self):
        return super().__repr__()[:-1] + f", {self.age})"


class Old(Base):
    def __init__(self, name):
        super(Old, self).__init__(name)
        Base.__init__(self, name)
