"""Names of a package that read like modules and are used as no module can be."""

from aiohttp import web
from requests.timing import timeit
from requests.tokens import secrets


@timeit
def load(client):
    return [entry["name"] for entry in client.secrets]


async def respond(request: web.Request) -> web.Response:
    if "name" not in request.query:
        raise web.HTTPBadRequest(text="name is missing")
    return web.json_response({"count": len(load(request.app))})


def first():
    for secret in secrets:
        return secret
    return None
