import csv
import gzip
import json
import shutil
import tempfile
from pathlib import Path


async def run(context):
    report = context.scratch / "report.csv"
    with report.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["a", "b"], [1, 2]])
    packed = report.with_suffix(".csv.gz")
    with open(report, "rb") as source, gzip.open(packed, "wb") as target:
        shutil.copyfileobj(source, target)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "x.json").write_text(json.dumps({"a": 1}))
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as temporary:
        temporary.write("x")
        temporary.seek(0)
        text = temporary.read()
    return packed.stat().st_size, text, report.exists()
