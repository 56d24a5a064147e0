#: channel = imports
#: reaches = runs
#: layer = both
#: note = an installed package outside the allow-list that runs commands

from _pytest import monkeypatch


async def run(context):
    return f"IT-RUNS {monkeypatch.__name__}"
