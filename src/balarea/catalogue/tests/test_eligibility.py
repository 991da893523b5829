"""Am I entitled? Questions without signing in, a verdict, and a list of documents."""

import datetime as dt
import re

import msgspec
import pytest
from django.test import Client
from tests import browser

from balarea.catalogue import definition as engine
from balarea.catalogue.testing import shipped
from balarea.catalogue.tests.conftest import publish

CODE = "DKC-001"
PAGE = f"/layanan/{CODE}/cek/"
ALL_YES = {"resident": "YES", "founds_family": "YES"}


@pytest.fixture
def client(db: None, at: dt.datetime, client: Client) -> Client:
    without = msgspec.structs.replace(shipped()["DKC-002"], eligibility=())
    publish(at, shipped()[CODE], without, shipped()["DKC-013"])
    return client


def text_of(client: Client, **answers: str) -> str:
    return client.post(PAGE, answers).content.decode()


def test_all_yes_means_yes_with_a_way_to_begin(client: Client) -> None:
    text = text_of(client, **ALL_YES)
    assert "Ya, layanan ini untuk Anda" in text
    assert f"/permohonan/baru/{CODE}/" in text


def test_a_no_names_the_reason_the_law_and_what_fits(client: Client) -> None:
    text = text_of(client, resident="NO", founds_family="YES")
    question = shipped()[CODE].eligibility[0]
    assert question.otherwise.text.id in text
    assert "Perpres 96/2018" in text
    assert 'href="/layanan/DKC-013/"' in text
    assert "Daftar dokumen Anda" not in text


@pytest.mark.parametrize("answers", [{}, {**ALL_YES, "resident": "OPEN"}])
def test_an_open_answer_means_that_one_asks(
    client: Client, answers: dict[str, str]
) -> None:
    assert "Tanyakan kepada kami" in text_of(client, **answers)


def test_the_list_follows_the_answers(client: Client) -> None:
    undecided = text_of(client, **ALL_YES)
    assert "Mungkin, tergantung" in undecided
    divorced = text_of(client, **ALL_YES, ground="DIVORCE")
    listed = divorced[divorced.index('id="dokumen"') :]
    listed = listed[: listed.index("</section>")]
    assert "Akta cerai" in listed
    assert "Buku nikah" not in listed
    assert "Mungkin, tergantung" not in listed


def test_the_list_as_text_holds_no_answer(client: Client) -> None:
    response = client.post(PAGE, {**ALL_YES, "ground": "DIVORCE", "teks": "1"})
    assert response["Content-Type"].startswith("text/plain")
    text = response.content.decode()
    assert "Akta cerai" in text
    assert "08" in text, "the hours of the office"
    assert "DIVORCE" not in text


def test_nothing_is_stored_and_no_answer_is_in_an_address(client: Client) -> None:
    text = text_of(client, **ALL_YES, ground="MARRIAGE")
    assert "founds_family=" not in text
    assert not re.search(r"(href|action)=\"[^\"]*MARRIAGE", text)
    assert not client.session.items()
    assert client.get(f"{PAGE}?resident=NO").status_code == 200
    assert "Bukan layanan ini" not in client.get(f"{PAGE}?resident=NO").content.decode()


def test_a_service_without_questions_has_no_such_page(client: Client) -> None:
    assert client.get("/layanan/DKC-002/cek/").status_code == 404
    assert client.get("/layanan/XXX-999/cek/").status_code == 404


def test_a_number_that_decides_leaves_the_requirement_open() -> None:
    sign = shipped()["DPM-058"]
    names = {field.id for field in engine.deciding_fields(sign)}
    assert names == {"land", "structure"}
    raw = {"land": ["OWN"], "structure": ["POLE"]}
    documents = engine.document_list(sign, raw, today=dt.date(2026, 11, 24))
    assert [one.id for one in documents.possible] == ["R7"]


@pytest.mark.parametrize("width", [browser.PHONE, browser.DESK])
def test_the_page_is_usable_by_everybody(
    client: Client, open_page: browser.OpenPage, width: int
) -> None:
    page = open_page(width=width, script=False)
    browser.answer_with(page, {PAGE: text_of(client, resident="YES")})
    page.goto(PAGE)
    browser.check_page(page)
