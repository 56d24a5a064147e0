"""Who may do what for which client: key scopes, memberships, roles and permissions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine.shared.api_errors import ForbiddenError
from engine.shared.auth.principal import Principal
from engine.shared.context import Caller, Organization
from engine.shared.models import UserType
from engine.shared.organization_store import Membership, OrganizationStore
from engine.shared.organizations import (
    NO_ACCESS,
    NO_ORGANIZATION,
    Organizations,
    User,
    as_user_key,
)

RUN_WORKFLOWS: Final = "canExecuteWorkflows"
VIEW_HISTORY: Final = "canViewHistory"
MANAGE_CONFIG: Final = "canManageConfig"

# What each role of the table UserRoles may do; an unknown role may do nothing. A row's property
# Permissions adds further ones, such as those that a workflow names in required_permission.
ROLES: Final[Mapping[str, frozenset[str]]] = {
    "Administrator": frozenset({RUN_WORKFLOWS, VIEW_HISTORY, MANAGE_CONFIG}),
    "Technician": frozenset({RUN_WORKFLOWS, VIEW_HISTORY}),
    "Requester": frozenset({RUN_WORKFLOWS}),
    "Viewer": frozenset({VIEW_HISTORY}),
}
# The provider's own people run the work that belongs to no organization.
_OUTSIDE: Final = frozenset({RUN_WORKFLOWS})

# One text for every reason: it must not tell whether the account exists.
NO_ACCOUNT: Final = "this account has no access here; ask an administrator of the platform"


@dataclass(frozen=True, slots=True)
class Access:
    """What a proven caller may do in this request.

    Attributes:
        organization: the one it acts for; None: none was named.
        store: what storage holds of that organization.
        permissions: None: all of them.
        is_admin: whether it may act for all organizations.
        crosses: a platform admin acts for an organization without belonging to it.
    """

    principal: Principal
    caller: Caller
    organization: Organization | None
    store: OrganizationStore
    permissions: frozenset[str] | None
    is_admin: bool = False
    crosses: bool = False

    def require(self, permission: str) -> None:
        """Check a permission.

        Raises:
            ForbiddenError: it is missing.
        """
        if self.permissions is not None and permission not in self.permissions:
            raise ForbiddenError(
                f"the permission {permission} is missing", {"permission": permission}
            )

    def require_workflow(self, name: str) -> None:
        """Check that a function key covers a workflow, before anything tells whether it exists.

        Raises:
            ForbiddenError: it does not.
        """
        if self.principal.is_key and not self.principal.scope.runs(name):
            raise ForbiddenError("the function key does not cover this workflow")

    @property
    def may_see_all(self) -> bool:
        """Whether the caller may see other people's executions of the organization."""
        return self.permissions is None or VIEW_HISTORY in self.permissions

    def may_see(self, organization: Organization | None) -> bool:
        """Tell whether the caller may see other people's executions of an organization.

        Work of no organization belongs to whoever started it.
        """
        return self.may_see_all if organization is not None else self.is_admin


class Authorizer:
    """Decides what callers may do, from keys' scopes and from the tables."""

    def __init__(self, organizations: Organizations) -> None:
        self._organizations = organizations

    async def enter(self, principal: Principal) -> Access:
        """Let a caller into the organization it asks for, or into none if it asks for none.

        Raises:
            BadRequestError: the user id cannot be one.
            ForbiddenError: the key, the user or the organization is not let in.
            StorageError: it cannot be told.
        """
        if principal.is_key:
            return await self._key(principal)
        return await self._person(principal)

    async def admin(self, principal: Principal) -> Access:
        """Let a caller operate the platform itself.

        Raises:
            ForbiddenError: a key without the admin scope, or a person who is no platform admin.
            StorageError: it cannot be told.
        """
        if principal.is_key:
            if not principal.scope.admin:
                raise ForbiddenError("the function key does not have the admin scope")
            caller, is_admin = await self._organizations.caller(principal.user_id), True
        else:
            # Who was dismissed a moment ago must not make a key that lasts a year.
            user = _known(await self._organizations.user(principal.user_id, fresh=True), principal)
            caller, is_admin = _caller(user), user.is_platform_admin
        if not is_admin:
            raise ForbiddenError("this is for platform administrators")
        store = self._organizations.open(None)
        return Access(principal, caller, None, store, permissions=None, is_admin=True)

    async def _key(self, principal: Principal) -> Access:
        if not principal.scope.enters(principal.organization_id):
            raise ForbiddenError(
                "the function key is for certain organizations: name one of them in"
                " X-Organization-Id"
                if principal.organization_id is None
                else NO_ACCESS
            )
        caller = await self._organizations.caller(principal.user_id)
        organization = None
        if principal.organization_id is not None:
            organization = await self._organizations.active(principal.organization_id)
        store = self._organizations.open(organization)
        # One that is for certain organizations learns nothing of the others, admin or not, nor
        # what their people are called.
        limited = principal.scope.organizations is not None
        if limited and caller.name != caller.user_id:
            member = await store.membership(caller.user_id)
            caller = caller if member is not None else replace(caller, name=caller.user_id)
        is_admin = principal.scope.admin and not limited
        return Access(principal, caller, organization, store, None, is_admin=is_admin)

    async def _person(self, principal: Principal) -> Access:
        if principal.organization_id is None:
            return self._outside(principal, await self._user(principal))
        # All three are asked whatever the answers: the time must not tell which one it was.
        user, organization, membership = await asyncio.gather(
            self._organizations.user(principal.user_id),
            self._organizations.find(principal.organization_id),
            self._membership(principal),
        )
        user = _known(user, principal)
        if organization is None or (membership is None and not user.is_platform_admin):
            raise ForbiddenError(NO_ORGANIZATION)
        return Access(
            principal,
            _caller(user),
            organization,
            self._organizations.open(organization),
            None if user.is_platform_admin else _permissions(membership),
            is_admin=user.is_platform_admin,
            crosses=membership is None,
        )

    def _outside(self, principal: Principal, user: User) -> Access:
        permissions = _OUTSIDE if user.type is UserType.PLATFORM else frozenset()
        return Access(
            principal,
            _caller(user),
            None,
            self._organizations.open(None),
            None if user.is_platform_admin else permissions,
            is_admin=user.is_platform_admin,
        )

    async def _membership(self, principal: Principal) -> Membership | None:
        wanted = Organization(principal.organization_id or "", "")
        try:
            store = self._organizations.open(wanted)
            return await store.membership(as_user_key(principal.user_id))
        except ValueError:
            return None

    async def _user(self, principal: Principal) -> User:
        return _known(await self._organizations.user(principal.user_id), principal)


def _known(user: User | None, principal: Principal) -> User:
    if user is None or not user.is_active:
        raise ForbiddenError(NO_ACCOUNT)
    # Sign-in names can be given to somebody else; the directory's object ids cannot.
    if user.object_id is not None and user.object_id != principal.object_id:
        raise ForbiddenError(NO_ACCOUNT)
    return user


def _caller(user: User) -> Caller:
    return Caller(user.id, user.id if "@" in user.id else None, user.name)


def _permissions(membership: Membership | None) -> frozenset[str]:
    if membership is None:
        return frozenset()
    return ROLES.get(membership.role, frozenset()) | membership.extra
