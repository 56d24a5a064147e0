from abc import ABC, abstractmethod
from contextlib import asynccontextmanager, suppress
import hashlib
import hmac
import datetime as dt

import aiohttp


class Signer(ABC):
    @abstractmethod
    def sign(self, message: bytes) -> str: ...

    @property
    @abstractmethod
    def name(self) -> str: ...


class HmacSigner(Signer):
    name = "hmac-sha256"

    def __init__(self, key: str):
        self._key = key.encode()

    def sign(self, message: bytes) -> str:
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


class NullSigner(Signer):
    name = "none"

    def sign(self, message: bytes) -> str:
        return ""


SIGNERS = {"hmac": HmacSigner, "none": lambda key: NullSigner()}


class DattoRmm:
    def __init__(self, api_url, key, secret, signer="hmac"):
        self.api_url, self.key, self.secret = api_url, key, secret
        self.signer = SIGNERS[signer](secret)
        self._session = None

    @asynccontextmanager
    async def session(self):
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            self._session = session
            try:
                yield self
            finally:
                self._session = None

    async def alerts(self, site_uid, since: dt.datetime | None = None):
        since = since or dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=1)
        url = f"{self.api_url}/api/v2/site/{site_uid}/alerts/open"
        while url:
            stamp = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
            headers = {"X-Signature": self.signer.sign(f"{stamp}{url}".encode()), "X-Stamp": stamp}
            async with self._session.get(url, headers=headers) as reply:
                reply.raise_for_status()
                data = await reply.json()
            for alert in data["alerts"]:
                with suppress(KeyError, ValueError):
                    when = dt.datetime.fromtimestamp(alert["timestamp"] / 1000, dt.timezone.utc)
                    if when >= since:
                        yield {**alert, "when": when}
            url = data.get("pageDetails", {}).get("nextPageUrl")
