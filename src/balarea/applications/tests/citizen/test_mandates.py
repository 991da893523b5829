"""Acting for another: a mandate by code, what it opens, and what its end closes."""

import dataclasses
import datetime as dt
import re

import msgspec
import pytest

from balarea.applications import models
from balarea.applications.operations import sealed_contents
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    answer,
    attach,
    online,
)
from balarea.catalogue.definition import examples
from balarea.foundation.operation import SYSTEM
from balarea.people.models import ContactCode, Mandate
from balarea.vault import operations as vault

MOTHER, DAUGHTER = "0812-3333-4444", "0812-5555-6666"
SERVICE = "DKC-006"
TERMS = {
    "principal": "Aminah Sari",
    "representative": "Rina Sari",
    "kind": "FAMILY",
    "until": "",
    "service": "",
}


def sent(at: dt.datetime) -> dict[str, str]:
    """What the newest code's message says."""
    row = ContactCode.objects.latest("sent_at", "id")
    content = vault.open(
        sealed=row.sealed, case=row.id, name="code", by=SYSTEM, purpose="NOTIFY", at=at
    )
    said: dict[str, str] = msgspec.json.decode(content)
    return said


def request_mandate(daughter: Browser, contact: str = MOTHER, **terms: str) -> Page:
    """The daughter opens an account and asks her mother."""
    page = daughter.open("/akun/kuasa/minta/")
    if not [one for one in page.read.forms if "principal" in one.names]:
        account = next(
            one for one in page.read.forms if one.action == "/akun/kuasa/akun/"
        )
        response = daughter.client.post(account.action, account.values)
        page = daughter.open(response.headers["Location"])
    return daughter.send(
        page, {**TERMS, "contact": contact, **terms}, holding="principal"
    )


def given(daughter: Browser, at: dt.datetime, **terms: str) -> Mandate:
    page = request_mandate(daughter, **terms)
    assert page.address == "/akun/kuasa/kode/", page.text
    page = daughter.send(page, {"code": sent(at)["code"]}, holding="code")
    assert "Kuasa sudah diberikan" in page.text, page.text
    return Mandate.objects.latest("given_at", "id")


def begun(browser: Browser, mandate: Mandate | None, service: str = SERVICE) -> Page:
    page = browser.open(f"/permohonan/baru/{service}/")
    whom = str(mandate.id) if mandate else ""
    form = page.form("idempotency_key")
    data = {**form.values, "for": [whom]}
    response = browser.client.post(page.address, data)
    if response.status_code == 303:  # back to the page, which says why not
        page = browser.open(response.headers["Location"])
        assert "Kuasa ini sudah tidak berlaku" in page.text, page.text
        return dataclasses.replace(page, status=409)
    return browser.open(response.headers["Location"])


def filed(daughter: Browser, mandate: Mandate) -> models.Application:
    """The daughter fills in and files for her mother."""
    definition = online()[SERVICE]
    example = next(t for t in definition.tests if not t.expect.problems)
    page = begun(daughter, mandate)
    page = daughter.open(page.links_to("/isi/")[0])
    while not page.address.endswith("/periksa/"):
        assert page.status == 200, page.text[:2000]
        if "/isi/" in page.address:
            page = answer(daughter, page, examples.as_typed(definition, example))
        else:
            page = attach(daughter, page, example)
    page = daughter.send(daughter.open(page.address), holding="seen_as")
    assert page.address.endswith("/tanda-terima/"), page.text[:2000]
    assert "A*** S***" in page.text
    assert "R*** S***" in page.text
    return models.Application.objects.latest("submitted_at")


def test_a_daughter_files_for_her_mother_who_sees_it_and_ends_it(
    sign_in: SignIn, at: dt.datetime
) -> None:
    daughter, mother = sign_in(DAUGHTER), sign_in(MOTHER)
    mandate = given(daughter, at)
    application = filed(daughter, mandate)
    home = f"/permohonan/{application.id}/"

    # It is the mother's: she reads it, and who filed it for her
    assert application.mandate_id == mandate.id
    assert mandate.representative_id not in application.owners
    assert home in mother.open("/permohonan/").links_to("/permohonan/")
    assert "R*** S***" in mother.open(home).text

    # The daughter sees it as hers to do, marked with the principal's masked name
    page = daughter.open("/permohonan/")
    assert home in page.links_to("/permohonan/")
    assert "Untuk A*** S***" in page.text

    # Once ended, the daughter reaches nothing of it, by any address
    page = mother.open("/akun/kuasa/")
    [form] = [one for one in page.read.forms if one.action.endswith("/akhiri/")]
    response = mother.client.post(form.action, form.values)
    assert response.status_code == 302
    for address in ["", "tanda-terima/", "tanda-terima.pdf", "isian/", "tarik/"]:
        assert daughter.open(home + address).status == 404, address
    assert daughter.client.post(f"{home}tarik/").status_code == 404
    assert home not in daughter.open("/permohonan/").links_to("/permohonan/")
    assert mother.open(home).status == 200
    assert begun(daughter, mandate).status == 409


def test_the_code_gives_what_its_message_said_and_nothing_else(
    sign_in: SignIn, at: dt.datetime
) -> None:
    daughter = sign_in(DAUGHTER)
    request_mandate(
        daughter, service=SERVICE, until=f"{at + dt.timedelta(days=7):%d-%m-%Y}"
    )
    digits = sent(at)["code"]
    # Within a minute she asks for more; the code that is under way stays what it said
    page = request_mandate(daughter, service="", until="")
    assert "sudah dikirim" in page.text or page.address == "/akun/kuasa/kode/"
    daughter.send(page, {"code": digits}, holding="code")
    mandate = Mandate.objects.latest("given_at", "id")
    assert mandate.services == [SERVICE]
    assert mandate.valid_until <= (at + dt.timedelta(days=8)).date()
    page = daughter.open("/permohonan/baru/POL-001/")
    assert "for" not in page.form("idempotency_key").names
    assert begun(daughter, mandate, "POL-001").status == 409


def test_a_code_to_sign_in_gives_no_mandate(sign_in: SignIn, at: dt.datetime) -> None:
    mother = Browser()
    mother.client.post("/masuk/", {"contact": MOTHER})
    sign_in_code = sent(at)["code"]
    daughter = sign_in(DAUGHTER)
    page = request_mandate(daughter)
    right = sent(at)["code"]
    if right != sign_in_code:
        page = daughter.send(page, {"code": sign_in_code}, holding="code")
        assert page.status == 422
    assert not Mandate.objects.exists()


def test_refuses_a_mandate_for_oneself(sign_in: SignIn, at: dt.datetime) -> None:
    daughter = sign_in(DAUGHTER)
    page = request_mandate(daughter, contact=DAUGHTER)
    page = daughter.send(page, {"code": sent(at)["code"]}, holding="code")
    assert page.status == 422
    assert "kontak Anda sendiri" in page.text
    assert not Mandate.objects.exists()


def test_a_name_brings_no_address_into_the_message(
    sign_in: SignIn, at: dt.datetime
) -> None:
    daughter = sign_in(DAUGHTER)
    request_mandate(daughter, representative="Menang! https://x.id/1 0800123 Rina")
    assert not re.search(r"[/:.0-9!]", sent(at)["who"])


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("principal", "  "),
        ("representative", "123"),
        ("kind", "BROTHER"),
        ("service", "NONE-1"),
        ("until", "kapan-kapan"),
        ("until", "01-01-2020"),
        ("until", "01-01-2099"),
        ("contact", "bukan nomor"),
    ],
)
def test_says_what_is_wrong_and_loses_nothing(
    sign_in: SignIn, field: str, typed: str
) -> None:
    daughter = sign_in(DAUGHTER)
    terms = {"contact": MOTHER, field: typed}
    page = request_mandate(daughter, **terms)
    assert page.status == 422
    assert f'href="#f-{field}"' in page.html
    assert page.form("principal").values["principal"] != [""] or field == "principal"
    assert not ContactCode.objects.exists()


def test_a_stranger_neither_ends_nor_uses_nor_accepts_a_mandate(
    sign_in: SignIn, at: dt.datetime
) -> None:
    mandate = given(sign_in(DAUGHTER), at)
    stranger = sign_in("0813-9999-8888")
    stranger.client.post("/akun/kuasa/akun/")
    for step in ("akhiri", "terima"):
        path = f"/akun/kuasa/{mandate.id}/{step}/"
        assert stranger.client.post(path).status_code == 404
    assert begun(stranger, mandate).status == 409
    assert "Aminah" not in stranger.open("/akun/kuasa/").text


def test_a_representative_can_not_take_the_case_over(
    sign_in: SignIn, at: dt.datetime
) -> None:
    daughter = sign_in(DAUGHTER)
    mandate = given(daughter, at)
    page = begun(daughter, mandate)
    draft = models.Draft.objects.get(mandate=mandate)
    own = daughter.client.session["contact"]
    path = f"/permohonan/{draft.id}/kabar/"
    response = daughter.client.post(path, {"contact": own})
    assert response.status_code in {303, 409}
    draft.refresh_from_db()
    assert str(draft.contact_id) != own
    assert page.status == 200


def test_offers_no_files_of_the_principal_for_an_own_application(
    sign_in: SignIn, at: dt.datetime
) -> None:
    from balarea.applications.queries import cases, reuse

    daughter = sign_in(DAUGHTER)
    mandate = given(daughter, at)
    application = filed(daughter, mandate)
    begun(daughter, None)
    own = models.Draft.objects.get(mandate=None)
    owners = own.owners | {mandate.id}
    reached = cases.applications_of(owners)
    assert application in reached
    assert application not in reuse._same_owner(reached, own, owners)


def test_an_offer_is_accepted_by_whoever_proves_the_contact(
    sign_in: SignIn, at: dt.datetime
) -> None:
    mother, daughter = sign_in(MOTHER), sign_in(DAUGHTER)
    page = mother.open("/akun/kuasa/beri/")
    page = mother.send(page, {**TERMS, "contact": DAUGHTER}, holding="principal")
    assert "Kuasa sudah ditawarkan" in page.text, page.text
    mandate = Mandate.objects.get()
    assert begun(daughter, mandate).status == 409

    page = daughter.open("/akun/kuasa/")
    [form] = [one for one in page.read.forms if one.action.endswith("/terima/")]
    assert daughter.client.post(form.action, form.values).status_code == 302
    assert begun(daughter, mandate).status == 200
    assert "A*** S***" in daughter.open("/akun/kuasa/").text


def test_a_mandate_runs_out_with_its_last_day(
    sign_in: SignIn, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from balarea.people.queries import mandates as mandate_queries

    mandate = given(sign_in(DAUGHTER), at)
    person = mandate.representative_id
    assert person is not None
    last = mandate.valid_until
    assert mandate.id in mandate_queries.ids_in_force(person, last)
    after = last + dt.timedelta(days=1)
    assert not mandate_queries.ids_in_force(person, after)


def test_the_paper_is_printed_blank(sign_in: SignIn) -> None:
    page = sign_in(MOTHER).open("/akun/kuasa/surat/")
    assert page.status == 200
    assert "Tanda tangan" in page.text


def test_the_slip_ends_the_mandate_and_a_guessed_one_does_not(
    sign_in: SignIn, at: dt.datetime
) -> None:
    daughter = sign_in(DAUGHTER)
    mandate = given(daughter, at)
    application = filed(daughter, mandate)
    tracking = tracking_address(application, at)
    anybody = Browser()
    page = anybody.open(tracking)
    assert "Diajukan oleh R*** S***" in page.text
    wrong = f"/lacak/{application.reference}/{'2' * 9}/kuasa/"
    assert anybody.client.post(wrong).status_code == 404
    assert daughter.open(f"/permohonan/{application.id}/").status == 200

    [form] = [one for one in page.read.forms if one.action.endswith("/kuasa/")]
    assert anybody.client.post(form.action).status_code == 302
    assert daughter.open(f"/permohonan/{application.id}/").status == 404
    assert "sudah tidak berlaku" in anybody.open(tracking).text


def tracking_address(application: models.Application, at: dt.datetime) -> str:
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=at
    )
    return f"/lacak/{application.reference}/{secret}/"
