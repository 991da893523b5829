"""Every page of the mall, to everybody who may see it: axe, weight, script, language.

docs/design.md has the budgets.
"""

from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.architecture.test_addresses import addresses
from tests.browser import DESK, PHONE, check_page

from . import places
from .malls import Mall

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

INFORMATION, FORM, REQUESTS = 22 * 1024, 45 * 1024, 4

# Addresses that show no page of their own to somebody who comes by a link.
NO_PAGE = {
    "applications:act": "a press of a button",
    "applications:desk_document": "a PDF",
    "applications:desk_file": "a file",
    "applications:document": "a PDF",
    "applications:file": "a file",
    "applications:receipt_pdf": "a PDF",
    "applications:renew": "a press of a button",
    "applications:resume_case": "leads on to the draft",
    "applications:search": "a form's answer; it looks like the worklist",
    "catalogue:decisions": "the worklist",
    "demo:sample_document": "a PDF",
    "notices:send_again": "a press of a button",
    "payments:callback": "for programs",
    "payments:settle": "a press of a button",
    "people:add_contact": "a press of a button",
    "people:add_passkey": "a press of a button",
    "people:code": "after a contact was given; journeys look at it",
    "people:code_again": "a press of a button",
    "people:contact_again": "a press of a button",
    "people:contact_code": "after a contact was given",
    "people:language": "a press of a button",
    "people:new_passkey_options": "for the browser's passkeys",
    "people:officer_add_passkey": "a press of a button",
    "people:officer_app": "a press of a button",
    "people:officer_code": "after a password; journeys look at it",
    "people:officer_new_passkey_options": "for the browser's passkeys",
    "people:officer_passkey": "a press of a button",
    "people:officer_password": "a press of a button",
    "people:officer_recovery": "a press of a button",
    "people:officer_remove_passkey": "a press of a button",
    "people:officer_set_up": "an officer's first day",
    "people:officer_sign_out_all": "a press of a button",
    "people:open_account": "a press of a button",
    "people:part_contact": "a press of a button",
    "people:passkey": "a press of a button",
    "people:passkey_options": "for the browser's passkeys",
    "people:remove_passkey": "a press of a button",
    "people:sign_out": "a press of a button",
    "people:sign_out_all": "a press of a button",
}


class Look(NamedTuple):
    width: int
    is_dark: bool
    language: str


# Both widths, both languages, day and night; every colour pair is tested elsewhere.
LOOKS = (Look(PHONE, False, "id"), Look(DESK, True, "en"))
FOUND: dict[str, list[places.Place]] = {}


@pytest.mark.parametrize("role", places.ROLES, ids=lambda role: role or "anybody")
def test_every_page_is_right(role: str, mall: Mall, chromium: "Browser") -> None:
    web, found = places.seen_by(mall, chromium, role)
    looked_at = {place.name for other in FOUND.values() for place in other}
    FOUND[role] = found
    assert found, "there is nothing to see"
    # The same page of another office is the same page, but each case has its own.
    new = [p for p in found if p.is_of_a_case or p.name not in looked_at]
    state = web.request.storage_state()
    faults: list[str] = []
    for look in LOOKS:
        context = chromium.new_context(
            base_url=mall.base,
            storage_state=state,
            viewport={"width": look.width, "height": 800},
            color_scheme="dark" if look.is_dark else "light",
            reduced_motion="reduce",
        )
        context.add_cookies(
            [{"name": "bahasa", "value": look.language, "url": mall.base}]
        )
        for place in new:
            faults += faults_of(context, place, look.language, role)
        context.close()
    assert not faults, "\n".join(faults)


def faults_of(
    context: "BrowserContext", place: places.Place, language: str, role: str
) -> list[str]:
    """What is wrong with one page in one look."""
    page = context.new_page()
    answers: list[Response] = []
    faults: list[str] = []
    page.on("response", lambda answer: answers.append(answer))
    page.on("console", lambda said: faults.append(f"{place.path} says: {said.text}"))
    answer = page.goto(place.path)
    if answer is None or answer.status != 200:
        faults.append(f"{place.path} answered {answer and answer.status}")
    if page.get_attribute("html", "lang") != language:
        faults.append(f"{place.path} does not speak {language}")
    if role not in places.OFFICERS and "petugas" not in place.path:
        faults += overweight(place, answers, page)
    try:
        check_page(page)
    except pytest.fail.Exception as fault:
        faults.append(str(fault))
    page.close()
    return faults


def overweight(
    place: places.Place, answers: "list[Response]", page: "Page"
) -> list[str]:
    """Citizens' budgets: bytes on the wire, requests, and no script."""
    if place.path.startswith("/peraga/"):
        return []  # the demonstration's own: mailbox, gallery
    is_form = place.path.startswith(("/permohonan/", "/akun/", "/masuk/", "/lanjut/"))
    size = sum(
        int(answer.request.sizes()["responseBodySize"])
        for answer in answers
        if not answer.url.startswith("data:")
    )
    faults = []
    if size > (FORM if is_form else INFORMATION):
        faults.append(f"{place.path} weighs {size} bytes")
    if not is_form and len(answers) > REQUESTS:
        asked = ", ".join(answer.url for answer in answers)
        faults.append(f"{place.path} makes {len(answers)} requests: {asked}")
    if not is_form and page.locator("script").count():
        faults.append(f"{place.path} has script")
    return faults


def test_no_page_was_forgotten() -> None:
    if set(FOUND) != set(places.ROLES):
        pytest.skip("needs the walks of everybody before it")
    seen = {place.name for found in FOUND.values() for place in found}
    known = {address.name for address in addresses()} - {"", "api-v1:openapi-json"}
    known = {name for name in known if not name.startswith("api-")}
    assert known - seen - set(NO_PAGE) == set(), "nobody found the way to these"
    assert set(NO_PAGE) & seen == set(), "these do show a page"
