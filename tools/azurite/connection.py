"""What a storage connection string says about the emulator: pure text, no network.

The connection string is the only setting that names Azurite's ports, so the emulator, the dev
host and the seed read them from here and cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

# Published by Microsoft for the emulator; the same for everybody and therefore no secret.
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
SHORTHAND = "UseDevelopmentStorage=true"
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Ports:
    """TCP ports of the three services on 127.0.0.1."""

    blob: int = 10000
    queue: int = 10001
    table: int = 10002

    def named(self) -> tuple[tuple[str, int], ...]:
        """Return (service name, port) pairs in start order."""
        return (("blob", self.blob), ("queue", self.queue), ("table", self.table))


def connection_string(ports: Ports, account: str = ACCOUNT, key: str = ACCOUNT_KEY) -> str:
    """Return the connection string that reaches an Azurite account on these ports."""
    endpoints = "".join(
        f"{service.capitalize()}Endpoint=http://127.0.0.1:{port}/{account};"
        for service, port in ports.named()
    )
    return f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={key};{endpoints}"


def parse(text: str) -> dict[str, str]:
    """Split a connection string into its fields, names in lower case.

    Raises:
        ValueError: a part is not `Name=value`; the message repeats no value, since it is a secret.
    """
    fields: dict[str, str] = {}
    for number, part in enumerate((part.strip() for part in text.split(";")), start=1):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals:
            raise ValueError(f"part {number} of the storage connection string is not Name=value")
        fields[name.strip().lower()] = value.strip()
    return fields


def _is_shorthand(fields: dict[str, str]) -> bool:
    return fields.get("usedevelopmentstorage", "").lower() == "true"


def is_emulator(text: str) -> bool:
    """Tell whether every endpoint of the connection string lies on this machine."""
    fields = parse(text)
    if _is_shorthand(fields):
        return True
    endpoints = [value for name, value in fields.items() if name.endswith("endpoint")]
    return bool(endpoints) and all(urlsplit(url).hostname in LOOPBACK_HOSTS for url in endpoints)


def emulator_ports(text: str) -> Ports | None:
    """Return the ports an emulator must listen on for this string; None if it is not the emulator.

    Services without an endpoint of their own keep their default port.
    """
    if not is_emulator(text):
        return None
    fields = parse(text)
    default = Ports()
    found = {
        service: urlsplit(fields[f"{service}endpoint"]).port or port
        if f"{service}endpoint" in fields
        else port
        for service, port in default.named()
    }
    return Ports(**found)


def expand(text: str) -> str:
    """Spell the `UseDevelopmentStorage=true` shorthand out; other strings are returned as given."""
    return connection_string(Ports()) if _is_shorthand(parse(text)) else text
