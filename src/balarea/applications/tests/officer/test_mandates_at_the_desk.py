"""Mandates noted and ended at the front desk, and who files for many."""

import datetime as dt
import io
from uuid import UUID

import pikepdf
import pytest
from django.test import Client

from balarea.applications import models, testing
from balarea.applications.operations import mandated
from balarea.applications.queries import brokers
from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import (
    ANSWERS,
    CARD,
    begin_person,
    photo,
    send,
    text,
)
from balarea.catalogue import definition as engine
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.people import mandate_rules
from balarea.people import operations as people_operations
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.mandate_rules import Kind, Terms
from balarea.people.models import Mandate
from balarea.people.operations import mandates
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
PHONE = "+6281255556666"
TERMS = {
    "principal": "Siti Rahayu",
    "representative": "Rina Sari",
    "kind": "FAMILY",
    "contact": "0812-5555-6666",
    "proof": "PAPER",
}


def account(phone: str, at: dt.datetime) -> UUID:
    contact, by = people_testing.verified_contact(phone, at)
    opened = people_operations.open_account(contact=contact, by=by, at=at)
    assert opened.person_id is not None
    return opened.person_id


@pytest.fixture
def desk(services: dict[str, engine.Definition], appoint: Appoint) -> Client:
    return at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE]))


def test_a_signed_paper_is_noted_sealed_and_ended_at_the_desk(
    desk: Client, at: dt.datetime
) -> None:
    representative, owner = account(PHONE, at), begin_person(desk)
    page = f"/petugas/loket/orang/{owner}/kuasa/"
    answer = desk.post(page, {**TERMS, "paper": photo("kuasa")})
    assert answer.status_code == 302, text(answer)
    mandate = Mandate.objects.get()
    assert (mandate.proof, mandate.representative_id) == ("PAPER", representative)
    assert mandate.officer is not None
    [scan] = documents.files_of(mandate.id)
    assert scan.requirement == mandated.PAPER
    today = clock.today(at)
    assert mandate.id in mandate_queries.ids_in_force(representative, today)
    assert "R*** S***" in text(desk.get(page))

    other = begin_person(desk, nik="", namesake="YES")
    wrong = f"/petugas/loket/orang/{other}/kuasa/{mandate.id}/akhiri/"
    assert desk.post(wrong).status_code == 404
    assert desk.post(f"{page}{mandate.id}/akhiri/").status_code == 302
    assert not mandate_queries.ids_in_force(representative, today)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contact": "0812-0000-9999"}, "contact"),
        ({"contact": ""}, "contact"),
        ({"proof": ""}, "proof"),
        ({}, "paper"),
        ({"kind": ""}, "kind"),
        ({"until": "01-01-2020"}, "until"),
    ],
)
def test_says_what_is_missing_and_notes_nothing(
    desk: Client, at: dt.datetime, changes: dict[str, str], field: str
) -> None:
    account(PHONE, at)
    page = f"/petugas/loket/orang/{begin_person(desk)}/kuasa/"
    answer = desk.post(page, {**TERMS, **changes})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in text(answer)
    assert not Mandate.objects.exists()


def test_both_at_the_desk_need_no_paper_but_two_people(
    desk: Client, at: dt.datetime
) -> None:
    account(PHONE, at)
    owner = begin_person(desk)
    page = f"/petugas/loket/orang/{owner}/kuasa/"
    answer = desk.post(page, {**TERMS, "proof": "OFFICE"})
    assert answer.status_code == 302, text(answer)
    assert Mandate.objects.get().proof == "OFFICE"
    nik = "9999014107900001"
    own = desk.post(page, {**TERMS, "proof": "OFFICE", "contact": nik})
    assert own.status_code == 422
    assert Mandate.objects.count() == 1


def test_only_the_front_desk_notes_mandates(
    desk: Client, appoint: Appoint, at: dt.datetime
) -> None:
    owner = begin_person(desk)
    clerk = at_the_desk(appoint(["DKC"], actions=[Action.READ, Action.VERIFY]))
    page = f"/petugas/loket/orang/{owner}/kuasa/"
    assert clerk.get(page).status_code == 403
    assert clerk.post(page, TERMS).status_code in {303, 403}
    assert not Mandate.objects.exists()


class Represented(testing.Applicant):
    """A principal for whom somebody files under a mandate."""

    mandate: UUID

    @property
    def owner(self) -> dict[str, UUID]:
        return {**super().owner, "mandate": self.mandate}


def files_for(number: int, who: UUID, kind: Kind, at: dt.datetime) -> None:
    """One more principal, for whom `who` files."""
    contact, _ = people_testing.verified_contact(f"+62811{number:08}", at)
    principal = people.case_owner(contact.id)
    assert principal is not None
    terms = Terms(kind, (), clock.today(at), f"Warga {number}", "Rina Sari")
    mandate = mandates._give(
        principal=principal,
        representative=who,
        terms=terms,
        proof=mandate_rules.Proof.CODE,
        officer=None,
        language="id",
        by=people.person_actor(who),
        at=at,
    )
    applicant = Represented(contact, people.person_actor(who), "Siti", number)
    applicant.mandate = mandate.id
    schedule = testing.Schedule(at - dt.timedelta(days=2), at)
    testing.submit(testing.draft("DKC-006", applicant, schedule), applicant, schedule)


def test_shows_oversight_who_files_for_many_unrelated_people(
    desk: Client, appoint: Appoint, at: dt.datetime
) -> None:
    broker, notary, daughter = (
        account(f"+6281300000{one}", at) for one in ("001", "002", "003")
    )
    most = mandate_rules.MAX_PRINCIPALS
    for number in range(most):
        files_for(number, broker, Kind.OTHER, at)
        files_for(100 + number, notary, Kind.NOTARY, at)
        files_for(200 + number, daughter, Kind.FAMILY, at)
    overseer = appoint(["DKC"], actions=[Action.OVERSEE])
    scope = people_testing.scope_of(overseer)
    assert not brokers.brokers(scope, at)
    files_for(most, broker, Kind.FIRM, at)
    files_for(100 + most, notary, Kind.NOTARY, at)
    files_for(200 + most, daughter, Kind.FAMILY, at)
    [row] = brokers.brokers(scope, at)
    assert (row.representative, row.unrelated, row.cases) == (
        broker,
        most + 1,
        most + 1,
    )
    page = text(at_the_desk(overseer).get("/petugas/perantara/"))
    assert "R*** S***" in page
    assert "Warga" not in page
    later = at + dt.timedelta(days=mandate_rules.BROKER_DAYS + 1)
    assert not brokers.brokers(scope, later)
    elsewhere = appoint(["POL"], actions=[Action.OVERSEE])
    assert not brokers.brokers(people_testing.scope_of(elsewhere), at)
    assert desk.get("/petugas/perantara/").status_code == 403


def test_who_comes_with_a_mandate_of_some_services_is_named_on_all_papers(
    desk: Client, at: dt.datetime
) -> None:
    account(PHONE, at)
    owner = begin_person(desk)
    page = f"/petugas/loket/orang/{owner}/"
    some = {**TERMS, "proof": "OFFICE", "service": CARD, "service_3": "DKC-012"}
    assert desk.post(f"{page}kuasa/", some).status_code == 302
    mandate = Mandate.objects.get()
    assert mandate.services == [CARD, "DKC-012"]
    shown = text(desk.get(page, {"q": "ktp hilang"}))
    assert f'name="for" value="{mandate.id}"' in shown
    # Only what it covers is begun under it.
    other = {"service": "DKC-016", "for": mandate.id}
    assert desk.post(f"{page}mulai/", other).status_code == 409
    begun = desk.post(f"{page}mulai/", {"service": CARD, "for": mandate.id})
    form = begun.headers["Location"]
    files = {"file_R1": photo("surat"), "file_R3": photo("kk")}
    assert send(desk, form, "file", **ANSWERS, **files).status_code == 302
    application = models.Application.objects.get()
    assert application.mandate_id == mandate.id
    assert application.owners == {owner}
    for name in ("tanda-terima/", "struk/"):
        assert "R*** S*** untuk S*** R***" in text(desk.get(form + name)), name
    for name in ("tanda-terima.pdf", "struk.pdf"):
        with pikepdf.open(io.BytesIO(desk.get(form + name).content)) as pdf:
            assert pdf.pages, name
    # What was begun under it isn't filed once it has ended.
    second = desk.post(f"{page}mulai/", {"service": CARD, "for": mandate.id})
    desk.post(f"{page}kuasa/{mandate.id}/akhiri/")
    files = {"file_R1": photo("surat"), "file_R3": photo("kk")}
    late = send(desk, second.headers["Location"], "file", **ANSWERS, **files)
    assert late.status_code == 409, text(late)
    assert models.Application.objects.count() == 1
