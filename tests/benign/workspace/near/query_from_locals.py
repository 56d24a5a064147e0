"""Clients whose query parameters have the names of the API, as some vendors' own clients do."""

import requests


class Networks:
    def __init__(self, url, key):
        self.url = url
        self.session = requests.Session()
        self.session.headers["X-Key"] = key

    def _get(self, path, params):
        query = {key: value for key, value in params.items() if value is not None}
        return self.session.get(self.url + path, params=query, timeout=30).json()

    def clients(self, network_id, per_page=100, starting_after=None, mac=None):
        params = locals().copy()
        del params["self"]
        return self._get(f"/networks/{params.pop('network_id')}/clients", params)

    def events(self, network_id: str, **kwargs):
        """List the events of a network."""
        kwargs.update(locals())
        allowed = ("productType", "includedEventTypes", "startingAfter", "perPage")
        return self._get(
            f"/networks/{network_id}/events",
            {key: value for key, value in kwargs.items() if key in allowed},
        )
