"""News goes to a proved contact: the form starts with it, and offers another."""

import pytest

from balarea.applications import models, testing
from balarea.applications.operations import message_address
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import SignIn, begin, online
from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.notices.models import Message
from balarea.people import addresses
from balarea.people import operations as people
from balarea.people import queries as people_queries
from balarea.people.models import Contact
from balarea.people.tests.conftest import ReadCode, read_code
from balarea.vault.errors import Mismatch

__all__ = ["read_code"]

CODE = "DKC-006"
PAGE = "contact"


def contact_page(browser: Browser, code: str = CODE, page: str = PAGE) -> Page:
    return browser.open(f"{begin(browser, code)}isi/{page}/")


def typed(page: Page, name: str) -> str:
    return page.form("_asked").values[name][0]


def test_the_phone_question_starts_with_the_proved_number(browser: Browser) -> None:
    page = contact_page(browser)
    assert addresses.parse(typed(page, "phone")).value == "+6281211112222"
    assert typed(page, "email") == ""
    assert "Kabar permohonan Anda dikirim ke" in page.text
    assert Contact.objects.get().masked in page.text


def test_an_e_mail_that_was_proved_starts_the_question_for_it(sign_in: SignIn) -> None:
    page = contact_page(sign_in("siti@contoh.id"))
    assert typed(page, "email") == "siti@contoh.id"
    assert typed(page, "phone") == ""


def test_what_was_typed_and_what_was_left_out_stays(browser: Browser) -> None:
    page = contact_page(browser)
    browser.send(page, {"phone": ["0812-3333-4444"]}, holding="_asked")
    again = browser.open(page.address)
    assert addresses.parse(typed(again, "phone")).value == "+6281233334444"


@pytest.mark.parametrize("code", sorted(online()))
def test_no_definition_promises_news_to_a_number_that_was_only_typed(code: str) -> None:
    for page in online()[code].pages:
        for field in page.fields:
            if field.type in {"PHONE", "EMAIL"} and field.hint:
                assert "kabar" not in field.hint.id.lower()
                assert "news" not in field.hint.en.lower()


def test_another_number_is_proved_and_chosen(
    browser: Browser, read_code: ReadCode
) -> None:
    page = contact_page(browser)
    choose = browser.open(page.link("Kirim ke kontak lain"))
    confirm = browser.send(choose, holding="other")
    assert confirm.address == "/akun/bukti/kontak/"
    sent = browser.send(confirm, holding="idempotency_key")
    away = browser.send(sent, {"code": [read_code()]}, holding="code")
    assert away.address == "/akun/kontak/"
    code = browser.send(away, {"contact": ["0813-5555-6666"]}, holding="contact")
    back = browser.send(code, {"code": [read_code()]}, holding="code")
    case = models.Draft.objects.get().id
    assert back.address == f"/permohonan/{case}/kabar/"
    other = Contact.objects.order_by("-verified_at").first()
    assert other is not None
    assert other.masked in back.text
    home = browser.send(back, {"contact": [str(other.id)]}, holding="contact")
    assert other.masked in home.text
    assert models.Draft.objects.get().contact_id == other.id
    page = browser.open(page.address)
    assert other.masked in page.text
    browser.send(page, {"phone": ["0812-3333-4444"]}, holding="_asked")
    assert Message.objects.get(kind="DRAFT_SAVED").masked == other.masked


def test_nobody_sends_news_to_a_contact_that_is_not_theirs(
    browser: Browser, sign_in: SignIn
) -> None:
    contact_page(browser)
    draft = models.Draft.objects.get()
    sign_in("0813-5555-6666")
    other = Contact.objects.exclude(id__in=draft.owners).get()
    with pytest.raises(NotFound):
        message_address.choose_contact(
            case=draft.id,
            owners=draft.owners,
            contact=other.id,
            by=people_queries.contact_actor(testing.contact_of(draft)),
            at=clock.now(),
        )


def test_a_contact_that_holds_anothers_address_opens_nothing(
    browser: Browser, sign_in: SignIn
) -> None:
    page = contact_page(browser)
    sign_in("0813-5555-6666")
    mine = testing.contact_of(models.Draft.objects.get())
    other = Contact.objects.exclude(id=mine.id).get()
    mine.sealed = other.sealed
    with pytest.raises(Mismatch):
        people.own_address(
            contact=mine, by=people_queries.contact_actor(mine), at=clock.now()
        )
    assert page.status == 200
