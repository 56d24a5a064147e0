"""What workspace code prints and logs, on its way to the process's log."""

from __future__ import annotations

import asyncio
import base64
import contextvars
import io
import json
import logging
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from engine.sdk import build_test_context
from engine.shared import handed_out, process_output
from engine.shared.handed_out import RecentSecrets, enter_execution, hand_out, hidden
from engine.shared.process_output import RedactedStream, redacted

SECRET = 'tOp+s3cret/"value" of the CRM'
PLAIN = "hidden-by-its-value-1"
LINES = "first\nsecond part\nthird"


def inside(*secrets):
    """Return a context of an execution with these secrets, in which the process knows no others."""
    context = contextvars.copy_context()
    context.run(enter_execution, set(secrets))
    return context


@pytest.fixture
def recent(monkeypatch):
    """A memory of its own."""
    memory = RecentSecrets()
    monkeypatch.setattr(handed_out, "_recent", memory)
    return memory


@pytest.fixture
def stream(recent):
    return RedactedStream(io.StringIO())


def written(stream):
    return stream.getvalue()


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        repr(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        SECRET.encode().hex(),
        base64.b64encode(b"user:" + SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_redacted_in_each_of_its_forms(stream, recent, form):
    inside(SECRET).run(print, "the value:", form, "-", file=stream)
    recent.add(SECRET)
    print("the value:", form, "-", file=stream)
    for line in written(stream).splitlines():
        assert line.startswith("the value: ")
        assert line.endswith(" -")
        assert "[redacted]" in line
        assert form not in line


def test_secrets_in_several_writes(stream):
    context = inside(PLAIN, LINES)

    def work():
        print("a", PLAIN, sep="", file=stream)
        for letter in f"b {PLAIN}\n":
            stream.write(letter)
        stream.writelines(["c ", PLAIN[:7], PLAIN[7:], "\nd ", PLAIN, "\n"])
        print(LINES, file=stream)
        print("e", LINES, "f", LINES, sep="|", file=stream)

    context.run(work)
    assert written(stream) == (
        "a[redacted]\nb [redacted]\nc [redacted]\nd [redacted]\n[redacted]\n"
        "e|[redacted]|f|[redacted]\n"
    )


def test_secrets_of_several_lines_in_several_writes(stream, recent):
    recent.add(LINES)

    def work():
        for line in LINES.splitlines():
            print(line, file=stream)
        print("first\nother", file=stream)
        print("first", file=stream)
        print("end", file=stream)

    inside(LINES).run(work)
    work()
    assert written(stream) == "[redacted]\nfirst\nother\nfirst\nend\n" * 2


KINDS = ["first\nsecond", "a\nb\nc\nd\ne\nf\n", "tok-0123456789abcdef", "a" * 20, "hunter2!"]
OTHERS = ["x ", " | ", "\n", "text\n", "begin", "\n\n"]


@pytest.mark.parametrize("seed", range(60))
def test_however_the_writes_are_cut(stream, recent, seed):
    chance = random.Random(seed)
    own = set(chance.sample(KINDS, 3))
    pieces = []
    for _ in range(40):
        text = chance.choice([*own, *OTHERS, *OTHERS])
        cut = chance.randrange(len(text) + 1)
        pieces += [text[:cut], text[cut:]]

    def work():
        for piece in pieces:
            stream.write(piece)
        stream.flush()

    if seed % 2:
        inside(*own).run(work)
    else:
        for secret in own:
            recent.add(secret)
        work()
    assert not [secret for secret in own if secret in written(stream)]
    assert written(stream).count("text\n") == "".join(pieces).count("text\n")


def test_short_secrets_are_redacted_in_their_own_execution_only(stream, recent):
    recent.add("info")
    context = inside("info", "abc", "")
    context.run(print, "info abc", file=stream)
    print("info abc", file=stream)
    assert written(stream) == "[redacted] abc\ninfo abc\n"


def test_one_organizations_secret_is_not_looked_for_in_anothers_lines(stream, recent):
    recent.add(PLAIN)
    inside("another-secret-value").run(print, PLAIN, "another-secret-value", file=stream)
    assert written(stream) == f"{PLAIN} [redacted]\n"


def test_a_secret_that_is_read_in_the_middle_of_a_line(stream):
    secrets = set()
    context = contextvars.copy_context()
    context.run(enter_execution, secrets)
    context.run(stream.write, "begun ")
    assert written(stream) == "begun "
    secrets.add(PLAIN)
    context.run(stream.write, f"and {PLAIN}\n")
    assert written(stream) == "begun and [redacted]\n"


def test_what_is_held_back_comes_with_a_flush_or_the_end_of_its_thread(stream):
    context = inside(PLAIN)
    context.run(stream.write, f"no end {PLAIN}")
    assert written(stream) == ""
    context.run(stream.flush)
    assert written(stream) == "no end [redacted]"

    def work():
        inside("abcd").run(stream.write, " in a thread: abcd")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert written(stream) == "no end [redacted] in a thread: [redacted]"


def test_threads_do_not_mix_their_lines(stream):
    half, whole = threading.Event(), threading.Event()

    def slow():
        stream.write(PLAIN[:9])
        half.set()
        whole.wait(10)
        stream.write(PLAIN[9:] + "\n")

    thread = threading.Thread(target=inside(PLAIN).run, args=(slow,))
    thread.start()
    half.wait(10)
    inside(PLAIN).run(print, "between", file=stream)
    whole.set()
    thread.join()
    assert written(stream) == "between\n[redacted]\n"


def test_a_thread_that_ends_after_its_stream(recent):
    stream = RedactedStream(io.StringIO())

    def work():
        inside(PLAIN).run(stream.write, "too late")
        stream.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert stream.closed


@pytest.mark.parametrize("tail", ["", "\nx"])
def test_lines_without_end_do_not_fill_the_memory(stream, tail):
    context = inside(f"{'a' * 70_000}\nb")
    for _ in range(40):
        context.run(stream.write, "a" * 2_000)
    assert len(written(stream)) > 60_000
    stream.truncate(0)
    # Nor does one that looks as if a secret of several lines went on.
    context.run(stream.write, f"{'a' * 70_000}\nb{tail}")
    context.run(stream.flush)
    assert "[redacted]" in written(stream)


def test_the_stream_is_otherwise_its_own(recent, tmp_path):
    with (tmp_path / "out").open("w", encoding="utf-8", errors="strict") as real:
        stream = RedactedStream(real)
        assert stream.fileno() == real.fileno()
        assert not stream.isatty()
        assert (stream.encoding, stream.errors) == ("utf-8", "strict")
        assert stream.buffer is real.buffer
        assert stream.write("ä\n") == 2
        context = inside(PLAIN)
        assert context.run(stream.write, f"{PLAIN}\n") == len(PLAIN) + 1
        with pytest.raises(UnicodeEncodeError):
            context.run(stream.write, "\ud800\n")
        # What could not be written is not tried again.
        context.run(stream.write, "after\n")
        for wrong in (b"bytes", None):
            with pytest.raises(TypeError):
                context.run(stream.write, wrong)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "ä\n[redacted]\nafter\n"


def test_installed_once_and_over_what_there_is(recent, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", None)
    process_output.install()
    stream = sys.stdout
    process_output.install()
    assert sys.stdout is stream
    assert sys.stderr is None
    inside(PLAIN).run(print, PLAIN)
    assert written(stream) == "[redacted]\n"


class Collecting(logging.Handler):
    """Keeps records as they come."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(record)


@pytest.fixture
def log(recent):
    process_output.install()
    logger = logging.getLogger("some.library")
    handler = Collecting()
    logger.addHandler(handler)
    yield logger, handler.records
    logger.removeHandler(handler)


class Token:
    """An object that shows what it holds."""

    def __str__(self):
        return f"token {PLAIN}"


class Broken:
    """An object that cannot be shown."""

    def __str__(self):
        raise RuntimeError(PLAIN)


def everything(record):
    """Whatever a handler may look at."""
    return f"{logging.Formatter('%(message)s').format(record)} {vars(record)!r}"


@pytest.mark.parametrize(
    ("message", "arguments", "extra"),
    [
        (PLAIN, (), {}),
        ("%s and %s", ("first", PLAIN), {}),
        ("%(a)s", ({"a": PLAIN},), {}),
        ("%s", (Token(),), {}),
        (Token(), (), {}),
        ("%.3s", (PLAIN,), {}),
        ("more", (), {"url": f"https://x.example/?key={PLAIN}"}),
        ("more", (), {"headers": {"X-Key": PLAIN}, "parts": (1, [PLAIN])}),
        ("more", (), {"token": Token()}),
        (f"wrong number {PLAIN} %s %s", (PLAIN,), {}),
    ],
)
def test_records_of_any_logger(log, message, arguments, extra):
    logger, records = log
    for context in (inside(PLAIN), contextvars.copy_context()):
        if context.get(handed_out._own) is None:
            hand_out(PLAIN)
        context.run(logger.warning, message, *arguments, extra=extra)
    for record in records:
        assert PLAIN not in everything(record)
        assert "[redacted]" in everything(record) or "%.3s" in message
    assert len(records) == 2


def test_exceptions_and_stacks_in_records(log):
    logger, records = log

    def work():
        try:
            try:
                int(f"cause {PLAIN}")
            except ValueError as error:
                raise RuntimeError("it failed") from error
        except RuntimeError:
            logger.exception("caught")
            logger.warning("shown", stack_info=True, extra={"kept": 1})

    inside(PLAIN).run(work)
    first, second = records
    text = logging.Formatter().format(first)
    assert PLAIN not in everything(first)
    assert "'cause [redacted]'" in text
    assert "RuntimeError: it failed" in text
    # What holds no secret is passed on as it is.
    assert "test_process_output" in second.stack_info
    assert second.kept == 1


def test_records_without_secrets_are_the_loggers_own(recent):
    record = logging.makeLogRecord({"msg": "%s", "args": ("x",), "more": {"a": 1}})
    assert redacted(record) is record
    assert inside(PLAIN).run(redacted, record) is record
    assert record.args == ("x",)


def test_records_that_cannot_be_shown(log, capsys, monkeypatch):
    logger, records = log
    context = inside(PLAIN)
    context.run(logger.warning, "one", extra={"broken": Broken()})
    assert records[-1].broken == "[redacted]"
    context.run(logger.warning, Broken())
    assert records[-1].getMessage() == "a log record that cannot be shown: RuntimeError"
    # Arguments that do not fit are reported as always, without the secret.
    monkeypatch.setattr(sys, "stderr", RedactedStream(sys.stderr))
    handler = logging.StreamHandler(sys.stderr)
    monkeypatch.setattr(logger, "propagate", False)
    logger.addHandler(handler)
    context.run(logger.warning, "%s %s", "only one")
    logger.removeHandler(handler)
    shown = capsys.readouterr().err
    assert "only one" in shown
    assert PLAIN not in shown


async def test_the_context_hands_out_and_tasks_and_threads_inherit(stream):
    context = build_test_context(secrets={"crm": SECRET})
    secrets = set()
    enter_execution(secrets)
    assert await context.get_secret("crm") == SECRET
    secrets.add(SECRET)
    await asyncio.create_task(asyncio.to_thread(print, "thread", SECRET, file=stream))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(print, "pool", SECRET, file=stream).result()
    assert written(stream) == "thread [redacted]\npool [redacted]\n"


def test_a_workflow_that_finds_the_variable_spoils_no_line(stream, recent):
    recent.add(PLAIN)
    context = contextvars.copy_context()
    for value in (None, 5, [PLAIN], "x"):
        context.run(handed_out._own.set, value)
        context.run(print, value if value != [PLAIN] else "y", PLAIN, file=stream)
    assert PLAIN not in written(stream)
    assert len(written(stream).splitlines()) == 4


def test_the_memory_of_what_was_handed_out_is_bounded(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(handed_out.time, "monotonic", lambda: now[0])
    memory = RecentSecrets()
    assert not memory
    memory.add("short")
    assert not memory
    for number in range(2100):
        memory.add(f"secret-number-{number:05d}")
    assert "secret-number-00099" not in memory.found_in("the secret-number-00099.")
    assert "secret-number-02099" in memory.found_in("the secret-number-02099.")
    now[0] += 3000
    memory.add("secret-number-02099")
    now[0] += 1000
    memory.add("another-secret")
    assert "secret-number-02099" in memory.found_in("secret-number-02099")
    assert "secret-number-02098" not in memory.found_in("secret-number-02098")
    now[0] += 3601
    memory.add("x" * 3_000_000)
    memory.add("y" * 3_000_000)
    assert memory.found_in("y" * 3_000_000)
    assert not memory.found_in("x" * 3_000_000)
    now[0] += 3601
    memory.add("z" * 8)
    assert {one for found in memory._samples.values() for one in found} == {"z" * 8}


def test_many_secrets_are_found_in_time(recent):
    for number in range(2000):
        recent.add(f"https://hooks.example/services/{number:08x}")
    text = "https://hooks.example/services/ffffffff and so on " * 4
    began = contextvars.copy_context()
    assert began.run(hidden, text) == text
    assert began.run(hidden, "x https://hooks.example/services/000007cf x") == "x [redacted] x"
