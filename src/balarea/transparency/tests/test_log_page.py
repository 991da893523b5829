import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from balarea.foundation import clock, ids
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import operations
from balarea.transparency.entries import pseudonyms
from balarea.transparency.entry_types import ENTRY_TYPES, EntryType

pytestmark = pytest.mark.django_db
OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Kepala")


@operation
def note(*, count: int, by: Actor, at: dt.datetime) -> None:
    for _ in range(count):
        operations.record(
            type="DECIDED", subject=ids.uuid7(), by=by, at=at, service="DKC-006"
        )


def test_an_empty_log_says_so(client: Client) -> None:
    page = client.get("/transparansi/?bahasa=", follow=True).content.decode()
    assert "Belum ada" in page


def test_shows_an_officer_by_a_code_and_never_by_name(
    client: Client, at: dt.datetime
) -> None:
    note(count=1, by=OFFICER, at=at)
    page = client.get("/transparansi/").content.decode()
    assert "DKC-006" in page
    assert str(OFFICER.id) not in page
    assert OFFICER.office not in page


def test_marks_a_step_whose_time_is_not_when_it_was_written(
    client: Client,
) -> None:
    note(count=1, by=OFFICER, at=clock.now())
    assert "dicatat terlambat:" not in client.get("/transparansi/").content.decode()
    note(count=1, by=OFFICER, at=clock.now() - dt.timedelta(minutes=2))
    page = client.get("/transparansi/").content.decode()
    assert page.count("dicatat terlambat:") == 1


def test_further_pages_have_the_earlier_steps_without_a_gap(
    client: Client, at: dt.datetime
) -> None:
    note(count=60, by=OFFICER, at=at)
    first = client.get("/transparansi/")
    second = client.get(f"/transparansi/?sebelum={first.context['before']}")
    seen = [line.id for r in (first, second) for line in r.context["lines"]]
    assert len(seen) == len(set(seen)) == 60
    assert second.context["before"] is None


@pytest.mark.parametrize("one", ENTRY_TYPES.values(), ids=lambda one: one.code)
def test_every_type_has_a_label_in_both_languages(one: EntryType) -> None:
    with translation.override("en"):
        english = str(one.label)
    with translation.override("id"):
        assert str(one.label) != english


def test_the_pseudonym_changes_with_the_quarter(at: dt.datetime) -> None:
    march, january, april = (
        pseudonyms.pseudonym(
            "DPM", OFFICER.id, dt.datetime(2026, month, 1, tzinfo=dt.UTC)
        )
        for month in (3, 1, 4)
    )
    assert march == january != april
