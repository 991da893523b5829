"""Days and hours are those of the regency's time zone."""

import datetime as dt

import msgspec
import pytest
from django.conf import settings
from django.test import override_settings

from balarea.foundation import clock

LATE = dt.datetime(2026, 11, 30, 16, 30, tzinfo=dt.UTC)


def in_zone(name: str) -> override_settings:
    moved = msgspec.structs.replace(settings.BALAREA_MALL, time_zone=name)
    return override_settings(BALAREA_MALL=moved, TIME_ZONE=moved.zone)


@pytest.mark.parametrize(
    ("name", "day", "hour"),
    [("WIB", 30, "23.30 WIB"), ("WITA", 1, "00.30 WITA"), ("WIT", 1, "01.30 WIT")],
)
def test_a_day_begins_at_midnight_of_the_region(name: str, day: int, hour: str) -> None:
    with in_zone(name):
        assert clock.today(LATE).day == day
        assert clock.hour(LATE) == hour
        assert clock.today(clock.start_of(clock.today(LATE))) == clock.today(LATE)


@pytest.mark.parametrize(
    ("name", "day", "night"),
    [("WIB", "1-9", "19"), ("WITA", "0-8", "18"), ("WIT", "23,0,1,2,3,4,5,6,7", "17")],
)
def test_jobs_run_by_the_hours_of_the_region(name: str, day: str, night: str) -> None:
    with in_zone(name):
        assert clock.cron_hours(8, 16) == day
        assert clock.cron_hours(2, 2) == night
