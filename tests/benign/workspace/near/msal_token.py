import msal

from engine.sdk import IntegrationError


async def run(context):
    app = msal.ConfidentialClientApplication(
        context.get_config("client_id"),
        authority=f"https://login.microsoftonline.com/{context.tenant_id}",
        client_credential=await context.get_secret("client-secret"),
    )
    result = app.acquire_token_for_client(scopes=["https://graph.microsoft.com/.default"])
    if "access_token" not in result:
        raise IntegrationError(result.get("error_description", "no token"))
    return bool(result["access_token"])
