from abc import ABC, abstractmethod


class Connector(ABC):
    name: str = "abstract"

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    async def fetch(self, path: str) -> dict: ...

    def describe(self) -> str:
        return f"{self.name} at {self.url}"


class Dummy(Connector):
    name = "dummy"

    @property
    def url(self) -> str:
        return "https://dummy.example"

    async def fetch(self, path: str) -> dict:
        return {"path": path}


async def run(context):
    connector: Connector = Dummy()
    return connector.describe(), await connector.fetch("/x"), isinstance(connector, Connector)
