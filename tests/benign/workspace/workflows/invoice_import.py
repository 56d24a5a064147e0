"""Read supplier invoices from a zip of XML files."""

from __future__ import annotations

import base64
import io
import zipfile
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any
from xml.etree import ElementTree

from engine.sdk import OrganizationContext, ValidationError, param, workflow

NAMESPACES = {"cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"}
MAX_BYTES = 5_000_000


def amount(text: str | None) -> Decimal:
    try:
        with localcontext() as settings:
            settings.prec = 12
            return Decimal(text or "0").quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    except InvalidOperation as error:
        raise ValidationError(f"{text!r} is not an amount") from error


def read_invoice(data: bytes) -> dict[str, Any]:
    root = ElementTree.fromstring(data)
    number = root.findtext("cbc:ID", namespaces=NAMESPACES)
    total = root.findtext(".//cbc:PayableAmount", namespaces=NAMESPACES)
    return {"number": number, "total": str(amount(total))}


@workflow(name="invoice_import", description="Read invoices from an archive", category="Finance")
@param("archive", "string", required=True, help_text="zip file, base64")
def invoice_import(context: OrganizationContext, archive: str) -> dict[str, Any]:
    data = base64.b64decode(archive, validate=True)
    invoices: list[dict[str, Any]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            if info.is_dir() or not info.filename.lower().endswith(".xml"):
                continue
            if info.file_size > MAX_BYTES:
                raise ValidationError(f"{info.filename} is too large")
            with package.open(info) as source:
                invoices.append(read_invoice(source.read()))
    total = sum((Decimal(i["total"]) for i in invoices), start=Decimal(0))
    context.log("info", "Invoices read", {"count": len(invoices), "total": f"{total:,.2f}"})
    return {"invoices": invoices, "total": str(total)}
