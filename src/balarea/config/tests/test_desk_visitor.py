"""A visitor's files beside their number: visits and applications, wired together."""

import datetime as dt
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from balarea.applications.operations import front_desk
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue.testing import shipped
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import auth
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Person
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault.models import Access
from balarea.visits import models, testing
from balarea.visits.operations import calling, desks

pytestmark = pytest.mark.django_db
PAGE = "/petugas/loket/panggil/"
SERVICE, NIK = "DKC-006", "9999014107900001"


@pytest.fixture
def at() -> dt.datetime:
    return clock.now()


@pytest.fixture
def clerk(at: dt.datetime) -> testing.Clerk:
    """An officer who calls and takes in, with a visitor at the desk."""
    site = testing.mall(at)
    catalogue.publish(
        definitions=[shipped()[SERVICE]],
        agencies=engine.load_agencies(Path(settings.BALAREA_SERVICES_DIR)),
        by=SYSTEM,
        at=at,
    )
    officer = people_testing.appoint("DKC", {Action.CALL, Action.RECEIVE}, at)
    scope, by = people_testing.scope_of(officer), people.officer_actor(officer)
    desk = models.Desk.objects.get(code="A1")
    desks.open_session(desk=desk.id, scope=scope, by=by, at=at)
    testing.ticket(testing.queue(site), at)
    calling.call_next(desk=desk.id, by=by, at=at)
    return testing.Clerk(officer, scope, by, desk)


@pytest.fixture
def person(clerk: testing.Clerk, at: dt.datetime) -> Person:
    return people_testing.identified_person(clerk.officer, at, nik=NIK)


@pytest.fixture
def draft(clerk: testing.Clerk, person: Person, at: dt.datetime) -> UUID:
    return front_desk.begin(
        owner=person.id,
        service=SERVICE,
        mandate=None,
        language="id",
        key="k" * 22,
        scope=clerk.scope,
        by=clerk.by,
        at=at,
    )


def browser(clerk: testing.Clerk, at: dt.datetime) -> Client:
    client = Client()
    client.force_login(clerk.officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    return client


def send(client: Client, step: str, **fields: str) -> int:
    ticket = models.Ticket.objects.get()
    form = {"step": step, "ticket": str(ticket.id), "version": str(ticket.version)}
    return client.post(f"{PAGE}siapa/", {**form, **fields}).status_code


def test_a_visit_is_bound_to_a_person_and_to_one_of_their_files(
    clerk: testing.Clerk, person: Person, draft: UUID, at: dt.datetime
) -> None:
    client = browser(clerk, at)
    assert f"{PAGE}siapa/" in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}siapa/", {"step": "find", "nik": NIK})
    shown = answer.content.decode()
    assert "Siti Rahayu" in shown
    owner = re.findall(r'name="owner" value="([^"]+)"', shown)
    assert owner == [str(person.id)]
    assert send(client, "bind", owner=owner[0]) == 302
    shown = client.get(PAGE).content.decode()
    assert f"/petugas/loket/berkas/{draft}/" in shown
    assert f"/petugas/loket/orang/{person.id}/" in shown
    assert send(client, "about", case=str(draft)) == 302
    visit = models.Visit.objects.get()
    assert (visit.subject, visit.case) == (person.id, draft)
    entries = Entry.objects.filter(type="VISIT_IDENTIFIED")
    assert entries.count() == 2
    # Another person's files aren't those of the visit, and no case of somebody else is.
    assert send(client, "about", case=str(visit.id)) == 404
    other = people_testing.identified_person(clerk.officer, at, name="Asep Contoh")
    assert send(client, "bind", owner=str(other.id)) == 302
    visit.refresh_from_db()
    assert (visit.subject, visit.case) == (other.id, None)


def test_files_are_shown_once_opened_on_record_and_to_the_right_officer_only(
    clerk: testing.Clerk, person: Person, draft: UUID, at: dt.datetime
) -> None:
    models.Visit.objects.get()
    client = browser(clerk, at)
    assert send(client, "bind", owner=str(person.id)) == 302
    # Another browser of the same officer hasn't opened them.
    client = browser(clerk, at)
    assert str(draft) not in client.get(PAGE).content.decode()
    before = Access.objects.filter(case=person.id).count()
    assert send(client, "open") == 302
    assert str(draft) in client.get(PAGE).content.decode()
    assert Access.objects.filter(case=person.id).count() == before + 1
    # Whoever only calls sees no person at all.
    ticket = models.Ticket.objects.get()
    caller = testing.clerk(ticket.queue.site, "A2", at)
    client = browser(caller, at)
    assert "/siapa/" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}siapa/").status_code == 403
    # And nobody binds somebody else's visitor.
    taker = people_testing.appoint("DKC", {Action.CALL, Action.RECEIVE}, at)
    client = browser(testing.Clerk(taker, clerk.scope, clerk.by, clerk.desk), at)
    assert client.get(f"{PAGE}siapa/").status_code == 409
