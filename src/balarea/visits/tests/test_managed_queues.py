"""Setting up queues and desks: what is saved, what is refused, and who may."""

import datetime as dt

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.errors import NotPermitted
from balarea.people import auth
from balarea.people import queries as people_queries
from balarea.people import testing as people_testing
from balarea.people.models import Officer, Site
from balarea.people.rules import Action
from balarea.visits import errors, models, queue_forms, queue_rules, testing
from balarea.visits.operations import managing_queues
from balarea.visits.queries import set_up
from balarea.visits.queue_rules import Problem

pytestmark = pytest.mark.django_db
PAGE = "/petugas/kelola/antrean/"


@pytest.fixture
def at() -> dt.datetime:
    """Pages read the clock themselves."""
    return clock.now()


@pytest.fixture
def site(at: dt.datetime) -> Site:
    return testing.mall(at, others=["DPM"])


@pytest.fixture
def manager(site: Site, at: dt.datetime) -> Officer:
    return people_testing.appoint("DKC", {Action.MANAGE}, at)


def browser(officer: Officer, at: dt.datetime) -> Client:
    client = Client()
    client.force_login(officer.account)
    session = client.session
    session[auth.SINCE] = session[auth.LAST_REQUEST] = at.timestamp()
    session.save()
    return client


def sent(client: Client, address: str, **changes: str) -> dict[str, str]:
    """What a browser sends of a form, with some fields typed anew."""
    context = client.get(address).context
    form = context["form"]
    values = {field.html_name: field.value() for field in form}
    typed = {
        name: "on" if value is True else str(value)
        for name, value in values.items()
        if value is not None and value is not False and value not in ((), [])
    }
    return {**typed, "revision": context["revision"], **changes}


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("08:00-12:00, 13.00–15.30", None),
        ("08:00-12:00, 11:00-15:00", Problem.OVERLAP),
        ("08:00-12:00, 08:00-12:00", Problem.OVERLAP),
        ("12:00-08:00", Problem.HOURS),
        ("08:00-25:00", Problem.HOURS),
    ],
)
def test_hours_are_times_of_a_day_that_share_no_moment(
    typed: str, problem: Problem | None
) -> None:
    assert queue_rules.span_problem(queue_forms.read_spans(typed)) is problem


def test_text_that_is_no_time_is_unreadable() -> None:
    for text in ("morning", "08:00", "8-12"):
        with pytest.raises(queue_forms.Unreadable):
            queue_forms.read_spans(text)


def test_a_queue_is_changed_on_its_page_and_refuses_what_can_not_be(
    manager: Officer, site: Site, at: dt.datetime
) -> None:
    page, queue = browser(manager, at), testing.queue(site)
    address = f"{PAGE}{queue.id}/"
    shown = page.get(PAGE).content.decode()
    assert "Antrean DKC" in shown
    assert "Antrean DPM" not in shown
    changed = sent(
        page,
        address,
        expected_minutes="7",
        daily_quota="100",
        releases="07:30 60, 11:00 40",
        hours_0="08:00-12:00, 13:00-15:00",
    )
    assert page.post(address, changed).status_code == 302
    queue.refresh_from_db()
    assert (queue.expected_minutes, queue.daily_quota) == (7, 100)
    assert queue.releases == [["07:30", 60], ["11:00", 40]]
    assert queue.hours[0] == [["08:00", "12:00"], ["13:00", "15:00"]]
    # The same form once more: somebody else has changed the queue since.
    assert page.post(address, {**changed, "expected_minutes": "8"}).status_code == 409
    for wrong in (
        {"hours_0": "08:00-12:00, 11:00-15:00"},
        {"releases": "07:30 60"},
        {"releases": "07:30 60, 07:30 40"},
        {"remote_percent": "101"},
        {"expected_minutes": "0"},
        {"letter": "7"},
    ):
        answer = page.post(address, sent(page, address, **wrong))
        assert answer.status_code == 422, wrong
        assert next(iter(wrong)) in answer.context["form"].errors
    assert page.post(address, sent(page, address, letter="B")).status_code == 409
    queue.refresh_from_db()
    assert (queue.prefix, queue.expected_minutes) == ("A", 7)


def test_a_letter_stays_once_numbers_were_given_and_visitors_keep_a_queue_in_use(
    manager: Officer, site: Site, at: dt.datetime
) -> None:
    page, queue = browser(manager, at), testing.queue(site)
    testing.ticket(queue, at)
    address = f"{PAGE}{queue.id}/"
    assert page.post(address, sent(page, address, letter="Z")).status_code == 409
    off = sent(page, address)
    del off["is_active"]
    answer = page.post(address, off)
    assert answer.context["refusal"].code == "QUEUE_HAS_VISITORS"
    queue.refresh_from_db()
    assert (queue.prefix, queue.is_active) == ("A", True)


def test_a_service_stands_in_one_queue_of_its_agency(
    manager: Officer, site: Site, at: dt.datetime
) -> None:
    details = set_up.queue_details(testing.queue(site))
    scope = people_testing.scope_of(manager)
    by = people_queries.officer_actor(manager)

    def add(code: str, *services: str) -> models.Queue:
        return managing_queues.save_queue(
            queue=None,
            site=site,
            agency="DKC",
            details=details._replace(
                code=code, prefix=code[-1], services=tuple(services)
            ),
            revision="",
            scope=scope,
            by=by,
            at=at,
        )

    with pytest.raises(errors.ServiceTaken):
        add("DKC-R")  # the first queue serves all others already
    add("DKC-S", "DKC-004", "DKC-005")
    with pytest.raises(errors.ServiceTaken):
        add("DKC-T", "DKC-005")
    with pytest.raises(errors.QueueCodeTaken):
        add("DKC", "DKC-006")
    with pytest.raises(errors.PrefixTaken):
        add("DKC-B", "DKC-006")
    assert models.Queue.objects.filter(agency="DKC").count() == 2


def test_a_desk_serves_the_queues_that_are_chosen_with_their_minutes(
    manager: Officer, site: Site, at: dt.datetime
) -> None:
    page, desk = browser(manager, at), models.Desk.objects.get(code="A1")
    address = f"{PAGE}loket/{desk.id}/"
    changed = sent(page, address, queue_DKC="15")
    assert page.post(address, changed).status_code == 302
    [skill] = models.DeskSkill.objects.filter(desk=desk)
    assert (skill.queue.code, skill.weight) == ("DKC", 15)
    assert page.post(address, sent(page, address, code="A2")).status_code == 409
    assert page.post(address, sent(page, address, queue_DKC="")).status_code == 302
    assert not models.DeskSkill.objects.filter(desk=desk).exists()
    new = f"{PAGE}loket/baru/?gedung={site.code}&instansi=DKC"
    added = sent(page, new, code="a9", zone="A", queue_DKC="0")
    assert page.post(new, added).status_code == 302
    assert models.Desk.objects.get(code="A9").skills.count() == 1
    testing.clerk(site, "A2", at)
    busy = models.Desk.objects.get(code="A2")
    address = f"{PAGE}loket/{busy.id}/"
    assert page.post(address, sent(page, address, code="A8")).status_code == 409


def test_a_manager_sets_up_their_own_agency_only(
    manager: Officer, site: Site, at: dt.datetime
) -> None:
    page, other = browser(manager, at), testing.queue(site, "DPM")
    assert page.get(f"{PAGE}{other.id}/").status_code == 404
    foreign = models.Desk.objects.get(code="B1")
    assert page.get(f"{PAGE}loket/{foreign.id}/").status_code == 404
    assert page.get(f"{PAGE}baru/?instansi=DPM").status_code == 404
    details = set_up.queue_details(other)
    with pytest.raises(NotPermitted):
        managing_queues.save_queue(
            queue=other.id,
            site=site,
            agency="DKC",
            details=details._replace(expected_minutes=1),
            revision=details.fingerprint,
            scope=people_testing.scope_of(manager),
            by=people_queries.officer_actor(manager),
            at=at,
        )
    stranger = people_testing.appoint("DKC", {Action.CALL}, at)
    assert browser(stranger, at).get(PAGE).status_code == 403
