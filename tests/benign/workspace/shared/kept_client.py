"""Objects that other files make at module level, or take from here, and that keep nothing."""

import functools
import time


class Directory:
    """Asks a service, and keeps what it learns in what it gives back."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._pages: dict[tuple[str, str], list[str]] = {}

    def page(self, org_id: str, name: str) -> list[str]:
        key = (org_id, name)
        if key not in self._pages:
            self._pages[key] = [f"{self.url}/{name}"]
        return self._pages[key]

    def pages(self, names: list[str]) -> list[str]:
        found = []
        for name in names:
            found.append(f"{self.url}/{name}")
        return found

    @classmethod
    def of_host(cls, host: str) -> "Directory":
        return cls(f"https://{host}")

    @staticmethod
    def tidy(name: str) -> str:
        return name.strip()


def retried(times: int):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            problems = []
            for _ in range(times):
                try:
                    return function(*args, **kwargs)
                except OSError as problem:
                    problems.append(problem)
                    time.sleep(0.1)
            raise problems[-1]

        return inner

    return wrap


ROLES = {"reader": 1, "owner": 2}


def roles() -> dict[str, int]:
    return ROLES


def defaults() -> dict[str, str]:
    return {"size": "10"}


directory = Directory.of_host("directory.example.com")
