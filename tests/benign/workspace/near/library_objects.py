"""Library objects that the module only reads, and ones that a function makes for itself."""

import argparse
import asyncio
import configparser
import copy
import difflib
import io
import re
import struct
import xml.etree.ElementTree as ET
from contextvars import ContextVar
from email.message import EmailMessage
from enum import Enum
from html.parser import HTMLParser
from http.cookies import SimpleCookie

DEFAULTS = configparser.ConfigParser()
DEFAULTS.read_dict({"mail": {"size": "10"}})
HEADER = struct.Struct(">IH")
PARSER = argparse.ArgumentParser()
PARSER.add_argument("--size", type=int)
PARSER.set_defaults(size=10)
PATTERN = re.compile(r"\w+")
RUN: ContextVar[str] = ContextVar("run")
TEMPLATE = ET.fromstring("<mail><subject/></mail>")
MISSING = ValueError("missing")


class Size(Enum):
    SMALL = "s"

    def __init__(self, code):
        self.label = code.upper()


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)


def message(text: str) -> str:
    mail = EmailMessage()
    mail.add_header("X-Run", RUN.get("none"))
    mail.set_content(text)
    parser = Text()
    parser.feed(mail.as_string())
    return "".join(parser.parts)


def element(subject: str) -> str:
    root = ET.Element(TEMPLATE.tag)
    ET.SubElement(root, "subject", size=DEFAULTS.get("mail", "size")).text = subject
    root.set("label", Size.SMALL.label)
    return ET.tostring(root, encoding="unicode")


def packed(number: int) -> bytes:
    buffer = bytearray(HEADER.size)
    HEADER.pack_into(buffer, 0, number, 1)
    view = memoryview(buffer)
    view[:2] = b"ab"
    io.BytesIO(b"c").readinto(buffer)
    return bytes(buffer)


async def run(context):
    RUN.set(context.execution_id)
    done = asyncio.get_running_loop().create_future()
    done.set_result(message("hello"))
    cookies = SimpleCookie()
    cookies.load("a=b")
    matcher = difflib.SequenceMatcher()
    matcher.set_seqs("abc", "abd")
    if not PATTERN.match("x"):
        raise MISSING
    try:
        return await done, element("x"), packed(7), matcher.ratio(), PARSER.parse_args([]).size
    except ValueError as error:
        raise RuntimeError("mail") from error


class Draft:
    def __init__(self):
        self.rows = []


EMPTY = Draft()


def filled(rows):
    draft = copy.deepcopy(EMPTY)
    draft.rows.extend(rows)
    other = copy.copy(EMPTY)
    other.rows = list(rows)
    return draft, other
