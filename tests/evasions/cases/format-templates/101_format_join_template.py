#: channel = format-templates
#: reaches = engine
#: layer = check
#: note = the template comes out of a dictionary lookup

TEMPLATES = {"mail": "Dear {user.log.__globals__[_token]}", "sms": "{user}"}


async def run(context):
    return TEMPLATES[context.get_variable("kind", "mail")].format(user=context)
