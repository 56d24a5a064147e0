"""What people may do: roles, permissions, memberships, platform staff, pinned object ids."""

from __future__ import annotations

import pytest

from tests.identity import app_service_principal, swa_principal

WORKFLOWS = """
    @workflow("plain", "Plain")
    async def plain(context):
        return context.executed_by

    @workflow("special", "Special", required_permission="canResetPasswords")
    async def special(context):
        return context.executed_by

    @workflow("later", "Waits in the queue", execution_mode="async")
    async def later(context):
        return context.executed_by

    @workflow("free", "Free", requires_org=False)
    async def free(context):
        return context.org_id

    @workflow("free_special", "Both", requires_org=False, required_permission="canResetPasswords")
    async def free_special(context):
        return context.org_id
"""
# Role and Permissions of the membership in org-a -> what may be run there, and whether all of the
# history is seen.
MEMBERS = {
    ("Administrator", ""): ({"plain", "free"}, True),
    ("Technician", ""): ({"plain", "free"}, True),
    ("Requester", ""): ({"plain", "free"}, False),
    ("Viewer", ""): (set(), True),
    ("Viewer", "canExecuteWorkflows, canResetPasswords"): (
        {"plain", "special", "free", "free_special"},
        True,
    ),
    ("", "canResetPasswords"): ({"special", "free_special"}, False),
    ("administrator", ""): (set(), False),
    ("Owner", ""): (set(), False),
    ("", ""): (set(), False),
}
# UserType and IsPlatformAdmin -> what may be run outside of every organization.
STAFF = {
    ("PLATFORM", True): {"free", "free_special"},
    ("PLATFORM", False): {"free"},
    ("ORG", False): set(),
    ("platform", False): set(),
    ("", False): set(),
}
NAMES = ("plain", "special", "free", "free_special")


@pytest.fixture
def app(make_app):
    return make_app({"workflows/samples.py": WORKFLOWS}, ENGINE_TRUST_CLIENT_PRINCIPAL="true")


def add(app, email, role=None, **changed):
    row = {"PartitionKey": "USER", "RowKey": email, "UserType": "ORG", "IsActive": True}
    app.rows.get_table_client("Users").upsert_entity({**row, **changed})
    if role is not None:
        roles = app.rows.create_table_if_not_exists("UserRoles")
        place = {"PartitionKey": "org-a", "RowKey": email}
        roles.upsert_entity({**place, "Role": role[0], "Permissions": role[1]})
    return {"X-MS-CLIENT-PRINCIPAL": swa_principal(email)}


async def runs(app, headers):
    answers = {name: await app.run(name, headers=headers) for name in NAMES}
    assert {status for status, _ in answers.values()} <= {200, 400, 403}
    return {name for name, (status, _) in answers.items() if status == 200}


async def test_roles_and_permissions(app):
    for number, (role, (allowed, sees_all)) in enumerate(MEMBERS.items()):
        who = add(app, f"p{number}@a.example", role) | {"X-Organization-Id": "org-a"}
        assert await runs(app, who) == allowed, role
        # Those before, of others, show only in the history of the organization.
        _, page, _ = await app.call("list_executions", "GET", "/api/executions", headers=who)
        others = [one for one in page["executions"] if one["executedBy"] != f"p{number}@a.example"]
        assert bool(others) is (sees_all and number > 0), role
        # A role in one organization is none in another.
        assert await runs(app, {**who, "X-Organization-Id": "org-b"}) == set(), role


async def test_what_is_missing_is_named(app):
    who = add(app, "v@a.example", ("Requester", "")) | {"X-Organization-Id": "org-a"}
    status, answer = await app.run("special", headers=who)
    assert (status, answer["details"]) == (403, {"permission": "canResetPasswords"})


async def test_a_repeated_request_shows_nobody_elses_execution(app):
    who = {
        name: add(app, f"{name}@a.example", (role, ""))
        | {"X-Organization-Id": "org-a", "Idempotency-Key": "k"}
        for name, role in (("first", "Requester"), ("other", "Requester"), ("tech", "Technician"))
    }
    status, first = await app.run("plain", headers=who["first"])
    assert status == 200
    assert await app.run("plain", headers=who["first"]) == (200, first)
    assert await app.run("plain", headers=who["tech"]) == (200, first)
    status, answer = await app.run("plain", headers=who["other"])
    assert (status, answer["error"]) == (409, "Conflict")
    assert "first@a.example" not in str(answer)
    assert len(app.table("WorkflowExecutions")) == 2


async def test_who_may_cancel(app):
    roles = {"owner": "Requester", "viewer": "Viewer", "other": "Requester", "tech": "Technician"}
    who = {
        name: add(app, f"{name}@a.example", (role, "")) | {"X-Organization-Id": "org-a"}
        for name, role in roles.items()
    }
    ids = [(await app.run("later", headers=who["owner"]))[1]["executionId"] for _ in range(2)]

    async def cancel(name, execution_id):
        path = f"/api/executions/{execution_id}/cancel"
        return await app.call(
            "cancel_execution", "POST", path, headers=who[name], executionId=execution_id
        )

    status, answer, _ = await cancel("viewer", ids[0])
    assert (status, answer["details"]) == (403, {"permission": "canExecuteWorkflows"})
    # Others' executions do not exist for those who may not see them.
    assert (await cancel("other", ids[0]))[0] == 404
    assert (await cancel("owner", ids[0]))[0] == 200
    assert (await cancel("tech", ids[1]))[0] == 200


async def test_work_outside_of_every_organization_is_the_providers_own_peoples(app):
    for number, ((kind, admin), allowed) in enumerate(STAFF.items()):
        who = add(app, f"s{number}@r.example", UserType=kind, IsPlatformAdmin=admin)
        assert await runs(app, who) == allowed, (kind, admin)


@pytest.mark.parametrize("admin", ["true", 1, "True", None])
async def test_only_true_makes_a_platform_admin(app, admin):
    changed = {} if admin is None else {"IsPlatformAdmin": admin}
    who = add(app, "s@r.example", UserType="PLATFORM", **changed)
    assert (await app.run("plain", headers={**who, "X-Organization-Id": "org-a"}))[0] == 403


async def test_a_platform_admin_who_belongs_to_the_organization_crosses_nothing(app):
    here = {"X-Organization-Id": "org-a"}
    inside = add(app, "in@r.example", ("Viewer", ""), UserType="PLATFORM", IsPlatformAdmin=True)
    outside = add(app, "out@r.example", UserType="PLATFORM", IsPlatformAdmin=True)
    for who in (inside, outside):
        assert await runs(app, {**who, **here}) == set(NAMES)
    rows = [row for row in app.table("AuditLog") if row["EventType"] == "cross_org_access"]
    assert [(row["UserId"], row["OrgId"]) for row in rows] == [("out@r.example", "org-a")] * 4


async def test_a_membership_without_an_account_is_none(app):
    add(app, "x@a.example", ("Administrator", ""))
    app.rows.get_table_client("Users").delete_entity("USER", "x@a.example")
    who = {"X-MS-CLIENT-PRINCIPAL": swa_principal("x@a.example"), "X-Organization-Id": "org-a"}
    assert (await app.run("plain", headers=who))[0] == 403


async def test_a_pinned_object_id_must_be_the_persons(app):
    email = "pin@a.example"
    add(app, email, ("Technician", ""), ObjectId="object-1")
    statuses = []
    for header in (
        app_service_principal(email, ("oid", "object-1")),
        app_service_principal(email, ("oid", "object-2")),
        app_service_principal(email),
        swa_principal(email),
    ):
        who = {"X-MS-CLIENT-PRINCIPAL": header, "X-Organization-Id": "org-a"}
        status, answer = await app.run("plain", headers=who)
        statuses.append(status)
        # As if there were no such account.
        assert status == 200 or "no access here" in answer["message"]
    assert statuses == [200, 403, 403, 403]
