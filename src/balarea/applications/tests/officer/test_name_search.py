"""Searching cases by name and day of birth: with a reason, counted, in the log."""

import datetime as dt
from typing import Any

import pytest
from tests.log_facts import LogFacts

from balarea.applications import models, testing
from balarea.applications.operations import name_lookup
from balarea.applications.tests.officer.conftest import Appoint, at_the_desk
from balarea.foundation.errors import NotPermitted, TooMany
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db
SERVICE = "DKC-006"
NAME, BORN = "Siti  RAHAYU", dt.date(1990, 1, 2)
PAGE = "/petugas/cari/nama/"


@pytest.fixture
def officer(appoint: Appoint) -> Officer:
    return appoint(["DKC"], actions=(Action.READ, Action.RECEIVE))


@pytest.fixture
def case(officer: Officer, at: dt.datetime) -> models.Application:
    """Filed for somebody whom the desk identified by name and day of birth."""
    who = testing.walk_in(7, officer, at)
    schedule = testing.Schedule(at - dt.timedelta(days=1), at)
    case = testing.draft(SERVICE, who, schedule)
    testing.submit(case, who, schedule)
    return models.Application.objects.get(id=case)


def find(officer: Officer, at: dt.datetime, **changed: Any) -> name_lookup.NameMatches:
    search = {"name": NAME, "born_on": BORN, "reason": "CALL", **changed}
    scope, by = people_testing.scope_of(officer), people.officer_actor(officer)
    return name_lookup.find_by_name(**search, scope=scope, by=by, at=at)


def test_finds_within_reach_and_says_to_the_log_why_and_how_many(
    case: models.Application,
    officer: Officer,
    appoint: Appoint,
    at: dt.datetime,
    log_facts: list[LogFacts],
) -> None:
    assert [one.id for one in find(officer, at).items] == [case.id]
    assert find(officer, at, born_on=dt.date(1990, 1, 3)).items == []
    elsewhere = appoint(["DKS"], actions=(Action.READ,))
    assert find(elsewhere, at).items == []
    facts = [facts for type, facts in log_facts if type == "CASES_LOOKED_UP"]
    assert [one["matches"] for one in facts] == [1, 0, 0]
    assert {one["reason"] for one in facts} == {"CALL"}
    assert "RAHAYU" not in str(facts).upper()
    seen = [row.names for row in vault.accesses(case.id) if row.actor == officer.id]
    assert ["name_birth"] in seen


def test_shows_nothing_where_more_fit_than_one_search_shows(
    case: models.Application,
    officer: Officer,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(name_lookup, "MOST", 0)
    matches = find(officer, at)
    assert (matches.items, matches.is_too_many) == ([], True)
    assert Entry.objects.filter(type="CASES_LOOKED_UP").count() == 1
    assert models.CaseLookup.objects.get().matches == 1
    form = {"name": NAME, "born_on": "2-1-1990", "reason": "VISIT"}
    page = at_the_desk(officer).post(PAGE, form).content.decode()
    assert case.holder_masked not in page


def test_refuses_without_a_reason_and_after_many_searches(
    officer: Officer, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotPermitted):
        find(officer, at, reason="CURIOUS")
    monkeypatch.setattr(name_lookup, "MAX_LOOKUPS_PER_HOUR", 2)
    find(officer, at)
    find(officer, at)
    with pytest.raises(TooMany):
        find(officer, at)


def test_the_page_asks_for_a_reason_and_lists_what_it_finds(
    case: models.Application, officer: Officer, appoint: Appoint
) -> None:
    desk = at_the_desk(officer)
    assert PAGE in desk.get("/petugas/").content.decode()
    form = {"name": NAME, "born_on": "2-1-1990", "reason": ""}
    assert desk.post(PAGE, form).status_code == 422
    assert desk.post(PAGE, form | {"born_on": "besok"}).status_code == 422
    page = desk.post(PAGE, form | {"reason": "VISIT"}).content.decode()
    assert f"/petugas/permohonan/{case.id}/" in page
    overseer = appoint(["DKC"], actions=(Action.OVERSEE,))
    assert at_the_desk(overseer).get(PAGE).status_code == 403
