import base64
import binascii
import hashlib
import hmac
import secrets
import uuid

from cryptography.fernet import Fernet


async def run(context, body=b"{}"):
    key = (await context.get_secret("hook")).encode()
    signature = hmac.new(key, body, hashlib.sha256).hexdigest()
    same = hmac.compare_digest(signature, "x")
    box = Fernet(Fernet.generate_key())
    return (
        same, base64.urlsafe_b64encode(body).decode(), binascii.hexlify(body), str(uuid.uuid4()),
        secrets.token_urlsafe(8), hashlib.new("sha1", body).hexdigest(), box.decrypt(box.encrypt(body)),
    )
