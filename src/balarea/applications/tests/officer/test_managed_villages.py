"""A manager opens offices of villages, and moves residents from one to another."""

import datetime as dt
import html

import pytest
from django.test import Client

from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.applications.tests.officer.test_front_desk import NIK, SITI, text
from balarea.applications.tests.officer.test_villages import (
    HERE,
    THERE,
    office,
    person_of,
    register,
)
from balarea.applications.tests.officer.test_villages import (
    offices as offices,  # a fixture
)
from balarea.people.models import Agency, Resident
from balarea.people.queries import villages as queries
from balarea.people.rules import Action
from balarea.transparency.testing import entries_of

pytestmark = pytest.mark.django_db
LIST, OPEN = "/petugas/kelola/desa/", "/petugas/kelola/desa/buka/"


@pytest.fixture
def manager(appoint: Appoint) -> Client:
    return at_the_desk(appoint(["DPM"], actions=[Action.MANAGE]))


def test_offices_are_opened_from_the_list_of_a_district_once(
    offices: None, manager: Client
) -> None:
    page = text(manager.get(f"{LIST}?kecamatan=Buahdua"))
    assert f"{LIST}{HERE.code}/" in page
    assert page.count("Belum ada kantor") == page.count('name="code"') > 5
    matches = text(manager.get(f"{LIST}?q=hariang"))
    assert "Desa Hariang" in matches
    assert "Desa Panyindangan" not in matches
    code = "3211102003"
    before = Agency.objects.count()
    for _time in range(2):
        assert manager.post(OPEN, {"code": [code]}).status_code == 302
        assert Agency.objects.count() == before + 1
    assert manager.post(OPEN, {"code": [code, "9999999999"]}).status_code == 404
    own = text(manager.get(f"{LIST}{code}/"))
    assert f"/petugas/kelola/petugas/angkat/?instansi={code}" in own
    assert "belum ada" in own.lower()


def test_who_moves_is_a_resident_there_and_the_village_before_sees_them_no_more(
    offices: None, manager: Client, appoint: Appoint
) -> None:
    desk, _, village = office(HERE, appoint)
    person = person_of(register(desk))
    profile = f"/petugas/desa/{village}/warga/{person}/"
    assert desk.get(profile).status_code == 200
    there = f"{LIST}{THERE.code}/"
    # A card that doesn't fit moves nobody, and says nothing about who is on record.
    for wrong in ({"name": "Budi Lain"}, {"nik": ""}):
        refused = manager.post(there, {**SITI, **wrong})
        assert refused.status_code in {409, 422}
    assert Resident.objects.count() == 1
    assert manager.post(there, SITI).status_code == 302
    moved = html.unescape(text(manager.get(there)))
    assert "Dipindahkan dari Desa Buahdua" in moved
    assert NIK not in moved
    assert queries.resident_counts() == {THERE.code: 1}
    now = queries.village_of(person)
    assert now is not None
    assert now.code == THERE.code
    assert desk.get(profile).status_code == 404
    assert [one.type for one in entries_of(person)].count("RESIDENT_MOVED") == 1
    # Twice changes nothing, back is the way to undo it.
    assert manager.post(there, SITI).status_code == 409
    assert manager.post(f"{LIST}{HERE.code}/", SITI).status_code == 302
    assert desk.get(profile).status_code == 200
    assert Resident.objects.count() == 3


def test_nobody_else_reaches_these_pages(
    offices: None, appoint: Appoint, at: dt.datetime
) -> None:
    village_officer, _, _ = office(HERE, appoint)
    agency_manager = at_the_desk(appoint(["DKC"], actions=[Action.MANAGE]))
    for desk in (village_officer, agency_manager):
        for address in (LIST, f"{LIST}{HERE.code}/"):
            assert desk.get(address).status_code == 403
        assert desk.post(f"{LIST}{HERE.code}/", SITI).status_code == 403
        assert desk.post(OPEN, {"code": ["3211102003"]}).status_code == 403
    assert not Agency.objects.filter(code="3211102003").exists()
