"""Drives Microsoft's worker library as the Functions host does: index the app, then invoke.

Run as a script by `test_official_worker.py`, under Python 3.13, in the directory of the app.
Reads a JSON list of HTTP calls from standard input; writes one JSON document to the file named by
its argument, because the app and the library may print.
"""

from __future__ import annotations

import asyncio
import json
import sys
import types
import uuid
from pathlib import Path
from typing import Any

from azure_functions_runtime import handle_event, native_invocation
from azure_functions_runtime.bindings.datumdef import Datum


class Message:
    """Stands in for a protobuf message: keeps its fields as attributes."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)


class StatusResult(Message):
    """The host's verdict on a request; the numbers are those of the wire protocol."""

    Failure = 0
    Success = 1


class BindingInfo(Message):
    """A binding; directions and data types carry the numbers of the wire protocol."""

    undefined = 0
    out = 1
    inout = 2


PROTOS = types.SimpleNamespace(
    BindingInfo=BindingInfo,
    FunctionMetadataResponse=Message,
    RpcException=Message,
    RpcFunctionMetadata=Message,
    StatusResult=StatusResult,
    WorkerInitResponse=Message,
    WorkerMetadata=Message,
)


async def index(directory: Path) -> dict[str, Any]:
    """Index the app; returns function name -> (function id, trigger binding)."""
    init = types.SimpleNamespace(capabilities={}, function_app_directory=str(directory))
    request = types.SimpleNamespace(
        request=types.SimpleNamespace(worker_init_request=init),
        properties={"host": "127.0.0.1", "protos": PROTOS},
    )
    response = await handle_event.worker_init_request(request)
    if response.result.status != StatusResult.Success:
        raise RuntimeError(
            f"{response.result.exception.message}\n{response.result.exception.stack_trace}"
        )
    metadata = await handle_event.functions_metadata_request(None)
    functions = {}
    for function in metadata.function_metadata_results:
        bindings = [json.loads(text) for text in function.raw_bindings]
        (trigger,) = [one for one in bindings if one["type"].lower().endswith("trigger")]
        functions[function.name] = {"id": function.function_id, "trigger": trigger}
    return functions


async def invoke(function: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    """Invoke one HTTP function with the data the host would send."""

    def texts(values: dict[str, str]) -> dict[str, Datum]:
        return {name: Datum(value, "string") for name, value in values.items()}

    http = {
        "method": Datum(call["method"], "string"),
        "url": Datum(call["url"], "string"),
        "headers": texts(call["headers"]),
        "params": texts(call["route"]),
        "query": {},
        "body": Datum(call["body"].encode(), "bytes"),
    }
    ok, result, _, error, trace = await native_invocation.invocation_request_native(
        str(uuid.uuid4()), function["id"], [(function["trigger"]["name"], Datum(http, "http"))], {}
    )
    if not ok:
        raise RuntimeError(f"{error}\n{trace}")
    body = result.value["body"].value
    return {"status": int(result.value["status_code"].value), "body": json.loads(body)}


async def main() -> dict[str, Any]:
    """Index the app of the current directory and make the calls."""
    directory = Path.cwd()
    sys.path.insert(0, str(directory))
    functions = await index(directory)
    calls = json.load(sys.stdin)
    answers = [await invoke(functions[call["function"]], call) for call in calls]
    return {"functions": functions, "answers": answers}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(main())))
