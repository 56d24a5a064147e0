import base64
import json
from enum import Enum
from typing import Optional, List, Dict, Union
from urllib.parse import urljoin, urlencode

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry


class Board(str, Enum):
    SERVICE = "Service Desk"
    PROJECT = "Projects"

    @classmethod
    def parse(cls, text):
        for member in cls:
            if member.value.lower() == text.lower() or member.name == text.upper():
                return member
        raise ValueError("unknown board: %s" % text)


class ConnectWiseError(Exception):
    def __init__(self, status, body):
        super(ConnectWiseError, self).__init__("HTTP %d: %s" % (status, body[:200]))
        self.status = status
        self.body = body


class ConnectWise(object):
    """Manage API, basic authentication with company+public:private."""

    def __init__(self, site, company, public_key, private_key, client_id):
        # type: (str, str, str, str, str) -> None
        token = base64.b64encode("{}+{}:{}".format(company, public_key, private_key).encode()).decode("ascii")
        self.base_url = "https://%s/v4_6_release/apis/3.0/" % site
        self.session = requests.Session()
        self.session.headers.update({"Authorization": "Basic " + token, "clientId": client_id})
        retry = Retry(total=4, backoff_factor=1.5, status_forcelist=[429, 500, 502, 503], allowed_methods=None)
        self.session.mount("https://", HTTPAdapter(max_retries=retry))

    def _call(self, verb, path, params=None, payload=None):
        response = self.session.request(verb, urljoin(self.base_url, path), params=params, json=payload, timeout=30)
        if not response.ok:
            raise ConnectWiseError(response.status_code, response.text)
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response.json()
        return response.content

    def get(self, path, **params): return self._call("GET", path, params=params)
    def post(self, path, body): return self._call("POST", path, payload=body)
    def patch(self, path, ops): return self._call("PATCH", path, payload=ops)

    def iter_all(self, path, conditions=None, page_size=250):
        page = 1
        while True:
            params = {"page": page, "pageSize": page_size}
            if conditions:
                params["conditions"] = " and ".join("%s=%s" % (k, json.dumps(v)) for k, v in sorted(conditions.items()))
            rows = self._call("GET", path + "?" + urlencode(params))
            for row in rows:
                yield row
            if len(rows) < page_size:
                break
            page += 1

    def close_ticket(self, ticket_id, note=None):
        ops = [{"op": "replace", "path": "status/name", "value": ">Closed"}]
        if note is not None:
            self.post("service/tickets/%d/notes" % ticket_id, {"text": note, "resolutionFlag": True})
        return self.patch("service/tickets/{0}".format(ticket_id), ops)
