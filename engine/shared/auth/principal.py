"""A proven caller, and the ordered tiers that prove one.

A tier whose credential is present but wrong refuses the call; the next tier is asked only when
the credential is absent.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from engine.shared.api_errors import UnauthorizedError
from engine.shared.request import RequestFacts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a function key may be used for.

    Attributes:
        organizations: ids of the organizations it may enter; None: all, and none at all.
        workflows: names of the workflows it may run; None: all.
        admin: whether it opens the operator endpoints.
    """

    organizations: frozenset[str] | None = frozenset()
    workflows: frozenset[str] | None = frozenset()
    admin: bool = False

    def enters(self, org_id: str | None) -> bool:
        """Tell whether it may act for an organization; None is work outside of every one."""
        return self.organizations is None or org_id in self.organizations

    def runs(self, workflow: str) -> bool:
        """Tell whether it may run a workflow."""
        return self.workflows is None or workflow in self.workflows

    def covers(self, other: Scope) -> bool:
        """Tell whether it allows everything that the other one does."""
        return (
            (self.admin or not other.admin)
            and _covers(self.organizations, other.organizations)
            and _covers(self.workflows, other.workflows)
        )


def _covers(names: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    return names is None or (others is not None and others <= names)


NO_SCOPE: Final = Scope()
EVERYTHING: Final = Scope(organizations=None, workflows=None)


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller whose credential is proven.

    Attributes:
        key_id: id of the function key; empty for a person who signed in.
        key_name: its name.
        user_id: the user it acts for; taken as given in the function key tier.
        organization_id: the organization asked for; not checked yet. None: none named.
        scope: what the function key may be used for; a person's roles decide instead.
        object_id: the signed-in person's object id in the directory, where the proof has it.
    """

    key_id: str
    key_name: str
    user_id: str
    organization_id: str | None
    scope: Scope = NO_SCOPE
    object_id: str | None = None

    @property
    def is_key(self) -> bool:
        """Whether a function key was used, and not a person's sign-in."""
        return bool(self.key_id)


class Tier(Protocol):
    """One way to prove who is calling."""

    async def authenticate(self, facts: RequestFacts) -> Principal | None:
        """Return the principal, or None when the request carries no credential of this tier.

        Raises:
            UnauthorizedError: it carries one, and it is wrong.
            ServiceUnavailableError: it cannot be checked now.
        """
        ...


class KeyRefusedError(UnauthorizedError):
    """A key that the engine knows, but that is expired or revoked: worth an audit row.

    Attributes:
        principal: who would have called.
        reason: for the audit log.
    """

    def __init__(self, principal: Principal, reason: str) -> None:
        super().__init__("the function key is not valid")
        self.principal = principal
        self.reason = reason


async def authenticate(tiers: Sequence[Tier], facts: RequestFacts) -> Principal:
    """Return the principal of the first tier whose credential the request carries.

    Raises:
        UnauthorizedError: that credential is wrong, or there is none at all.
        ServiceUnavailableError: it cannot be checked now.
    """
    for tier in tiers:
        principal = await tier.authenticate(facts)
        if principal is not None:
            return principal
    _log.warning("%s %s refused: no credential", facts.method, facts.path)
    raise UnauthorizedError(
        "no credential: sign in, or send a function key in the x-functions-key header"
    )
