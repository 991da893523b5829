"""Tables that public pages or figures read require log entries.

`SHOWN` lists these tables and what they show. To keep it complete, the public pages are
opened, and each table that they read must be listed.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from balarea.applications.tests.citizen.conftest import (
    published_services,
    services,
    sign_in,
)
from balarea.applications.tests.citizen.test_tracking import words
from balarea.config.generated_docs import addresses as routes
from balarea.documents import testing
from balarea.documents.providers import authority
from balarea.foundation import clock
from tests.architecture.tables import CHANGES_LOGGED, LOGGED, OPERATION, TABLES
from tests.architecture.test_addresses import PUBLIC

__all__ = ["published_services", "services", "sign_in", "words"]  # fixtures

SHOWN = {
    "catalogue_edition": "agencies, life events, the wording of the search",
    "catalogue_service": "lists of services",
    "catalogue_serviceversion": "the standard and the form of a service",
    "catalogue_bundleversion": "what is asked for in one pass",
    "catalogue_searchentry": "what a search finds",
    "catalogue_searchword": "what a misspelled word is taken for",
    "people_agency": "offices, their hours and desks",
    "people_site": "where offices are",
    "people_site_agencies": "who serves where",
    "visits_queue": "the queues of today, and how well their waits were foreseen",
    "foundation_calendaroverride": "days by which something is promised",
    "documents_issueddocument": "verification: what a document is, and its number",
    "documents_step": "verification: issued or revoked, and when",
    "documents_documentlink": "verification: by which document one is followed",
    "documents_suspension": "verification: suspended, from when to when",
    "documents_suspensionend": "verification: that it ended, and why",
    "documents_reinstatement": "verification: that a revocation was undone, and why",
    "documents_counter": "the numbers of documents",
    "applications_application": "figures; tracking",
    "applications_statuschange": "figures; tracking: the steps that were taken",
    "applications_filing": "tracking: the days that were promised",
    "applications_deficiencynotice": "figures; tracking: what was returned",
    "applications_decision": "figures; tracking: how it was decided",
    "applications_objection": "tracking: an objection and its last day",
    "applications_objectionoutcome": "tracking: how it was decided",
    "applications_objectionwithdrawal": "tracking: that it was withdrawn",
    "applications_measure": "tracking: what an objection is about, or may be",
    "applications_measureanswer": "tracking: read with it",
    "applications_measureoutcome": "tracking: whether one may object, and until when",
    "applications_roster": "who can be drawn, by pseudonym",
    "applications_draw": "which draws there are; nothing of their cases",
    "applications_drawfallback": "which public numbers stand in",
    "applications_drawresult": "who was drawn, by pseudonym, with the proofs",
    "applications_announcement": "what is announced, and until when",
    "applications_casequestion": "tracking: that the office asks something",
    "people_officer": "tracking: of which office a step is",
    "people_contact": "tracking: the masked contact, and whether it stands",
    "vault_access": "tracking: how often somebody looked",
    "payments_bill": "tracking: whether a code to pay by ran out",
    "notices_message": "the demonstration's mailbox",
    "notices_delivery": "the demonstration's mailbox",
}
# Read by public pages without log entries, and why that can't change what they show.
OTHERS = {
    "transparency_entry": "the log itself: written in operations alone, never edited",
    "transparency_leaf": "proved by signature and witnesses, not by an entry",
    "transparency_logstate": "proved by signature and witnesses, not by an entry",
    "vault_sealed": "sealed and bound to its case: other bytes don't open",
    "vault_casekey": "opens what is sealed, or doesn't",
    "notices_shown": "the demonstration's mailbox, of invented people",
    "foundation_ratecounter": "counts tries: says who must wait, shows nothing",
    "django_session": "somebody's own visit",
}
READ = re.compile(r'(?:FROM|JOIN)\s+"?([a-z]+_[a-z_]+)"?', re.IGNORECASE)


def test_whatever_is_shown_asks_for_its_log() -> None:
    assert SHOWN.keys() <= TABLES.keys()
    for name in SHOWN:
        assert TABLES[name].kind == LOGGED, name


def test_what_is_shown_without_a_log_has_a_reason() -> None:
    kinds = {name: TABLES[name].kind for name in OTHERS if name in TABLES}
    assert kinds["transparency_entry"] == OPERATION
    assert TABLES["transparency_entry"].is_append_only
    assert kinds["vault_casekey"] == CHANGES_LOGGED
    assert not OTHERS.keys() & SHOWN.keys()


@pytest.fixture
def addresses(
    words: tuple[str, str], at: dt.datetime, keys_and_files: Any
) -> list[str]:
    """Every public address, with an application to track and a document to verify."""
    authority.make(keys_and_files / "keys", at=clock.now())
    document = testing.issued(at=at)
    values = {"code": "POL-001", "hash": "", "number": document.number}
    listed = [f"/{a.route}" for a in routes.every() if _is_public(a.route)]
    plain = [address for address in listed if "<" not in address]
    named = [_filled(address, values) for address in listed if "<" in address]
    queried = [
        "/layanan/?q=surat+kelakuan",
        "/layanan/?q=kelakuna",
        f"/verifikasi/?nomor={document.number}",
        f"/verifikasi/{document.code}/",
        "/lacak/{}/{}/".format(*words),
    ]
    return [address for address in plain + named + queried if address]


def _is_public(route: str) -> bool:
    return any(re.fullmatch(public, route) for public in PUBLIC)


def _filled(address: str, values: dict[str, str]) -> str:
    filled = re.sub(
        r"<(?:\w+:)?(\w+)>", lambda part: values.get(part[1]) or "<", address
    )
    return "" if "<" in filled else filled


@pytest.mark.django_db
def test_public_pages_read_no_other_table(addresses: list[str]) -> None:
    read: dict[str, str] = {}

    def note(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        for table in READ.findall(str(sql)):
            read.setdefault(table.lower(), address)
        return execute(sql, *rest)

    client = Client()
    with connection.execute_wrapper(note):
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code < 500, address
    ours = {name: where for name, where in read.items() if not name.startswith("pg_")}
    assert len(ours.keys() & SHOWN.keys()) > 9, "they were not opened at all"
    unknown = {n: where for n, where in ours.items() if n not in {**SHOWN, **OTHERS}}
    assert not unknown
