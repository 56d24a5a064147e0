import requests
import urllib3
from requests.auth import HTTPBasicAuth

urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

VERBS = {"get": requests.get, "post": requests.post, "put": requests.put, "delete": requests.delete}


class ApiError(Exception):
    def __init__(self, message, response=None):
        super().__init__(message)
        self.response = response

    @property
    def code(self):
        return getattr(self.response, "status_code", None)


class RestClient:
    def __init__(self, host, user=None, password=None, verify=True):
        self.url = "https://{host}/api/v1/".format(host=host)
        self.session = requests.Session()
        if user:
            self.session.auth = HTTPBasicAuth(user, password)
        self.session.verify = verify

    def __getattr__(self, item):
        if item.startswith("_"):
            raise AttributeError(item)
        return Resource(self, item)

    def call(self, method, path, **kwargs):
        response = self.session.request(method.upper(), self.url + path, **kwargs)
        if not 200 <= response.status_code < 300:
            raise ApiError(f"{method} {path}: {response.reason}", response)
        return response.json()


class Resource:
    def __init__(self, client, name):
        self._client, self._name = client, name

    def list(self, **params):
        return self._client.call("get", self._name, params=params)

    def get(self, id):
        return self._client.call("get", f"{self._name}/{id}")

    def create(self, **body):
        return self._client.call("post", self._name, json=body)

    def __iter__(self):
        return iter(self.list())
