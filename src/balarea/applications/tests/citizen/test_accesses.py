"""Who saw my data: each opening is counted, and one sees at a glance by whom."""

import datetime as dt
from uuid import UUID

from balarea.applications.presenters import accesses
from balarea.foundation import ids
from balarea.vault.models import Access
from balarea.vault.queries import Openings

MORNING = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)  # 9.00 in Sumedang
VERIFIER, HEAD = "Verifikator, Disdukcapil", "Kepala, Disdukcapil"


def opened(minutes: int, office: str = VERIFIER, purpose: str = "VERIFY") -> Access:
    return Access(
        id=ids.uuid7(),
        case=UUID(int=1),
        names=["answers"],
        actor_kind="OFFICER",
        actor=UUID(int=2),
        office=office,
        purpose=purpose,
        at=MORNING + dt.timedelta(minutes=minutes),
    )


def told(*rows: Access) -> list[tuple[str, str, int, int]]:
    newest_first = sorted(rows, key=lambda row: row.at, reverse=True)
    return [
        (
            one.office,
            one.purpose,
            one.times,
            int((one.at - one.since).total_seconds()) // 60,
        )
        for one in accesses.by_day(newest_first)
    ]


def test_one_office_with_one_purpose_on_one_day_is_one_line() -> None:
    assert told(opened(0), opened(1), opened(7)) == [(VERIFIER, "VERIFY", 3, 7)]


def test_another_office_purpose_or_day_is_a_line_of_its_own() -> None:
    next_day = 24 * 60
    assert told(
        opened(0),
        opened(1, HEAD),
        opened(2, purpose="CONSULT"),
        opened(3),
        opened(next_day),
    ) == [
        (VERIFIER, "VERIFY", 1, 0),
        (VERIFIER, "VERIFY", 2, 3),
        (VERIFIER, "CONSULT", 1, 0),
        (HEAD, "VERIFY", 1, 0),
    ]


def test_a_day_ends_at_midnight_in_sumedang() -> None:
    evening = 15 * 60 - 1  # 23.59
    assert len(told(opened(evening), opened(evening + 2))) == 2


def test_what_does_not_fit_on_the_page_is_counted() -> None:
    days = accesses.MOST + 3
    rows = [opened(-n * 24 * 60) for n in range(days) for _ in range(2)]
    # The latest are read, all are counted: 4,000 more than these here.
    counted = len(rows) + 4000
    found = accesses.accesses(Openings(rows, counted, own=7, own_last=None, messages=2))
    assert len(found.others) == accesses.MOST
    assert found.more == 4000 + 6
    assert (found.own, found.messages) == (7, 2)
