from types import MappingProxyType

SKUS = {"E3": 36, "E5": 57}
QUEUES = ["network", "identity"]
DOMAINS = frozenset({"example.com"})
FROZEN = MappingProxyType({"a": 1})
HEADERS = {"Accept": "application/json"}


async def run(context):
    headers = {**HEADERS, "X-Org": context.org_id or ""}
    queues = sorted(QUEUES + ["extra"])
    prices = dict(SKUS)
    prices["E1"] = 8
    prices.update(E2=9)
    return headers, queues, prices, FROZEN["a"], "example.com" in DOMAINS
