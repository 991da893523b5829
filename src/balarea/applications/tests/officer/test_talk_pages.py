"""Questions, notes and taken notice on the pages of citizens and officers."""

import datetime as dt

import pytest
from django.test import Client

from balarea.applications import models, queries
from balarea.applications.operations import sealed_contents, steps, talking
from balarea.applications.queries import talk
from balarea.applications.tests.citizen import test_mandates
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.applications.tests.officer.test_objection_pages import refuse, refused
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry

__all__ = ["refused"]  # a fixture

pytestmark = pytest.mark.django_db

QUESTION = "Nama di kartu lama tertulis Siti atau Sitti?"
ANSWER = "Siti, dengan satu huruf T."
NOTE = "Sudah dibandingkan dengan data kependudukan."


@pytest.fixture
def card(file: File) -> models.Application:
    return file("DKC-006")


@pytest.fixture
def officer(appoint: Appoint) -> Officer:
    return appoint(["DKC"], actions=(Action.READ, Action.VERIFY, Action.DECIDE))


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_office_and_citizen_ask_each_other_on_their_pages(
    card: models.Application, officer: Officer, sign_in: SignIn
) -> None:
    desk, own = f"/petugas/permohonan/{card.id}/", f"/permohonan/{card.id}/"
    client, browser = at_the_desk(officer), sign_in()
    # A file is refused, with what was typed still there, and logged as an attempt.
    asks = "Tolong unggah foto akta nikah Anda."
    response = act(client, desk, {"action": "ask", "ask_text": asks})
    assert response.status_code == 422
    assert asks in response.content.decode()
    assert "Berkas hanya diminta dalam satu daftar" in response.content.decode()
    attempt = Entry.objects.get(subject=card.id, type="ATTEMPT_REFUSED")
    assert attempt.at
    # A question goes; the citizen answers and asks back.
    act(client, desk, {"action": "ask", "ask_text": QUESTION})
    page = browser.open(own)
    assert QUESTION in page.text
    assert "Kantor bertanya kepada Anda" in page.text
    page = browser.send(page, {"answer_text": ANSWER}, holding="answer_text")
    assert ANSWER in page.text
    page = browser.send(page, {"ask_text": "Kapan selesai?"}, holding="ask_text")
    assert "Menunggu kantor" in page.text
    # The worklist shows who waits, and the list of questions has it.
    assert "bertanya sejak hari ini" in text_of(client, "/petugas/")
    assert "/petugas/pertanyaan/" in text_of(client, "/petugas/")
    assert desk in text_of(client, "/petugas/pertanyaan/")
    shown = text_of(client, desk)
    assert ANSWER in shown
    assert "Kapan selesai?" in shown
    question = talk.questions_of(card.id)[1]
    form = {"question": str(question.id), "answer_text": "Besok pagi."}
    act(client, desk, {"action": "answer", **form})
    assert "Besok pagi." in browser.open(own).text
    assert desk not in text_of(client, "/petugas/pertanyaan/")


def test_a_refused_answer_keeps_what_was_typed(
    card: models.Application, officer: Officer, sign_in: SignIn
) -> None:
    browser = sign_in()
    page = browser.open(f"/permohonan/{card.id}/tanya/")
    page = browser.send(page, {"ask_text": " ? "}, holding="ask_text")
    assert page.status == 422
    assert "Belum ada yang ditulis." in page.text


def test_notes_are_for_officers_of_the_case_alone(
    card: models.Application, officer: Officer, appoint: Appoint, sign_in: SignIn
) -> None:
    desk = f"/petugas/permohonan/{card.id}/"
    client = at_the_desk(officer)
    act(client, desk, {"action": "add_note", "note_text": NOTE})
    assert NOTE in text_of(client, desk)
    assert NOTE not in sign_in().open(f"/permohonan/{card.id}/").text
    front = at_the_desk(appoint(["DKC"], actions=(Action.RECEIVE,)))
    assert NOTE not in text_of(front, desk)
    response = act(front, desk, {"action": "add_note", "note_text": NOTE})
    assert response.status_code == 403


def test_opening_the_decision_is_on_record_unless_fetched_in_advance(
    refused: models.Application, sign_in: SignIn, officer: Officer
) -> None:
    own = f"/permohonan/{refused.id}/"
    decision = queries.last_decision(refused)
    assert decision is not None
    browser = sign_in()
    browser.client.get(own, headers={"Sec-Purpose": "prefetch;prerender"})
    browser.client.get(own, headers={"Purpose": "prefetch"})
    browser.client.head(own)
    tracked = track(refused)
    assert Client().get(tracked).status_code == 200
    assert queries.taken_notice(decision) is None
    text = browser.open(own).text
    assert "Anda pertama kali membuka keputusan ini" in text
    assert "hari keberatan dihitung sejak saat itu" in text
    assert queries.taken_notice(decision) is not None
    assert "Pemohon pertama kali membuka keputusan" in text_of(
        at_the_desk(officer), f"/petugas/permohonan/{refused.id}/"
    )


def test_a_representative_is_named_as_who_opened_it(
    sign_in: SignIn, officer: Officer, at: dt.datetime
) -> None:
    daughter = sign_in(test_mandates.DAUGHTER)
    card = test_mandates.filed(daughter, test_mandates.given(daughter, at))
    refuse(card, officer)
    text = daughter.open(f"/permohonan/{card.id}/").text
    assert "Wakil Anda pertama kali membuka keputusan ini" in text
    decision = queries.last_decision(card)
    assert decision is not None
    notice = queries.taken_notice(decision)
    assert notice is not None
    assert notice.is_by_representative


def track(card: models.Application) -> str:
    row = models.Application.objects.select_related("tracking__key").get(id=card.id)
    secret = sealed_contents.open_tracking_secret(
        application=row, by=SYSTEM, at=clock.now()
    )
    return f"/lacak/{row.reference}/{secret}/"


def test_a_slip_opens_the_talk_of_somebody_without_contact_alone(
    card: models.Application, officer: Officer
) -> None:
    talking.ask_as_office(
        case=card.id,
        text=QUESTION,
        scope=people.scope_of(officer),
        by=people_queries.officer_actor(officer),
        at=clock.now(),
    )
    tracked = track(card)
    # With a contact: that something is asked, and never what.
    text = text_of(Client(), tracked)
    assert QUESTION not in text
    assert "Masuk dan jawab" in text
    form = {"step": "ask", "ask_text": "Sudah?"}
    assert Client().post(f"{tracked}tanya/", form).status_code == 404
    leave_without_contact(card)
    assert QUESTION in text_of(Client(), tracked)
    question = talk.questions_of(card.id)[0]
    form = {"step": "answer", "answer_text": ANSWER, "question": str(question.id)}
    response = Client().post(f"{tracked}tanya/", form)
    assert response.status_code == 302
    assert ANSWER in text_of(Client(), tracked)


def leave_without_contact(card: models.Application) -> None:
    front = people.appoint("DKC", (Action.RECEIVE,), clock.now())
    person = people.identified_person(front, clock.now())

    @operation
    def move(*, by: Actor, at: object) -> None:
        card.refresh_from_db()
        card.contact, card.person = None, person
        unit_of_work.change(card, "contact", "person")
        steps.log_entry(application=card, type="DUE_MOVED", by=by, at=clock.now())

    move(by=SYSTEM, at=clock.now())
