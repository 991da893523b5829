"""Announced applications: what is public, who objects, what a decision waits for."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from balarea.applications import errors, models, queries
from balarea.applications.operations import deciding, third_parties
from balarea.applications.queries import third_parties as announced
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.applications.tests.test_lapsing import (
    Changed,
    Make,
    after,
    application,
    changed,
    is_logged,
    lapse_all,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import queries as document_queries
from balarea.documents import testing as document_testing
from balarea.documents import uploads
from balarea.documents.errors import TooManyFiles
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.notices import queries as notices
from balarea.people.rules import Action
from balarea.vault.models import Access

__all__ = ["application", "changed"]

pytestmark = pytest.mark.django_db

SERVICE = "DPM-025"  # five working days to decide
TEXT = "Papan itu menutup jalan masuk ke rumah kami dan lampu jalan."
ANSWER = "Papan dipindahkan dua meter ke timur, sehingga jalan masuk tetap bebas."


def law(definition: engine.Definition, shown: tuple[str, ...]) -> Any:
    return engine.endings.Announcement(
        who=engine.Text(id="Warga sekitar", en="Neighbours"),
        working_days=2,
        legal_basis=definition.standard.legal_basis[0].id,
        shown=shown,
    )


@pytest.fixture
def row(changed: Changed, application: Make) -> models.Application:
    """A complete application that is announced, with one of its answers."""
    definition = catalogue_testing.online()[SERVICE]
    shown = tuple(
        name for name, field in definition.fields.items() if not field.personal
    )[:1]
    changed(SERVICE, announcement=law(definition, shown))
    return application(SERVICE, State.TO_DECIDE)


def object_to(
    row: models.Application,
    applicants: Applicants,
    at: dt.datetime,
    who: int = 1,
    **changed: Any,
) -> models.ThirdPartyObjection:
    announcement = announced.announcement_of(row)
    assert announcement is not None
    return third_parties.object_to(
        announcement=announcement.public_id,
        contact=applicants[who].contact.id,
        owners=applicants[who].owners,
        text=TEXT,
        language="id",
        by=applicants[who].by,
        at=at,
        **changed,
    )


def answer(row: models.Application, objection: Any, at: dt.datetime) -> None:
    third_parties.answer(
        case=row.id,
        objection=objection.id,
        text=ANSWER,
        at=at,
        **officer_for(Action.DECIDE, row),
    )


def decide(row: models.Application, at: dt.datetime) -> None:
    deciding.decide(
        case=row.id,
        outcome=Outcome.GRANTED,
        at=at,
        **officer_for(Action.DECIDE, row),
    )


def days_of(row: models.Application) -> tuple[dt.datetime, dt.datetime]:
    """A moment within the days of the announcement, and one after them."""
    announcement = announced.announcement_of(row)
    assert announcement is not None
    zone = clock.local(announcement.at).tzinfo
    last = dt.datetime.combine(announcement.closes_on, dt.time(23, 59), zone)
    return last, last + dt.timedelta(minutes=1)


def test_is_announced_once_it_is_complete_for_the_days_of_the_law(
    row: models.Application,
) -> None:
    announcement = announced.announcement_of(row)
    assert announcement is not None
    assert row.completed_at is not None
    since = clock.today(row.completed_at)
    assert announcement.closes_on == calendar.add_working_days(since, 2)
    assert is_logged(row, "MADE_PUBLIC")
    assert "MADE_PUBLIC" in {one.kind for one in notices.of_case(row.id)}


def test_files_are_sealed_with_the_objection_and_three_at_most(
    row: models.Application, applicants: Applicants
) -> None:
    last, _ = days_of(row)
    photo = uploads.examine(document_testing.page("Foto", "Warga"))
    files = [(f"{number}.pdf", photo) for number in range(4)]
    with pytest.raises(TooManyFiles), transaction.atomic():
        object_to(row, applicants, last, files=files)
    assert not models.ThirdPartyObjection.objects.exists()
    objection = object_to(row, applicants, last, files=files[:3])
    stored = document_queries.evidence_of(objection.id)
    assert {one.sealed.key_id for one in stored} == {objection.text.key_id}
    assert len(stored) == 3
    with pytest.raises(NotFound):  # it is no file of the application
        document_queries.evidence(stored[0].id, case=row.id)


def test_an_officer_of_the_case_opens_its_files_on_record(
    row: models.Application, applicants: Applicants
) -> None:
    photo = uploads.examine(document_testing.page("Foto", "Warga"))
    files = [("foto.pdf", photo)]
    objection = object_to(row, applicants, days_of(row)[0], files=files)
    [stored] = document_queries.files_of(objection.id)
    desk = at_the_desk(officer_for(Action.DECIDE, row)["scope"].officer)
    page = f"/petugas/permohonan/{row.id}/pihak-ketiga/"
    address = f"{page}{objection.id}/berkas/{stored.id}/"
    assert address in desk.get(page).content.decode()
    opened = Access.objects.filter(case=objection.id, actor_kind="OFFICER")
    before = opened.count()
    assert desk.get(address).status_code == 200
    assert opened.count() == before + 1
    assert Client().get(address).status_code == 302
    elsewhere = f"/petugas/permohonan/{row.id}/pihak-ketiga/{row.id}/berkas/{row.id}/"
    assert desk.get(elsewhere).status_code == 404


def test_what_no_law_announces_stays_private(application: Make) -> None:
    assert announced.announcement_of(application(SERVICE, State.TO_DECIDE)) is None


def test_a_decision_waits_for_the_days_and_for_every_answer(
    row: models.Application, applicants: Applicants
) -> None:
    within, over = days_of(row)
    objection = object_to(row, applicants, within)
    with pytest.raises(errors.StillAnnounced):
        decide(row, within)
    with pytest.raises(errors.ThirdPartiesWait):
        decide(row, over)
    answer(row, objection, over)
    decide(row, over)
    row.refresh_from_db()
    assert row.state == State.GRANTED
    for type in ("THIRD_PARTY_OBJECTED", "THIRD_PARTY_ANSWERED"):
        assert is_logged(row, type)
    assert notices.of_case(objection.id)[0].kind == "TP_ANSWERED"


def test_an_objection_does_not_stop_the_clock(
    row: models.Application, applicants: Applicants
) -> None:
    object_to(row, applicants, days_of(row)[0])
    before = row.due_on
    lapse_all(after(row))
    row.refresh_from_db()
    assert row.due_on == before
    assert queries.latest_lapse(row) is not None


def test_refuses_an_objection_after_the_days(
    row: models.Application, applicants: Applicants
) -> None:
    with pytest.raises(errors.AnnouncementOver):
        object_to(row, applicants, days_of(row)[1])


def test_nobody_objects_to_their_own_application(
    row: models.Application, applicants: Applicants
) -> None:
    with pytest.raises(errors.OwnApplication):
        object_to(row, applicants, days_of(row)[0], who=0)


def test_a_contact_objects_once(
    row: models.Application, applicants: Applicants
) -> None:
    object_to(row, applicants, days_of(row)[0])
    with pytest.raises(errors.ObjectedAlready):
        object_to(row, applicants, days_of(row)[0])


def test_only_who_decides_answers(
    row: models.Application, applicants: Applicants
) -> None:
    objection = object_to(row, applicants, days_of(row)[0])
    arguments: dict[str, Any] = {
        "objection": objection.id,
        "text": ANSWER,
        "at": days_of(row)[0],
    }
    with pytest.raises(NotPermitted):
        third_parties.answer(
            case=row.id, **arguments, **officer_for(Action.RECEIVE, row)
        )
    answer(row, objection, days_of(row)[0])
    with pytest.raises(errors.ChangedMeanwhile):
        answer(row, objection, days_of(row)[0])


def test_the_public_page_names_nobody_and_not_the_case(
    row: models.Application, applicants: Applicants, application: Make
) -> None:
    row = application(SERVICE, State.TO_DECIDE, days=0)
    announcement = announced.announcement_of(row)
    assert announcement is not None
    page = Client().get("/pengumuman/")
    address = f"/pengumuman/{announcement.public_id}/"
    html = page.content.decode()
    assert address in html
    one = Client().get(address).content.decode()
    [fact] = announcement.facts
    assert fact["value"]["id"] in one
    for text in (html, one):
        assert applicants[0].name not in text
        assert str(row.id) not in text
        assert row.reference not in text
    response = Client().get(f"{address}keberatan/")
    assert response.status_code == 302
    assert "/masuk/" in response.headers["Location"]


def test_an_announcement_that_is_nowhere_is_not_found(
    row: models.Application, applicants: Applicants
) -> None:
    assert Client().get(f"/pengumuman/{row.id}/").status_code == 404
    with pytest.raises(NotFound):
        third_parties.object_to(
            announcement=row.id,
            contact=applicants[1].contact.id,
            owners=applicants[1].owners,
            text=TEXT,
            language="id",
            by=applicants[1].by,
            at=days_of(row)[0],
        )
