#: channel = attributes
#: reaches = tenant
#: layer = check
#: note = the testing helper makes a context of another organization inside a workflow

from engine.sdk import build_test_context


async def run(context):
    return build_test_context("org-fabrikam").get_config("api_key")
