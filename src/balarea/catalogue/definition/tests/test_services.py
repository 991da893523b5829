"""The services in the repository are valid, and their examples pass."""

import gzip
from collections import Counter
from pathlib import Path

import msgspec
from tests import sampling

from balarea.catalogue import definition as definitions
from balarea.catalogue.testing import online, shipped

from . import builders

FOLDER = Path(__file__).parents[5] / "services"
ONLINE = sorted(online())
services = shipped


def test_there_are_361_of_32_agencies() -> None:
    counts = Counter(service.agency for service in services().values())
    assert counts.total() == 361
    assert set(counts) == {a.code for a in definitions.load_agencies(FOLDER)}
    assert len(counts) == 32


def test_each_can_be_begun_and_says_how_it_ends() -> None:
    assert [c for c, service in services().items() if not service.online] == []
    ways = Counter(service.way for service in services().values())
    assert ways == {"DECIDE": 199, "HAND_OVER": 109, "DESK": 53}


def test_every_life_event_brings_somebody() -> None:
    used = {e for service in services().values() for e in service.life_events}
    assert used == {e.code for e in definitions.load_life_events(FOLDER)}


def test_every_service_asks_first_whether_it_is_for_somebody() -> None:
    lacking = [code for code, service in services().items() if not service.eligibility]
    assert lacking == []


def test_every_service_says_how_people_ask_for_it() -> None:
    for code, service in services().items():
        assert len(service.keywords) >= 2, code
        assert service.title.id != service.title.en, code


def weight(canonical: bytes) -> int:
    return len(gzip.compress(canonical))


def test_no_service_is_heavy() -> None:
    # The villages of the regency, which many services list, have a bound of their own.
    for code, service in services().items():
        pages = [
            msgspec.structs.replace(
                page,
                fields=tuple(
                    msgspec.structs.replace(field, villages={}) for field in page.fields
                ),
            )
            for page in service.pages
        ]
        written = msgspec.structs.replace(service, pages=tuple(pages))
        assert weight(definitions.canonical(written)) <= 10240, code
        for field in service.fields.values():
            assert weight(msgspec.json.encode(field.villages)) <= 2560, code


# One test for all services: a test for each costs more than what it checks.


def test_every_online_service_keeps_its_own_tests() -> None:
    for code in ONLINE:
        assert definitions.failures(services()[code], today=builders.TODAY) == [], code


def test_every_online_service_survives_its_canonical_form() -> None:
    for code in sampling.part("canonical forms", ONLINE, of=8, file=__file__):
        service = services()[code]
        again = definitions.decode(definitions.canonical(service))
        assert definitions.identity(again) == definitions.identity(service), code
        assert definitions.failures(again, today=builders.TODAY) == [], code


def test_every_online_service_asks_a_page_at_a_time() -> None:
    for code in ONLINE:
        pages = [page for page in services()[code].pages if page.exit is None]
        assert 3 <= len(pages) <= 6, code
        assert all(len(page.fields) <= 11 for page in pages), code


def test_fees_are_due_at_both_moments() -> None:
    due = {(s.fee.kind, s.fee.due) for s in services().values() if s.online}
    assert due >= {("FIXED", "SUBMISSION"), ("TARIFF", "DECISION")}
