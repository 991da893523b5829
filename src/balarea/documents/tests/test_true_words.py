"""Verification explains a typed text that can't be a number."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client

from balarea.documents import numbers, testing, typesetting, verification
from balarea.documents.rules import Verdict, Why
from balarea.documents.tests import printed
from balarea.foundation import references

pytestmark = pytest.mark.django_db
NEVER = "tidak pernah menerbitkan"


def answer(typed: str, at: dt.datetime) -> verification.Answer:
    return verification.of_text(typed, network="203.0.113.9", at=at)


WRITTEN = [
    "{}",
    "  {}\t",
    "Nomor: {}",
    "nomor {}",
    "NOMOR : {}",
    "No. {}",
    "No.: {}",
    "Nomor Dokumen: {}",
    "Number {}",
    "'{}",
    "({})",
    "\u202a{}\u202c",
    "\ufeff{}\u200b",
    "\u00a0{}\u00a0",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_is_read_as_people_write_and_paste_it(
    at: dt.datetime, written: str
) -> None:
    document = testing.issued(at=at)
    for number in (document.number, document.number.lower()):
        assert answer(written.format(number), at).verdict is Verdict.VALID
    spaced = document.number.replace("/", " / ").replace("/", "\u2215", 1)
    assert answer(written.format(spaced), at).verdict is Verdict.VALID


def test_a_number_is_found_without_its_zeros_and_with_more_of_them(
    at: dt.datetime,
) -> None:
    document = testing.issued(at=at)
    count = re.search(r"0\d{3}", document.number)
    assert count
    for written in (count[0].lstrip("0"), "0" + count[0]):
        number = document.number.replace(count[0], written)
        assert answer(number, at).number == document.number


@pytest.mark.parametrize("written", [*WRITTEN, "Kode verifikasi: {}", "kode {}"])
def test_a_code_is_read_as_people_write_and_paste_it(
    at: dt.datetime, written: str
) -> None:
    document = testing.issued(at=at)
    pretty = numbers.pretty(document.code)
    for code in (document.code, pretty, pretty.replace("-", "\u2011")):
        assert answer(written.format(code), at).title["id"] == document.title_id
    address = f"https://mall.example/verifikasi/{document.code}/?bahasa=en"
    assert answer(address, at).title["id"] == document.title_id


def _slip(code: str) -> str:
    other = next(one for one in references.ALPHABET if one != code[3])
    return code[:3] + other + code[4:]


ODD = {
    "a reference": (references.pretty(references.new()), Why.REFERENCE),
    "a reference with its word": (f"Nomor: {references.new().lower()}", Why.REFERENCE),
    "a code with a wrong letter": (
        numbers.pretty(_slip(numbers.new_code())),
        Why.CODE_SLIP,
    ),
    "a code with twins": ("0O1-I5S-8BU-V2Z-AAA-AAA", Why.CODE_SLIP),
    "an identity number": ("3211014107900001", Why.NO_NUMBER),
    "a name": ("Surat pindah", Why.NO_NUMBER),
    "the code of a service": ("DKC-006", Why.NO_NUMBER),
    "only its word": ("Nomor:", Why.NO_NUMBER),
    "far too much": ("470/0001/DKC/XI/2026 " * 40, Why.NO_NUMBER),
}


@pytest.mark.parametrize(("typed", "why"), ODD.values(), ids=ODD)
def test_what_is_odd_is_called_what_it_is(
    client: Client, at: dt.datetime, typed: str, why: Why
) -> None:
    result = answer(typed, at)
    assert (result.verdict, result.why) == (Verdict.UNKNOWN, why)
    for language in ("id", "en"):
        page = client.get(
            "/verifikasi/", {"nomor": typed}, headers={"Cookie": f"bahasa={language}"}
        )
        text = page.content.decode()
        assert NEVER not in text
        assert "have issued no" not in text
    assert page.status_code == 404
    assert ('href="/lacak/">Follow' in text) is (why is Why.REFERENCE)


def test_a_number_in_the_form_of_ours_that_nobody_gave_is_said_to_be_none(
    client: Client, at: dt.datetime
) -> None:
    for typed in ("470/9999/DKC/XI/2026", "3211-LU-9999-XI-2026", numbers.new_code()):
        assert answer(typed, at).why is None
        page = client.get("/verifikasi/", {"nomor": typed}, follow=True)
        assert NEVER in page.content.decode()


@pytest.mark.parametrize("template", ["LICENCE", "CERTIFICATE", "LETTER"])
def test_the_text_of_a_document_can_be_searched(at: dt.datetime, template: str) -> None:
    document = testing.issued(at=at, template=template)
    text = printed.text(testing.content_of(document, at=at))
    assert settings.BALAREA_MALL.name.id.upper() in text.upper()
    assert document.number in text
    for label in ("Periksa keaslian", "Surat Keterangan Contoh", "CONTOH", "SPECIMEN"):
        assert label in text
    receipt = printed.text(typesetting.receipt(testing.receipt(at)))
    assert settings.BALAREA_MALL.name.id.upper() in receipt.upper()
    assert "7K3-M9Q-XAC" in receipt or "7K3M9QXAC" in receipt
