#: channel = dynamic-code
#: reaches = engine
#: layer = both
#: note = logging's configuration resolves factories by dotted text

import logging.config


async def run(context):
    shapes = logging.config.BaseConfigurator({"x": "ext://engine.shared.secrets.TOKEN"})
    return shapes.config["x"]
