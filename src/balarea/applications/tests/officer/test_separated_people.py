"""Where the definition separates people, who checked is offered no other step."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client

from balarea.applications import errors, queries, testing
from balarea.applications.operations import assigning
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import (
    CITIZEN,
    RIGHTS,
    Appoint,
    File,
    Now,
    at_the_desk,
)
from balarea.catalogue import definition as engine
from balarea.foundation import clock
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
SERVICE = "DPM-012"
CODES = (SERVICE, "DPM-058")
WHY = "pemeriksa, pemutus, dan penanda tangan harus orang yang berbeda"


def test_who_checked_neither_takes_nor_is_given_the_decision(
    file: File, appoint: Appoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = file(SERVICE)
    assert application.separates_people
    checker = appoint(["DPM"], actions={*RIGHTS, Action.INSPECT})
    other = appoint(["DPM"], english="Second")
    acting = people_testing.scope_of(checker), people.officer_actor(checker)
    monkeypatch.setattr(people_testing, "officer_for", lambda *_, **__: acting)
    contact, by = people_testing.verified_contact(CITIZEN, clock.now())
    owner = testing.Applicant(contact, by, "Siti Rahayu")
    testing.advance(application.id, State.TO_DECIDE, owner, Now())
    application.refresh_from_db()

    handlers = {one.id for one in queries.possible_handlers(application)}
    assert other.id in handlers
    assert checker.id not in handlers
    scope, actor = acting
    now: dt.datetime = clock.now()
    with pytest.raises(errors.TookAnotherStep), transaction.atomic():
        assigning.take(case=application.id, scope=scope, by=actor, at=now)
    taken = assigning.take_next(queue=Action.DECIDE, scope=scope, by=actor, at=now)
    assert taken is None

    address = f"/petugas/permohonan/{application.id}/"
    pages = [at_the_desk(one).get(address).content.decode() for one in (checker, other)]
    assert [WHY in page for page in pages] == [True, False]
    assert ['value="take"' in page for page in pages] == [False, True]


def test_the_page_of_such_a_service_says_that_three_people_act(
    services: dict[str, engine.Definition], client: Client
) -> None:
    pages = [client.get(f"/layanan/{code}/").content.decode() for code in CODES]
    assert ["tiga orang yang berbeda" in page for page in pages] == [True, False]
