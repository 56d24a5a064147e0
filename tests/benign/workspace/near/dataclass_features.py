from dataclasses import KW_ONLY, InitVar, asdict, astuple, dataclass, field, fields, replace


@dataclass(order=True, slots=True)
class Job:
    priority: int
    name: str = field(compare=False)
    _: KW_ONLY
    tags: list[str] = field(default_factory=list, repr=False)
    raw: InitVar[dict | None] = None

    def __post_init__(self, raw):
        if raw:
            self.tags = [*self.tags, *raw.get("tags", [])]


async def run(context):
    job = Job(2, "sync", raw={"tags": ["x"]})
    later = replace(job, priority=1)
    return sorted([job, later]), asdict(job), astuple(later), [f.name for f in fields(Job)]
