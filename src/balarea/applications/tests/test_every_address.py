"""Every officer's address, asked for by everybody: who may opens it, nobody else.

The addresses come from the URL configuration, so that a new one has to be listed in
`who_may`. Whoever may not open an address reads nothing of the case there, and what
they send writes nothing. A run asks for an eighth of them, `script/soak journeys` for
all.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import sampling, snapshots
from tests.architecture.test_addresses import Address, addresses, wanted

from balarea.applications.tests import everybody, who_may
from balarea.applications.tests.conftest import Applicants
from balarea.applications.tests.everybody import CARDS, GAINED, GRANTED, ON_CASES
from balarea.applications.tests.officer.conftest import at_the_desk
from balarea.foundation import clock
from balarea.people import auth
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
FOREIGN = "00000000-0000-7000-8000-000000000000"
FILL = {"requirement": "R1", "change": "kunci", "passkey": "1"}
SIGN_IN = "/petugas/masuk/"
NOBODY = ("passer-by", "citizen")
# The agency of what an address leads to.
AGENCY = {
    "case": everybody.ASKING,
    "reference": everybody.ASKING,
    "figures": everybody.ASKING,
    "officer": everybody.ASKING,
    "issued": CARDS,
    "refused": CARDS,
    "draft": CARDS,
    "advice": "PUT",
    "village": everybody.VILLAGE.code,
}
OF_EXCLUDED = {"case", "issued", "refused"}  # a conflict of interest is on record
# Steps of the case's page: each would write something.
ACTIONS = ("keep", "accept", "return", "inspect", "decide", "countersign", "take")


def rights(role: str, agency: str = "") -> frozenset[Action]:
    """What a role may do in an agency; in any, if none is named."""
    given = [*GRANTED.get(role, {}).items(), *GAINED.get(role, {}).items()]
    actions = [some for of, some in given if agency in {"", of}]
    return frozenset().union(*actions)


def may_open(role: str, row: who_may.Row) -> bool:
    """Whether somebody may, by the table."""
    if role in NOBODY:
        return False
    if row.rights == who_may.ANYBODY:
        return True
    if role == "excluded" and row.target in OF_EXCLUDED:
        return False
    return bool(rights(role, AGENCY.get(row.target, "")) & frozenset(row.rights))


def strange(role: str, targets: everybody.Targets) -> list[str]:
    """What a role may read nowhere: of cases that its rights don't reach.

    Lists show the reference of a case to an officer whom it excludes, and no more.
    """
    if role == "excluded":
        return [text for texts in targets.personal.values() for text in texts]
    return [
        text
        for agency in (everybody.ASKING, CARDS)
        if not rights(role, agency) & ON_CASES
        for text in (*targets.references[agency], *targets.personal[agency])
    ]


def is_refused(answer: Any) -> bool:
    """Not found, not allowed, not in this way, or sent to sign in."""
    if answer.status_code in {302, 303}:
        return bool(answer.headers["Location"].startswith(SIGN_IN))
    return answer.status_code in {403, 404, 405}


def officer_addresses() -> list[Address]:
    return [one for one in addresses() if wanted(one.route) == "officer"]


def path_of(address: Address, values: Mapping[str, str]) -> str:
    filled = FILL | dict(values)

    def value(parameter: re.Match[str]) -> str:
        return filled.get(parameter[1], FOREIGN)

    return "/" + re.sub(r"<\w+:(\w+)>", value, address.route)


class Sweep:
    """Everybody's browser, and what was wrong with the answers."""

    def __init__(self, targets: everybody.Targets, citizen: Client) -> None:
        self.targets, self.faults = targets, list[str]()
        self.browsers = {"passer-by": Client(), "citizen": citizen} | {
            role: at_the_desk(Officer.objects.get(id=officer))
            for role, officer in targets.officers.items()
        }

    def run(self, listed: list[Address]) -> None:
        rows = who_may.rows()
        for address in listed:
            row = rows[address.name]
            path = path_of(address, self.targets.values[row.target])
            self.takes_post = True  # until it says otherwise, for all
            for role in self.browsers:
                self._ask(role, path, row)

    def _ask(self, role: str, path: str, row: who_may.Row) -> None:
        browser, is_allowed = self.browsers[role], may_open(role, row)
        before = Entry.objects.count()
        answer = browser.get(path)
        self._check_words(role, path, row, answer)
        if is_allowed:
            is_missing = is_refused(answer) and answer.status_code != 405
            if is_missing and not row.is_absent:
                self._fault(role, "GET", path, answer)
            return
        if not is_refused(answer):
            self._fault(role, "GET", path, answer)
        for form in forms(path) if self.takes_post else ():
            answer = browser.post(path, form)
            self.takes_post = answer.status_code != 405
            self._check_words(role, path, row, answer)
            if not is_refused(answer):
                self._fault(role, f"POST {form}", path, answer)
        if Entry.objects.count() != before:
            self.faults.append(f"{role} at {path} writes to the log")

    def _fault(self, role: str, method: str, path: str, answer: Any) -> None:
        self.faults.append(f"{role}: {method} {path} answered {answer.status_code}")

    def _check_words(self, role: str, path: str, row: who_may.Row, answer: Any) -> None:
        if answer.streaming or (role == "adviser" and row.rights == who_may.ADVISE):
            return  # the definition says what an adviser reads
        text = answer.content.decode(errors="replace").replace(path, "")
        read = [one for one in strange(role, self.targets) if one in text]
        if read:
            self.faults.append(f"{role} reads {read} at {path}")


def forms(path: str) -> Iterator[dict[str, str]]:
    """What is sent to an address: every step, if it takes steps."""
    if not path.endswith("/langkah/"):
        yield {"idempotency_key": FOREIGN}
        return
    for action in ACTIONS:
        yield {"action": action, "idempotency_key": FOREIGN}


@pytest.fixture
def sweep(applicants: Applicants, at: dt.datetime) -> Sweep:
    targets = snapshots.arrange("everybody", lambda: everybody.arrange(applicants, at))
    citizen = Client()
    session = citizen.session
    session[auth.CONTACT] = str(applicants[1].contact.id)
    session[auth.SINCE] = clock.now().timestamp()
    session.save()
    citizen.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    assert citizen.get("/permohonan/").status_code == 200
    return Sweep(targets, citizen)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    names = {address.name for address in officer_addresses()}
    assert names - who_may.rows().keys() == set()
    assert who_may.rows().keys() - names == set()


def test_everybody_opens_what_they_may_and_nothing_else(sweep: Sweep) -> None:
    sweep.run(sampling.part("addresses", officer_addresses(), of=8))
    assert not sweep.faults, "\n".join(sweep.faults)


def test_the_sweep_finds_an_address_that_opens_for_too_many(
    sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    [page] = [one for one in officer_addresses() if one.name.endswith(":desk_case")]
    monkeypatch.setitem(GRANTED, "head", {})  # the table now knows no right of theirs
    sweep.run([page])
    path = path_of(page, sweep.targets.values["case"])
    assert any(fault.startswith(f"head: GET {path}") for fault in sweep.faults)
    assert any(fault.startswith("head reads") for fault in sweep.faults)
    assert f"head at {path} writes to the log" in sweep.faults
    assert all("head" in fault for fault in sweep.faults)
