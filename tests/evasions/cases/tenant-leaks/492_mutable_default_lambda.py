#: channel = tenant-leaks
#: reaches = leak
#: layer = check
#: note = a lambda's default list

remember = lambda value, seen=[]: seen.append(value) or seen  # noqa: E731


async def run(context):
    return remember(context.get_config("api_key"))
