"""Check that the client's identity provider signs tokens as agreed."""

from __future__ import annotations

from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from engine.sdk import IntegrationError, OrganizationContext, param, workflow


def thumbprint(pem: str) -> str:
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return certificate.fingerprint(hashes.SHA256()).hex()


@workflow(name="jwt_probe", description="Decode and verify a token", category="Identity")
@param("token", "string", required=True)
async def jwt_probe(context: OrganizationContext, token: str) -> dict[str, Any]:
    pem = await context.get_secret("idp-certificate")
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token, pem, algorithms=["RS256"], audience=context.get_config("audience")
        )
    except jwt.ExpiredSignatureError:
        return {"valid": False, "reason": "expired"}
    except jwt.PyJWTError as error:
        raise IntegrationError(f"{error.__class__.__name__}: {error}") from error
    return {
        "valid": True,
        "algorithm": header["alg"],
        "subject": claims.get("sub"),
        "thumbprint": thumbprint(pem),
    }
