from abc import ABCMeta
from enum import EnumMeta


class Plugin(metaclass=ABCMeta):
    registry_name = "x"


class Meta:
    class Config:
        title = "X"


async def run(context):
    return Plugin().registry_name, Meta.Config.title, EnumMeta.__name__
