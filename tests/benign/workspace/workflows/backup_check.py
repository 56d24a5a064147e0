"""Ask the backup product about last night's jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from engine.sdk import ConfigurationError, IntegrationError, OrganizationContext, workflow

TIMEOUT = (3.05, 27)


def open_session(token: str) -> requests.Session:
    session = requests.Session()
    retries = Retry(total=3, backoff_factor=0.5, status_forcelist=[502, 503, 504])
    session.mount("https://", HTTPAdapter(max_retries=retries))
    session.headers.update({"Accept": "application/json", "Authorization": f"Token {token}"})
    return session


def is_fresh(job: dict[str, Any], now: dt.datetime) -> bool:
    finished = dt.datetime.fromisoformat(job["finished"])
    return job["state"] == "ok" and now - finished < dt.timedelta(hours=26)


@workflow(name="backup_check", description="Were last night's backups made?", category="Backup")
def backup_check(context: OrganizationContext) -> dict[str, Any]:
    url = context.get_config("backup_url")
    if not url:
        raise ConfigurationError("set backup_url for this client")
    token = context.get_variable("backup_token") or context.get_config("backup_read_key", "")
    now = dt.datetime.now(dt.timezone.utc)
    with open_session(token) as session:
        try:
            response = session.get(f"{url.rstrip('/')}/api/jobs", timeout=TIMEOUT)
            response.raise_for_status()
        except requests.exceptions.RequestException as error:
            raise IntegrationError("the backup product did not answer") from error
        jobs = response.json()["jobs"]
    stale = [job["name"] for job in jobs if not is_fresh(job, now)]
    level = "warning" if stale else "info"
    context.log(level, "Backups checked", {"jobs": len(jobs), "stale": stale})
    return {"ok": not stale, "stale": stale}
