"""What a kiosk gave out by itself is taken over once, in its place."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balarea.foundation.operation import SYSTEM
from balarea.transparency.models import Entry
from balarea.visits import models, testing
from balarea.visits.kiosk_rules import PrintState
from balarea.visits.operations import calling, issuing, kiosks, leasing, printing
from balarea.visits.operations.issuing import Wish
from balarea.visits.operations.leasing import Outcome
from balarea.visits.presenters import kiosk_catalogue
from balarea.visits.programs import kiosk_signing, kiosk_wording
from balarea.visits.programs.kiosk_numbers import Numbers
from balarea.visits.programs.kiosk_state import Lease
from balarea.visits.queries import kiosks as queries
from balarea.visits.rules import Channel

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
MINUTE = dt.timedelta(minutes=1)


@dataclasses.dataclass
class Arranged:
    """A kiosk with a lease of a queue."""

    kiosk: models.Kiosk
    queue: models.Queue
    lease: models.NumberLease
    at: dt.datetime

    def take_over(self, ticket: dict[str, Any], minutes: int = 60) -> Outcome:
        return leasing.take_over(
            kiosk=self.kiosk,
            ticket=ticket,
            by=queries.actor(self.kiosk),
            at=self.at + minutes * MINUTE,
        )

    def ticket(self, number: int = 1, minutes: int = 10, **other: Any) -> Any:
        claimed_at = self.at + minutes * MINUTE
        fields = {
            "id": kiosk_signing.ticket_id(f"secret {number}"),
            "lease": self.lease.id.hex,
            "queue": self.queue.code,
            "number": number,
            "service": "",
            "priority": "REGULAR",
            "language": "id",
            "claimed_at": int(claimed_at.timestamp()),
            "form_key": "",
        } | other
        data = kiosk_signing.ticket_bytes(fields)
        return fields | {"signature": kiosk_signing.sign(KEY, data)}


def lease(
    kiosk: models.Kiosk, queue: models.Queue, at: dt.datetime, number: int = 1
) -> models.NumberLease | None:
    return leasing.lease(
        kiosk=kiosk,
        queue=queue,
        lease_id=uuid.UUID(int=number),
        by=queries.actor(kiosk),
        at=at,
    )


@pytest.fixture
def arranged(at: dt.datetime) -> Arranged:
    site = testing.mall(at)
    kiosk = kiosks.register(
        site=site,
        code="K1",
        name="Pintu timur",
        public_key=KEY.public_key().public_bytes_raw(),
        scope=None,
        by=SYSTEM,
        at=at,
    )
    queue = testing.queue(site)
    row = lease(kiosk, queue, at)
    assert row is not None
    return Arranged(kiosk, queue, row, at)


def test_leases_never_overlap_and_one_is_given_again_for_the_same_id(
    arranged: Arranged,
) -> None:
    kiosk, queue, at = arranged.kiosk, arranged.queue, arranged.at
    rows = [lease(kiosk, queue, at, number) for number in (1, 2, 1, 3)]
    spans = [(row.first, row.last) for row in rows if row is not None]
    assert spans == [(1, 20), (21, 40), (1, 20), (41, 60)]
    assert Entry.objects.filter(type="NUMBERS_LEASED").count() == 3
    closed = queries.closes_at(queue, rows[0].business_date) if rows[0] else at
    assert lease(kiosk, queue, closed, 9) is None


def test_takes_a_ticket_over_once_at_the_time_that_the_kiosk_claims(
    arranged: Arranged,
) -> None:
    at, queue = arranged.at, arranged.queue
    later = testing.ticket(queue, at + 20 * MINUTE)
    ticket = arranged.ticket(minutes=10)
    assert arranged.take_over(ticket) == Outcome.TAKEN_OVER
    assert arranged.take_over(ticket) == Outcome.ALREADY
    row = queries.offline_ticket("secret 1")
    assert (row.label, row.channel, row.state) == (
        "A-K1-001",
        Channel.KIOSK_OFFLINE,
        "WAITING",
    )
    assert row.joined_at == at + 10 * MINUTE
    assert models.TicketEvent.objects.get(ticket=row).at == row.joined_at
    assert models.QueueDay.objects.get(queue=queue).issued == 2
    clerk = testing.clerk(queue.site, "A1", at)
    called = calling.call_next(desk=clerk.desk.id, by=clerk.by, at=at + 61 * MINUTE)
    assert called is not None
    assert (called.id, later.label) == (row.id, "A001")


@pytest.mark.parametrize(("minutes", "counts_from"), [(-600, 0), (600, 60), (61, 60)])
def test_a_wrong_clock_lets_nobody_pass(
    arranged: Arranged, minutes: int, counts_from: int
) -> None:
    assert arranged.take_over(arranged.ticket(minutes=minutes)) == Outcome.TAKEN_OVER
    row = queries.offline_ticket("secret 1")
    assert row.joined_at == arranged.at + counts_from * MINUTE
    event = models.TicketEvent.objects.get(ticket=row)
    assert (event.reason == "CLOCK_CORRECTED") is (abs(minutes) == 600)


def test_refuses_what_the_kiosk_did_not_sign_or_did_not_lease(
    arranged: Arranged,
) -> None:
    forged = arranged.ticket() | {"priority": "ELDERLY"}
    assert arranged.take_over(forged) == Outcome.NOT_SIGNED
    assert arranged.take_over(arranged.ticket(21)) == Outcome.NOT_LEASED
    other = arranged.ticket(lease=uuid.UUID(int=9).hex)
    assert arranged.take_over(other) == Outcome.NOT_LEASED
    assert arranged.take_over(arranged.ticket(2)) == Outcome.TAKEN_OVER
    twice = arranged.ticket(2, id=kiosk_signing.ticket_id("another"))
    assert arranged.take_over(twice) == Outcome.NOT_LEASED
    assert arranged.take_over(arranged.ticket(claimed_at="x")) == Outcome.UNREADABLE


def test_ends_the_number_whose_answer_never_came(arranged: Arranged) -> None:
    wish = Wish(queue=arranged.queue)
    late = issuing.issue(wish=wish, key="form", at=arranged.at)
    ticket = arranged.ticket(form_key="form")
    assert arranged.take_over(ticket) == Outcome.TAKEN_OVER
    late.refresh_from_db()
    assert late.state == "CANCELLED"
    before = arranged.ticket(2, form_key="other")
    assert arranged.take_over(before) == Outcome.TAKEN_OVER
    delayed = issuing.issue(wish=wish, key="other", at=arranged.at)
    assert delayed.label == "A-K1-002"


def test_shows_an_offline_slip_that_did_not_come_out(arranged: Arranged) -> None:
    arranged.take_over(arranged.ticket())
    row = queries.offline_ticket("secret 1")
    day = row.business_date
    for copy_no, state in [(0, "SENT"), (0, "FAILED"), (0, "FAILED"), (0, "SENT")]:
        report_print(arranged, row.id, copy_no, state)
    assert queries.not_printed(arranged.queue.site, day) == [row]
    assert Entry.objects.filter(type="TICKET_NOT_PRINTED").count() == 1
    report_print(arranged, row.id, 1, "SENT")
    report_print(arranged, row.id, 1, "PRINTED")
    assert queries.not_printed(arranged.queue.site, day) == []
    jobs = models.PrintJob.objects.filter(ticket=row).order_by("copy_no")
    assert [job.state for job in jobs] == ["FAILED", "PRINTED"]


def report_print(
    arranged: Arranged, ticket: uuid.UUID, copy_no: int, state: str
) -> None:
    printing.take_over(
        kiosk=arranged.kiosk,
        ticket=ticket,
        copy_no=copy_no,
        state=PrintState(state),
        by=queries.actor(arranged.kiosk),
        at=arranged.at + 60 * MINUTE,
    )


def test_what_the_program_signs_is_what_the_mall_takes_over(
    arranged: Arranged, tmp_path: Any
) -> None:
    row, at = arranged.lease, arranged.at
    numbers = Numbers(tmp_path, KEY)
    numbers.set_time(int(at.timestamp()))
    numbers.set_catalogue({"services": {"DKC-004": {"queue": "DKC"}}})
    end = int((at + 9 * 60 * MINUTE).timestamp())
    start = int(at.timestamp())
    day = row.business_date.isoformat()
    numbers.add_lease(
        Lease(row.id.hex, "DKC", "A-K1-", row.first, row.last, day, start, end)
    )
    numbers.issue(service="DKC-004", priority="INFANT", language="en", form_key="f")
    _, [line] = numbers.not_uploaded(9)
    assert arranged.take_over(line) == Outcome.TAKEN_OVER
    ticket = models.Ticket.objects.get()
    assert (ticket.priority, ticket.label) == ("INFANT", line["label"])
    assert ticket.effective_at == ticket.joined_at - 60 * MINUTE


def test_the_catalogue_of_a_kiosk_has_every_sentence_of_its_program() -> None:
    texts = kiosk_catalogue.texts()
    assert {frozenset(one) for one in texts.values()} == {
        frozenset(kiosk_wording.TEXTS)
    }
