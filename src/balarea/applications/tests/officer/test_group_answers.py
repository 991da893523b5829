"""Entries of a group wherever an application is read: pages, document, differences."""

import datetime as dt
import io
from typing import Any

import pypdfium2
import pytest

from balarea.applications import testing
from balarea.applications.presenters import checking
from balarea.applications.presenters import officer as presenters
from balarea.applications.tests.citizen.browsing import Page
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.catalogue.testing import shipped
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import clock, ids
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people

pytestmark = pytest.mark.django_db
MOVE, TODAY = "DKC-012", dt.date(2026, 11, 24)
BUDI = "Nama lengkap: Budi Contoh NIK: 9999010203880002 Hubungan dalam KK: Suami"
BINTANG = "Anggota keluarga 2 Nama lengkap: Bintang Contoh"
ANSWERS = {
    "reason": "WORK",
    "who_moves": "FAMILY",
    "movers": [
        {"member_name": "Budi Contoh", "member_relation": "SPOUSE"},
        {"member_name": "Bintang Contoh", "member_relation": "CHILD"},
    ],
}


def test_are_shown_one_by_one_to_citizen_and_officer(
    file: File, appoint: Appoint, sign_in: SignIn
) -> None:
    application = file(MOVE)
    address = f"/petugas/permohonan/{application.id}/"
    shown = at_the_desk(appoint(["DKC"])).get(address)
    desk = Page(address, shown.status_code, shown.content.decode(), {})
    own = sign_in().open(f"/permohonan/{application.id}/isian/")
    for page in (desk, own):
        assert page.status == 200
        assert f"Anggota keluarga 1 {BUDI}" in page.text
        assert BINTANG in page.text


def test_stand_on_the_document_one_on_each_line(file: File, appoint: Appoint) -> None:
    application, officer = file(MOVE), appoint(["DKC"])
    scope = people.scope_of(officer.account)
    assert scope is not None
    testing.grant(application.id, scope, people.officer_actor(officer))
    document = documents.IssuedDocument.objects.get()
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    address = f"/petugas/permohonan/{application.id}/dokumen.pdf"
    content = at_the_desk(officer).get(address).content
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    lines = pdf[0].get_textpage().get_text_bounded().splitlines()
    [first] = [line for line in lines if "1. Nama lengkap: Budi Contoh" in line]
    [second] = [line for line in lines if "2. Nama lengkap: Bintang Contoh" in line]
    assert lines.index(first) < lines.index(second)


def sections(
    answers: dict[str, Any], before: dict[str, Any] | None
) -> presenters.Answer:
    """How an officer sees the group."""
    pages = presenters.sections(shipped()[MOVE], answers, before, as_of=TODAY)
    [group] = [
        answer
        for section in pages
        for answer in section.answers
        if answer.question == "Anggota keluarga yang pindah"
    ]
    return group


def test_a_difference_between_filings_shows_what_was_there() -> None:
    unchanged = sections(ANSWERS, ANSWERS)
    assert [one.title for one in unchanged.entries] == [
        "Anggota keluarga 1",
        "Anggota keluarga 2",
    ]
    assert unchanged.before == ""
    fewer = ANSWERS | {"movers": ANSWERS["movers"][:1]}
    changed = sections(fewer, ANSWERS)
    assert len(changed.entries) == 1
    assert "2. Nama lengkap: Bintang Contoh" in changed.before


@pytest.mark.parametrize("stored", [[], None])
def test_says_so_where_there_is_no_entry(stored: Any) -> None:
    answers = ANSWERS | {"movers": stored}
    assert sections(answers, None).entries == []
    rows = checking.sections(ids.uuid7(), shipped()[MOVE], answers, "id", as_of=TODAY)
    [row] = [a for s in rows for a in s.answers if "keluarga yang" in a.question]
    assert row.is_missing
    assert row.entries == []


def test_what_is_hidden_in_an_entry_is_not_shown_before_filing() -> None:
    definition = shipped()["KOP-005"]
    entry = {"instrument": "SCALE", "request": "FIRST", "last_year": 2020}
    answers = {"instruments": [entry, {}]}
    rows = checking.sections(ids.uuid7(), definition, answers, "id", as_of=TODAY)
    [row] = [a for s in rows for a in s.answers if a.question == "Alat yang ditera"]
    [shown] = row.entries
    assert [question for question, _ in shown.facts] == ["Jenis alat", "Yang diminta"]
