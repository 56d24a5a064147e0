"""Uses another file's class, instance and decorator, as workflows share their clients."""

from operator import attrgetter, methodcaller

from workspace.shared import kept_client
from workspace.shared.kept_client import Directory, defaults, directory, retried, roles

LOCAL = Directory("https://local.example.com")


@retried(3)
def names(context) -> list[str]:
    return directory.page(context.org_id, "users") + LOCAL.pages(["groups"])


async def run(context) -> dict[str, object]:
    found = [Directory.tidy(name) for name in names(context)]
    own = Directory.of_host("own.example.com")
    rows = sorted(map(methodcaller("strip"), found), key=len)
    urls = [attrgetter("url")(own), kept_client.directory.url]
    query = defaults()
    query["level"] = str(roles()["reader"])
    mine = {**roles(), "guest": 0}
    mine.update(other=len(query))
    return {"roles": mine, "names": rows, "pages": own.page(context.org_id, "a"), "urls": urls}
