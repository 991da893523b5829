"""Signing in with a phone number or e-mail address and a code."""

import datetime as dt

import pytest
from django.test import Client, override_settings

from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import auth, errors, models, operations, queries
from balarea.people.addresses import Address
from balarea.people.operations import codes
from balarea.people.tests.conftest import ReadCode, account_of, sign_in

pytestmark = pytest.mark.django_db
PHONE = Address("PHONE", "+6281200001234")
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


def ask(
    at: dt.datetime, address: Address = PHONE, network: str = "n"
) -> models.ContactCode:
    return operations.request_code(
        address=address,
        purpose="SIGN_IN",
        network=network,
        language="id",
        by=queries.anonymous_actor(),
        at=at,
    )


def prove(code: models.ContactCode, typed: str, at: dt.datetime) -> operations.Proof:
    return operations.prove(
        code=code.id,
        typed=typed,
        network="n",
        by=queries.anonymous_actor(code.id),
        at=at,
    )


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06}"


def test_a_right_code_makes_a_contact_once(
    at: dt.datetime, read_code: ReadCode
) -> None:
    first = prove(ask(at), read_code(), at)
    later = at + 2 * MINUTE
    second = prove(ask(later), read_code(), later)
    assert first.contact is not None
    assert first.contact == second.contact
    assert first.contact.masked == "+62********234"


def test_a_code_opens_once(at: dt.datetime, read_code: ReadCode) -> None:
    code = ask(at)
    digits = read_code()
    prove(code, digits, at)
    assert prove(code, digits, at).problem == "USED"


def test_a_code_dies_after_ten_minutes(at: dt.datetime, read_code: ReadCode) -> None:
    code = ask(at)
    assert prove(code, read_code(), at + 10 * MINUTE).problem == "EXPIRED"


def test_the_sixth_try_is_refused_though_it_is_right(
    at: dt.datetime, read_code: ReadCode
) -> None:
    code = ask(at)
    digits = read_code()
    answers = [prove(code, wrong(digits), at) for _ in range(5)]
    assert [a.tries_left for a in answers] == [4, 3, 2, 1, 0]
    assert [a.problem for a in answers] == ["WRONG"] * 4 + ["SPENT"]
    assert prove(code, digits, at).problem == "SPENT"


def test_a_new_code_waits_a_minute(at: dt.datetime) -> None:
    ask(at)
    with pytest.raises(errors.TooSoon):
        ask(at + 59 * SECOND)
    ask(at + MINUTE)


@pytest.mark.parametrize(
    "typed", ["", " ", "abcdef", "12345", "1234567", "12345a", "12345²", "{} 000000 x"]
)
def test_what_cannot_be_a_code_costs_no_try(
    at: dt.datetime, read_code: ReadCode, typed: str
) -> None:
    code = ask(at)
    digits = read_code()
    prove(code, wrong(digits), at)
    answers = [prove(code, typed.format(digits), at) for _ in range(6)]
    assert {(a.contact, a.problem, a.tries_left) for a in answers} == {
        (None, "UNREADABLE", 4)
    }
    assert prove(code, digits, at).contact is not None


@pytest.mark.parametrize("between", ["", " ", "-", "\u00a0", "\u2011", "\u200b\u2069"])
def test_a_code_is_read_as_people_write_it(
    at: dt.datetime, read_code: ReadCode, between: str
) -> None:
    code = ask(at)
    digits = read_code()
    typed = f" {digits[:3]}{between}{digits[3:]} "
    assert prove(code, typed, at).contact is not None


@pytest.mark.parametrize(
    "said", ["Kode: {}", "Kode Anda {}, berlaku 10 menit.", "{} x"]
)
def test_a_code_is_found_in_a_pasted_message(
    at: dt.datetime, read_code: ReadCode, said: str
) -> None:
    code = ask(at)
    assert prove(code, said.format(read_code()), at).contact is not None


def test_a_code_is_read_in_the_digits_of_any_script(
    at: dt.datetime, read_code: ReadCode
) -> None:
    code = ask(at)
    sundanese = str.maketrans("0123456789", "᮰᮱᮲᮳᮴᮵᮶᮷᮸᮹")
    assert prove(code, read_code().translate(sundanese), at).contact is not None


@override_settings(BALAREA_CODES_PER_CONTACT=60)
def test_a_program_may_sign_in_to_the_demonstration_every_minute(
    at: dt.datetime,
) -> None:
    for n in range(60):
        ask(at + n * MINUTE)


@override_settings(BALAREA_CODES_PER_CONTACT=5)
def test_a_contact_gets_five_codes_an_hour(at: dt.datetime) -> None:
    for n in range(5):
        ask(at + n * 2 * MINUTE, network=str(n))
    with pytest.raises(TooMany):
        ask(at + 11 * MINUTE, network="other")
    ask(at + 61 * MINUTE)


def test_a_network_gets_no_more_than_its_share(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balarea.people.operations.codes.PER_NETWORK", 3)
    for n in range(3):
        ask(at, Address("PHONE", f"+62812000000{n}0"))
    with pytest.raises(TooMany):
        ask(at, Address("PHONE", "+6281200000990"))


def test_known_and_unknown_contacts_get_the_same_answer(
    client: Client, at: dt.datetime
) -> None:
    operations.find_or_create_contact(address=PHONE, by=SYSTEM, at=at)
    returning = client.post("/masuk/", {"contact": PHONE.value})
    unknown = Client().post("/masuk/", {"contact": "0812 0000 9999"})
    assert (returning.status_code, returning.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_who_proves_a_contact_is_a_visitor_and_may_make_an_account(
    client: Client, read_code: ReadCode
) -> None:
    sign_in(client, "0812 0000-1234", read_code)
    assert "Buat akun" in client.get("/akun/").content.decode()
    client.post("/akun/buka/")
    page = client.get("/akun/")
    assert page.status_code == 200
    assert "Buat akun" not in page.content.decode()
    client.post("/keluar/")
    assert client.get("/akun/").status_code == 302
    assert models.Account.objects.count() == 1


def test_the_owner_of_an_account_comes_back_to_it(
    client: Client, read_code: ReadCode, at: dt.datetime
) -> None:
    contact = operations.find_or_create_contact(address=PHONE, by=SYSTEM, at=at)
    operations.open_account(contact=contact, by=SYSTEM, at=at)
    sign_in(client, PHONE.value, read_code)
    assert "_auth_user_id" in client.session
    assert "Buat akun" not in client.get("/akun/").content.decode()


def test_signing_in_changes_the_session_key(
    client: Client, read_code: ReadCode
) -> None:
    client.post("/masuk/", {"contact": PHONE.value})
    before = client.session.session_key
    client.post("/masuk/kode/", {"code": read_code()})
    assert client.session.session_key != before
    assert "pending" not in client.session


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/permohonan/baru/DKC-006/", "/permohonan/baru/DKC-006/"),
        ("https://evil.example/", "/akun/"),
        ("//evil.example/", "/akun/"),
        ("/\\evil.example/", "/akun/"),
        ("/\t/evil.example/", "/akun/"),
        ("javascript:alert(1)", "/akun/"),
    ],
)
def test_leads_back_only_within_the_mall(
    client: Client, read_code: ReadCode, target: str, leads_to: str
) -> None:
    client.post("/masuk/", {"contact": PHONE.value, "lanjut": target})
    opened = client.post("/masuk/kode/", {"code": read_code()})
    assert opened.headers["Location"] == leads_to


@pytest.mark.parametrize("typed", ["", "abc", "0812", "a@b", "999999999999999999999"])
def test_says_what_is_wrong_with_a_contact(client: Client, typed: str) -> None:
    answer = client.post("/masuk/", {"contact": typed})
    assert answer.status_code == 422
    assert 'href="#f-contact"' in answer.content.decode()


def test_a_wrong_code_is_told_with_the_tries_that_are_left(
    client: Client, read_code: ReadCode
) -> None:
    client.post("/masuk/", {"contact": PHONE.value})
    answer = client.post("/masuk/kode/", {"code": wrong(read_code())})
    assert answer.status_code == 422
    assert "4" in answer.content.decode()


def test_a_code_that_cannot_be_read_is_told_so(
    client: Client, read_code: ReadCode
) -> None:
    client.post("/masuk/", {"contact": PHONE.value})
    answer = client.post("/masuk/kode/", {"code": "dua belas"})
    assert answer.status_code == 422
    assert "Ketik enam angka" in answer.content.decode()


def test_a_page_of_citizens_leads_to_the_sign_in_and_back(client: Client) -> None:
    answer = client.get("/akun/?a=1")
    assert answer.headers["Location"] == "/masuk/?lanjut=/akun/%3Fa%3D1"


def test_leaving_needs_a_post(client: Client, read_code: ReadCode) -> None:
    sign_in(client, PHONE.value, read_code)
    client.get("/keluar/")
    assert client.get("/akun/").status_code == 200


def test_signing_out_everywhere_ends_the_other_device(
    client: Client, read_code: ReadCode, at: dt.datetime
) -> None:
    contact = operations.find_or_create_contact(address=PHONE, by=SYSTEM, at=at)
    account = operations.open_account(contact=contact, by=SYSTEM, at=at)
    sign_in(client, PHONE.value, read_code)
    operations.sign_out_all(account=account, by=SYSTEM, at=at)
    assert client.get("/akun/").status_code == 302


def test_a_contact_of_somebody_else_is_not_added(at: dt.datetime) -> None:
    other = operations.find_or_create_contact(address=PHONE, by=SYSTEM, at=at)
    operations.open_account(contact=other, by=SYSTEM, at=at)
    mine = operations.find_or_create_contact(
        address=Address("EMAIL", "ani@contoh.id"), by=SYSTEM, at=at
    )
    account = operations.open_account(contact=mine, by=SYSTEM, at=at)
    assert account.person_id is not None
    with pytest.raises(errors.ContactTaken):
        operations.link_contact(
            contact=other, person=account.person_id, by=SYSTEM, at=at
        )


def test_a_second_contact_is_added_by_its_code_and_taken_off_again(
    client: Client, read_code: ReadCode, at: dt.datetime
) -> None:
    contact = operations.find_or_create_contact(address=PHONE, by=SYSTEM, at=at)
    operations.open_account(contact=contact, by=SYSTEM, at=at)
    sign_in(client, PHONE.value, read_code)
    client.post("/akun/bukti/kontak/")
    client.post("/akun/bukti/kontak/", {"code": read_code()})
    client.post("/akun/kontak/", {"contact": "Ani@Contoh.id"})
    client.post("/akun/kontak/kode/", {"code": read_code()})
    page = client.get("/akun/").content.decode()
    assert "a**@c***.id" in page
    added = models.Contact.objects.get(kind="EMAIL")
    client.post(f"/akun/kontak/lepas/{added.id}/")
    assert "a**@c***.id" not in client.get("/akun/").content.decode()


def test_a_code_for_adding_signs_nobody_in(client: Client, at: dt.datetime) -> None:
    session = client.session
    session["pending"] = {
        "code": str(ask(at).id),
        "kind": "PHONE",
        "masked": "x",
        "purpose": "ADD_CONTACT",
        "to": "/akun/",
    }
    session.save()
    client.cookies["sesi"] = session.session_key or ""
    assert client.get("/masuk/kode/").headers["Location"] == "/masuk/"


def test_the_page_states_how_long_a_code_is_valid(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "LIFE", dt.timedelta(minutes=7))
    assert "berlaku 7 menit" in client.get("/masuk/").content.decode()


def test_a_session_with_an_account_owns_what_its_contacts_and_its_person_own(
    client: Client, read_code: ReadCode, at: dt.datetime
) -> None:
    account = account_of(PHONE, at)
    sign_in(client, PHONE.value, read_code)
    session = auth.require_citizen_session(client.get("/akun/").wsgi_request)
    contact = models.Contact.objects.get(person=account.person)
    assert session.owners == {contact.id, account.person_id}
