"""Every service that is online, from a search to what it ends in.

What it walks is drawn from the definitions in `services/`: each service by its own
first example, and one of each family and way by answers made by chance. A new service
is walked without a line here.

docs/journeys/README.md, without-an-account.md
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest

from balarea.catalogue import definition as engine
from tests import sampling
from tests.children import ask_until

from . import applying, money, people, sample_files, verdicts
from .office import NUMBER_THERE, Office, OfficerBrowser
from .people import CitizenBrowser

if TYPE_CHECKING:
    from playwright.sync_api import Page

# What is announced is decided days later: `applications/tests/test_third_parties.py`.
ONLINE: Final = sorted(
    code
    for code, one in people.definitions().items()
    if one.online and one.announcement is None
)
OUTCOME: Final = "Disetujui oleh instansi itu pada hari ini juga."
PROMISED: Final = 12  # services that the first path must serve
KINDS: Final = 1  # kinds of services that a run walks by answers made by chance


def traits(code: str) -> Iterator[str]:
    """What makes one service's way another than the next one's."""
    of = people.definition(code)
    yield from of.steps
    yield f"issues a {of.output.template}" if of.output else "issues nothing"
    yield f"pays at {of.fee.due}" if people.example(of).expect.fee else "is free"
    yield "is decided by rules" if is_decided_by_rules(code) else "by officers"


def is_decided_by_rules(code: str) -> bool:
    """Whether the example that is walked needs no officer."""
    return people.example(people.definition(code)).expect.unconfirmed == ()


def kind(code: str) -> tuple[str, str, bool]:
    """Services of one family and way are walked alike."""
    of = people.definition(code)
    return of.family, of.ends_by, bool(of.result)


def of_kinds() -> Iterator[str]:
    """One service of each kind, drawn anew in each run; few kinds unless soaked."""
    kinds = sorted({kind(code) for code in ONLINE})
    chance = sampling.draw("kinds")
    few = kinds if sampling.is_everything() else chance.sample(kinds, KINDS)
    for one in few:
        yield chance.choice([code for code in ONLINE if kind(code) == one])


# A quarter of those that together have each step, each document and each way to pay;
# soak walks all. `applications/tests/test_steps.py` takes each step in each run.
WALKED: Final = sampling.part(
    "walked services", sampling.sample("services", ONLINE, traits), of=4
)
OF_KINDS: Final = sorted(of_kinds())


def test_a_dozen_services_are_online() -> None:
    assert len(ONLINE) >= PROMISED


@pytest.mark.parametrize("code", WALKED)
def test_leads_from_a_search_to_what_the_service_ends_in(
    code: str, browser: CitizenBrowser, anybody: "Page", office: Office
) -> None:
    # Given somebody who knows what they need, and no code of any service
    of = people.definition(code)
    applying.finds(browser.page, code, of.keywords[0])
    walks(browser, of, people.by_example(of, browser.person), anybody, office)


@pytest.mark.parametrize("code", OF_KINDS)
def test_answers_made_by_chance_lead_to_the_end_by_clicks(
    code: str, browser: CitizenBrowser, anybody: "Page", office: Office
) -> None:
    # Given somebody whose answers nobody wrote by hand
    of, chance = people.definition(code), sampling.draw(f"answers {code}")
    browser.page.goto(f"/layanan/{code}/")
    filling = people.by_chance(of, browser.person, chance)
    walks(browser, of, filling, anybody, office)


def walks(
    browser: CitizenBrowser,
    of: engine.Definition,
    filling: people.Filling,
    anybody: "Page",
    office: Office,
) -> None:
    """From the page of a service, which is open, to what it ends in."""
    page, fee = browser.page, filling.fee
    assert of.title.id in page.inner_text("h1")
    applying.begins(browser, of.code)

    # When they answer, add what is asked for, read it once more, and file it
    applying.fills_in(browser, of, filling)
    assert browser.person.name in page.inner_text("main")
    is_desk = "SERVE" in of.steps
    receipt = applying.files(page, "Siapkan berkas" if is_desk else "Kirim permohonan")
    assert of.title.id in page.inner_text("main")
    assert browser.person.name not in page.inner_text("main"), "it is shown around"

    # And pay, where that comes before the work; until then no desk sees it
    if fee and of.fee.due == "SUBMISSION" and not is_desk:
        assert not office("VERIFY", of).lists(receipt.reference)
        pays_what_is_due(page, receipt.case, fee)
        if not filling.is_decided_by_rules:
            assert office("VERIFY", of).lists(receipt.reference)

    # Then whoever holds the receipt follows it without an account
    text = applying.follows(anybody, receipt)
    assert receipt.reference in text
    assert browser.person.name not in text

    # When officers take the steps that the definition asks for, unless rules decide
    for step in () if filling.is_decided_by_rules else of.steps:
        before(step, of, receipt.reference, office)
        office(step, of).takes(step, receipt.reference)
    if fee and of.fee.due == "DECISION":
        pays_what_is_due(page, receipt.case, fee)

    # Then it has ended at another register, at the desk, or in an answer
    if "HAND_OVER" in of.steps:
        reads_the_outcome(page, anybody, receipt, office("HAND_OVER", of))
    elif is_desk or of.result:
        learns_that_it_is_done(page, receipt.case, is_answered=bool(of.result))
    else:  # or the citizen has the signed document, and anybody learns it is valid
        name, named = browser.person.name, is_named_in(of)
        has_a_valid_document(page, anybody, receipt.case, name, is_named=named)


def before(step: str, of: engine.Definition, reference: str, office: Office) -> None:
    """What must be so before a step: others advise, and nobody signs alone."""
    if step == "COUNTERSIGN":  # somebody else's step
        office("DECIDE", of).opens(reference)
        assert not office("DECIDE", of).is_offered("countersign")
    if step == "DECIDE":
        advise(of, reference, office)


def advise(of: engine.Definition, reference: str, office: Office) -> None:
    """Agencies that are asked for advice agree; which these are the answers say."""
    for asking in of.advice:
        adviser = office("ADVISE", asking)
        if adviser.lists(reference, "/petugas/pertimbangan/"):
            adviser.advises(asking, reference)


def is_named_in(of: engine.Definition) -> bool:
    """Whether the document states its holder's name, and not a business's alone."""
    texts = [one.id for one in of.output.statements] if of.output else []
    return of.holder is not None and f"{{{of.holder.name}}}" in "".join(texts)


def has_a_valid_document(
    page: "Page", anybody: "Page", case: str, name: str, *, is_named: bool
) -> None:
    """Signed and with their name, which verification doesn't tell."""
    number, content = receives(page, case)
    words = "".join(sample_files.text(content).split())  # a name may be broken
    assert not is_named or "".join(name.split()) in words
    assert verdicts.of_number(anybody, number) == verdicts.VALID
    assert verdicts.of_file(anybody, content) == verdicts.VALID
    assert number in anybody.inner_text("main")
    assert name not in anybody.inner_text("main")


def learns_that_it_is_done(page: "Page", case: str, *, is_answered: bool) -> None:
    """At the desk; or by an answer, which is confirmed."""
    page.goto(case)
    if not is_answered:
        assert "Selesai di loket" in page.inner_text("main")
        return
    people.follow(page, 'a[href$="tanggapan/"]')
    people.press(page, "Ya, sudah benar")
    assert "Anda konfirmasi" in page.inner_text("main")


def reads_the_outcome(
    page: "Page", anybody: "Page", receipt: applying.Receipt, desk: OfficerBrowser
) -> None:
    """The number of the other register for all who track, its words for the citizen."""
    assert NUMBER_THERE in applying.follows(anybody, receipt)
    desk.learns_the_outcome(receipt.reference, OUTCOME)
    page.goto(receipt.case)
    assert OUTCOME in page.inner_text("main")
    assert OUTCOME not in applying.follows(anybody, receipt)


def pays_what_is_due(page: "Page", case: str, fee: int) -> None:
    """What the definition says, and nothing else."""
    page.goto(case)
    assert money.amount(page) == fee
    money.pays(page)


def receives(page: "Page", case: str) -> tuple[str, bytes]:
    """Number and content of the document, as soon as it is signed."""
    link = page.locator(f'main a[href="{case}dokumen.pdf"]')

    def is_there() -> bool:
        page.goto(case)
        return link.count() == 1

    ask_until(is_there)
    with page.expect_download() as coming:
        link.click()
    return page.inner_text("main .paper .soft"), coming.value.path().read_bytes()
