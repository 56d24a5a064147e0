"""What honest code asks of errors, classes and its own special names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    key: str
    label: str = ""

    def __post_init__(self):
        object.__setattr__(self, "label", self.label or self.key.title())


class Service:
    def __collect_all__(self, regions):
        return [region.upper() for region in regions]

    def run(self, regions):
        try:
            return self.__collect_all__(regions)
        except AttributeError as error:
            return f"{error.__class__.__name__}[{error.__traceback__.tb_lineno}]: {error}"


def same_kind(first, second):
    return first.__class__ is second.__class__
