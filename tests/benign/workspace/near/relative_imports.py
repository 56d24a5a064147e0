from . import getattr_constant
from ..shared import models
from ..shared._dates import parse as parse_date
from ..shared.models import Priority, User


async def run(context):
    level = Priority("high")
    user = User(id="1", displayName=" Alex ")
    return [str(level), user.display_name, models.License("E3", 2).free, parse_date("2024-01-01").year]
