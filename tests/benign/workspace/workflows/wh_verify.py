import hashlib, hmac, json, binascii
from base64 import b64decode, urlsafe_b64encode
from engine.sdk import workflow, ValidationError
HANDLERS = {}
def event(name):
    def deco(fn):
        HANDLERS[name] = fn
        return fn
    return deco
@event("ticket.created")
def created(payload): return {"id": payload["id"]}
@event("ticket.closed")
def closed(payload, *, silent=False): return None if silent else {"closed": payload["id"]}
def verify(secret: bytes, body: bytes, header: str) -> None:
    scheme, _, digest = header.partition("=")
    if scheme not in hashlib.algorithms_guaranteed: raise ValidationError("unknown scheme")
    if not hmac.compare_digest(hmac.new(secret, body, "sha256").hexdigest(), digest): raise ValidationError("bad signature")
@workflow("wh_verify", "Webhook", expose_in_forms=False)
async def wh_verify(context, body="", signature="", **_rest):
    try: raw = b64decode(body, validate=True)
    except binascii.Error as exc: raise ValidationError(str(exc)) from exc
    verify((await context.get_secret("hook")).encode(), raw, signature)
    payload = json.loads(raw)
    handler = HANDLERS.get(payload.get("event"))
    return handler(payload) if handler else {"ignored": True, "token": urlsafe_b64encode(raw[:9]).decode().rstrip("=")}
