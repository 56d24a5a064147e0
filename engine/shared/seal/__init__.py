"""The seal: which workspace bytes the rule set has passed, and under which policy.

``ringfence seal`` writes it, the engine only reads it. Standard library only, because the
checker, the pre-commit hook and the engine's first moments all load this package; the tools
import it here and nowhere deeper.
"""

from __future__ import annotations

import logging
from pathlib import Path

from engine.shared.seal.code import (
    CODE_FOLDER as CODE_FOLDER,
)
from engine.shared.seal.code import (
    CodePack as CodePack,
)
from engine.shared.seal.code import (
    code_tag as code_tag,
)
from engine.shared.seal.code import (
    compile_module as compile_module,
)
from engine.shared.seal.code import (
    dump_pack as dump_pack,
)
from engine.shared.seal.code import (
    pack_path as pack_path,
)
from engine.shared.seal.code import (
    read_pack as read_pack,
)
from engine.shared.seal.document import (
    MAX_SEAL_BYTES as MAX_SEAL_BYTES,
)
from engine.shared.seal.document import (
    RESEAL as RESEAL,
)
from engine.shared.seal.document import (
    SCHEMA_VERSION as SCHEMA_VERSION,
)
from engine.shared.seal.document import (
    SEAL_PATH as SEAL_PATH,
)
from engine.shared.seal.document import (
    WORKSPACE as WORKSPACE,
)
from engine.shared.seal.document import (
    Denied as Denied,
)
from engine.shared.seal.document import (
    Seal as Seal,
)
from engine.shared.seal.document import (
    SealError as SealError,
)
from engine.shared.seal.document import (
    bad_seal as bad_seal,
)
from engine.shared.seal.document import (
    digest as digest,
)
from engine.shared.seal.document import (
    dump_seal as dump_seal,
)
from engine.shared.seal.document import (
    parse_seal as parse_seal,
)
from engine.shared.seal.files import (
    MAX_FILE_BYTES as MAX_FILE_BYTES,
)
from engine.shared.seal.files import (
    Entry as Entry,
)
from engine.shared.seal.files import (
    printable as printable,
)
from engine.shared.seal.files import (
    read_regular as read_regular,
)
from engine.shared.seal.files import (
    verify_file as verify_file,
)
from engine.shared.seal.files import (
    verify_files as verify_files,
)
from engine.shared.seal.files import (
    walk_workspace as walk_workspace,
)
from engine.shared.seal.signature import (
    KEY_SETTING as KEY_SETTING,
)
from engine.shared.seal.signature import (
    parse_key as parse_key,
)
from engine.shared.seal.signature import (
    require_signature,
)
from engine.shared.seal.signature import (
    sign as sign,
)

_log = logging.getLogger(__name__)


def read_seal(root: Path, key: bytes | None = None) -> Seal:
    """Read ``.ringfence/seal.json`` under ``root``; with ``key``, only if it is signed with it.

    Raises:
        SealError: it is missing, unreadable, too large, not a seal, or not signed as required.
    """
    try:
        data = read_regular(f"{root}/{SEAL_PATH}", MAX_SEAL_BYTES)
    except FileNotFoundError as error:
        raise bad_seal("there is no seal: the workspace has not been checked") from error
    except OSError as error:
        raise bad_seal(f"the seal cannot be read ({error.strerror or error})") from error
    seal, signature = parse_seal(data)
    if key is not None:
        require_signature(data, signature, key)
    elif signature is not None:
        _log.warning("the seal is signed, but %s is not set here: not verified", KEY_SETTING)
    return seal
