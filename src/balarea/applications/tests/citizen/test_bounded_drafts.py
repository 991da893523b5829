"""One contact fills neither the tables with drafts nor the disk with their files."""

import datetime as dt
import threading
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from tests.children import STANDSTILL

from balarea.applications import errors, models, queries
from balarea.applications.operations import discarding, drafting
from balarea.applications.tests.citizen.conftest import SignIn, begin, photo
from balarea.catalogue import definition as engine
from balarea.documents import uploads
from balarea.documents.models import Evidence
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people import addresses
from balarea.people import operations as people

SERVICE = "DKC-006"
PHONE, OTHER = "0812-1111-2222", "0812-3333-4444"


def contact(at: dt.datetime, phone: str = PHONE) -> UUID:
    return people.find_or_create_contact(
        address=addresses.parse(phone), by=SYSTEM, at=at
    ).id


def draft(of: UUID, by: Actor, at: dt.datetime, key: str = "") -> UUID:
    return drafting.begin(
        service=SERVICE,
        contact=of,
        language="id",
        key=key or str(ids.uuid7()),
        by=by,
        at=at,
    )


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MAX_DRAFTS", 3)


@pytest.mark.usefixtures("services")
def test_a_contact_has_twenty_drafts_at_most(citizen: Actor, at: dt.datetime) -> None:
    own = contact(at)
    begun = [draft(own, citizen, at) for _ in range(20)]
    with pytest.raises(errors.TooManyDrafts):
        draft(own, citizen, at)
    assert models.Draft.objects.count() == 20
    draft(contact(at, OTHER), citizen, at)
    discarding.discard(case=begun[0], owners=frozenset({own}), by=citizen, at=at)
    draft(own, citizen, at)


@pytest.mark.usefixtures("services", "few")
def test_the_same_key_leads_back_to_its_draft_however_many_there_are(
    citizen: Actor, at: dt.datetime
) -> None:
    own = contact(at)
    first = draft(own, citizen, at, "key")
    for _ in range(2):
        draft(own, citizen, at)
    assert draft(own, citizen, at, "key") == first


@pytest.mark.usefixtures("services", "few")
def test_drafts_that_are_over_take_no_place(citizen: Actor, at: dt.datetime) -> None:
    own = contact(at)
    for _ in range(3):
        draft(own, citizen, at - dt.timedelta(days=30))
    draft(own, citizen, at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("services", "few")
def test_many_at_once_begin_no_more(citizen: Actor, at: dt.datetime) -> None:
    own, start, refused = contact(at), threading.Barrier(6), list[str]()

    def run() -> None:
        try:
            start.wait(STANDSTILL)
            draft(own, citizen, at)
        except errors.TooManyDrafts as refusal:
            refused.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(STANDSTILL)
    assert (models.Draft.objects.count(), len(refused)) == (3, 3)


@pytest.mark.usefixtures("few")
def test_the_page_leads_to_where_one_can_be_finished(sign_in: SignIn) -> None:
    browser = sign_in()
    for _ in range(3):
        begin(browser, SERVICE)
    start = browser.open(f"/permohonan/baru/{SERVICE}/")
    page = browser.send(start, holding="idempotency_key")
    assert page.status == 409
    assert "TOO_MANY_DRAFTS" in page.text
    assert "/permohonan/" in page.links_to("/permohonan/")
    assert browser.open("/permohonan/").status == 200


def _requirement(
    services: dict[str, engine.Definition], case: UUID
) -> engine.Requirement:
    draft = models.Draft.objects.get(id=case)
    requirements = services[SERVICE].requirements
    return next(
        one
        for one in requirements
        if "IMAGE" in one.accepts and draft.service == SERVICE
    )


def _attach(case: UUID, own: UUID, name: str, by: Actor, at: dt.datetime) -> Evidence:
    return drafting.attach(
        case=case,
        owners=frozenset({own}),
        requirement=name,
        name="foto.jpg",
        content=photo().read(),
        by=by,
        at=at,
    )


def test_files_of_all_drafts_together_have_one_budget(
    services: dict[str, engine.Definition],
    citizen: Actor,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = contact(at)
    cases = [draft(own, citizen, at) for _ in range(2)]
    name = _requirement(services, cases[0]).id
    attached = _attach(cases[0], own, name, citizen, at)
    sent = len(photo().read())
    monkeypatch.setattr(drafting, "MAX_DRAFT_BYTES", attached.size + sent - 1)
    with pytest.raises(errors.DraftsTooLarge):
        _attach(cases[1], own, name, citizen, at)
    other = contact(at, OTHER)
    _attach(draft(other, citizen, at), other, name, citizen, at)
    drafting.detach(
        case=cases[0],
        owners=frozenset({own}),
        evidence=attached.id,
        by=citizen,
        at=at,
    )
    _attach(cases[1], own, name, citizen, at)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_a_file_is_looked_at(
    services: dict[str, engine.Definition],
    citizen: Actor,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = contact(at)
    case = draft(own, citizen, at)
    examine = uploads.examine

    def look(content: bytes, **how: Any) -> Any:
        assert not connection.in_atomic_block
        # Filed or thrown away meanwhile: it is asked again.
        discarding.discard(case=case, owners=frozenset({own}), by=citizen, at=at)
        return examine(content, **how)

    monkeypatch.setattr(uploads, "examine", look)
    with pytest.raises(NotFound):
        _attach(case, own, _requirement(services, case).id, citizen, at)


def test_whoever_must_amend_is_held_up_by_no_budget(
    services: dict[str, engine.Definition],
    citizen: Actor,
    at: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was returned has ten working days: other drafts must not cost them."""
    own = contact(at)
    case = draft(own, citizen, at)
    name = _requirement(services, case).id
    monkeypatch.setattr(drafting, "MAX_DRAFT_BYTES", 1)
    for looked_up in ("draft", "locked_draft"):
        monkeypatch.setattr(queries, looked_up, _amending)
    today = clock.today(at)
    monkeypatch.setattr(queries.cases, "filed_first_on", lambda draft: today)
    _attach(case, own, name, citizen, at)


def _amending(case: UUID, owners: frozenset[UUID]) -> models.Draft:
    draft = models.Draft.objects.get(id=case, contact__in=owners)
    draft.is_amendment = True
    return draft
