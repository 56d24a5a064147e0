def report(rows):
    """Render rows.

    >>> report([{"a": 1}])
    'a=1'

    Uses `{row.a}` style in the text: {0.name} and {x.__class__} are only words here.
    """
    return "; ".join(f"{k}={v}" for row in rows for k, v in row.items())


async def run(context):
    return report([{"a": 1}])
