"""Only what `ringfence approve` writes is an approval."""

from __future__ import annotations

import pytest

from tools.guard.approvals import parse

GOOD = (
    "ringfence approval 1\n"
    f"from {'a' * 64}\n"
    f"to {'b' * 64}\n"
    "signer kim@msp.example\n"
    "date 2026-01-02T03:04:05Z\n"
    f"nonce {'c' * 32}\n"
    "-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n"
)


def test_the_form() -> None:
    approval = parse(GOOD.encode())
    assert (approval.old, approval.new) == ("a" * 64, "b" * 64)
    assert approval.signer == "kim@msp.example"
    assert approval.payload + approval.signature == GOOD.encode()
    assert len(approval.name) == 32 + len(".approval")


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD + "\n",
        GOOD + GOOD,
        "\n" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("approval 1", "approval 2"),
        GOOD.replace("kim@", "-O verify"),
        GOOD.replace("kim@msp.example", "*"),
        GOOD.replace("kim@msp.example", "kim,lee"),
        GOOD.replace("a" * 64, "A" * 64),
        GOOD.replace("kim", "k\u0131m"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"form|ascii"):
        parse(text.encode())
