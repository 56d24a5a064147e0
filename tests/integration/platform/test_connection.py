"""What connection strings say about the emulator."""

from __future__ import annotations

import pytest

from tools.azurite.connection import (
    SHORTHAND,
    Ports,
    connection_string,
    emulator_ports,
    expand,
    is_emulator,
)

AZURE = (
    "DefaultEndpointsProtocol=https;AccountName=prod;AccountKey=c2VjcmV0;"
    "EndpointSuffix=core.windows.net"
)


def test_round_trip_of_ports() -> None:
    ports = Ports(1, 2, 3)
    assert emulator_ports(connection_string(ports)) == ports


def test_shorthand_means_the_default_ports() -> None:
    assert emulator_ports(SHORTHAND) == Ports()
    assert expand(SHORTHAND) == connection_string(Ports())


@pytest.mark.parametrize(
    "text",
    [
        AZURE,
        "TableEndpoint=https://prod.table.core.windows.net/;SharedAccessSignature=sv=1",
        # A local blob endpoint does not make a remote table service the emulator.
        "BlobEndpoint=http://127.0.0.1:1/a;TableEndpoint=https://prod.table.core.windows.net",
        "TableEndpoint=http://127.0.0.1.evil.example:10002/devstoreaccount1",
        "AccountName=devstoreaccount1;AccountKey=eA==",
        "",
    ],
)
def test_anything_remote_or_unnamed_is_not_the_emulator(text: str) -> None:
    assert not is_emulator(text)
    assert emulator_ports(text) is None
    assert expand(text) == text


def test_missing_endpoints_keep_their_default_port() -> None:
    text = "AccountName=a;AccountKey=eA==;TableEndpoint=http://localhost:7/a"
    assert emulator_ports(text) == Ports(table=7)


def test_bad_part_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="part 2 of the storage connection string") as error:
        is_emulator("AccountName=a;hunter2")
    assert "hunter2" not in str(error.value)
