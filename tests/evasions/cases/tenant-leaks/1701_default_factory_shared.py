#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = default factory shared

from dataclasses import dataclass, field
SHARED = []
@dataclass
class Job:
    rows: list = field(default_factory=lambda: SHARED)
async def run(context):
    job = Job()
    job.rows.append(context.get_config("api_key"))
    return list(job.rows)
