"""A citizen's receipts of steps, which hold without the mall that gave them."""

import re
from collections.abc import Callable

import pytest

from balarea.documents.tests import printed
from balarea.transparency.receipts import promises
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.verifier import checking
from tests.browser import check_page
from tests.children import ask_until

from . import people
from .office import Office
from .people import KTP, Walk
from .web import Citizen

RECEIPT = re.compile(r'href="([^"]*/bukti/[0-9a-f-]*\.pdf)"')


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


@pytest.fixture
def receipts(citizen: Citizen, office: Office) -> list[str]:
    """The addresses of the receipts of a card that was issued, once the log has it."""
    of, case = people.definition(KTP), citizen.file(KTP)
    reference = citizen.reference(case)
    for step in ("VERIFY", "DECIDE"):
        office(step, of).takes(step, reference)
    ask_until(lambda: citizen.request.get(f"{case}dokumen.pdf").status == 200)
    ask_until(lambda: "Sedang dicatat" not in citizen.get(f"{case}bukti/"))
    return RECEIPT.findall(citizen.get(f"{case}bukti/"))


def test_each_step_has_a_receipt_that_anybody_can_check(
    citizen: Citizen,
    receipts: list[str],
    newcomer: Callable[[], Citizen],
    walk: Walk,
) -> None:
    # Each receipt proves its step by the published policy
    policy = citizen.request.get("/verifikasi/aturan-saksi.txt").body()
    types, pdf = [], b""
    for pdf in (citizen.request.get(address).body() for address in receipts):
        verdict = checking.check(pdf, policy)
        leaf = verdict.leaf
        assert leaf is not None, verdict.code
        assert verdict.opened["type"] == leaf.type
        assert "by" in verdict.sealed
        types.append(leaf.type)
    assert types[0] == "RECEIVED"
    assert {"COMPLETE", "DECIDED", "ISSUED"} <= set(types)

    # The code on its print proves the hash, also to the mall
    [text] = [one for one in printed.codes(pdf) if one.startswith("BLR1:")]
    by_code = checking.check(text.encode(), policy)
    assert (by_code.code, by_code.leaf_hash) == ("OK", verdict.leaf_hash)
    page = walk(state=citizen.request.storage_state())
    page.goto(receipts[0].rpartition("/")[0] + "/")
    check_page(page)
    page.goto("/verifikasi/")
    page.locator("#f-teks").fill(text)
    page.get_by_role("button", name="Periksa bukti").press("Enter")
    page.get_by_text("Kode QR membuktikan").wait_for()
    check_page(page)

    # The promise that was to be had until then is fulfilled
    key = VerifierKey.parse(citizen.get("/verifikasi/kunci-janji.txt").strip())
    address = receipts[-1].removesuffix(".pdf") + ".janji"
    promise = promises.opened(citizen.request.get(address).body(), key)
    assert leaf is not None
    assert promise.is_about(leaf)
    assert max(verdict.witnesses.values(), default=0) <= promise.deadline

    # Whoever tracks it gets the same without its values, and nobody else any
    case = receipts[0].split("bukti/")[0]
    slip = citizen.request.get(f"{case}tanda-terima.pdf").body()
    [tracked] = [one for one in printed.codes(slip) if "/lacak/" in one]
    [first, *_] = RECEIPT.findall(citizen.get(f"{tracked}bukti/"))
    closed = checking.check(citizen.request.get(first).body(), policy)
    assert (closed.code, closed.opened) == ("OK", {})
    other = newcomer()
    for address in receipts:
        other.get(address, status=404)
