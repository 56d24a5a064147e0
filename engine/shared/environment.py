"""Takes the platform's secrets out of the process environment once the engine has read them.

Workspace code, the packages it uses and their native parts share the process. What is not there
any more, none of them can read.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

# By name: what the Functions platform, its managed identity and Azure's SDKs keep there, and
# everything called like a secret.
_NAMES: Final = re.compile(
    r"AzureWebJobs(Storage|Dashboard|SecretStorage).*|AzureWebEncryptionKey"
    r"|ENGINE_FUNCTION_KEYS|IDENTITY_.*|MSI_.*|IMDS_.*"
    r"|AZURE_(CLIENT_SECRET|CLIENT_CERTIFICATE.*|FEDERATED_TOKEN.*|PASSWORD|USERNAME)"
    r"|(SQL|MYSQL|SQLAZURE|CUSTOM|POSTGRESQL|SERVICEBUS|EVENTHUB|DOCDB|REDISCACHE|NOTIFICATIONHUB"
    r"|API(HUB)?)CONNSTR_.*"
    r"|(WEBSITE|SCM)_RUN_FROM_PACKAGE|WEBSITE_AUTH_.*|CONTAINER_(ENCRYPTION_KEY|START_CONTEXT.*)"
    r"|MACHINEKEY_.*|APPINSIGHTS_INSTRUMENTATIONKEY"
    r"|.*(SECRET|PASSWORD|PASSWD|CREDENTIAL|CONNECTION_?STRING).*"
    r"|.*(_KEY|_KEYS|_TOKEN|_SAS|_PAT)",
    re.IGNORECASE,
)
# By value: connection strings and signed addresses under whatever name.
_VALUES: Final = re.compile(
    r"(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)\s*=|[?&]sig=", re.IGNORECASE
)
# Public keys of the platform's own documentation, or not secret at all.
_KEPT: Final = frozenset({"PYTHON_ENABLE_DEBUG_LOGGING", "WEBSITE_AUTH_ENABLED"})


def secret_names(environ: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the names of the variables that hold platform secrets."""
    return frozenset(
        name
        for name, value in environ
        if name not in _KEPT and (_NAMES.fullmatch(name) or _VALUES.search(value))
    )


def scrub(environ: MutableMapping[str, str]) -> frozenset[str]:
    """Remove the platform's secrets from ``environ``; of ``os.environ``, in all its copies.

    Returns:
        The names that were removed.
    """
    names = secret_names(list(environ.items()))
    for name in names:
        # In os.environ this is unsetenv() too: C code and child processes see none of it.
        del environ[name]
    if environ is os.environ and names:
        _blank_initial_block(names)
    return names


def _blank_initial_block(names: frozenset[str]) -> None:
    """Overwrite the values in what the process was started with, as /proc/self/environ shows it.

    The kernel keeps that block whatever unsetenv() does, and native code can read the file
    without Python noticing. Where this is not possible (no /proc, or a hardened one) the block
    stays; the backstop refuses to open it, and the threat model says what remains.
    """
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        # proc_pid_stat(5): fields 50 and 51, counted from 1; the first after ")" is field 3.
        start, end = int(fields[47]), int(fields[48])
        if not 0 < start < end:
            return
        with Path("/proc/self/mem").open("r+b", buffering=0) as memory:
            memory.seek(start)
            block = memory.read(end - start)
            position = start
            for entry in block.split(b"\0"):
                name, equals, value = entry.partition(b"=")
                if equals and os.fsdecode(name) in names:
                    memory.seek(position + len(name) + 1)
                    memory.write(bytes(len(value)))
                position += len(entry) + 1
    except (OSError, ValueError, IndexError) as error:
        _log.info("the initial environment block of this process stays as it is: %s", error)
