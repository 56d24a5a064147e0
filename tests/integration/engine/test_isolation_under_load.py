"""Fifty organizations interleaved in one process: nobody sees anything of anybody else."""

from __future__ import annotations

import asyncio
import json
import random

from azure.data.tables import TableServiceClient

from tests.integration.engine.harness_engine import KEY

ORGANIZATIONS = [f"org-{number:02d}" for number in range(50)]
ROUNDS = 2
# As many at a time as one emulator on a small machine answers within the deadlines.
AT_ONCE = 50
WORKFLOW = """
    import asyncio
    import random
    import time

    SEEN = []

    async def look(context, steps):
        own = []
        for step in range(steps):
            await asyncio.sleep(random.random() / 50)
            context.cache.set("whose", context.cache.get("whose", context.org_id))
            (context.scratch / f"{context.org_id}-{step}.txt").write_text(context.org_id)
            context.log("info", context.org_id, {"secret": await context.get_secret("crm-key")})
            print(context.org_id, "has", await context.get_secret("crm-key"))
            context.set_variable("whose", context.org_id)
            context.save_checkpoint(f"{context.org_id}-{step}")
            own.append(
                [
                    context.get_config("whose"),
                    context.get_config("only-" + context.org_id),
                    context.has_config("only-org-00"),
                    await context.get_secret("crm-key"),
                    await context.get_secret("crm_ref"),
                    context.cache.get("whose"),
                    context.get_variable("whose"),
                    sorted({path.read_text() for path in context.scratch.iterdir()}),
                ]
            )
        return own

    @workflow("look", "Look around")
    @param("steps", "int", required=True)
    async def look_around(context, steps):
        return await look(context, steps)

    @workflow("look_sync", "Look around in a thread")
    @param("steps", "int", required=True)
    def look_sync(context, steps):
        time.sleep(random.random() / 50)
        return [context.org_id, context.get_config("whose"), context.cache.get("whose")]
"""


def seed(storage, root):
    with TableServiceClient.from_connection_string(storage) as service:
        organizations = service.create_table_if_not_exists("Organizations")
        config = service.create_table_if_not_exists("OrgConfig")
        for org in ORGANIZATIONS:
            organizations.upsert_entity(
                {"PartitionKey": "ORG", "RowKey": org, "Name": org, "IsActive": True}
            )
            for key, value, kind in (
                ("whose", org, "string"),
                (f"only-{org}", org, "string"),
                ("crm_ref", "crm-ref", "secret_ref"),
            ):
                config.upsert_entity(
                    {
                        "PartitionKey": org,
                        "RowKey": f"config:{key}",
                        "Value": value,
                        "Type": kind,
                    }
                )
    secrets = {
        f"{org}--crm-{kind}": f"{kind}-of-{org}" for org in ORGANIZATIONS for kind in ("key", "ref")
    }
    (root / "local.secrets.json").write_text(json.dumps(secrets))


async def test_fifty_organizations_at_once(capsys, make_app, storage, tmp_path):
    seed(storage, tmp_path)
    app = make_app({"workflows/look.py": WORKFLOW})

    places = asyncio.Semaphore(AT_ONCE)

    async def one(org, name):
        headers = {"x-functions-key": KEY, "X-Organization-Id": org}
        async with places:
            status, answer = await app.run(name, {"steps": 3}, headers=headers)
        assert (status, answer["status"]) == (200, "Success"), answer
        return org, name, answer

    jobs = [(org, "look") for org in ORGANIZATIONS] * ROUNDS
    jobs += [(org, "look_sync") for org in ORGANIZATIONS]
    random.shuffle(jobs)
    answers = await asyncio.gather(*(one(*job) for job in jobs))
    for org, name, answer in answers:
        if name == "look_sync":
            assert answer["result"][:2] == [org, org]
            assert answer["result"][2] in (None, org)
            continue
        for whose, only, foreign, key, ref, cached, variable, files in answer["result"]:
            assert (whose, only, cached, variable, files) == (org, org, org, org, [org])
            assert foreign is (org == "org-00")
            assert (key, ref) == (f"key-of-{org}", f"ref-of-{org}")

    records = app.table("WorkflowExecutions")
    by_organization = [row for row in records if row.get("Status")]
    assert len(by_organization) == len(jobs)
    for record in by_organization:
        org = record["PartitionKey"]
        others = [other for other in ORGANIZATIONS if other != org]
        text = repr(dict(record))
        assert not [other for other in others if other in text]
        # The secret is recorded nowhere, although the workflow returned it.
        assert f"key-of-{org}" not in text
    # Nor printed, although the workflows of all of them printed at the same time.
    lines = [line for line in capsys.readouterr().out.splitlines() if " has " in line]
    assert len(lines) == 3 * ROUNDS * len(ORGANIZATIONS)
    assert set(lines) == {f"{org} has [redacted]" for org in ORGANIZATIONS}
