from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Device(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    device_name: str
    serial_number: str = Field(validation_alias=AliasChoices("serialNumber", "serial"))
    is_managed: bool = False


async def run(context):
    device = Device.model_validate({"deviceName": "PC-1", "serial": "123"})
    return device.model_dump(by_alias=True, exclude_none=True)
