"""The `azure.functions.Context` a function may ask for by a parameter named `context`."""

from __future__ import annotations

import threading

import azure.functions as func
from azure.functions import _abc as contracts  # the only place that names the two sub-contexts


class InvocationContext(func.Context):
    """What the worker tells a function about the running invocation."""

    def __init__(self, invocation_id: str, function_name: str, directory: str) -> None:
        """Describe one invocation; tracing and retries do not exist on the dev host."""
        self._invocation_id = invocation_id
        self._function_name = function_name
        self._directory = directory
        self._local = threading.local()
        self._local.invocation_id = invocation_id

    @property
    def invocation_id(self) -> str:
        """Unique id of this invocation."""
        return self._invocation_id

    @property
    def thread_local_storage(self) -> threading.local:  # type: ignore[override]
        """Holds `invocation_id`, as in Azure (the library annotates the class, not the object)."""
        return self._local

    @property
    def function_name(self) -> str:
        """Name of the function."""
        return self._function_name

    @property
    def function_directory(self) -> str:
        """Directory of the app."""
        return self._directory

    @property
    def trace_context(self) -> contracts.TraceContext:
        """Not available on the dev host."""
        raise NotImplementedError("the dev host has no trace context")

    @property
    def retry_context(self) -> contracts.RetryContext:
        """Not available on the dev host."""
        raise NotImplementedError("the dev host has no retry context")
