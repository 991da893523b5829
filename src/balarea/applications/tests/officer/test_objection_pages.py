"""The pages on which citizens object and appeal, and officers decide on it."""

import re
from uuid import UUID

import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import deciding
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.citizen.conftest import SignIn, photo
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock, references
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.models import Officer
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CODE, AGENCY = "DKC-006", "DKC"
TEXT = "Dokumen saya sama dengan jawaban saya; petugas keliru membaca namanya."
WHY = "Dokumen pemohon ternyata cocok dengan jawabannya, jadi syaratnya terpenuhi."
LIST = "/petugas/keberatan/"


@pytest.fixture
def refused(file: File, appoint: Appoint) -> models.Application:
    """An application that an officer checked and refused."""
    application = file(CODE)
    officer = appoint([AGENCY], actions=(Action.READ, Action.VERIFY, Action.DECIDE))
    return refuse(application, officer)


def refuse(application: models.Application, officer: Officer) -> models.Application:
    """Accept it as complete, then refuse it."""
    scope, by = people.scope_of(officer), people_queries.officer_actor(officer)
    testing.accept(application.id, scope, by)
    deciding.decide(
        case=application.id,
        outcome=Outcome.REFUSED,
        reasons=testing.REFUSAL,
        unmet=[testing.first_requirement(application.id, scope, by, clock.now())],
        scope=scope,
        by=by,
        at=clock.now(),
    )
    application.refresh_from_db()
    return application


def sign(*cases: UUID) -> None:
    """What the job does: sign what waits for it."""
    for case in cases:
        document = document_queries.document_of(case)
        assert document is not None
        documents.issue(document=document.id, by=SYSTEM, at=clock.now())


def test_a_refusal_is_objected_to_granted_and_answered_with_papers(
    refused: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    browser, own = sign_in(), f"/permohonan/{refused.id}/"
    page = browser.open(own)
    [form_address] = page.links_to("/keberatan/")
    page = browser.open(form_address)
    page = browser.send(page, {"text": "Salah."}, holding="text")
    assert page.status == 422
    assert "Salah." in page.html
    page = browser.send(page, {"text": TEXT}, holding="text", files={"file": [photo()]})
    assert page.address == own
    assert "Sedang diputus" in page.text
    [objection] = queries.objections_of(refused)

    reviewer = at_the_desk(appoint([AGENCY], actions=(Action.DECIDE_OBJECTION,)))
    assert references.pretty(refused.reference) in reviewer.get(LIST).content.decode()
    address = f"/petugas/permohonan/{refused.id}/keberatan/{objection.id}/"
    html = reviewer.get(address).content.decode()
    assert TEXT in html
    [file] = re.findall(rf"{address}berkas/[0-9a-f-]+/", html)
    assert reviewer.get(file).headers["Content-Type"].startswith("image/")
    assert reviewer.post(address, {"reasons": WHY}).status_code == 422
    response = reviewer.post(address, {"outcome": "GRANTED", "reasons": WHY})
    assert response.status_code == 302
    assert address not in reviewer.get(LIST).content.decode()
    sign(refused.id, objection.id)
    refused.refresh_from_db()
    assert refused.state == State.ISSUED

    page = browser.open(own)
    assert "Dikabulkan: penolakan dibatalkan" in page.text
    assert WHY in page.text
    assert page.links_to("dokumen.pdf")
    [letter] = page.links_to("surat.pdf")
    assert browser.client.get(letter).content.startswith(b"%PDF")
    assert reviewer.get(f"{address}surat.pdf").content.startswith(b"%PDF")


def test_who_refused_it_sees_why_they_do_not_decide_on_the_objection(
    refused: models.Application, sign_in: SignIn
) -> None:
    browser = sign_in()
    page = browser.open(f"/permohonan/{refused.id}/keberatan/")
    browser.send(page, {"text": TEXT}, holding="text")
    [objection] = queries.objections_of(refused)
    decision = queries.last_decision(refused)
    assert decision is not None
    assert decision.officer is not None
    people.grant(decision.officer, AGENCY, {Action.DECIDE_OBJECTION}, clock.now())
    desk = at_the_desk(decision.officer)
    address = f"/petugas/permohonan/{refused.id}/keberatan/{objection.id}/"
    assert "Petugas lain yang memutus" in desk.get(address).content.decode()
    form = {"outcome": "GRANTED", "reasons": WHY}
    assert desk.post(address, form).status_code == 403


def test_is_taken_in_at_the_desk_and_the_page_says_so(
    refused: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    desk = at_the_desk(appoint([AGENCY], actions=(Action.RECEIVE,)))
    address = f"/petugas/permohonan/{refused.id}/keberatan/baru/"
    assert address in desk.get(f"/petugas/permohonan/{refused.id}/").content.decode()
    assert desk.post(address, {"text": TEXT}).status_code == 302
    page = sign_in().open(f"/permohonan/{refused.id}/")
    assert "Diterima di loket" in page.text
    assert desk.get(address).status_code == 409


def test_others_find_neither_the_form_nor_the_files(
    refused: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    owner = sign_in()
    page = owner.open(f"/permohonan/{refused.id}/keberatan/")
    owner.send(page, {"text": TEXT}, holding="text", files={"file": [photo()]})
    [objection] = queries.objections_of(refused)
    [file] = document_queries.files_of(objection.id)
    other = sign_in("0812-3333-4444").client
    own = f"/permohonan/{refused.id}/keberatan/"
    for address in (own, f"{own}{objection.id}/berkas/{file.id}/"):
        assert other.get(address).status_code == 404
    elsewhere = at_the_desk(appoint(["POL"], actions=(Action.DECIDE_OBJECTION,)))
    desk = f"/petugas/permohonan/{refused.id}/keberatan/{objection.id}/"
    for address in (desk, f"{desk}berkas/{file.id}/", f"{desk}surat.pdf"):
        assert elsewhere.get(address).status_code == 404
