import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit
from engine.sdk import workflow, ValidationError

class Event:
    handlers = {}
    def __init__(self, kind, payload):
        self.kind = kind
        self.payload = payload
    @classmethod
    def on(cls, kind):
        def add(func):
            cls.handlers.setdefault(kind, []).append(func)
            return func
        return add
    async def dispatch(self, context):
        results = []
        for handler in self.handlers.get(self.kind, []):
            results.append(await handler(context, self.payload))
        return results

@Event.on("ticket.created")
async def created(context, payload):
    context.log(f"ticket {payload['id']} created")
    return "created"

@Event.on("ticket.closed")
async def closed(context, payload):
    return f"closed by {payload.get('user', 'nobody')}"

def verify(secret, body, signature):
    digest = hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest).decode(), signature)

@workflow(name="psa_webhook", description="Webhook")
async def psa_webhook(context, body, signature, url=""):
    secret = await context.get_secret("webhook")
    if not verify(secret, body, signature):
        raise ValidationError("bad signature")
    query = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
    data = json.loads(body)
    event = Event(data["type"], data["payload"])
    return {"results": await event.dispatch(context), "query": query}
