"""What this module offers."""

__all__ = ["greet", "VERSION"]
__version__ = "1.2.0"
__author__ = "Service desk"
VERSION = tuple(int(part) for part in __version__.split("."))


def greet(name: str) -> str:
    return f"Hello {name}"


if __name__ == "__main__":
    print(greet("world"), __file__)
