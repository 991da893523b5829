"""What a desk prints and a citizen reads, before and after the log has the entry.

From an opening to its proof on the page one round of the sequencer is enough, and it
begins rounds each quarter of a second: so 60 seconds are kept without a clock here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents.tests import printed
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.management.commands import run_sequencer
from balarea.transparency.models import Entry
from balarea.transparency.receipts import promises, receipt_proofs
from balarea.transparency.tests import published
from balarea.transparency.tlog.notes import VerifierKey
from balarea.transparency.verifier import checking
from balarea.vault import log_promises
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db(transaction=True)
CODE, AGENCY = "DKC-006", "DKC"
DONE, WAITING = "tersegel", "sedang dicatat"


@pytest.fixture
def socket(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    settings.BALAREA_LOG_ORIGIN = published.ORIGIN
    with published.signing(tmp_path) as path:
        yield path


@pytest.fixture
def worker(appoint: Appoint) -> Officer:
    rights = (Action.READ, Action.VERIFY, Action.DECIDE, Action.RECEIVE)
    return appoint([AGENCY], actions=rights)


def codes(desk: Client, case: models.Application) -> list[list[str]]:
    """The texts of the log's codes on the slip, and on the receipt on A4."""
    base = f"/petugas/loket/berkas/{case.id}/"
    files = [
        desk.get(f"{base}{name}.pdf").content for name in ("struk", "tanda-terima")
    ]
    return [[one for one in printed.codes(pdf) if one[:2] == "BL"] for pdf in files]


def checked(text: str) -> Any:
    return Client().post("/verifikasi/bukti/", {"teks": text})


def check_promise(desk: Client, case: models.Application, entry: Entry) -> None:
    """Both prints carry the same signed promise, which anybody can check."""
    [[promise], [same]] = codes(desk, case)
    assert promise == same
    key = VerifierKey.parse(log_promises.verifier_key())
    promised = promises.opened(promise.encode(), key)
    assert promised.tag == bytes(entry.tag)
    assert promised.deadline == log_promises.deadline(entry)
    for page in ("struk", "tanda-terima"):
        shown = desk.get(f"/petugas/loket/berkas/{case.id}/{page}/").content.decode()
        assert "janji kami yang bertanda tangan" in shown
    answer = checked(f" {promise}\r\n")
    assert answer.status_code == 200
    assert "Mal ini yang menandatanganinya" in answer.content.decode()
    assert checked(promise[:-3]).status_code == 422


def check_code_on_pages(
    case: models.Application, entry: UUID, other: UUID, browser: Client, code: str
) -> None:
    """The citizen, and whoever tracks it, get the code of a step and of no other."""
    secret = sealed_contents.open_tracking_secret(
        application=case, by=SYSTEM, at=clock.now()
    )
    tracked = f"/lacak/{case.reference}/{secret}/"
    for base, client in ((f"/permohonan/{case.id}/", browser), (tracked, Client())):
        listed = client.get(f"{base}bukti/").content.decode()
        [address] = re.findall(rf'href="([^"]*bukti/{entry}/)"', listed)
        assert code in client.get(address).content.decode()
        assert client.get(f"{base}bukti/{other}/").status_code == 404


def test_a_step_is_promised_at_once_and_proven_after_one_round(
    file: File, worker: Officer, sign_in: SignIn, tmp_path: Path, socket: Path
) -> None:
    case, desk = file(CODE), at_the_desk(worker)
    log = published.sequencer(tmp_path, socket)
    entry = Entry.objects.get(subject=case.id, type="RECEIVED")
    check_promise(desk, case, entry)

    # An opening that was committed is on the page at once, without its proof
    desk.get(f"/petugas/permohonan/{case.id}/")
    access = Access.objects.get(case=case.id, actor=worker.id, names=["answers"])
    assert access.entry is not None
    openings, browser = f"/permohonan/{case.id}/dilihat/", sign_in()
    assert f"/transparansi/entri/{access.entry}/" in browser.open(openings).html
    assert WAITING in browser.open(openings).text
    proof = reverse("transparency:entry_proof", args=[access.entry])
    assert Client().get(proof).status_code == 404

    # The next round proves it: the page links to what verifies without this mall
    assert run_sequencer.PERIOD <= 1
    published.settle(log)
    assert WAITING not in browser.open(openings).text
    assert DONE in browser.open(openings).text
    verdict = checking.check(Client().get(proof).content, receipt_proofs.policy())
    assert verdict.code == "OK"
    assert verdict.leaf is not None
    assert verdict.leaf.type == "OPENED"

    # Printed again, slip and receipt carry the proof instead, and so do the pages
    [[code], [also]] = codes(desk, case)
    assert code == also
    assert checking.check(code.encode(), receipt_proofs.policy()).code == "OK"
    assert checked(code).status_code == 200
    check_code_on_pages(case, entry.id, access.entry, browser.client, code)
    log.close()
