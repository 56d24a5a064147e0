"""What is stored: JSON values, redaction, chunks and keys."""

from __future__ import annotations

import base64
import html
import json
import math
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from pydantic import BaseModel

from engine.shared.config_values import ConfigEntry, ConfigRow, read, resolve
from engine.shared.redaction import REDACTED, is_secret_name, redact, redact_text
from engine.shared.storage.chunks import (
    PROPERTY_CHARACTERS,
    ROW_CHARACTERS,
    overflow_key,
    pack,
    unpack,
)
from engine.shared.storage.keys import escape_key, newest_first
from engine.shared.values import NotJsonError, dump, to_json_value, to_json_value_or_note


class Colour(Enum):
    RED = "red"


class Model(BaseModel):
    at: date


@dataclass
class Point:
    x: int
    colour: Colour


def test_values_become_json_values():
    guid = UUID(int=1)
    value = {
        "point": Point(1, Colour.RED),
        Colour.RED: Model(at=date(2026, 1, 2)),
        3: (1, {2}),
        guid: [datetime(2026, 1, 2, tzinfo=UTC), guid, Decimal("1.50"), PurePosixPath("/a")],
    }
    assert to_json_value(value) == {
        "point": {"x": 1, "colour": "red"},
        "red": {"at": "2026-01-02"},
        "3": [1, [2]],
        str(guid): ["2026-01-02T00:00:00+00:00", str(guid), "1.50", "/a"],
    }


def test_text_that_no_encoder_takes_is_still_json():
    assert dump(to_json_value("\ud800é")) == '"\\ud800\\u00e9"'


def test_values_that_are_not_json_become_a_note_on_request():
    class Trap(BaseModel):
        def model_dump(self, **_):
            raise RuntimeError("trap")

    with pytest.raises(NotJsonError, match="bool"):
        to_json_value({True: 1})
    assert to_json_value_or_note({"a": {1: object()}}) == (
        "<not JSON: value['a'][1] is a object, which has no JSON form>"
    )
    assert to_json_value_or_note(Trap()) == "<not JSON: RuntimeError>"


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "userPassword",
        "new_password",
        "PASSWORD",
        "userpassword",
        "client_secret",
        "clientSecret",
        "apiKey",
        "api-key",
        "API_KEY",
        "accessToken",
        "token",
        "refresh_token",
        "Authorization",
        "connectionString",
        "x-functions-key",
        "privateKey",
        "sas",
        "cookie",
    ],
)
def test_secret_names(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["secretary", "key", "keyboard", "author", "tokenize", "passenger", "sassy", "name"]
)
def test_harmless_names(name):
    assert not is_secret_name(name)


def test_redaction_by_name_keeps_the_shape():
    value = {
        "user": "bo",
        "password": "hunter2",
        "nested": [{"token": 5, "tokens": ["a"]}],
        "hasPassword": True,
        "secret": None,
    }
    assert redact(value) == {
        "user": "bo",
        "password": REDACTED,
        "nested": [{"token": REDACTED, "tokens": REDACTED}],
        "hasPassword": True,
        "secret": None,
    }
    assert value["password"] == "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdefghijkl",
        "got eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl back",
        "AccountName=a;AccountKey=abcdefghijkl==;x",
        "https://x/?sv=1&sig=abcdefghijkl&se=2",
        "-----BEGIN RSA PRIVATE KEY-----\nabcdefghijkl\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nabcdefghijkl",
    ],
)
def test_redaction_by_shape(text):
    cleaned = redact_text(text)
    assert REDACTED in cleaned
    assert "abcdefghijkl" not in cleaned
    assert "c2lnbmF0dXJl" not in cleaned


KNOWN = 'hunter2-long/secret+x&"\u00e9'


@pytest.mark.parametrize(
    "text",
    [
        KNOWN,
        base64.b64encode(KNOWN.encode()).decode(),
        base64.b64encode(f"user:{KNOWN}".encode()).decode(),
        base64.urlsafe_b64encode(f"us:{KNOWN}tail".encode()).decode(),
        base64.b64encode(f"u:{KNOWN}".encode()).decode(),
        quote(KNOWN, safe=""),
        f"https://x.example/?{urlencode({'a': KNOWN})}",
        json.dumps({"a": [KNOWN]}),
        json.dumps(json.dumps({"a": KNOWN})),
        repr({"a": KNOWN}),
        html.escape(KNOWN),
        KNOWN.encode().hex(),
        KNOWN.encode().hex().upper(),
    ],
)
def test_known_secrets_in_other_forms(text):
    cleaned = redact_text(f"before {text} after", [KNOWN])
    assert cleaned.startswith("before ")
    assert cleaned.endswith(" after")
    assert REDACTED in cleaned
    inside = base64.b64encode(KNOWN.encode()).decode()[8:20]
    assert not [part for part in ("hunter2", "secret", inside) if part in cleaned]


def test_the_lines_of_a_known_secret():
    lines = ["-----BEGIN KEY-----", "A" * 64, "B" * 64]
    secret = "\n".join(lines)
    assert redact([secret, "A" * 64, f"  {'B' * 64}\n"], [secret]) == [
        REDACTED,
        REDACTED,
        f"  {REDACTED}\n",
    ]


@pytest.mark.parametrize(
    "text",
    [
        'answer: {"password": "abcdefghijkl", "user": "bo"}',
        json.dumps({"body": json.dumps({"data": json.dumps({"apiKey": "abcdefghijkl"})})}),
        "{'client_secret': 'abcdefghijkl'}",
        "POST https://x.example/api/w?a=1&code=abcdefghijkl&b=2",
        "postgres://bo:abcdefghijkl@db.example/x",
        "rfk_0123456789abcdef_" + "abcdefghijkl" * 3 + "1234567",
        "access_token=abcdefghijkl",
    ],
)
def test_redaction_inside_of_texts(text):
    cleaned = redact_text(text)
    assert REDACTED in cleaned
    assert "abcdefghijkl" not in cleaned


@pytest.mark.parametrize(
    "text",
    [
        '{"user": "bo", "at": "12:30"}',
        "exit code=40400000",
        "https://x.example:80/a@b",
        "it's: 'x'",
    ],
)
def test_what_is_not_secret_stays(text):
    assert redact_text(text) == text


class Evasive(str):
    """A text that answers for itself what is in it."""

    __slots__ = ()

    def replace(self, *_):
        return self

    def lower(self):
        return ""

    def __contains__(self, _):
        return False

    def __str__(self):
        return self


def test_a_subclass_of_str_is_no_way_past_it():
    value = to_json_value({Evasive("is hunter2-long"): [Evasive("hunter2-long")]})
    assert [type(key) for key in value] == [str]
    assert redact(value, ["hunter2-long"]) == {f"is {REDACTED}": [REDACTED]}
    assert redact_text(Evasive("hunter2-long"), ["hunter2-long"]) == REDACTED


def test_long_texts_are_redacted_in_time():
    for piece in ('"a":"', "'", "://a:", "\\", '"password":"'):
        started = time.monotonic()
        redact_text(piece * (300_000 // len(piece)))
        assert time.monotonic() - started < 5, piece


def test_a_number_that_changes_while_it_is_looked_at():
    class Odd(float):
        def __float__(self):
            return math.nan

    with pytest.raises(NotJsonError, match="nan"):
        to_json_value(Odd(1.0))


def test_redaction_of_known_secrets_everywhere():
    value = {"a": "is hunter2!", "hunter2": ["hunter2-long"], "b": "abc"}
    assert redact(value, {"hunter2", "hunter2-long", "abc"}) == {
        "a": f"is {REDACTED}!",
        REDACTED: [REDACTED],
        "b": "abc",
    }


def test_short_texts_stay_one_property():
    packed = pack({"Result": "x", "Logs": "y" * PROPERTY_CHARACTERS})
    assert packed.properties == {"Result": "x", "Logs": "y" * PROPERTY_CHARACTERS}
    assert packed.overflow == {}
    assert unpack("Result", packed.properties) == "x"
    assert unpack("Absent", packed.properties) is None


def test_long_texts_are_spread_over_properties_and_not_cut():
    text = "".join(f"{n:07d}" for n in range(20_000))
    packed = pack({"Result": text})
    assert packed.properties["ResultChunks"] == 5
    assert all(len(str(v)) <= PROPERTY_CHARACTERS for v in packed.properties.values())
    assert unpack("Result", packed.properties) == text


def test_huge_texts_go_to_further_rows_and_small_ones_stay():
    text = "x" * (2 * ROW_CHARACTERS + 1)
    packed = pack({"Result": text, "Input": "{}"})
    assert packed.properties == {"Input": "{}", "ResultRows": 3}
    assert list(packed.overflow) == ["Result_0000", "Result_0001", "Result_0002"]
    assert "".join(unpack("Part", row) for row in packed.overflow.values()) == text


def test_parts_sort_after_every_record():
    key = newest_first(datetime.now(UTC), "id")
    assert overflow_key(key, "Result_0000") > "9" * 13 + "_zzzz"


def test_keys_of_safe_texts_are_the_texts():
    for text in ("org-contoso", "alex@contoso.example", "config:a b", "O'Neill", "é"):
        assert escape_key(text) == text


def test_keys_are_storable_and_never_shared():
    texts = ["a/b", "a\\b", "a#b", "a?b", "a%b", "a~002fb", "a\nb", "a\x80b", "a\ud800b", "a~b"]
    keys = [escape_key(text) for text in texts]
    assert len(set(keys)) == len(texts)
    assert not any(set(key) & set("/\\#?%\n\x80\ud800") for key in keys)


@pytest.mark.parametrize("text", ["", "x" * 513, "/" * 103])
def test_keys_that_storage_would_refuse(text):
    with pytest.raises(ValueError, match="1 to 512 characters"):
        escape_key(text)


def test_newest_first():
    early = newest_first(datetime(2026, 1, 1, tzinfo=UTC), "b")
    late = newest_first(datetime(2026, 1, 2, tzinfo=UTC), "a")
    assert late < early
    assert early == f"{9999999999999 - 1767225600000:013d}_b"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", " x ", " x "),
        ("int", "5", 5),
        ("bool", "True", True),
        ("bool", "0", False),
        ("json", '{"a": [1]}', {"a": [1]}),
    ],
)
def test_config_rows_are_typed(kind, text, value):
    assert read(ConfigRow("k", text, kind)) == ConfigEntry(value)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("int", "x", "not of its type, int"),
        ("bool", "maybe", "not of its type, bool"),
        ("json", "{", "not of its type, json"),
        ("json", "[" * 100_000, "not of its type, json"),
        ("secret_ref", "name", r"await context.get_secret\('k'\)"),
        ("list", "x", "its type is 'list'; known types: string, int"),
    ],
)
def test_malformed_config_rows_become_problems(kind, text, problem):
    entry = read(ConfigRow("k", text, kind))
    assert entry.value is None
    with pytest.raises(AssertionError, match=problem):
        raise AssertionError(entry.problem)


def test_the_organizations_value_wins():
    rows = [ConfigRow("a", "1", "int"), ConfigRow("b", "1", "int")]
    entries = resolve(rows, [ConfigRow("b", "2", "int"), ConfigRow("c", "3", "int")])
    assert {key: entry.value for key, entry in entries.items()} == {"a": 1, "b": 2, "c": 3}


def test_dump_is_strict_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(float("nan"))
    assert json.loads(dump({"a": 1})) == {"a": 1}
