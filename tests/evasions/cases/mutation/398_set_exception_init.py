#: channel = mutation
#: reaches = change engine.shared.error_handling
#: layer = check
#: note = the constructor of a door exception

from engine.sdk import ValidationError


def init(self, message, details=None):
    self.message = message


async def run(context):
    ValidationError.__init__ = init
