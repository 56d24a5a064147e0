from engine.sdk import IntegrationError, WorkflowException


class QuotaExceeded(WorkflowException):
    """The vendor's daily quota is used up."""

    def __init__(self, vendor, limit):
        super().__init__("QuotaExceeded", f"{vendor} allows {limit} calls a day", {"limit": limit})
        self.vendor = vendor


def call(vendor):
    try:
        raise TimeoutError(vendor)
    except TimeoutError as error:
        raise QuotaExceeded(vendor, 100) from error


async def run(context):
    try:
        call("acme")
    except QuotaExceeded as error:
        cause = error.__cause__
        raise IntegrationError(str(error), {"cause": repr(cause)}) from None
