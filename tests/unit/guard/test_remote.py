"""Addresses that mean the same repository."""

from __future__ import annotations

import pytest

from tools.guard.remote import same_address

CANONICAL = "https://github.com/ringfence/ringfence.git"


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ringfence/ringfence",
        "https://token@github.com/Ringfence/ringfence.git/",
        "git@github.com:ringfence/ringfence.git",
        "ssh://git@github.com/ringfence/ringfence.git",
    ],
)
def test_the_same(address: str) -> None:
    assert same_address(address, CANONICAL)


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/msp/ringfence.git",
        "https://github.com.evil.example/ringfence/ringfence.git",
        "https://evil.example/github.com/ringfence/ringfence.git",
        "https://evil.example/@github.com/ringfence/ringfence.git",
        "/srv/github.com/ringfence/ringfence.git",
    ],
)
def test_another(address: str) -> None:
    assert not same_address(address, CANONICAL)
