"""The catalogue is data that decides about safety: these tests hold it against real interpreters.

Every module of every supported Python must have a verdict, every name must exist, and nothing
allowed may be a module, a shared container or another name of something denied.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "tools" / "isolation" / "catalogue"
FILES = sorted(DATA.glob("*.toml"))
VERSIONS = ("3.11", "3.12", "3.13")
KEYS = {"allow", "denied", "deny", "instead", "package", "returns", "type", "warn", "why"}

# Shared containers that are worth their place; a change of them reaches no other organization.
CONTAINERS = {
    "hashlib.algorithms_available",
    "hashlib.algorithms_guaranteed",
    "os.environ",  # writes to it are another rule's business
    "sys.argv",
}
# Objects that have a denied name and an allowed one; both verdicts are meant.
TWO_NAMES = {
    ("builtins.open", "io.open"),  # `io.open` is judged like the built-in function
    ("ssl._create_default_https_context", "ssl.create_default_context"),  # the name is a hook
}
# Denied by name although this operating system or these versions do not have them.
ELSEWHERE = {
    "os.startfile",
    "socket.fromshare",
    "sqlite3.Connection.enable_load_extension",
    "sqlite3.Connection.load_extension",
}

PROBE = r"""
import asyncio, contextlib, importlib, json, logging, sqlite3, sys, types, warnings
from argparse import ArgumentParser
from collections.abc import MutableMapping, MutableSequence, MutableSet

warnings.simplefilter("ignore")
INSTANCES = {
    "argparse.ArgumentParser": ArgumentParser,
    "logging.Logger": lambda: logging.Logger("x"),
    "logging.LoggerAdapter": lambda: logging.LoggerAdapter(logging.Logger("x"), {}),
    "sqlite3.Connection": lambda: sqlite3.connect(":memory:"),
}

def find(owner, name):
    try:
        return getattr(owner, name)
    except AttributeError:
        return importlib.import_module(f"{owner.__name__}.{name}")

def describe(value):
    return {
        "module": isinstance(value, types.ModuleType),
        "container": isinstance(value, (MutableMapping, MutableSequence, MutableSet)),
        "id": id(value) if callable(value) else 0,
        "home": getattr(value, "__module__", None) if callable(value) else None,
    }

def probe(request):
    result = {"stdlib": sorted(sys.stdlib_module_names), "missing": [], "members": {}}
    keep = []
    for name, members in request["modules"].items():
        try:
            module = importlib.import_module(name)
        except ImportError:
            result["missing"].append(name)
            continue
        for member in members:
            with contextlib.suppress(ImportError):
                value = find(module, member)
                keep.append(value)
                result["members"][f"{name}.{member}"] = describe(value)
    for name, members in request["types"].items():
        module, _, kind = name.rpartition(".")
        owner = getattr(importlib.import_module(module), kind, None)
        instance = INSTANCES.get(name, lambda: owner)()
        for member in members:
            if hasattr(instance, member):
                result["members"][f"{name}.{member}"] = describe(getattr(instance, member))
    return result

json.dump(probe(json.load(sys.stdin)), sys.stdout)
"""


@dataclass(frozen=True)
class Interpreter:
    """What one Python version answered about the catalogue."""

    version: str
    stdlib: frozenset[str]
    missing: frozenset[str]
    members: dict[str, dict[str, Any]]


def _load() -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for file in FILES:
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            assert name not in entries, f"[{name}] appears a second time, in {file.name}"
            entries[name] = entry
    return entries


ENTRIES = _load()
THIRD_PARTY = set(tomllib.loads((DATA / "packages.toml").read_text(encoding="utf-8")))
STDLIB = {name: entry for name, entry in ENTRIES.items() if name not in THIRD_PARTY}
MODULES = {n: e for n, e in STDLIB.items() if not e.get("type") and not e.get("denied")}
TYPES = {n: e for n, e in STDLIB.items() if e.get("type")}


def _members(entry: dict[str, Any]) -> list[str]:
    return [*entry.get("allow", ()), *entry.get("deny", ()), *entry.get("warn", ())]


def _usable() -> Iterator[tuple[str, str]]:
    for name, entry in {**MODULES, **TYPES}.items():
        for member in (*entry.get("allow", ()), *entry.get("warn", ())):
            yield name, member


def _executable(version: str) -> str | None:
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    installed = sorted(pyenv.glob(f"{version}.*/bin/python"))
    return str(installed[-1]) if installed else shutil.which(f"python{version}")


def _ask(version: str) -> Interpreter | None:
    executable = _executable(version)
    if executable is None:
        return None
    request = {
        "modules": {name: _members(entry) for name, entry in MODULES.items()},
        "types": {name: _members(entry) for name, entry in TYPES.items()},
    }
    done = subprocess.run(
        [executable, "-I", "-c", PROBE],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"Python {version}: {done.stderr}"
    answer = json.loads(done.stdout)
    return Interpreter(
        version, frozenset(answer["stdlib"]), frozenset(answer["missing"]), answer["members"]
    )


@pytest.fixture(scope="module")
def interpreters() -> list[Interpreter]:
    with ThreadPoolExecutor() as pool:
        return [found for found in pool.map(_ask, VERSIONS) if found is not None]


@pytest.fixture
def every_version(interpreters: list[Interpreter]) -> list[Interpreter]:
    found = [interpreter.version for interpreter in interpreters]
    if len(found) < len(VERSIONS):
        pytest.skip(f"needs Python {', '.join(VERSIONS)}; found {', '.join(found)}")
    return interpreters


def test_every_module_of_every_version_has_a_verdict(interpreters: list[Interpreter]) -> None:
    for interpreter in interpreters:
        public = {name for name in interpreter.stdlib if not name.startswith("_")}
        assert not sorted((public | {"__future__"}) - ENTRIES.keys()), interpreter.version


def test_every_entry_of_the_standard_library_is_one(interpreters: list[Interpreter]) -> None:
    stdlib = frozenset().union(*(interpreter.stdlib for interpreter in interpreters))
    if len(interpreters) == len(VERSIONS):
        assert not sorted(n for n in STDLIB if n.partition(".")[0] not in stdlib)
    assert not sorted(n for n in THIRD_PARTY if n.partition(".")[0] in stdlib)


def test_every_module_with_members_can_be_imported(every_version: list[Interpreter]) -> None:
    nowhere = frozenset.intersection(*(found.missing for found in every_version))
    assert not sorted(nowhere)


def test_every_member_exists_in_some_version(every_version: list[Interpreter]) -> None:
    known = {member for interpreter in every_version for member in interpreter.members}
    named = {f"{n}.{m}" for n, e in {**MODULES, **TYPES}.items() for m in _members(e)}
    assert not sorted(named - known - ELSEWHERE)
    assert not sorted(ELSEWHERE - named), "no longer named by the catalogue"


def test_no_usable_member_is_a_module_without_its_own_entry(
    interpreters: list[Interpreter],
) -> None:
    for interpreter in interpreters:
        for name, member in _usable():
            facts = interpreter.members.get(f"{name}.{member}")
            if facts and facts["module"]:
                entry = ENTRIES.get(f"{name}.{member}")
                assert entry is not None, f"{name}.{member} is a module nobody decided about"
                assert not entry.get("denied"), f"{name}.{member} is a denied module"


def test_no_usable_member_is_a_container_that_everyone_shares(
    interpreters: list[Interpreter],
) -> None:
    found = {
        f"{name}.{member}"
        for interpreter in interpreters
        for name, member in _usable()
        if name in MODULES and interpreter.members.get(f"{name}.{member}", {}).get("container")
    }
    assert found == CONTAINERS


def test_nothing_denied_is_usable_under_another_name(interpreters: list[Interpreter]) -> None:
    for interpreter in interpreters:
        denied: dict[int, str] = {}
        for name, entry in MODULES.items():
            for member in entry.get("deny", ()):
                facts = interpreter.members.get(f"{name}.{member}")
                if facts and facts["id"]:
                    denied[facts["id"]] = f"{name}.{member}"
        for name, member in _usable():
            facts = interpreter.members.get(f"{name}.{member}")
            if facts and facts["id"] in denied and name in MODULES:
                pair = (denied[facts["id"]], f"{name}.{member}")
                assert pair in TWO_NAMES, f"{pair[1]} is {pair[0]}, which is denied"


def test_no_usable_member_comes_from_a_denied_public_module(
    interpreters: list[Interpreter],
) -> None:
    machinery = {"genericpath", "posix", "pyexpat", "sre_constants", "sre_compile", "nturl2path"}
    for interpreter in interpreters:
        for name, member in _usable():
            home = interpreter.members.get(f"{name}.{member}", {}).get("home") or ""
            root = home.partition(".")[0]
            if name in MODULES and ENTRIES.get(root, {}).get("denied"):
                assert root in machinery, f"{name}.{member} is defined in {home}"


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_an_entry_is_well_formed(name: str) -> None:
    entry = ENTRIES[name]
    assert not entry.keys() - KEYS
    if entry.get("denied"):
        assert entry["why"], "a denied module says why"
        assert entry["instead"], "and what to write instead"
        assert not _members(entry), "a denied module has no members"
        return
    if not entry.get("package"):
        assert "allow" in entry
    names = _members(entry)
    assert len(names) == len(set(names)), "a member has one verdict"
    private = [n for n in (*entry.get("allow", ()), *entry.get("warn", ())) if n.startswith("_")]
    assert not private
    assert all(n.isidentifier() and n.isascii() for n in names)
    for target in entry.get("returns", {}).values():
        assert ENTRIES[target].get("type"), f"{target} is not a type of the catalogue"
    usable = {*entry.get("allow", ()), *entry.get("warn", ())}
    for member in entry.get("returns", {}):
        assert member in usable or (entry.get("package") and member not in entry.get("deny", {}))


def _reasons() -> Iterator[tuple[str, str]]:
    for name, entry in ENTRIES.items():
        for key in ("why", "instead"):
            if key in entry:
                yield f"{name}: {key}", entry[key]
        for group in ("deny", "warn"):
            for member, reason in entry.get(group, {}).items():
                assert reason.keys() == {"why", "instead"}, f"{name}.{member}"
                for key, text in reason.items():
                    yield f"{name}.{member}: {key}", text


def test_reasons_are_fragments_that_fit_into_a_message() -> None:
    for where, text in _reasons():
        assert text == text.strip() != "", where
        assert "\n" not in text, where
        assert not text.endswith((".", "!", ",")), where
        assert text.count("`") % 2 == 0, where
        assert not re.match(r"[A-Z][a-z]", text), f"{where}: starts like a sentence: {text}"
    assert not [n for n, e in STDLIB.items() if not e.get("why")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_is_sorted(file: Path) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert list(document) == sorted(document)
    for name, entry in document.items():
        for group in ("allow", "deny", "returns", "warn"):
            members = list(entry.get(group, ()))
            assert members == sorted(members), f"[{name}] {group}"


def _verdict(path: str) -> str:
    owner, _, member = path.rpartition(".")
    parts = path.split(".")
    for end in range(1, len(parts) + 1):
        if ENTRIES.get(".".join(parts[:end]), {}).get("denied"):
            return "denied"
    entry = ENTRIES.get(owner)
    if entry is None:
        return "allowed" if path in ENTRIES else "denied"
    if member in entry.get("deny", {}):
        return "denied"
    if member in entry.get("warn", {}):
        return "warned"
    return "allowed" if member in entry.get("allow", ()) or entry.get("package") else "denied"


# One line for each way out that a reviewer found; a later edit must not open it again.
CLOSED = """
codecs.lookup email.policy.default.header_factory importlib.resources.read_text ast.iter_fields
asyncio.AbstractEventLoop.subprocess_exec asyncio.Task.get_coro asyncio.Task.get_stack
asyncio.all_tasks asyncio.create_subprocess_exec asyncio.events.get_event_loop
asyncio.set_event_loop_policy asyncio.start_server asyncio.subprocess.create_subprocess_exec
atexit.register bdb.Bdb builtins.__import__ builtins.eval builtins.exec builtins.getattr
builtins.globals code.interact codecs.open_code codecs.register codecs.register_error
collections._sys concurrent.futures.ProcessPoolExecutor contextlib.redirect_stdout
contextvars.copy_context copyreg.pickle csv.register_dialect ctypes.CDLL
dataclasses.make_dataclass decimal.DefaultContext doctest.testmod email.charset.add_charset
enum.global_enum functools.update_wrapper gc.get_objects gc.get_referrers gettext.c2py glob.os
imaplib.IMAP4_stream importlib.metadata.EntryPoint importlib.metadata.entry_points
importlib.reload importlib.util.spec_from_file_location inspect.Signature.from_callable
inspect.currentframe inspect.getattr_static inspect.getmembers inspect.getmodule inspect.stack
inspect.unwrap json.decoder.scanner linecache.getline locale.setlocale logging.Formatter
logging.Logger.addHandler logging.Logger.manager logging.Logger.setLevel
logging.config.dictConfig logging.disable logging.handlers.SocketHandler logging.root
logging.setLoggerClass logging.sys marshal.loads mimetypes.add_type mmap.mmap
multiprocessing.Process netrc.netrc ntpath.expandvars operator.__builtins__ optparse.Values
os._exit os.chdir os.chmod os.dup2 os.environb os.execv os.fdopen os.fork os.kill os.open
os.path.expandvars os.putenv os.read os.symlink os.system os.umask pdb.run pickle.loads
pkgutil.resolve_name platform.popen posix.system posixpath.expandvars profile.run pydoc.locate
random.getstate random.setstate re.purge reprlib.aRepr runpy.run_path shelve.open
shutil.register_unpack_format signal.signal site.addsitedir socket.AF_UNIX socket.create_server
socket.fromfd socket.setdefaulttimeout sqlite3.Connection.load_extension sqlite3.register_adapter
ssl._create_unverified_context string.Formatter subprocess.run sys._getframe sys.addaudithook
sys.meta_path sys.modules sys.path sys.setrecursionlimit sys.settrace sys.stdin sys.stdout.detach
tarfile.fully_trusted_filter tempfile.tempdir threading.enumerate threading.excepthook
threading.local threading.setprofile time.tzset timeit.timeit traceback.StackSummary
traceback.TracebackException traceback.walk_tb tracemalloc.start types.CodeType
types.FunctionType types.ModuleType types.new_class typing.ForwardRef typing.get_type_hints
unittest.mock.patch urllib.request.FileHandler urllib.request.getproxies
urllib.request.install_opener venv.create warnings.catch_warnings warnings.filterwarnings
warnings.simplefilter weakref.finalize xml.dom.getDOMImplementation
xml.etree.ElementInclude.include xml.sax.make_parser xmlrpc.server.SimpleXMLRPCServer
zipfile.PyZipFile zipimport.zipimporter zoneinfo.reset_tzpath azure.identity boto3.client
dill.loads dotenv.load_dotenv jinja2.Environment jinja2.Template joblib.load numpy.ctypeslib
pandas.eval pandas.read_pickle pkg_resources.working_set psutil.Process pydantic.ImportString
engine.sdk.build_test_context importlib.import_module pydantic.create_model random.seed
xml.etree.ElementTree.register_namespace zoneinfo.ZoneInfo.clear_cache
requests.compat requests.utils.set_environ structlog.configure sympy.sympify
aiohttp.web.AppRunner aiohttp.web.Application aiohttp.web.run_app pydantic.v1.PyObject
pydantic.v1.BaseModel.parse_file pydantic.v1.create_model
typing_extensions.get_type_hints yaml.FullLoader yaml.Loader yaml.add_constructor yaml.full_load
yaml.unsafe_load
"""
# What honest workflows use most; see the rates in the rule reference.
OPEN = """
abc.ABC argparse.ArgumentParser ast.literal_eval asyncio.Queue asyncio.gather asyncio.sleep
asyncio.to_thread base64.b64encode collections.Counter collections.abc.Callable
contextlib.suppress contextvars.ContextVar copy.deepcopy csv.DictReader dataclasses.dataclass
datetime.datetime decimal.Decimal email.message.EmailMessage email.mime.text.MIMEText enum.Enum
enum.StrEnum functools.lru_cache functools.partial functools.wraps gc.collect hashlib.sha256
hmac.new html.escape http.HTTPStatus http.client.HTTPSConnection
importlib.metadata.version inspect.isawaitable inspect.isclass inspect.iscoroutinefunction
inspect.signature io.BytesIO io.StringIO ipaddress.ip_network itertools.chain json.loads
logging.INFO logging.Logger.info logging.getLogger math.ceil operator.itemgetter os.path.join
pathlib.Path platform.system random.choice re.compile secrets.token_urlsafe smtplib.SMTP
socket.create_connection ssl.create_default_context statistics.mean string.Template sys.argv
sys.exc_info sys.executable sys.exit sys.maxsize sys.platform sys.stderr.write sys.stdout.flush
sys.version_info tempfile.NamedTemporaryFile textwrap.dedent time.sleep traceback.format_exc
traceback.format_exception traceback.print_exc types.SimpleNamespace types.TracebackType
typing.Annotated typing.TYPE_CHECKING typing.cast urllib.parse.urlencode urllib.request.Request
uuid.uuid4 warnings.warn weakref.WeakKeyDictionary xml.etree.ElementTree.fromstring
zipfile.ZipFile zoneinfo.ZoneInfo httpx.AsyncClient jinja2.sandbox pandas.DataFrame
pydantic.BaseModel requests.Session yaml.safe_load aiohttp.web.Response pydantic.v1.BaseModel
"""
WARNED = """
logging.basicConfig asyncio.run concurrent.futures.ThreadPoolExecutor decimal.getcontext glob.glob
importlib.resources.files io.open os.environ os.getenv os.listdir os.makedirs os.remove
shutil.copy shutil.rmtree sqlite3.connect threading.Thread
urllib.request.urlopen yaml.load
"""


@pytest.mark.parametrize("path", CLOSED.split())
def test_a_known_way_out_stays_closed(path: str) -> None:
    assert _verdict(path) == "denied"


@pytest.mark.parametrize("path", OPEN.split())
def test_everyday_code_stays_open(path: str) -> None:
    assert _verdict(path) == "allowed"


@pytest.mark.parametrize("name", [n for n in sorted(THIRD_PARTY) if ENTRIES[n].get("package")])
def test_a_package_allows_only_what_reads_like_a_standard_module(name: str) -> None:
    # All else is open already; these names are exempt from "a module reached through a package".
    assert set(ENTRIES[name].get("allow", ())) <= sys.stdlib_module_names


@pytest.mark.parametrize("path", WARNED.split())
def test_what_touches_the_host_is_reported(path: str) -> None:
    assert _verdict(path) == "warned"
