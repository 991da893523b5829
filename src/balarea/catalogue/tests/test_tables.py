"""The catalogue as CSV and as an Excel workbook."""

import csv
import datetime as dt
import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from balarea.catalogue import definition as engine
from balarea.catalogue.models import Service
from balarea.catalogue.presenters import tables
from balarea.catalogue.testing import shipped

type Some = dict[str, engine.Definition]

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)


def cells_of(workbook: bytes) -> list[list[str]]:
    """The cells of the first sheet as texts, an empty one as ""; read from the XML."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        strings = ET.fromstring(parts.read("xl/sharedStrings.xml"))
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    texts = [
        "".join(one.itertext()).replace("_x000D_", "\r")  # its escape in workbooks
        for one in strings.iter(f"{SHEET}si")
    ]
    rows = []
    for row in sheet.iter(f"{SHEET}row"):
        values = dict.fromkeys(range(len(tables.COLUMNS)), "")
        for cell in row:
            assert cell.find(f"{SHEET}f") is None, "a formula"
            value = cell.findtext(f"{SHEET}v", "")
            column = ord(cell.attrib["r"][0]) - ord("A")
            values[column] = texts[int(value)] if cell.get("t") == "s" else value
        rows.append(list(values.values()))
    return rows


def service(title: str) -> Service:
    """A row that is not in the database."""
    return Service(
        code="DKC-900",
        title=title,
        title_translations={"en": title},
        agency="DKC",
        way="DESK",
        fee="FIXED",
        amount=30_000,
        duration=5,
        unit="WORKING_DAY",
        life_events=["BIRTH", "IDENTITY"],
        current="0" * 64,
        is_online=False,
        is_billed=False,
        published_at=AT,
    )


def csv_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.django_db
def test_csv_has_a_row_for_each_service(some: Some, client: Client) -> None:
    answer = client.get("/api/v1/services.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="services.csv"' in answer.headers["Content-Disposition"]
    rows = {row["code"]: row for row in csv_of(answer.content)}
    assert list(rows) == sorted(some)
    row, definition = rows["POL-001"], some["POL-001"]
    assert row["title_id"] == definition.title.id
    assert row["title_en"] == definition.title.en
    assert (row["fee"], row["amount"], row["way"]) == ("FIXED", "30000", "HAND_OVER")
    assert row["definition"] == engine.identity(definition)
    assert row["life_events"].split() == list(definition.life_events)
    base = settings.BALAREA_BASE_URL.rstrip("/")
    assert row["address"] == f"{base}/layanan/POL-001/"
    assert {row["illustrative"] for row in rows.values()} == {"true"}
    tariffs = [code for code, one in some.items() if one.fee.kind == "TARIFF"]
    assert [rows[code]["amount"] for code in tariffs] == [""] * len(tariffs) != []


@pytest.mark.django_db
def test_the_workbook_has_the_cells_of_the_csv(
    all_services: None, client: Client
) -> None:
    answer = client.get("/api/v1/services.xlsx")
    assert answer.headers["Content-Type"] == XLSX
    head, *rows = cells_of(answer.content)
    assert head == list(tables.COLUMNS)
    listed = csv_of(client.get("/api/v1/services.csv").content)
    assert rows == [list(row.values()) for row in listed]
    assert len(rows) == len(shipped())


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/services.csv", "/api/v1/services.xlsx"])
def test_a_table_is_cached_until_something_is_published(
    some: Some, client: Client, path: str
) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_begins_like_a_formula_stays_a_text(sign: str) -> None:
    title = f'{sign}HYPERLINK("https://jahat.example","KTP")'
    [row] = csv_of(tables.csv_file([service(title)]))
    assert row["title_id"] == row["title_en"] == f"'{title}"
    [_head, cells] = cells_of(tables.workbook([service(title)]))
    assert cells[1] == cells[2] == title


def test_numbers_stay_numbers_and_codes_texts() -> None:
    [_head, cells] = cells_of(tables.workbook([service("KTP")]))
    [row] = csv_of(tables.csv_file([service("KTP")]))
    assert cells == list(row.values())
    assert (row["amount"], row["duration"]) == ("30000", "5")
    assert row["life_events"] == "BIRTH IDENTITY"


def test_the_same_services_make_the_same_workbook() -> None:
    first = tables.workbook([service("KTP")])
    assert tables.workbook([service("KTP")]) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert "2026-11-24T03:00:00Z" in parts.read("docProps/core.xml").decode()


def test_a_catalogue_without_services_makes_a_table_without_rows() -> None:
    assert cells_of(tables.workbook([])) == [list(tables.COLUMNS)]
    assert csv_of(tables.csv_file([])) == []
