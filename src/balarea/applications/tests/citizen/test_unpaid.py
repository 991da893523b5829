"""Who hasn't paid is reminded before the code runs out and after it; nothing ends."""

import datetime as dt
from collections.abc import Callable

import pytest

from balarea.applications import models, testing
from balarea.applications.operations import (
    filing,
    sealed_contents,
)
from balarea.applications.rules import State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    Acting,
    fill,
    online,
    submit,
)
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import queries as notices
from balarea.notices import rendering
from balarea.notices.models import Message
from balarea.payments import operations as paying
from balarea.payments import queries as payments
from balarea.payments import rules
from balarea.payments.models import Bill
from balarea.transparency.testing import entries_of
from balarea.ui.templatetags.ui import moment

pytestmark = pytest.mark.django_db
LEVY = "KOP-006"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def office(appoint_officer: Callable[[str], Acting]) -> Acting:
    return appoint_officer(LEVY[:3])


@pytest.fixture
def granted(browser: Browser, office: Acting) -> models.Application:
    """Granted, and waiting for its levy."""
    definition = online()[LEVY]
    good = next(t for t in definition.tests if t.expect.fee)
    submit(browser, fill(browser, definition, good))
    testing.grant(models.Application.objects.get().id, *office)
    row = models.Application.objects.get()
    assert row.state == State.AWAITING_LEVY
    return row


def reminders(application: models.Application) -> list[Message]:
    messages = [m for m in notices.of_case(application.id) if m.kind == "UNPAID"]
    return sorted(messages, key=lambda one: one.at)


def remind(at: dt.datetime) -> int:
    return paying.remind_due(by=SYSTEM, at=at)


def run_out() -> Bill:
    [bill] = Bill.objects.filter(state="OPEN")
    paying.expire(bill=bill, by=SYSTEM, at=bill.expires_at + HOUR)
    bill.refresh_from_db()
    return bill


def test_reminds_once_on_the_last_day_of_the_code(granted: models.Application) -> None:
    bill = Bill.objects.get()
    assert remind(bill.expires_at - rules.REMIND_BEFORE - HOUR) == 0
    assert remind(bill.expires_at - rules.REMIND_BEFORE) == 1
    assert remind(bill.expires_at - HOUR) == 0
    [messages] = reminders(granted)
    assert messages.params["expires_on"] == bill.expires_at.isoformat()
    sms = rendering.write(
        kind=messages.kind, channel="PHONE", language="id", values=messages.params
    ).text
    assert f"{clock.local(bill.expires_at):%H.%M}" in sms, "the code ends at an hour"
    assert "expired_on" not in messages.params
    assert [e.type for e in entries_of(granted.id)].count("REMINDED") == 1


def test_reminds_once_more_a_week_after_it_ran_out(granted: models.Application) -> None:
    remind(Bill.objects.get().expires_at - HOUR)
    bill = run_out()
    assert bill.closed_at is not None
    assert remind(bill.closed_at + rules.REMIND_AFTER - HOUR) == 0
    assert remind(bill.closed_at + rules.REMIND_AFTER) == 1
    for days in (30, 400):
        assert remind(bill.closed_at + days * DAY) == 0
    message = reminders(granted)[-1]
    assert message.params["expired_on"] == bill.expires_at.isoformat()
    for language, words in (("id", "minta kode baru"), ("en", "for a new code")):
        text = rendering.write(
            kind=message.kind, channel="EMAIL", language=language, values=message.params
        ).text
        assert words in text


@pytest.mark.parametrize(
    ("hours", "indonesian", "english"),
    [
        (72, "3 hari untuk", "3 days to pay"),
        (36, "1 hari untuk", "1 day to pay"),
        (12, "12 jam untuk", "12 hours to pay"),
    ],
)
def test_says_how_long_a_new_code_is_valid(
    granted: models.Application,
    monkeypatch: pytest.MonkeyPatch,
    hours: int,
    indonesian: str,
    english: str,
) -> None:
    monkeypatch.setattr(rules, "VALID_FOR", hours * HOUR)
    bill = run_out()
    assert bill.closed_at is not None
    remind(bill.closed_at + rules.REMIND_AFTER)
    message = reminders(granted)[-1]
    for language, words in (("id", indonesian), ("en", english)):
        text = rendering.write(
            kind=message.kind, channel="EMAIL", language=language, values=message.params
        ).text
        assert words in text
        assert "0 hari" not in text


def test_whoever_tracks_reads_that_the_code_ran_out(
    granted: models.Application,
) -> None:
    secret = sealed_contents.open_tracking_secret(
        application=granted, by=SYSTEM, at=clock.now()
    )
    address = f"/lacak/{granted.reference}/{secret}/"
    assert "habis waktu" not in Browser().open(address).text
    run_out()
    assert "Masuk lalu minta kode baru" in Browser().open(address).text


def test_nothing_ends_by_itself_and_a_new_code_can_be_had(
    browser: Browser, granted: models.Application
) -> None:
    run_out()
    later = clock.now() + 400 * DAY
    remind(later)
    granted.refresh_from_db()
    assert granted.state == State.AWAITING_LEVY
    filing.renew_bill(
        case=granted.id,
        owners=granted.owners,
        by=SYSTEM,
        at=later,
    )
    bill = payments.current_bill(granted.id)
    assert bill is not None
    assert payments.state_at(bill, later) == rules.State.OPEN


def test_who_asked_for_another_code_is_reminded_of_that_one_only(
    granted: models.Application,
) -> None:
    first = run_out()
    assert first.closed_at is not None
    later = first.closed_at + rules.REMIND_AFTER
    filing.renew_bill(
        case=granted.id,
        owners=granted.owners,
        by=SYSTEM,
        at=later - 2 * DAY,
    )
    assert remind(later) == 1  # of the new one, on its last day
    [messages] = reminders(granted)
    assert "expires_on" in messages.params


def test_who_took_it_back_is_let_be(granted: models.Application) -> None:
    bill = Bill.objects.get()
    filing.withdraw(
        case=granted.id,
        owners=granted.owners,
        by=SYSTEM,
        at=clock.now(),
    )
    for at in (bill.expires_at - HOUR, bill.expires_at + 8 * DAY):
        assert remind(at) == 0
    assert not reminders(granted)


def test_the_officer_sees_that_it_waits_for_the_payer_and_since_when(
    granted: models.Application, office: Acting
) -> None:
    scope, _ = office
    client, address = (
        at_the_desk(scope.officer),
        f"/petugas/permohonan/{granted.id}/",
    )
    since = " ".join(moment(granted.changes.latest("at").at).split())
    page = " ".join(client.get(address).content.decode().split())
    assert "Menunggu pembayar" in page
    assert f"Sejak {since}: tagihan" in page
    assert "Kodenya berlaku sampai" in page
    assert "bergeser sampai dibayar" in page
    bill = Bill.objects.get()
    paying.expire(bill=bill, by=SYSTEM, at=bill.expires_at + HOUR)
    assert "boleh meminta yang baru kapan saja" in client.get(address).content.decode()
