import requests
from requests.auth import HTTPBasicAuth
from requests.exceptions import ConnectionError, HTTPError, Timeout


async def run(context):
    with requests.Session() as session:
        session.headers["User-Agent"] = "automation/1.0"
        session.auth = HTTPBasicAuth("api", await context.get_secret("key"))
        session.params = {"v": "1"}
        try:
            response = session.get("https://api.example.com/items", timeout=10, verify=True)
            response.raise_for_status()
        except (ConnectionError, HTTPError, Timeout) as error:
            return {"error": str(error)}
        return [item["id"] for item in response.json()], response.headers.get("X-Next")
