#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = pydantic default factory shared

from pydantic import BaseModel, Field
SHARED: dict = {}
class Job(BaseModel):
    rows: dict = Field(default_factory=lambda: SHARED)
async def run(context):
    job = Job()
    old = dict(job.rows)
    job.rows[1] = context.get_config("api_key")
    return old
