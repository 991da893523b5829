"""A manager closes days on a page, which shows beforehand what would move."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from balarea.applications.presenters import year_calendar
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import calendar, clock, references, working_days
from balarea.foundation.models import CalendarOverride
from balarea.notices import queries as notices
from balarea.people import errors
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.operations import calendar as operations
from balarea.people.queries import calendar as queries
from balarea.people.rules import Action

YEAR = "/petugas/kelola/hari/"
PREVIEW, SAVE = YEAR + "pratinjau/", YEAR + "simpan/"


@pytest.fixture
def manager(appoint: Appoint) -> Client:
    return at_the_desk(appoint(["DPM"], actions=(Action.MANAGE,)))


def span(day: dt.date, what: str = "CLOSE", **more: str) -> str:
    typed = {"first": day.isoformat(), "what": what, "reason": "Hari jadi", **more}
    return f"{PREVIEW}?{urlencode(typed)}"


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the preview."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in fields if name != "idempotency_key"}


@pytest.mark.django_db
def test_saving_moves_what_the_preview_names_and_the_reverse_shortens_nothing(
    manager: Client, file: File
) -> None:
    application = file("DKC-006")
    before = application.due_on
    seen = manager.get(span(before)).content.decode()
    assert references.pretty(application.reference) in seen
    assert "1 tenggat berjalan bergeser" in seen
    application.refresh_from_db()
    assert application.due_on == before
    assert calendar.overrides() == {}

    sent = hidden(seen)
    assert manager.post(SAVE, sent).status_code == 302
    application.refresh_from_db()
    after = application.due_on
    assert f'datetime="{after.isoformat()}"' in seen
    assert after == calendar.add_working_days(before, 1) > before
    messages = [message.kind for message in notices.of_case(application.id)]
    assert messages.count("DUE_MOVED") == 1
    page = manager.get(f"{YEAR}?tahun={before.year}").content.decode()
    assert "Hari jadi" in page
    assert "Buka lagi" in page

    # Another tab that still shows the preview changes nothing more.
    assert manager.post(SAVE, sent).status_code == 422
    application.refresh_from_db()
    assert application.due_on == after

    seen = manager.get(span(before, "OPEN")).content.decode()
    assert "Tidak ada tenggat berjalan yang menjadi lebih pendek" in seen
    assert manager.post(SAVE, hidden(seen)).status_code == 302
    assert calendar.overrides() == {before: True}
    application.refresh_from_db()
    assert application.due_on == after


@pytest.mark.django_db
def test_days_that_somebody_changed_since_the_preview_are_shown_again(
    manager: Client, appoint: Appoint, at: dt.datetime
) -> None:
    first = calendar.add_working_days(clock.today(at), 3)
    last = first + dt.timedelta(days=6)
    seen = hidden(manager.get(span(first, last=last.isoformat())).content.decode())
    colleague = appoint(["DPM"], actions=(Action.MANAGE, Action.READ))
    operations.change_days(
        first=first,
        last=first,
        is_open=False,
        reason="Rekan lain",
        previewed=[first],
        scope=people.scope_of(colleague),
        by=people_queries.officer_actor(colleague),
        at=at,
    )
    answer = manager.post(SAVE, seen)
    assert answer.status_code == 409
    again = hidden(answer.content.decode())
    assert again["days"] == seen["days"].removeprefix(f"{first.isoformat()},")
    assert calendar.overrides() == {first: False}
    assert manager.post(SAVE, again).status_code == 302
    assert len(calendar.overrides()) == len(seen["days"].split(","))


@pytest.mark.django_db
def test_impossible_days_and_other_officers_are_refused(
    manager: Client, appoint: Appoint, at: dt.datetime
) -> None:
    today = clock.today(at)
    yesterday, tomorrow = (today + dt.timedelta(days=n) for n in (-1, 1))
    far = (today + dt.timedelta(days=40)).isoformat()
    for address, sentence in (
        (span(today, first="kapan-kapan"), "tidak dapat diubah"),
        (span(yesterday), "tidak dapat diubah"),
        (span(tomorrow, last=far), "tidak dapat diubah"),
        (span(tomorrow, last=yesterday.isoformat()), "tidak dapat diubah"),
        (span(today, reason="x"), "perlu alasan"),
    ):
        answer = manager.get(address)
        assert answer.status_code == 422, address
        assert sentence in answer.content.decode()
    typed = manager.get(span(today, first="kapan-kapan")).content.decode()
    assert 'value="kapan-kapan"' in typed
    other = at_the_desk(appoint(["DKC"], actions=(Action.MANAGE,)))
    assert [other.get(one).status_code for one in (YEAR, PREVIEW)] == [403, 403]
    sent = {"first": tomorrow.isoformat(), "days": tomorrow.isoformat()}
    assert other.post(SAVE, {**sent, "reason": "Hari jadi"}).status_code == 403
    assert calendar.overrides() == {}


@pytest.mark.django_db
def test_only_days_that_change_are_named() -> None:
    first, last = dt.date(2026, 12, 24), dt.date(2026, 12, 28)
    today = dt.date(2026, 11, 30)
    days = queries.days_to_change(first=first, last=last, is_open=False, today=today)
    assert days == tuple(working_days.within(first, last))
    weekend = {"first": dt.date(2026, 12, 26), "last": dt.date(2026, 12, 27)}
    with pytest.raises(errors.CalendarUnchanged):
        queries.days_to_change(**weekend, is_open=False, today=today)
    opened = queries.days_to_change(**weekend, is_open=True, today=today)
    assert opened == tuple(weekend.values())


def test_a_month_marks_holidays_and_exceptions_but_no_weekend() -> None:
    exceptions = [
        CalendarOverride(day=dt.date(2026, 12, 18), is_open=False, reason="Hari jadi"),
        CalendarOverride(day=dt.date(2026, 12, 20), is_open=True, reason="Lembur"),
        CalendarOverride(day=dt.date(2026, 12, 21), is_open=True, reason="Dicabut"),
    ]
    shown = year_calendar.months(2026, exceptions, dt.date(2026, 12, 1), "id")
    assert len(shown) == 12
    december = shown[11]
    marks = {day.date.day: (day.kind, text) for day, text in december.special}
    assert marks[18] == ("C", "Hari jadi")
    assert marks[20] == ("O", "Lembur")
    assert marks[25][0] == "H"
    assert "Natal" in marks[25][1]
    assert {19, 21}.isdisjoint(marks)
    cells = [day for week in december.weeks for day in week if day is not None]
    assert [day.date.day for day in cells] == list(range(1, 32))
    assert december.weeks[0][:2] == [None, cells[0]]
    assert cells[0].is_today
    assert {len(week) for week in december.weeks} == {7}
