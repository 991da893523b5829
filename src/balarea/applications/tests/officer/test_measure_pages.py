"""The pages on which documents are revoked and suspended, and remedies against it."""

import re

import pytest

from balarea.applications import models, queries, testing
from balarea.applications.operations import deciding
from balarea.applications.rules import Outcome
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.applications.tests.officer.test_objection_pages import LIST, TEXT, sign
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CODE, AGENCY = "DKC-006", "DKC"
REASON = "Data yang menjadi dasar dokumen ini ternyata tidak benar."
WHY = "Usulan dan jawaban pemegang sudah dibaca, jadi diputus demikian."
PROPOSALS = "/petugas/tindakan/"
HEAD = (Action.READ, Action.VERIFY, Action.DECIDE, Action.REVOKE)


@pytest.fixture
def issued(file: File, appoint: Appoint) -> models.Application:
    """An application whose document an officer granted, signed since."""
    application = file(CODE)
    officer = appoint([AGENCY], actions=(Action.VERIFY, Action.DECIDE))
    scope, by = people.scope_of(officer), people_queries.officer_actor(officer)
    testing.accept(application.id, scope, by)
    deciding.decide(
        case=application.id,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        scope=scope,
        by=by,
        at=clock.now(),
    )
    sign(application.id)
    application.refresh_from_db()
    return application


def verified(application: models.Application) -> str:
    document = document_queries.document_of(application.id)
    assert document is not None
    return Browser().open(f"/verifikasi/{document.code}/").text


def test_is_proposed_answered_approved_objected_to_and_undone(
    issued: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    case, desk = f"/petugas/permohonan/{issued.id}/", f"/permohonan/{issued.id}/"
    first = at_the_desk(appoint([AGENCY], actions=HEAD))
    second = at_the_desk(appoint([AGENCY], actions=(Action.REVOKE,)))
    form_address = f"{case}tindakan/baru/"
    assert form_address in first.get(case).content.decode()
    form = {"kind": "SUSPENSION", "ground": "BREACH", "reason": REASON}
    unfit = {**form, "kind": "REVOCATION", "ground": "DANGER"}
    for wrong in (
        unfit,
        {**form, "kind": ""},
        {**form, "reason": "x"},
        {**form, "until_on": "1-1-2020"},
    ):
        assert first.post(form_address, wrong).status_code == 422
    assert first.post(form_address, form).status_code == 302
    assert first.get(form_address).status_code == 409
    [measure] = models.Measure.objects.all()
    address = f"{case}tindakan/{measure.id}/"
    assert "Usulan Anda" in first.get(PROPOSALS).content.decode()
    assert address in second.get(PROPOSALS).content.decode()
    approval = {"outcome": "APPROVED", "reasons": WHY, "action": "decide"}
    assert first.post(address, approval).status_code == 403
    assert second.post(address, approval).status_code == 409

    browser = sign_in()
    [own] = browser.open(desk).links_to(f"tindakan/{measure.id}/")
    page = browser.open(own)
    assert REASON in page.text
    page = browser.send(page, {"text": TEXT}, holding="text")
    assert page.address == own
    assert TEXT in second.get(address).content.decode()
    assert second.post(address, {"reasons": WHY}).status_code == 422
    assert second.post(address, approval).status_code == 302
    assert address not in second.get(PROPOSALS).content.decode()
    sign(measure.id)
    assert second.get(f"{address}surat.pdf").content.startswith(b"%PDF")
    assert browser.client.get(f"{own}surat.pdf").content.startswith(b"%PDF")
    assert "Dokumen ini dibekukan" in verified(issued)

    assert "Dibekukan" in browser.open(desk).text
    is_undone_by_an_objection(issued, browser, appoint)


def is_undone_by_an_objection(
    issued: models.Application, browser: Browser, appoint: Appoint
) -> None:
    case, desk = f"/petugas/permohonan/{issued.id}/", f"/permohonan/{issued.id}/"
    [measure] = models.Measure.objects.all()
    page = browser.open(desk)
    [objecting] = page.links_to("/keberatan/")
    page = browser.send(browser.open(objecting), {"text": TEXT}, holding="text")
    assert page.address == desk
    [objection] = queries.objections_of(issued)
    reviewer = at_the_desk(appoint([AGENCY], actions=(Action.DECIDE_OBJECTION,)))
    objected = f"{case}keberatan/{objection.id}/"
    address = f"{case}tindakan/{measure.id}/"
    assert address in reviewer.get(objected).content.decode()
    granted = {"outcome": "GRANTED", "reasons": WHY}
    assert reviewer.post(objected, granted).status_code == 302
    text = verified(issued)
    assert "Dokumen ini sah" in text
    assert "Keberatan atas pencabutan atau pembekuannya dikabulkan" in text
    assert "dokumen berlaku kembali" in browser.open(desk).text


def test_one_person_ends_a_suspension_on_its_page(
    issued: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    case = f"/petugas/permohonan/{issued.id}/"
    first = at_the_desk(appoint([AGENCY], actions=HEAD))
    second = at_the_desk(appoint([AGENCY], actions=(Action.REVOKE,)))
    form = {"kind": "SUSPENSION", "ground": "DANGER", "reason": REASON}
    address = first.post(f"{case}tindakan/baru/", form).headers["Location"]
    holder = sign_in()
    own = address.removeprefix("/petugas")
    assert holder.client.get(own).status_code == 404, "not before it takes effect"
    approval = {"outcome": "APPROVED", "reasons": WHY, "action": "decide"}
    assert second.post(address, approval).status_code == 302
    assert holder.client.get(own).status_code == 200
    assert "Dibekukan" in holder.open("/permohonan/").text
    assert "Dibekukan" in first.get(case).content.decode()
    desk = at_the_desk(appoint([AGENCY], actions=(Action.RECEIVE,)))
    html = desk.get(f"/petugas/serah/{issued.id}/").content.decode()
    assert "Dokumen ini sedang dibekukan" in html
    assert 'name="papers"' not in html
    assert sign_in("0812-3333-4444").client.get(own).status_code == 404
    elsewhere = at_the_desk(appoint(["POL"], actions=HEAD))
    assert elsewhere.get(address).status_code == 404
    assert first.post(address, {"action": "lift", "reason": ""}).status_code == 422
    lift = {"action": "lift", "reason": WHY}
    assert first.post(address, lift).status_code == 302
    assert first.post(address, lift).status_code == 409
    assert "Dokumen ini sah" in verified(issued)


def test_a_desk_takes_in_an_answer_and_the_proposer_takes_it_back(
    issued: models.Application, appoint: Appoint
) -> None:
    case = f"/petugas/permohonan/{issued.id}/"
    first = at_the_desk(appoint([AGENCY], actions=HEAD))
    desk = at_the_desk(appoint([AGENCY], actions=(Action.RECEIVE,)))
    form = {"kind": "SUSPENSION", "ground": "BREACH", "reason": REASON}
    address = first.post(f"{case}tindakan/baru/", form).headers["Location"]
    answering = f"{address}jawaban/"
    assert answering in desk.get(address).content.decode()
    assert answering not in first.get(address).content.decode()
    assert first.get(answering).status_code == 403
    assert 'name="text"' in desk.get(answering).content.decode()
    assert desk.post(answering, {"text": "x"}).status_code == 422
    assert desk.post(answering, {"text": TEXT}).headers["Location"] == address
    assert desk.get(answering).status_code == 409
    back = {"action": "take_back", "reason": WHY}
    assert desk.post(address, back).status_code == 403
    assert first.post(address, {**back, "reason": ""}).status_code == 422
    assert first.post(address, back).headers["Location"] == address
    assert "Ditarik kembali oleh pengusul" in first.get(address).content.decode()
    assert first.post(address, back).status_code == 409


def test_an_objection_is_withdrawn_and_nobody_decides_on_it(
    issued: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    case, own = f"/petugas/permohonan/{issued.id}/", f"/permohonan/{issued.id}/"
    first = at_the_desk(appoint([AGENCY], actions=HEAD))
    second = at_the_desk(appoint([AGENCY], actions=(Action.REVOKE,)))
    form = {"kind": "REVOCATION", "ground": "REQUEST", "reason": REASON}
    address = first.post(f"{case}tindakan/baru/", form).headers["Location"]
    second.post(address, {"outcome": "APPROVED", "reasons": WHY})
    browser = sign_in()
    page = browser.open(f"{own}keberatan/")
    browser.send(page, {"text": TEXT}, holding="text")
    [objection] = queries.objections_of(issued)
    withdrawal = f"{own}keberatan/{objection.id}/tarik/"
    assert browser.open(own).links_to("/tarik/") == [withdrawal]
    assert sign_in("0812-3333-4444").client.post(withdrawal).status_code == 404
    reviewer = at_the_desk(appoint([AGENCY], actions=(Action.DECIDE_OBJECTION,)))
    desk = at_the_desk(appoint([AGENCY], actions=(Action.RECEIVE,)))
    at_desk = f"{case}keberatan/{objection.id}/tarik/"
    assert at_desk in desk.get(f"{case}keberatan/{objection.id}/").content.decode()
    assert "<form" in desk.get(at_desk).content.decode()
    assert reviewer.post(at_desk).status_code == 403
    page = browser.open(withdrawal)
    page = browser.send(page, {}, holding="")
    assert desk.post(at_desk).status_code == 409
    assert "Ditarik kembali" in page.text
    assert browser.client.post(withdrawal).status_code == 409
    html = reviewer.get(LIST).content.decode()
    assert "Baru-baru ini ditarik kembali" in html
    objected = f"{case}keberatan/{objection.id}/"
    assert "menariknya kembali" in reviewer.get(objected).content.decode()
    granted = {"outcome": "GRANTED", "reasons": WHY}
    assert reviewer.post(objected, granted).status_code == 409
    assert browser.client.get(f"{own}keberatan/").status_code == 302


def test_the_superior_decides_where_nobody_of_the_office_is_left(
    issued: models.Application, sign_in: SignIn, appoint: Appoint
) -> None:
    case, own = f"/petugas/permohonan/{issued.id}/", f"/permohonan/{issued.id}/"
    head = appoint([AGENCY], actions=(*HEAD, Action.DECIDE_OBJECTION))
    first, second = (
        at_the_desk(head),
        at_the_desk(appoint([AGENCY], actions=(Action.REVOKE,))),
    )
    form = {"kind": "REVOCATION", "ground": "REQUEST", "reason": REASON}
    address = first.post(f"{case}tindakan/baru/", form).headers["Location"]
    second.post(address, {"outcome": "APPROVED", "reasons": WHY})
    overseer = at_the_desk(appoint([AGENCY], actions=(Action.OVERSEE,)))
    browser = sign_in()
    browser.send(browser.open(f"{own}keberatan/"), {"text": TEXT}, holding="text")
    [objection] = queries.objections_of(issued)
    objected = f"{case}keberatan/{objection.id}/"
    html = overseer.get(LIST).content.decode()
    assert "Tidak ada yang boleh memutus" in html
    assert "berikan hak itu" in html
    assert objected not in html
    superior = at_the_desk(appoint([AGENCY], actions=(Action.DECIDE_APPEAL,)))
    assert "sebagai atasan" in overseer.get(LIST).content.decode()
    assert objected in superior.get(LIST).content.decode()
    granted = {"outcome": "GRANTED", "reasons": WHY}
    assert first.post(objected, granted).status_code == 403
    assert re.search(r'name="outcome"', superior.get(objected).content.decode())
    assert superior.post(objected, granted).status_code == 302
    assert "Tidak ada yang boleh memutus" not in overseer.get(LIST).content.decode()
