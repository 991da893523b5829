"""How near a deadline is, and how it was kept."""

import datetime as dt

import pytest

from balarea.applications.presenters import officer as presenters

DUE = dt.date(2026, 11, 20)
NOON = dt.time(12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("today", "kind", "words"),
    [
        (18, "", "2 hari lagi"),
        (19, "warn", "1 hari lagi"),
        (20, "warn", "hari ini"),
        (23, "bad", "terlambat 3 hari"),
    ],
)
def test_an_open_application_counts_down(today: int, kind: str, words: str) -> None:
    found = presenters.due(DUE, DUE.replace(day=today))
    assert (found.kind, found.words, found.on) == (kind, words, DUE)


@pytest.mark.parametrize(
    ("closed", "kind", "words"),
    [(20, "", "selesai tepat waktu"), (22, "bad", "selesai terlambat 2 hari")],
)
def test_a_closed_one_grows_no_later(closed: int, kind: str, words: str) -> None:
    closed_at = dt.datetime.combine(DUE.replace(day=closed), NOON)
    found = presenters.due(DUE, DUE + dt.timedelta(days=90), closed_at)
    assert (found.kind, found.words) == (kind, words)
    assert found.on == closed_at.date()
