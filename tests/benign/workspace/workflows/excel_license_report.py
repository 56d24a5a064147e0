import io
from collections import defaultdict
from datetime import date
from decimal import Decimal

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from engine.sdk import workflow, param

HEAD = PatternFill("solid", fgColor="DDDDDD")
COLUMNS = [("SKU", "sku", 20), ("Total", "total", 8), ("Used", "used", 8), ("Cost", "cost", 12)]


class Sheet:
    def __init__(self, book, title):
        self.sheet = book.create_sheet(title[:31])
        self.row = 1

    def head(self):
        for index, (title, _key, width) in enumerate(COLUMNS, start=1):
            cell = self.sheet.cell(row=1, column=index, value=title)
            cell.font = Font(bold=True)
            cell.fill = HEAD
            cell.alignment = Alignment(horizontal="center")
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        self.sheet.freeze_panes = "A2"

    def add(self, record):
        self.row += 1
        for index, (_title, key, _width) in enumerate(COLUMNS, start=1):
            self.sheet.cell(row=self.row, column=index, value=record[key])


@workflow("excel_license_report", "Licences as a workbook")
@param("currency", "string", default_value="EUR")
def excel_license_report(context, currency="EUR"):
    book = openpyxl.Workbook()
    book.remove(book.active)
    by_client = defaultdict(list)
    for row in context.get_variable("licences", []):
        row = dict(row, cost=Decimal(str(row["price"])) * row["used"])
        by_client[row.pop("client")].append(row)
    for client, rows in sorted(by_client.items()):
        sheet = Sheet(book, client)
        sheet.head()
        for row in rows:
            sheet.add(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return {"name": "licences-%s.xlsx" % date.today().isoformat(), "size": len(out.read()), "currency": currency}
