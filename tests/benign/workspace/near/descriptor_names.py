class Setting:
    """Reads `self._values[name]`, whatever the attribute is called."""

    def __set_name__(self, owner, name):
        self._name = name

    def __get__(self, obj, kind=None):
        return self if obj is None else obj._values.get(self._name)

    def __set__(self, obj, value):
        obj._values[self._name] = value


class lazy:
    def __init__(self, func):
        self.func = func
        self.__doc__ = func.__doc__

    def __get__(self, obj, kind=None):
        if obj is None:
            return self
        value = obj.__dict__[self.func.__name__] = self.func(obj)
        return value


class Config:
    url = Setting()
    key = Setting()

    def __init__(self, **values):
        self._values = values

    @lazy
    def host(self):
        return self.url.split("/")[2]
