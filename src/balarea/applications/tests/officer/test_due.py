"""How near a deadline is, and how it was kept."""

import datetime as dt

import pytest

from balarea.applications.presenters import officer as presenters

DUE = dt.date(2026, 11, 20)
CLOSED = {dt.date(2026, 11, 24): False}
NOON = dt.time(12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("today", "kind", "words"),
    [
        (18, "", "2 hari kerja lagi"),
        (19, "warn", "1 hari kerja lagi"),
        (20, "warn", "hari ini"),
        (22, "bad", "lewat dari hari terakhirnya"),  # a Sunday
        (23, "bad", "terlambat 1 hari kerja"),
        (25, "bad", "terlambat 2 hari kerja"),  # the 24th is closed
    ],
)
def test_an_open_application_counts_down(today: int, kind: str, words: str) -> None:
    shown = presenters.due(DUE, DUE.replace(day=today), CLOSED)
    assert (shown.kind, shown.words, shown.on) == (kind, words, DUE)


@pytest.mark.parametrize(
    ("closed", "kind", "words"),
    [
        (20, "", "selesai tepat waktu"),
        (22, "bad", "selesai lewat dari hari terakhirnya"),
        (23, "bad", "selesai terlambat 1 hari kerja"),
        (25, "bad", "selesai terlambat 2 hari kerja"),
    ],
)
def test_a_closed_one_grows_no_later(closed: int, kind: str, words: str) -> None:
    closed_at = dt.datetime.combine(DUE.replace(day=closed), NOON)
    shown = presenters.due(DUE, DUE + dt.timedelta(days=90), CLOSED, closed_at)
    assert (shown.kind, shown.words) == (kind, words)
    assert shown.on == closed_at.date()


def test_over_a_weekend_one_working_day_is_left() -> None:
    shown = presenters.due(dt.date(2026, 11, 23), DUE, {})  # from Friday to Monday
    assert (shown.kind, shown.words) == ("warn", "1 hari kerja lagi")
