class Settings:
    def __init__(self, **values):
        self.timeout = 10
        self.retries = 3
        for key in ("timeout", "retries"):
            if key in values:
                setattr(self, key, values[key])


async def run(context):
    return Settings(**context.get_config("settings", {})).timeout
