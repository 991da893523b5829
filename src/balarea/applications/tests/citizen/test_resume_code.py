"""The code of a draft comes to its citizen once, when something of it is saved."""

import datetime as dt
from uuid import UUID

import pytest

from balarea.applications import models
from balarea.applications.operations import drafting
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    online,
    photo,
    submit_example,
)
from balarea.catalogue import definition as engine
from balarea.foundation import ids, references
from balarea.foundation.operation import SYSTEM, Actor
from balarea.notices import operations as notices
from balarea.notices import queries as notice_queries
from balarea.notices import rendering
from balarea.people import addresses
from balarea.people import operations as people

SERVICE = "DKC-006"
MINUTE = dt.timedelta(minutes=1)


def drafted(by: Actor, at: dt.datetime, phone: str = "0812-1111-2222") -> models.Draft:
    contact = people.find_or_create_contact(
        address=addresses.parse(phone), by=SYSTEM, at=at
    )
    case = drafting.begin(
        service=SERVICE,
        contact=contact.id,
        language="id",
        key=str(ids.uuid7()),
        by=by,
        at=at,
    )
    return models.Draft.objects.get(id=case)


def save(draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    page = online()[SERVICE].pages[0].id
    drafting.save_page(
        case=draft.id,
        owners=draft.owners,
        page=page,
        raw={},
        by=by,
        at=at,
    )


def draft_messages(case: UUID) -> list[str]:
    return [m.kind for m in notice_queries.of_case(case) if m.kind == "DRAFT_SAVED"]


@pytest.mark.usefixtures("services")
def test_comes_with_the_first_save_and_only_then(
    citizen: Actor, at: dt.datetime
) -> None:
    draft = drafted(citizen, at)
    assert draft_messages(draft.id) == []  # nothing to lose yet
    for n in range(1, 4):
        save(draft, citizen, at + n * MINUTE)
    assert draft_messages(draft.id) == ["DRAFT_SAVED"]


def test_comes_with_a_first_file_too(
    services: dict[str, engine.Definition], citizen: Actor, at: dt.datetime
) -> None:
    draft = drafted(citizen, at)
    requirements = services[SERVICE].requirements
    drafting.attach(
        case=draft.id,
        owners=draft.owners,
        requirement=next(one.id for one in requirements if "IMAGE" in one.accepts),
        name="foto.jpg",
        content=photo().read(),
        by=citizen,
        at=at + MINUTE,
    )
    assert draft_messages(draft.id) == ["DRAFT_SAVED"]


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("channel", ["PHONE", "EMAIL"])
def test_says_the_code_and_where_to_go(
    citizen: Actor, at: dt.datetime, channel: str
) -> None:
    draft = drafted(citizen, at)
    save(draft, citizen, at + MINUTE)
    [message] = notice_queries.of_case(draft.id)
    letter = rendering.write(
        kind=message.kind, channel=channel, language="id", values=message.params
    )
    assert references.pretty(draft.reference) in letter.text
    assert "/lanjut/" in letter.text
    # No officer has to do with a draft, not even where its message fails.
    assert (message.agency, message.service) == ("", "")


@pytest.mark.usefixtures("services")
def test_leads_back_to_the_draft_and_is_sent(
    sign_in: SignIn, citizen: Actor, at: dt.datetime
) -> None:
    browser = sign_in()
    home = begin(browser, SERVICE)
    page = browser.open(browser.open(home).links_to("/isi/")[0])
    browser.send(page, {}, holding="_asked")
    [message] = notice_queries.of_case(models.Draft.objects.get().id)
    notices.send(message=message.id, by=SYSTEM, at=at + MINUTE)
    message.refresh_from_db()
    assert message.state == "SENT"
    resumed = browser.open(f"/lanjut/{message.params['code']}/")
    assert resumed.address == home


@pytest.mark.usefixtures("services")
def test_one_contact_gets_so_many_a_day(
    citizen: Actor, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun and thrown away in a circle, drafts would send messages without an end."""
    monkeypatch.setattr(drafting, "MAX_CODES_PER_DAY", 2)
    drafts = [drafted(citizen, at) for _ in range(3)]
    for draft in drafts:
        save(draft, citizen, at + MINUTE)
    assert [len(draft_messages(draft.id)) for draft in drafts] == [1, 1, 0]
    other = drafted(citizen, at, "0812-3333-4444")
    save(other, citizen, at + MINUTE)
    assert draft_messages(other.id) == ["DRAFT_SAVED"]


def test_an_amendment_needs_none(sign_in: SignIn) -> None:
    browser = sign_in()
    submit_example(browser, SERVICE)
    application = models.Application.objects.get()
    assert len(draft_messages(application.id)) == 1
    draft = models.Draft(
        id=application.id, contact=application.contact, is_amendment=True
    )
    assert not drafting._is_first_save(draft)
