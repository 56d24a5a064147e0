"""Addresses in every notation, and the fields of format templates."""

from __future__ import annotations

import pytest

from tools.isolation.addresses import is_platform_address, is_platform_number
from tools.isolation.strings import format_fields


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254",
        "http://169.254.169.254/metadata",
        "http://user@169.254.169.254:80/",
        "//169.254.0.1/x",
        "http://2852039166/",
        "0xA9FEA9FE",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1%25eth0]/",
        "fd00:ec2::254",
        "http://metadata.google.internal/computeMetadata/v1/",
        "168.63.129.16",
    ],
)
def test_platform_addresses_are_known(text):
    assert is_platform_address(text)


@pytest.mark.parametrize(
    "text",
    ["10.0.0.1", "https://graph.microsoft.com", "1.2.3", "v1.0", "169.255.0.1", "metadata", ""],
)
def test_other_addresses_are_not(text):
    assert not is_platform_address(text)


def test_numbers():
    assert is_platform_number(0xA9FEA9FE)
    assert not is_platform_number(8080)
    assert not is_platform_number(2**40)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{0.a.b[c]}", [("0", ("a", "b"), ("c",))]),
        ("{}", [("", (), ())]),
        ("{x!r:>{width.z}}", [("x", (), ()), ("width", ("z",), ())]),
        ("plain {{x.y}}", []),
    ],
)
def test_format_fields(template, expected):
    fields = format_fields(template)
    assert fields is not None
    assert [(f.first, f.attributes, f.indexes) for f in fields] == expected


def test_a_malformed_template_has_no_fields():
    assert format_fields("{0.x") is None
