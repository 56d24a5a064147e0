"""What a workflow holds."""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from engine.shared import secrets, state
from engine.shared.secrets import TOKEN

__all__ = ["Caller", "Organization", "OrganizationContext"]

_log = logging.getLogger("engine.audit")
_token = TOKEN


@dataclass
class Organization:
    id: str
    name: str
    tenant_id: str | None = None
    is_active: bool = True


@dataclass
class Caller:
    user_id: str
    email: str | None
    name: str


class Cache:
    def __init__(self):
        self._values = {}

    def get(self, key, default=None):
        return self._values.get(key, default)

    def set(self, key, value, ttl_seconds=300.0):
        self._values[key] = value

    def delete(self, key):
        self._values.pop(key, None)


_CACHES = {}
# The run's state lies beside the context, found by the context itself.
_STATES = WeakKeyDictionary()


class OrganizationContext:
    def __init__(self, organization, caller):
        self._organization = organization
        self._caller = caller
        self._variables = {}
        self._clients = state.CLIENTS
        _STATES[self] = self._clients[organization.id]

    @property
    def org_id(self):
        return self._organization.id

    @property
    def org_name(self):
        return self._organization.name

    @property
    def tenant_id(self):
        return self._organization.tenant_id

    @property
    def executed_by(self):
        return self._caller.user_id

    @property
    def executed_by_email(self):
        return self._caller.email

    @property
    def executed_by_name(self):
        return self._caller.name

    @property
    def execution_id(self):
        return f"run-{id(self)}"

    @property
    def cache(self):
        return _CACHES.setdefault(self.org_id, Cache())

    @property
    def scratch(self):
        return Path(tempfile.mkdtemp())

    def get_config(self, key, default=None):
        return _STATES[self].get(key, default)

    def has_config(self, key):
        return key in _STATES[self]

    async def get_secret(self, key):
        return _STATES[self]["api_key"]

    def log(self, level, message, data=None):
        _log.debug("%s %s %s", level, message, data)

    def save_checkpoint(self, name, data=None):
        _log.debug("%s %s", name, data)

    def set_variable(self, key, value):
        self._variables[key] = value

    def get_variable(self, key, default=None):
        return self._variables.get(key, default)
