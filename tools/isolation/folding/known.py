"""The functions and methods that are carried out while folding: they only make new values."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
import os.path
import posixpath
import re
import socket
import string
import struct
import urllib.parse
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any


class UnknownError(Exception):
    """Something is not written in the file, or what it gives may be large."""


MAX_SIZE = 2000
MAX_NUMBER = 2**130
"""Longer numbers are no addresses."""

_PLAIN_FIELD = re.compile(r"[^{}]*(\{\w*\}[^{}]*)*\Z")
TEXT_METHODS = frozenset(
    """capitalize casefold encode format format_map join lower lstrip partition removeprefix
    removesuffix replace rpartition rsplit rstrip split splitlines strip swapcase title translate
    upper decode hex""".split()  # noqa: SIM905
)
_PATH_METHODS = frozenset(
    """absolute as_posix expanduser joinpath relative_to resolve with_name with_stem
    with_suffix""".split()  # noqa: SIM905
)
_SAME_PATH = frozenset({"absolute", "expanduser", "resolve"})
PATH_PARTS = frozenset({"name", "parent", "parents", "parts", "stem", "suffix", "suffixes"})
_DICT_METHODS = frozenset({"items", "keys", "values", "get", "pop", "copy"})
_LIST_METHODS = frozenset({"copy", "index", "pop"})
BUILTINS: dict[str, Callable[..., Any]] = {
    "ascii": ascii, "bytes": bytes, "chr": chr, "dict": dict, "enumerate": enumerate, "hex": hex,
    "int": int, "bool": bool, "len": len, "list": list, "max": max, "min": min, "ord": ord,
    "reversed": reversed, "sorted": sorted, "str": str, "tuple": tuple, "zip": zip,
    "bytearray": bytes, "iter": list, "abs": abs, "sum": sum, "next": lambda items, *_: items[0],
}  # fmt: skip
_ITERATORS = (reversed, zip, enumerate)


def _path(*parts: Any) -> PurePosixPath:
    return PurePosixPath(*(os.fsdecode(part) for part in parts))


def _packed(form: str, *numbers: int) -> bytes:
    if len(form) > 20 or re.search(r"\d\d", form):
        raise UnknownError
    return struct.pack(form, *numbers)


def _address(value: Any) -> str:
    return str(ipaddress.ip_address(bytes(value) if isinstance(value, list) else value))


def _same(value: Any, *_: Any) -> Any:
    return value


MEMBERS: dict[str, Any] = {
    "os.curdir": ".", "os.pardir": "..", "os.sep": "/", "os.extsep": ".", "os.path.curdir": ".",
    "os.path.pardir": "..", "os.path.sep": "/", "os.path.extsep": ".", "posixpath.sep": "/",
    "str.maketrans": str.maketrans, "bytes.fromhex": bytes.fromhex, "int.to_bytes": int.to_bytes,
    "os.getcwd": lambda: ".", "os.path.join": posixpath.join, "posixpath.join": posixpath.join,
    "os.path.normpath": posixpath.normpath,
    "os.path.relpath": posixpath.relpath, "os.path.basename": posixpath.basename,
    "os.path.dirname": posixpath.dirname, "os.path.splitext": posixpath.splitext,
    "os.fspath": str, "os.fsdecode": os.fsdecode, "os.fsencode": os.fsencode,
    "os.path.abspath": _same, "os.path.realpath": _same, "typing.cast": lambda _, value: value,
    "operator.add": operator.add, "operator.concat": operator.add,
    "operator.getitem": operator.getitem, "operator.truediv": operator.truediv,
    "operator.neg": operator.neg, "base64.b64decode": base64.b64decode,
    "base64.urlsafe_b64decode": base64.urlsafe_b64decode, "base64.b32decode": base64.b32decode,
    "base64.b16decode": base64.b16decode, "binascii.unhexlify": binascii.unhexlify,
    "binascii.a2b_base64": binascii.a2b_base64, "urllib.parse.unquote": urllib.parse.unquote,
    "urllib.parse.quote": urllib.parse.quote, "urllib.parse.urljoin": urllib.parse.urljoin,
    "socket.inet_ntoa": socket.inet_ntoa, "socket.inet_aton": socket.inet_aton,
    "struct.pack": _packed, "ipaddress.ip_address": _address,
    "ipaddress.IPv4Address": _address, "ipaddress.IPv6Address": _address,
    "pathlib.Path": _path, "pathlib.PurePath": _path, "pathlib.PosixPath": _path,
    "pathlib.PurePosixPath": _path, "pathlib.Path.cwd": _path,
    **{f"string.{name}": getattr(string, name) for name in (
        "ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "printable",
        "punctuation")},
}  # fmt: skip
"""Dotted name -> the constant, or what the function does; the working directory is ``.``."""


def call_builtin(name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Carry out a builtin that makes texts, numbers or lists of what it gets."""
    first = arguments[0] if arguments else None
    if name in ("bytes", "bytearray") and isinstance(first, int):
        raise UnknownError
    if name in ("str", "ascii") and isinstance(first, list | dict):
        raise UnknownError
    if named.keys() - {"start", "strict", "encoding", "key", "reverse"} and name != "dict":
        raise UnknownError
    named.pop("key", None)
    found = BUILTINS[name](*arguments, **named)
    return list(found) if isinstance(found, _ITERATORS) else found


def call_method(base: Any, name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
    """Carry out a method of a text, path or container that leaves it as it is.

    Raises:
        UnknownError: it is not one of those, or its result may be large.
    """
    if isinstance(base, PurePosixPath):
        return _path_method(base, name, arguments)
    if isinstance(base, dict):
        if name not in _DICT_METHODS:
            raise UnknownError
        found = getattr(dict(base), name)(*arguments)
        return list(found) if name in ("items", "keys", "values") else found
    if isinstance(base, list):
        if name not in _LIST_METHODS:
            raise UnknownError
        return getattr(list(base), name)(*arguments)
    if type(base) is int and name == "to_bytes" and (arguments or [1])[0] <= 16:
        return base.to_bytes(*arguments, **named)
    if not isinstance(base, str | bytes) or name not in TEXT_METHODS:
        raise UnknownError
    if name in ("format", "format_map") and not _PLAIN_FIELD.match(str(base)):
        raise UnknownError
    if name == "replace" and len(base) * max(map(len, arguments[:2])) > 100_000:
        raise UnknownError
    if name == "join":
        arguments = [list(arguments[0])]
        if sum(len(item) + len(base) for item in arguments[0]) > MAX_SIZE:
            raise UnknownError
    return getattr(base, name)(*arguments, **named)


def _path_method(base: PurePosixPath, name: str, arguments: list[Any]) -> Any:
    if name not in _PATH_METHODS:
        raise UnknownError
    return base if name in _SAME_PATH else getattr(base, name)(*arguments)


def operate(operator_type: str, left: Any, right: Any) -> Any:
    """Carry out an operator between texts, lists, paths or numbers."""
    if operator_type == "Mod" and isinstance(left, str | bytes):
        if re.search(r"%[^%]*\d", left if isinstance(left, str) else left.decode("latin-1")):
            raise UnknownError
        return left % (tuple(right) if isinstance(right, list) else right)
    if operator_type == "Mult" and not (type(left) is type(right) is int):
        if type(right) is not int or not 0 <= right < 20:
            raise UnknownError
        return left * right
    if operator_type == "Add" and not (type(left) is type(right) is int):
        return left + right
    if operator_type == "Div" and (
        isinstance(left, PurePosixPath) or isinstance(right, PurePosixPath)
    ):
        return left / right
    if operator_type == "BitOr" and isinstance(left, dict):
        return left | right
    action = _NUMBERS.get(operator_type)
    if action is None or type(left) is not int or type(right) is not int:
        raise UnknownError
    if max(abs(left), abs(right)) > MAX_NUMBER or (operator_type == "LShift" and right > 128):
        raise UnknownError
    return action(left, right)


_NUMBERS: dict[str, Callable[[int, int], int]] = {
    "Add": operator.add, "BitAnd": operator.and_, "BitOr": operator.or_, "BitXor": operator.xor,
    "FloorDiv": operator.floordiv, "LShift": operator.lshift, "Mod": operator.mod,
    "Mult": operator.mul, "RShift": operator.rshift, "Sub": operator.sub,
}  # fmt: skip
