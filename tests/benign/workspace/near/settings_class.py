from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = "https://api.example.com"
    timeout: float = Field(10, gt=0)
    key: SecretStr = SecretStr("")

    @classmethod
    def of(cls, context):
        return cls(**context.get_config("vendor", {}))


async def run(context):
    settings = Settings.of(context)
    return settings.model_copy(update={"timeout": 5}).timeout, Settings.model_fields.keys()
