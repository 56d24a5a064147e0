from typing import Any, Iterator, Optional, Sequence
import attr
import requests
from requests import Session, HTTPError
from tenacity import retry, stop_after_attempt, wait_exponential, retry_if_exception_type

from engine.sdk import workflow, param, IntegrationError


@attr.s(auto_attribs=True, slots=True, frozen=True)
class Site:
    id: str
    name: str = attr.ib(converter=str.strip)
    devices: Sequence[str] = attr.ib(factory=tuple, repr=lambda v: f"<{len(v)}>")

    @name.validator
    def _check(self, attribute, value):
        if not value:
            raise ValueError(f"{attribute.name} must not be empty")

    def with_devices(self, devices):
        return attr.evolve(self, devices=tuple(devices))


class Controller(Session):
    def __init__(self, base: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        self.headers["Accept"] = "application/json"
        self.hooks["response"].append(self._raise)

    @staticmethod
    def _raise(response, *args, **kwargs):
        try:
            response.raise_for_status()
        except HTTPError as error:
            raise IntegrationError(f"{response.request.method} {response.url}: {response.status_code}") from error

    def request(self, method, url, *args, **kwargs):
        kwargs.setdefault("timeout", 15)
        return super(Controller, self).request(method, self.base + url, *args, **kwargs)

    @retry(stop=stop_after_attempt(3), wait=wait_exponential(max=10), retry=retry_if_exception_type(requests.ConnectionError), reraise=True)
    def sites(self) -> Iterator[Site]:
        for row in self.get("/api/self/sites").json()["data"]:
            yield Site(row["_id"], row.get("desc") or row["name"])


@workflow("unifi_sites", "Sites")
@param("only", "string", default_value=None)
def unifi_sites(context, only: Optional[str] = None):
    with Controller(context.get_config("unifi")) as controller:
        sites = [s.with_devices(controller.get(f"/api/s/{s.name}/stat/device").json()["data"]) for s in controller.sites() if only in (None, s.name)]
    return [attr.asdict(site) for site in sites]
