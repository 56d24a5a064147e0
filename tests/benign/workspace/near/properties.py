class Temperature:
    def __init__(self, celsius):
        self._celsius = celsius

    @property
    def celsius(self):
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError(value)
        self._celsius = value

    @celsius.deleter
    def celsius(self):
        del self._celsius

    fahrenheit = property(lambda self: self._celsius * 9 / 5 + 32)


async def run(context):
    t = Temperature(20)
    t.celsius += 1
    return t.celsius, t.fahrenheit
