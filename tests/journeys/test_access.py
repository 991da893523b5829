"""Every address of a case, requested by everybody but its owner.

What isn't yours is "not found", in any way of asking.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests import sampling
from tests.architecture.test_addresses import Address, addresses

from . import places
from .web import Web

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse

CASE = re.compile(r"/permohonan/([0-9a-f]{8}-[0-9a-f-]{27})/")
FOREIGN = "00000000-0000-7000-8000-000000000000"
FILL = {"page": "identity", "requirement": "R1", "file": FOREIGN, "evidence": FOREIGN}
FILL |= dict.fromkeys(("source", "photo", "objection", "measure"), FOREIGN)
FILL |= dict.fromkeys(("correction", "order", "entry"), FOREIGN)
# Any of these would be a step, or an opening, if the mall let somebody by.
STEPS = (
    *("keep", "accept", "return", "inspect", "decide", "countersign"),
    *("serve", "hand_over", "review", "extend", "statement"),
    *("take", "take_over", "give", "give_back", "declare_conflict"),
    *("ask", "answer", "close_question", "ask_for", "answer_for", "add_note"),
)
SIGN_IN = {"/masuk/", "/petugas/masuk/"}


def cases(reached: list[places.Place]) -> set[str]:
    return {match[1] for place in reached if (match := CASE.search(place.path))}


def of_a_case() -> list[Address]:
    """Every address that names a case, as `urls.py` has it."""
    return [a for a in addresses() if "<uuid:case>" in a.route]


def paths(case: str, address: Address) -> str:
    """The address, filled in for a case."""
    values = {"case": case, **FILL}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda m: values[m[1]], address.route)


@pytest.fixture(scope="module")
def people_and_cases(
    everybody: places.Everybody,
) -> dict[str, tuple[Web, set[str]]]:
    """Everybody of the demo, and the cases that open for them."""
    walks = {role: everybody(role) for role in places.ROLES}
    all_cases = set[str]().union(*(cases(reached) for _, reached in walks.values()))
    return {
        role: (web, {case for case in all_cases if opens(role, web, case)})
        for role, (web, _) in walks.items()
    }


def opens(role: str, web: Web, case: str) -> bool:
    prefix = "/petugas" if role in places.OFFICERS else ""
    answer = web.request.get(f"{prefix}/permohonan/{case}/", max_redirects=0)
    return answer.status == 200


def attempts(web: Web, path: str) -> Iterator[tuple[str, "APIResponse"]]:
    """Ask for an address in every way that could open or change something."""
    yield "GET", web.request.get(path, max_redirects=0)
    forms = [{"action": step} for step in STEPS] if "langkah" in path else [{}]
    for form in forms:
        sent: dict[str, str | float | bool] = {
            "csrfmiddlewaretoken": web.token,
            "idempotency_key": FOREIGN,
            **form,
        }
        answer = web.request.post(path, form=sent, max_redirects=0)
        yield f"POST {form.get('action', '')}", answer


def is_refused(answer: "APIResponse") -> bool:
    """Not found, not allowed in this way, or sent to sign in."""
    if answer.status in {302, 303}:
        return answer.headers["location"].split("?")[0] in SIGN_IN
    return answer.status in {403, 404, 405}


def drawn(cases: list[str], name: str) -> list[str]:
    """One of them; soak takes all."""
    return cases if sampling.is_everything() else [sampling.draw(name).choice(cases)]


def test_addresses_of_cases_are_known() -> None:
    routes = of_a_case()
    assert len(routes) >= 15
    assert not [r.route for r in routes if "<" in paths(FOREIGN, r)]


def test_a_case_opens_for_its_citizen_and_its_agency_only(
    people_and_cases: dict[str, tuple[Web, set[str]]],
) -> None:
    own = {role: cases for role, (_, cases) in people_and_cases.items()}
    assert own["citizen"]
    assert own["citizen2"]
    assert not own["citizen"] & own["citizen2"]
    assert own["officer"] == own["officer2"] == own["head"]
    assert own["officer_other"]
    assert not own["officer"] & own["officer_other"]
    # Whoever oversees sees figures, not files; a passer-by sees neither.
    assert not own["manager"] | own["auditor"] | own[""]


@pytest.mark.parametrize("role", places.ROLES, ids=lambda role: role or "anybody")
def test_reaches_no_case_of_somebody_else(
    role: str, people_and_cases: dict[str, tuple[Web, set[str]]]
) -> None:
    web, own = people_and_cases[role]
    # One of each owner is enough: rights go by owner and agency, not by case.
    owned = (theirs - own for _, theirs in people_and_cases.values())
    strange = list(dict.fromkeys(min(theirs) for theirs in owned if theirs))
    assert strange, "there is nothing that isn't theirs"
    leaks = []
    for address in sampling.part(f"addresses {role}", of_a_case(), of=3):
        for case in drawn(strange, f"{role} {address.route}"):
            path = paths(case, address)
            for way, answer in attempts(web, path):
                if not is_refused(answer):
                    leaks.append(f"{way} {path}: {answer.status}")
                elif case in answer.text().replace(path, ""):
                    leaks.append(f"{way} {path} tells of the case")
    assert not leaks, "\n".join(leaks)
