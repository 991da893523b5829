"""A visitor's own pages: from the list of queues to the desk, and an appointment."""

import datetime as dt
import re
from typing import Any

import brotli
import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.catalogue.tests.conftest import some as some
from balarea.foundation import clock, ids, rate_limits
from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import testing as people_testing
from balarea.visits import errors, models, remote_rules, testing
from balarea.visits.operations import calling, places, reminding, remote
from balarea.visits.operations import slots as slot_operations
from balarea.visits.queries import entrance, tickets, today
from balarea.visits.queries import places as places_queries
from balarea.visits.queries import remote as shares
from balarea.visits.rules import PriorityClass, State

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
BUDGET = 22_000
SCRIPTS = ("visits/live.js", "visits/visit.js")


@pytest.fixture
def queue(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> models.Queue:
    monkeypatch.setattr(clock, "now", lambda: at)
    return testing.queue(testing.mall(at, others=["DPM"]))


def static(name: str) -> bytes:
    response: Any = Client().get(f"/static/{name}")
    return b"".join(response.streaming_content)


def text(response: Any) -> str:
    page = response.content.decode()
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))


def take(client: Client, queue: models.Queue, **given: str) -> str:
    """The address of the visit's page."""
    data = {"idempotency_key": str(ids.uuid7()), **given}
    response = client.post(f"/antrean/ambil/{queue.id}/", data)
    assert response.status_code == 302, text(response)
    return response["Location"]


def visit_of(address: str) -> models.Visit:
    return tickets.visit_of_token(address.split("/")[2])


def test_a_number_from_home_is_taken_checked_in_called_and_missed(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    clerk = testing.clerk(queue.site, "A1", at)
    listed = client.get("/antrean/")
    assert "A · Antrean DKC" in text(listed)
    key = {"idempotency_key": "a-second-tap", "priority": "ELDERLY"}
    address = take(client, queue, **key)
    assert take(client, queue, **key) == address
    second = client.post(f"/antrean/ambil/{queue.id}/", {"idempotency_key": "new"})
    # One number of a queue for each browser: back to the form, with the reason.
    assert second["Location"].startswith(f"/antrean/ambil/{queue.id}/?jawaban=")
    assert "sudah punya nomor" in text(client.get(second["Location"]))
    [ticket] = models.Ticket.objects.all()
    assert (ticket.state, ticket.priority) == (State.PLANNED, "ELDERLY")
    page = client.get(address)
    assert "A001" in text(page)
    assert "A001" in text(client.get("/antrean/"))  # this browser's own
    wrong = client.post(f"{address}hadir/", {"code": "000"})
    assert (wrong.status_code, "WRONG" in wrong.content.decode()) == (422, False)
    code = entrance.code_of(queue.site, clock.today(at))
    client.post(f"{address}hadir/", {"code": f"{code[:3]} {code[3:]}"})
    before = client.get(f"{address}keadaan.json")
    assert before.json()["steps"][0]["state"] == "WAITING"
    tag = {"If-None-Match": before["ETag"]}
    own = f"data-tag={before['ETag']}"  # what the page's script compares first
    assert own in client.get(address).content.decode()
    assert client.get(f"{address}keadaan.json", headers=tag).status_code == 304
    calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    called = client.get(f"{address}keadaan.json", headers=tag).json()["steps"][0]
    assert (called["state"], called["desk"]) == ("CALLED", "A1")
    assert 'class="ticket is-called"' in client.get(address).content.decode()
    row = tickets.ticket(ticket.id)
    calling.miss(ticket=row.id, version=row.version, by=clerk.by, at=at)
    back = client.post(
        f"{address}kembali/{ticket.id}/", {"version": str(row.version + 1)}
    )
    assert back["Location"] == address
    assert tickets.ticket(ticket.id).state == State.WAITING
    client.get(f"{address}pergi/")
    client.post(f"{address}pergi/")
    assert tickets.ticket(ticket.id).state == State.LEFT


def test_whoever_has_no_account_is_served_within_limits_and_others_by_person(
    queue: models.Queue, at: dt.datetime
) -> None:
    devices = iter(range(1000))

    def ask(owner: Any = None, device: str = "", network: str = "1") -> models.Ticket:
        return remote.take(
            queue=queue,
            service="",
            priority=PriorityClass.REGULAR,
            language="id",
            asker=shares.Asker(owner, device or f"device-{next(devices)}", network),
            key="",
            by=None,
            at=at,
        )

    places.change_hours(
        queue=queue, hours=[[["10:00", "13:00"]]] * 7, by=SYSTEM, at=at
    )  # 3 desks, 10 minutes each: 54 visitors, 21 from home, 10 of them without sign-in
    first = ask(device="one")
    with pytest.raises(errors.TooManyTickets):
        ask(device="one")
    assert first.visit.subject is None
    for _ in range(9):
        ask()
    with pytest.raises(errors.UnprovedFull):
        ask()
    contact, _ = people_testing.verified_contact("+6281234567890", at)
    assert ask(owner=contact.id).visit.subject == contact.id
    with pytest.raises(errors.TooManyTickets):
        ask(owner=contact.id, device="another")
    now = today.queue_now(queue, at)
    assert (now.remote_left, now.unproved_left) == (10, 0)
    for _ in range(10):
        ask(owner=ids.uuid7())
    with pytest.raises(errors.RemoteFull):
        ask(owner=ids.uuid7())
    testing.ticket(queue, at)  # walk-ins go on
    other = testing.queue(queue.site, "DPM")
    limit, window = remote_rules.NETWORK_LIMIT, remote_rules.NETWORK_WINDOW
    for _ in range(limit - 10):
        rate_limits.hit(shares.NETWORK, shares.network_key("1"), limit, window, at)
    queue = other
    with pytest.raises(TooMany):
        ask()
    assert ask(network="2").queue == other


def test_the_code_of_the_day_cant_be_tried_out(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    address = take(client, queue)
    right = entrance.code_of(queue.site, clock.today(at))
    assert right != entrance.code_of(queue.site, clock.today(at) + dt.timedelta(1))
    for _ in range(remote_rules.CODE_TRIES):
        assert client.post(f"{address}hadir/", {"code": "1"}).status_code == 422
    assert client.post(f"{address}hadir/", {"code": right}).status_code == 429
    assert visit_of(address).arrived_at is None


def test_an_appointment_is_made_confirmed_moved_and_cancelled_by_pages(
    some: object, client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    slot_operations.make_ahead(queue=queue, by=SYSTEM, at=at)
    index = client.get("/antrean/janji/", {"q": "ktp"})
    [times_at] = set(
        re.findall(r"/antrean/janji/[^\"]+\?layanan=DKC-006", str(index.content))
    )
    times = client.get(times_at).content.decode()
    first, second = re.findall(r'name="slot" value="([^"]+)"', times)[:2]
    data = {"slot": first, "idempotency_key": "x"}
    reserved = client.post(times_at, data)
    address = reserved["Location"]
    assert client.post(times_at, data)["Location"] == address
    other = Client()
    client.post(f"{address}janji/pasti/")
    page = client.get(address)
    code = re.search(r'class="ref">([^<]+)<', page.content.decode())
    assert code
    assert other.post("/antrean/janji/kode/", {"code": code[1]})["Location"] == address
    assert other.post("/antrean/janji/kode/", {"code": "x"}).status_code == 422
    file = icalendar.Calendar.from_ical(client.get(f"{address}janji.ics").content)
    [event] = file.walk("VEVENT")
    booked = models.Slot.objects.get(id=first)
    assert event.decoded("dtstart") == booked.starts_at
    assert address not in file.to_ical().decode()
    client.post(f"{address}janji/pindah/", {"slot": second, "idempotency_key": "y"})
    booked.refresh_from_db()
    assert booked.booked == 0
    client.get(f"{address}janji/batal/")
    client.post(f"{address}janji/batal/")
    assert models.Slot.objects.get(id=second).booked == 0


def test_a_full_queue_says_why_and_what_else_is_possible(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    page = client.get(f"/antrean/janji/{queue.id}/")
    assert "Belum ada waktu yang kosong" in text(page)
    assert f"/antrean/ambil/{queue.id}/" in page.content.decode()
    elsewhere = client.post(
        f"/antrean/janji/{queue.id}/",
        {"slot": str(ids.uuid7()), "idempotency_key": "z"},
    )
    assert elsewhere.status_code == 404


def test_the_order_is_explained_without_saying_who_or_why_priority(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    clerk = testing.clerk(queue.site, "A1", at)
    mine = testing.ticket(queue, at - 30 * MINUTE)
    pregnant = testing.ticket(queue, at - MINUTE, priority=PriorityClass.PREGNANT)
    earlier = testing.ticket(queue, at - 40 * MINUTE)
    calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at)
    token = tickets.token_of(mine.visit_id)
    page = text(client.get(f"/antrean/{token}/urutan/{mine.id}/"))
    assert pregnant.label in page
    assert earlier.label in page
    assert "prioritas" in page
    assert "PREGNANT" not in page
    assert "hamil" not in page.lower()
    other = tickets.token_of(pregnant.visit_id)
    assert client.get(f"/antrean/{other}/urutan/{mine.id}/").status_code == 404


def test_neither_cookie_nor_page_gives_script_a_key(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    address = take(client, queue)
    cookie = client.cookies["antrean"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/antrean/"
    page = client.get(address)
    assert page["Cache-Control"] == "no-store"
    token = address.split("/")[2]
    state = client.get(f"{address}keadaan.json").content.decode()
    assert token not in state
    script = static("visits/visit.js").decode()
    assert "localStorage" not in script
    assert "document.cookie" not in script
    worker = client.get("/antrean/sw.js").content.decode()
    assert "SHA-256" in worker  # what it stores is found by a digest of the address
    assert client.get(f"/antrean/{'A' * 43}/").status_code == 404


def test_a_number_taken_after_17_by_utc_belongs_to_the_day_of_the_mall(
    queue: models.Queue, at: dt.datetime
) -> None:
    late = at.replace(hour=17, minute=30)  # half past midnight of the next day here
    before = testing.ticket(queue, at.replace(hour=16, minute=30))
    after = testing.ticket(queue, late)
    assert before.business_date == clock.today(at)
    assert after.business_date == clock.today(at) + dt.timedelta(days=1)
    assert (before.label, after.label) == ("A001", "A001")
    assert after.visit.business_date == after.business_date


def test_the_pages_are_light(
    client: Client, queue: models.Queue, at: dt.datetime
) -> None:
    address = take(client, queue)
    files = sum(
        len(brotli.compress(static(name)))
        for name in ("ui/ui.css", "ui/icons.svg", "visits/visit.css", *SCRIPTS)
    )
    for path in (
        "/antrean/",
        f"/antrean/ambil/{queue.id}/",
        address,
        "/antrean/janji/",
    ):
        page = client.get(path, headers={"Accept-Encoding": "br"})
        assert len(page.content) + files <= BUDGET, path


def test_who_is_near_is_told_once_and_who_doesnt_come_gives_the_place_to_others(
    queue: models.Queue, at: dt.datetime
) -> None:
    clerk = testing.clerk(queue.site, "A1", at)
    contact, _ = people_testing.verified_contact("+6281234567890", at)
    away = remote.take(
        queue=queue,
        service="",
        priority=PriorityClass.REGULAR,
        language="en",
        asker=shares.Asker(contact.id, "", "1"),
        key="",
        by=None,
        at=at,
    )
    walk_in = testing.ticket(queue, at + MINUTE)
    counts = [reminding.call_soon(by=SYSTEM, at=at + MINUTE) for _ in range(2)]
    assert counts == [1, 0]
    [message] = Message.objects.filter(case=away.visit_id)
    assert (message.kind, message.params["is_away"]) == ("NUMBER_SOON", "YES")
    called = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at + 2 * MINUTE)
    assert called is not None
    assert called.id == walk_in.id
    hour = at + 2 * MINUTE + remote_rules.ABSENT_AFTER
    assert remote.end_absent(by=SYSTEM, at=hour) == 0
    assert remote.end_absent(by=SYSTEM, at=hour + MINUTE) == 1
    assert tickets.ticket(away.id).state == State.NO_SHOW


def test_the_overview_takes_as_many_statements_for_one_queue_as_for_all(
    at: dt.datetime,
) -> None:
    site = testing.mall(at, others=["DPM", "POL", "BPN", "DSO"])
    for queue in places_queries.queues(site):
        testing.ticket(queue, at)
    one = testing.queue(site)
    with CaptureQueriesContext(connection) as few:
        [row] = today.overview(site, at, one.id)
    with CaptureQueriesContext(connection) as many:
        rows = today.overview(site, at)
    assert len(rows) == 5
    assert rows[0] == row
    assert len(few) == len(many)
