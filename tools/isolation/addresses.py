"""Reads host addresses in every notation that resolvers accept."""

from __future__ import annotations

import ipaddress
import re

METADATA_NAMES = frozenset(
    {
        "metadata.google.internal",
        "metadata.goog",
        "metadata",
        "instance-data",
        "metadata.azure.internal",
    }
)
# Azure's platform address (wire server) is public by number, but answers on the host only.
_PLATFORM = frozenset(
    {ipaddress.ip_address("168.63.129.16"), ipaddress.ip_address("100.100.100.200")}
)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@\s]*@)?(\[[^\]]+\]|[^/:?#\s]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"%([2-7][0-9a-fA-F])")
_FULL_STOPS = {0x3002: ".", 0xFF0E: ".", 0xFF61: "."}
# Services that answer for every address that is written in the name.
_NAMED_ADDRESSES = (".nip.io", ".sslip.io", ".xip.io")
_BARE = re.compile(r"[0-9a-fA-Fx.]{7,}|[0-9a-fA-F:.\[\]]{6,}")


def is_platform_address(text: str) -> bool:
    """Say whether ``text`` is, or is a URL of, a link-local or platform metadata address."""
    # Escapes are resolved in a host's name as well, and IDNA takes other full stops for dots.
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).translate(_FULL_STOPS)
    host_match = _HOST.match(text.strip())
    host = host_match[1] if host_match else text.strip().partition("/")[0].partition(":")[0]
    if host.lower().rstrip(".") in METADATA_NAMES and (host_match or "." in host):
        return True
    if host.lower().rstrip(".").endswith(_NAMED_ADDRESSES):
        return True
    candidates = {host, text.strip().partition("/")[0]}
    return any(_is_local(candidate) for candidate in candidates)


def is_platform_number(number: int) -> bool:
    """Say whether an integer is such an address in its 32-bit form."""
    return 0 < number < 2**32 and _judge(ipaddress.IPv4Address(number))


def _is_local(host: str) -> bool:
    host = host.strip("[]").partition("%")[0]
    if not _BARE.fullmatch(host) and not host.isdigit():
        return False
    address = _parse(host)
    return address is not None and _judge(address)


def _judge(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _embedded(address)
        if inner is not None:
            return _judge(inner)
        if address in _AWS_V6:
            return True
    return address.is_link_local or address in _PLATFORM


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address inside of ``::169.254.169.254`` and ``64:ff9b::169.254.169.254``."""
    head, tail = divmod(int(address), 2**32)
    return ipaddress.IPv4Address(tail) if head in (0, 0x64FF9B << 64) and tail > 1 else None


_AWS_V6 = ipaddress.ip_network("fd00:ec2::/32")


def _parse(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return _parse_loose(host)


def _parse_loose(host: str) -> ipaddress.IPv4Address | None:
    """Read what ``inet_aton`` reads: one to four parts, decimal, octal or hexadecimal."""
    parts = host.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4:
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *heads, last = numbers
    if any(number > 255 for number in heads) or last >= 256 ** (5 - len(parts)):
        return None
    value = last
    for index, number in enumerate(heads):
        value += number << (8 * (3 - index))
    return ipaddress.IPv4Address(value)


def _number(part: str) -> int:
    if part.lower().startswith("0x"):
        return int(part, 16)
    if part.startswith("0") and len(part) > 1:
        return int(part, 8)
    return int(part, 10)
