"""Offices of villages: opened from a list, each files for its residents only."""

import datetime as dt
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from balarea.applications import models, queries
from balarea.applications.queries import villages as village_cases
from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import (
    ANSWERS,
    BORN_ON,
    CARD,
    NIK,
    SITI,
    photo,
    send,
    text,
)
from balarea.catalogue import definition as engine
from balarea.foundation import ids
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Agency, Officer, Person, Resident
from balarea.people.operations import villages
from balarea.people.operations.villages import Village
from balarea.people.queries import villages as village_queries
from balarea.people.rules import VILLAGE, Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
HERE = Village("3211102001", "Buahdua", "Buahdua")
THERE = Village("3211102002", "Hariang", "Buahdua")
LIST = "/petugas/desa/"


@pytest.fixture
def offices(services: dict[str, engine.Definition], at: dt.datetime) -> None:
    for village in (HERE, THERE):
        villages.open_village(village=village, by=SYSTEM, at=at)


def office(village: Village, appoint: Appoint) -> tuple[Client, Officer, UUID]:
    officer = appoint([village.code], actions=[Action.ASSIST])
    return at_the_desk(officer), officer, Agency.objects.get(code=village.code).id


def register(desk: Client, **changes: str) -> Any:
    return desk.post(f"{LIST}warga/", {**SITI, **changes})


def person_of(answer: Any) -> UUID:
    assert answer.status_code == 302, text(answer)
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def begun(desk: Client, village: UUID, person: UUID) -> str:
    answer = desk.post(f"{LIST}{village}/warga/{person}/mulai/", {"service": CARD})
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def filed(desk: Client, village: UUID) -> models.Application:
    page = begun(desk, village, person_of(register(desk)))
    files = {"file_R1": photo("surat"), "file_R3": photo("kk")}
    answer = send(desk, page, "file", **ANSWERS, **files)
    assert answer.status_code == 302, text(answer)
    return models.Application.objects.get()


def test_a_village_files_for_a_resident_and_has_it_in_one_list(
    offices: None, appoint: Appoint
) -> None:
    desk, officer, village = office(HERE, appoint)
    application = filed(desk, village)
    assert application.village_id == village
    assert application.person is not None
    assert village_queries.village_of(application.person.id) == officer.agency
    shown = text(desk.get(LIST))
    assert f"{LIST}permohonan/{application.id}/" in shown
    assert NIK not in shown
    assert "S*** R***" in shown
    case = text(desk.get(f"{LIST}permohonan/{application.id}/"))
    assert "S*** R***" in case
    receipt = reverse("applications:desk_receipt", args=[application.id])
    assert "Desa Buahdua" in text(desk.get(receipt))
    assert queries.changes(application)[0].office.endswith("Desa Buahdua")
    types = set(Entry.objects.values_list("type", flat=True))
    assert {"RESIDENT_REGISTERED", "PERSON_LOOKED_UP"} <= types


def test_another_village_reaches_nothing_by_any_address(
    offices: None, appoint: Appoint
) -> None:
    desk, _, village = office(HERE, appoint)
    application = filed(desk, village)
    person = application.person_id
    draft = begun(desk, village, person_of(register(desk)))
    other, _, theirs = office(THERE, appoint)
    assert str(application.id) not in text(other.get(LIST))
    for address in (
        f"{LIST}permohonan/{application.id}/",
        f"{LIST}permohonan/{application.id}/dokumen.pdf",
        f"/petugas/permohonan/{application.id}/",
        f"{LIST}{theirs}/warga/{person}/",
        draft,
    ):
        assert other.get(address).status_code in {403, 404}, address
    assert other.get(f"{LIST}{village}/warga/{person}/").status_code == 403
    for home in (village, theirs):
        page = f"{LIST}{home}/warga/{person}/mulai/"
        refused = other.post(page, {"service": CARD})
        assert refused.status_code in {303, 403, 404}
    assert other.post(draft, {"_step": "file"}).status_code in {303, 404}
    assert models.Draft.objects.filter(village=theirs).count() == 0
    assert register(other).status_code == 409
    assert Resident.objects.count() == 1


def test_reaches_only_what_the_village_itself_filed(
    offices: None, appoint: Appoint, at: dt.datetime
) -> None:
    desk, officer, village = office(HERE, appoint)
    person = person_of(register(desk))
    mall = at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE]))
    elsewhere = mall.post(f"/petugas/loket/orang/{person}/mulai/", {"service": CARD})
    draft = elsewhere.headers["Location"]
    assert desk.get(draft).status_code == 404
    scope = people_testing.scope_of(officer)
    assert not village_cases.drafts(scope).exists()
    assert "Draf" not in text(desk.get(f"{LIST}{village}/warga/{person}/"))


def test_finds_a_resident_again_and_registers_them_once(
    offices: None, appoint: Appoint
) -> None:
    desk, _, _ = office(HERE, appoint)
    first = person_of(register(desk))
    assert person_of(register(desk)) == first
    assert person_of(register(desk, nik="")) == first
    assert Resident.objects.count() == 1
    assert Person.objects.filter(nik_index__isnull=False).count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"nik": "123"}, 422),
        ({"name": ""}, 422),
        ({"born_on": ""}, 422),
        ({"born_on": "02-07-1990"}, 422),
    ],
)
def test_refuses_a_card_that_can_not_be(
    offices: None, appoint: Appoint, changes: dict[str, str], status: int
) -> None:
    desk, _, _ = office(HERE, appoint)
    answer = register(desk, **changes)
    assert answer.status_code == status, text(answer)
    assert not Resident.objects.exists()


def test_a_nik_with_another_name_tells_nothing_of_its_owner(
    offices: None, appoint: Appoint
) -> None:
    desk, _, _ = office(HERE, appoint)
    person_of(register(desk))
    answer = register(desk, name="Budi Contoh")
    assert answer.status_code == 409
    assert "Siti" not in text(answer)


def test_a_namesake_on_record_needs_the_nik(offices: None, appoint: Appoint) -> None:
    mall = at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE]))
    mall.post("/petugas/loket/", {**SITI, "nik": "", "step": "begin"})
    desk, _, _ = office(HERE, appoint)
    assert register(desk, nik="").status_code == 409
    assert not Resident.objects.exists()
    person_of(register(desk))
    assert Resident.objects.count() == 1


def test_an_officer_without_the_right_is_refused(
    offices: None, appoint: Appoint
) -> None:
    clerk = at_the_desk(appoint(["DKC"], actions=[Action.RECEIVE, Action.ASSIST]))
    assert "Anda tidak punya desa" in clerk.get(LIST).content.decode()
    assert clerk.get(f"{LIST}warga/").status_code == 403
    dismissed = at_the_desk(appoint([HERE.code], actions=[Action.READ]))
    assert dismissed.get(LIST).status_code == 403
    village = Agency.objects.get(code=HERE.code).id
    page = f"{LIST}{village}/warga/{ids.uuid7()}/"
    assert dismissed.get(page).status_code == 403


def test_the_front_desk_stays_closed_to_villages(
    offices: None, appoint: Appoint
) -> None:
    desk, _, _ = office(HERE, appoint)
    person = person_of(register(desk))
    for address in ("/petugas/loket/", f"/petugas/loket/orang/{person}/"):
        assert desk.get(address).status_code == 403


def test_offices_are_opened_from_the_list_once(db: None) -> None:
    file, out = Path(settings.BALAREA_SERVICES_DIR) / "places.yaml", io.StringIO()
    call_command("villages", str(file), stdout=out)
    count = Agency.objects.filter(kind=VILLAGE).count()
    assert count == 277  # 270 desa and 7 kelurahan
    assert "277 offices opened, 0" in out.getvalue()
    call_command("villages", str(file), stdout=out)
    assert "0 offices opened, 277" in out.getvalue()
    assert Agency.objects.filter(kind=VILLAGE).count() == count
    assert Agency.objects.get(code="3211102001").short_name == "Desa Buahdua"
    assert not people.agencies().keys() & village_queries.villages().keys()


@pytest.mark.parametrize(
    "content",
    ["", "districts: 1", "districts: [{name: A, villages: {'12': B}}]", "{", "[1]"],
)
def test_a_list_with_a_defect_opens_nothing(
    db: None, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(content)
    with pytest.raises(CommandError):
        call_command("villages", str(file))
    assert not Agency.objects.filter(kind=VILLAGE).exists()


def test_a_search_of_the_list_narrows_it(offices: None, appoint: Appoint) -> None:
    desk, _, village = office(HERE, appoint)
    application = filed(desk, village)
    path = f"{LIST}permohonan/{application.id}/"
    assert path in text(desk.get(LIST, {"q": application.reference}))
    assert path not in text(desk.get(LIST, {"q": "zzz"}))
    assert BORN_ON not in text(desk.get(LIST))
