"""The catalogue as a table, one row a service: CSV and an Excel workbook.

The names of the columns are those of the API. Cells are values for programs: codes as
in the API, amounts in rupiah without separators, an empty cell where there is none.
"""

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from balarea.catalogue import queries

if TYPE_CHECKING:
    from balarea.catalogue import models

type Cell = str | int | None

COLUMNS = (
    *("code", "title_id", "title_en", "agency", "way", "online", "fee", "amount"),
    *("duration", "unit", "life_events", "address", "definition", "illustrative"),
)
# A spreadsheet program computes a cell that begins with one of these. The apostrophe
# before it is its own sign for "this is text" (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TRUE, FALSE = "true", "false"


def rows(services: Iterable["models.Service"]) -> list[Sequence[Cell]]:
    """The cells of each service, in the order of `COLUMNS`."""
    base = settings.BALAREA_BASE_URL.rstrip("/")
    return [_row(service, base) for service in services]


def _row(row: "models.Service", base: str) -> Sequence[Cell]:
    return (
        row.code,
        row.title,
        row.title_translations.get("en", ""),
        row.agency,
        row.way,
        TRUE if queries.is_row_fileable(row) else FALSE,
        row.fee,
        row.amount,
        row.duration,
        row.unit,
        " ".join(row.life_events),
        f"{base}/layanan/{row.code}/",
        row.current,
        TRUE,
    )


def csv_file(services: Iterable["models.Service"]) -> bytes:
    """CSV by RFC 4180, in UTF-8 without a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows(services):
        writer.writerow([_safe(cell) for cell in row])
    return text.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA)
    return f"'{cell}" if is_formula else cell


def workbook(services: Collection["models.Service"]) -> bytes:
    """An Excel workbook (.xlsx) of one sheet; texts are never formulas or links.

    It says that it was created when the newest service was published, so the same
    catalogue always makes the same bytes.
    """
    # Imported here, because it would add a tenth of a second to every start.
    from xlsxwriter import Workbook

    epoch = dt.datetime.fromtimestamp(0, dt.UTC)
    newest = max((service.published_at for service in services), default=epoch)
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": newest.astimezone(dt.UTC)})
        sheet = book.add_worksheet("services")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, COLUMNS, bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows(services), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.autofilter(0, 0, len(services), len(COLUMNS) - 1)
    return file.getvalue()
