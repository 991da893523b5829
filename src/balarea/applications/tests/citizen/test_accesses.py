"""Who saw my data: every opening stands on a page, and one sees at a glance by whom."""

import datetime as dt
from uuid import UUID

import pytest

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import submit_example
from balarea.foundation import clock, ids
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import operations as transparency
from balarea.vault import presenters
from balarea.vault.models import Access
from balarea.vault.queries import PAGE_SIZE

DAY = dt.timedelta(days=1)
CAMAT = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Camat Contoh")
BUSY = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Verifikator Contoh")


@operation
def open_often(*, case: UUID, times: int, by: Actor, at: dt.datetime) -> None:
    """Once a day, back from now."""
    transparency.record(type="OPENED", subject=case, by=by, at=at)
    Access.objects.bulk_create(
        Access(
            case=case,
            names=["answers"],
            actor_kind=by.kind,
            actor=by.id,
            office=by.office,
            purpose="CONSULT",
            at=at - n * DAY,
        )
        for n in range(times)
    )


@pytest.fixture
def case(browser: Browser) -> UUID:
    submit_example(browser, "DKC-006")
    return models.Application.objects.get().id


def test_turns_to_every_opening_that_there_was(browser: Browser, case: UUID) -> None:
    now = clock.now()
    open_often(case=case, times=1, by=CAMAT, at=now - (PAGE_SIZE * 2 + 30) * DAY)
    open_often(case=case, times=PAGE_SIZE * 2 + 1, by=BUSY, at=now)
    page, texts = browser.open(f"/permohonan/{case}/"), list[str]()
    assert "Semua halaman daftar ini bersama-sama menghitung setiap" in page.text
    assert "Halaman 1 dari 3." in page.text
    while links := [href for href, _ in page.read.links if "dilihat=" in href]:
        texts.append(page.text)
        if len(texts) == 3:
            break
        page = browser.open(f"/permohonan/{case}/{links[-1]}")
    assert [text.count(BUSY.office) for text in texts] == [PAGE_SIZE, PAGE_SIZE, 1]
    assert [text.count(CAMAT.office) for text in texts] == [0, 0, 1]


def test_an_office_that_came_back_all_day_hides_no_other(
    browser: Browser, case: UUID
) -> None:
    now = clock.now()
    open_often(case=case, times=1, by=CAMAT, at=now - DAY)
    for second in range(220):
        open_often(case=case, times=1, by=BUSY, at=now + second * DAY / 86_400_000)
    page = browser.open(f"/permohonan/{case}/")
    assert (page.text.count(BUSY.office), page.text.count(CAMAT.office)) == (1, 1)
    assert "220 kali" in page.text
    assert "Setiap pembukaan dihitung di sini" in page.text


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"dilihat": "2"},
        {"dilihat": "0", "sampai": "2026-11-24T03:30:00Z"},
        {"dilihat": "٣", "sampai": "2026-11-24T03:30:00Z"},
        {"dilihat": "2", "sampai": "kemarin"},
        {"dilihat": "2", "sampai": "9999-12-31T23:59:59-14:00"},
    ],
)
def test_what_nobody_can_read_is_the_first_page(query: dict[str, str]) -> None:
    assert presenters.page_params(query) == (1, None)


def test_reads_the_page_that_was_asked_for() -> None:
    moment = dt.datetime(2026, 11, 24, 3, 30, 0, 123456, dt.UTC)
    query = {"dilihat": "12", "sampai": "2026-11-24T03:30:00.123456Z"}
    assert presenters.page_params(query) == (12, moment)
