"""Which texts and numbers are certainly of no interest to the rules about them.

No regular expressions: importing them takes longer than the whole look at a file.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NUMBER = 0x1000000
"""Whole numbers below this are no address of the platform (RF602); see `interest.is_dull`."""

ADDRESS_NUMBERS = frozenset({0xA83F, 0xA9FE, 0xFEA9, 168, 169})
"""Whole numbers that begin an address of the platform: 168.63.129.16 and 169.254.*.*."""
DECODERS = frozenset(
    """a2b_base64 a2b_hex a85decode b16decode b32decode b64decode b85decode fromhex
    standard_b64decode unhexlify urlsafe_b64decode z85decode""".split()  # noqa: SIM905
)
"""Functions that make a text of one that does not show it."""
ADDRESS_PARTS = ("168", "169", "254", "961", "452", "a9fe", "a83f", "fe80", "fd00", "100.100",
                 *DECODERS)  # fmt: skip
"""Texts and names with one of these may be a part of an address, or put one together."""

# Each rule about texts asks for something that has one of these in it, once lower-case. A text is
# held between two zero characters, so that a beginning or an end can be asked for too.
_TELLING = (
    # RF305: names of internals
    "__", "\0f_", "\0tb_", "\0gi_", "\0cr_", "\0ag_", "\0co_", "\0func_", "\0im_",
    # RF403: the modes of pydantic models
    "from_attributes", "orm_mode",
    # RF402: where pydantic looks names up
    "_parent_", "_types_namespace",
    # RF602: arguments that reach the host, as keys of a dictionary
    "\0uds\0", "\0fileno\0", "\0closefd\0", "\0opener\0", "\0keylog_filename\0",
    "\0fromfile_prefix_chars\0",
    # RF602: paths and addresses of the host
    "file:", "/tmp", "\0.\0", "\0..\0", "../", "..\\", "engine/", "engine\\",  # noqa: S108
    "tools/", "tools\\", "\0engine\0", "\0tools\0",
    "proc/", "proc\\", "/proc", "\\proc", "local.settings", ".importlinter", ".ringfence",
    "function_app", "host.json", ".azure", ".ssh",
    # RF602: names of the metadata service
    "//metadata", "@metadata", "metadata.", "instance-data",
)  # fmt: skip
SPELLED = ("local.settings.json", "/proc/self/environ", "proc/self/environ")
"""RF602: names of the platform that texts of a file may spell, put one behind the other."""
_BEGINNINGS = frozenset(
    name[:end][::step] for name in SPELLED for end in range(2, len(name)) for step in (1, -1)
)
_NUMERIC = "0123456789abcdefx.:[]"


def are_plain(texts: Collection[str]) -> bool:
    """Say whether no rule about texts can find anything in any of ``texts``."""
    together = "\0" + "\0".join(texts).lower() + "\0"
    if not together.isascii() or any(word in together for word in _TELLING):
        return False
    if any(part in together for part in ADDRESS_PARTS):
        return False
    if not _BEGINNINGS.isdisjoint(together.split("\0")):
        return False
    if "{" in together and not all(map(_is_plain_template, texts)):
        return False
    return not any(map(_may_be_address, texts))


def _is_plain_template(text: str) -> bool:
    """RF305: a format field that reads an attribute whose name has an underscore."""
    return not ("{" in text and "_" in text and ("." in text or "[" in text))


def _may_be_address(text: str) -> bool:
    """RF602: whether the text, or its host, is made of the characters of numeric addresses."""
    if "//" not in text and text.lstrip()[:1].lower() not in _NUMERIC:
        return False
    text = text.strip().lower()
    _, slashes, rest = text.partition("//")
    if slashes:
        authority = " ".join(rest.partition("/")[0].split()[:1])
        if _is_numeric(authority) or _is_numeric(authority.partition("@")[2]):
            return True
    return _is_numeric(text.partition("/")[0])


def _is_numeric(host: str) -> bool:
    # All of the characters are stripped only if there is no other one.
    for end in "?#%":
        host = host.partition(end)[0]
    return any(
        len(part) > 5 and not part.strip(_NUMERIC)
        for part in (host, host.partition("]")[0], host.partition(":")[0])
    )
