import yaml


async def run(context, text="a: 1"):
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return str(error)
    more = yaml.load("b: 2", Loader=yaml.SafeLoader)
    return yaml.safe_dump({**data, **more}, sort_keys=False), list(yaml.safe_load_all("---\n1\n"))
