"""Defaults that are copied before they are changed."""

import copy

DEFAULTS = {"timeout": 10, "headers": {"Accept": "application/json"}}
STEPS = ["fetch", "store"]


async def run(context):
    options = dict(DEFAULTS)
    options["timeout"] = 30
    deep = copy.deepcopy(DEFAULTS)
    deep["headers"]["X-Org"] = context.org_id
    shallow = DEFAULTS.copy()
    shallow["retries"] = 2
    merged = DEFAULTS | {"x": 1}
    merged["y"] = 2
    steps = list(STEPS)
    steps.append("notify")
    more = STEPS[:]
    more.extend(["a"])
    return options, deep, shallow, merged, steps, more
