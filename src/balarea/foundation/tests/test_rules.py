"""Clock, working days, references, ids and money."""

import contextlib
import datetime as dt
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balarea.foundation import calendar, clock, ids, money, references
from balarea.foundation import working_days as wd

D = dt.date


def test_the_clock_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo == dt.UTC


def test_the_day_of_the_regency_begins_at_seventeen_utc() -> None:
    assert clock.today(dt.datetime(2026, 11, 23, 16, 59, tzinfo=dt.UTC)) == D(
        2026, 11, 23
    )
    assert clock.today(dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)) == D(
        2026, 11, 24
    )


# SKB 3 Menteri for 2026: public holidays and joint leave that fall on weekdays.
CLOSED_2026 = [
    D(2026, 1, 1),  # new year
    D(2026, 1, 16),  # Isra Mikraj
    D(2026, 2, 16),  # joint leave
    D(2026, 2, 17),  # Imlek
    D(2026, 3, 18),  # joint leave
    D(2026, 3, 19),  # Nyepi
    D(2026, 3, 20),  # joint leave
    D(2026, 3, 23),  # joint leave
    D(2026, 3, 24),  # joint leave
    D(2026, 4, 3),  # Good Friday
    D(2026, 5, 1),  # labour day
    D(2026, 5, 14),  # Ascension
    D(2026, 5, 15),  # joint leave
    D(2026, 5, 27),  # Idul Adha
    D(2026, 5, 28),  # joint leave
    D(2026, 6, 1),  # Pancasila
    D(2026, 6, 16),  # new year of the Hijra
    D(2026, 8, 17),  # independence
    D(2026, 8, 25),  # the Prophet's birthday
    D(2026, 12, 24),  # joint leave
    D(2026, 12, 25),  # Christmas
]


@pytest.mark.parametrize("day", CLOSED_2026, ids=str)
def test_offices_rest_on_holidays_and_joint_leave(day: dt.date) -> None:
    assert day.weekday() < 5
    assert not wd.is_working_day(day)


def test_every_other_weekday_of_2026_is_worked() -> None:
    days = (D(2026, 1, 1) + dt.timedelta(days=n) for n in range(365))
    closed = [d for d in days if d.weekday() < 5 and not wd.is_working_day(d)]
    assert closed == CLOSED_2026


def test_the_first_day_is_the_next_working_one() -> None:
    assert wd.add(D(2026, 11, 24), 1) == D(2026, 11, 25)
    assert wd.add(D(2026, 11, 27), 1) == D(2026, 11, 30)  # a Friday
    assert wd.add(D(2026, 12, 23), 1) == D(2026, 12, 28)  # Christmas and its leave


def test_a_local_override_wins_over_the_official_calendar() -> None:
    closed = {D(2026, 11, 25): False}
    opened = {D(2026, 11, 28): True}
    assert wd.add(D(2026, 11, 24), 1, closed) == D(2026, 11, 26)
    assert wd.add(D(2026, 11, 27), 1, opened) == D(2026, 11, 28)


def test_the_regency_keeps_its_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "overrides", lambda: {D(2026, 11, 25): False})
    assert calendar.add_working_days(D(2026, 11, 24), 1) == D(2026, 11, 26)


DAYS = st.dates(D(2024, 1, 1), D(2027, 6, 30))


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_agree(day: dt.date, count: int) -> None:
    end = wd.add(day, count)
    assert wd.is_working_day(end)
    assert wd.between(day, end) == count
    assert wd.between(end, day) == -count


@given(DAYS)
def test_no_working_days_end_on_the_day_or_the_next_working_one(day: dt.date) -> None:
    end = wd.add(day, 0)
    assert end >= day
    assert wd.is_working_day(end)


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        wd.add(D(2026, 1, 2), -1)


BODIES = st.text(references.ALPHABET, min_size=8, max_size=8)


@given(BODIES)
def test_every_single_wrong_character_is_found(body: str) -> None:
    reference = body + references._check(body)
    assert references.normalise(reference) == reference
    for place, letter in itertools.product(range(9), references.ALPHABET):
        if letter == reference[place]:
            continue
        with pytest.raises(references.InvalidReference):
            references.normalise(reference[:place] + letter + reference[place + 1 :])


@given(BODIES)
def test_every_swap_of_two_characters_is_found(body: str) -> None:
    reference = body + references._check(body)
    for i, j in itertools.combinations(range(9), 2):
        letters = list(reference)
        letters[i], letters[j] = letters[j], letters[i]
        if letters[i] == letters[j]:
            continue
        with pytest.raises(references.InvalidReference):
            references.normalise("".join(letters))


@given(st.text(max_size=20))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(references.InvalidReference):
        assert len(references.normalise(text)) == references.LENGTH


def test_a_reference_is_read_in_small_letters_with_spaces() -> None:
    reference = references.new()
    typed = references.pretty(reference).lower().replace("-", " ")
    assert references.normalise(typed) == reference


def test_ids_are_of_version_seven_and_sort_by_time() -> None:
    begun = time.time_ns() // 1_000_000
    first = ids.uuid7()
    time.sleep(0.002)
    second = ids.uuid7()
    assert first < second
    assert (first.version, first.variant) == (7, "specified in RFC 4122")
    assert begun <= first.int >> 80 <= time.time_ns() // 1_000_000
    assert len({ids.uuid7() for _ in range(10_000)}) == 10_000


@given(st.integers(0, 10**15))
def test_money_is_written_whole_in_groups_of_three(amount: int) -> None:
    text = money.format_rupiah(amount)
    assert int(text.removeprefix("Rp").replace(".", "")) == amount
    assert all(len(group) == 3 for group in text[2:].split(".")[1:])


def test_money_is_written_as_on_receipts() -> None:
    assert money.format_rupiah(150_000) == "Rp150.000"
