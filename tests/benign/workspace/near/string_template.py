from string import Template

MAIL = Template("Hello $name,\n\nyour ticket ${ticket} costs $$5.\n")


async def run(context):
    return MAIL.substitute(name="Alex", ticket=42), MAIL.safe_substitute(name="Sam")
