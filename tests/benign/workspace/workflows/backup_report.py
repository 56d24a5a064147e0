import csv
import io
import textwrap
from datetime import date, datetime
from decimal import Decimal, ROUND_HALF_UP
from pathlib import PurePosixPath
from statistics import fmean, median
from string import Template
from typing import TypedDict, NotRequired, Iterable, Iterator

from engine.sdk import OrganizationContext, read_resource, workflow


class Job(TypedDict):
    name: str
    status: str
    bytes: int
    finished: str
    error: NotRequired[str]


MAIL = Template(textwrap.dedent("""\
    Dear $contact,

    $failed of $total backup jobs failed since $day.
    $table
"""))


def human(size: int) -> str:
    amount = Decimal(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{amount.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)} {unit}"
        amount /= 1024
    return "{:,.1f} TiB".format(amount)


def rows(jobs: Iterable[Job]) -> Iterator[tuple[str, ...]]:
    yield "Job", "Status", "Size", "Finished"
    yield from ((j["name"], j["status"].title(), human(j["bytes"]), j["finished"][:16]) for j in jobs)


def table(lines: Iterable[tuple[str, ...]]) -> str:
    lines = list(lines)
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)) for line in lines)


def to_csv(jobs: list[Job]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=["name", "status", "bytes", "finished", "error"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(jobs)
    return out.getvalue().encode("utf-8-sig")


@workflow(name="backup_report", description="Daily backup mail", category="Backup")
async def backup_report(context: OrganizationContext, contact: str = "team", day: str | None = None) -> dict:
    day = datetime.fromisoformat(day).date() if day else date.today()
    jobs: list[Job] = [job for job in context.get_variable("jobs", []) if job["finished"] >= day.isoformat()]
    failed = [job for job in jobs if job["status"] not in ("ok", "warning")]
    sizes = [job["bytes"] for job in jobs] or [0]
    text = MAIL.safe_substitute(contact=contact, failed=len(failed), total=len(jobs), day=f"{day:%d.%m.%Y}", table=table(rows(jobs)))
    name = PurePosixPath("reports") / f"{context.org_id}-{day:%Y%m%d}.csv"
    return {"mail": text, "file": str(name), "csv": to_csv(jobs).decode(), "mean": fmean(sizes), "median": median(sizes), "logo": read_resource("logo.txt") if context.has_config("logo") else None}
