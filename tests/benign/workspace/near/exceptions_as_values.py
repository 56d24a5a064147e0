from engine.sdk import ConfigurationError, IntegrationError, ValidationError

KINDS = (ConfigurationError, IntegrationError)
BY_STATUS = {400: ValidationError, 502: IntegrationError}


def raise_for(status, text):
    kind = BY_STATUS.get(status, IntegrationError)
    raise kind(text, {"status": status})


async def run(context, status=400):
    try:
        raise_for(status, "no")
    except KINDS as error:
        return error.message, error.details
    except ValidationError as error:
        return error.error_type
