#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a module-level dataclass object is filled

from dataclasses import dataclass, field


@dataclass
class State:
    rows: list = field(default_factory=list)


STATE = State()


async def run(context):
    STATE.rows.append(context.get_config("api_key"))
    return STATE.rows
