import datetime as dt


async def run(context):
    now = dt.datetime(2024, 5, 17, 8, 5)
    amount = 1234.5
    items = {"a": 1}
    return (
        f"{now:%Y-%m-%d %H:%M} {amount:,.2f} {items['a']=} {context.org_name!s}"
        f" {', '.join(f'{k}={v}' for k, v in items.items())} {{literal}} {amount!r}"
    )
