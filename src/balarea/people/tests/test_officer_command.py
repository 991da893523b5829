"""The command that appoints, changes, renews and dismisses officers."""

import datetime as dt
import io
import re
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from balarea.foundation.operation import SYSTEM
from balarea.people import addresses, models, operations, queries
from balarea.people.tests.conftest import SECRET, totp
from balarea.transparency.testing import entries_of

LOGIN = "bpn.baru"
pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("officer", *words, stdout=out)
    return out.getvalue()


def appoint(agency: str) -> str:
    """Appoint an officer; returns the password that is shown once."""
    output = run(
        "appoint",
        LOGIN,
        *("--name", "Iis Contoh"),
        *("--position", "Petugas verifikasi"),
        *("--position-en", "Verification officer"),
        *("--agency", agency),
        *("--role", "VERIFIER"),
        *("--contact", "0812 3456 7890"),
    )
    return str(re.findall(r"once: (\S+)", output)[0])


def first_page(client: Client, password: str) -> str:
    form = {"login": LOGIN, "password": password}
    answer = client.post("/petugas/masuk/", form)
    return str(answer.headers.get("Location", answer.status_code))


@pytest.fixture
def agency(officer: models.Officer) -> str:
    return officer.agency.code


@pytest.fixture
def newcomer(agency: str) -> tuple[models.Officer, str]:
    password = appoint(agency)
    officers = models.Officer.objects.select_related("account", "agency")
    return officers.get(account__login=LOGIN), password


def types_of(subject: UUID) -> set[str]:
    return {entry.type for entry in entries_of(subject)}


def test_is_appointed_and_sets_up_an_app_at_the_first_sign_in(
    client: Client, newcomer: tuple[models.Officer, str]
) -> None:
    officer, password = newcomer
    assert queries.rights_of(officer) == []
    assert types_of(officer.id) == {"OFFICER_APPOINTED"}
    assert officer.position_translations == {"en": "Verification officer"}
    leads = first_page(client, password)
    assert leads == "/petugas/masuk/kontak/"
    assert client.get(leads).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_new_name_and_position_are_told_from_now_on(
    newcomer: tuple[models.Officer, str],
) -> None:
    officer, _ = newcomer
    run("change", LOGIN, "--name", " Iis  Permana ")
    officer.refresh_from_db()
    assert (officer.name, officer.position) == ("Iis Permana", "Petugas verifikasi")
    assert officer.position_translations == {"en": "Verification officer"}
    said = run("change", LOGIN, "--position", "Penelaah")
    assert "Penelaah (in English: told in Indonesian too)" in said
    officer.refresh_from_db()
    assert officer.position_translations == {}, "the old one is no longer theirs"
    said = run("change", LOGIN, "--position-en", "Reviewer")
    assert "Penelaah (in English: Reviewer)" in said
    assert types_of(officer.id) == {"OFFICER_APPOINTED", "OFFICER_CHANGED"}


@pytest.mark.parametrize(
    "words", [(), ("--name", "  "), ("--position", ""), ("--position", "x" * 121)]
)
def test_a_change_that_says_nothing_or_too_much_is_refused(
    newcomer: tuple[models.Officer, str], words: tuple[str, ...]
) -> None:
    officer, _ = newcomer
    with pytest.raises(
        CommandError, match=r"what is to change|can't be empty|At most 120"
    ):
        run("change", LOGIN, *words)
    assert types_of(officer.id) == {"OFFICER_APPOINTED"}


def test_rights_are_given_shown_and_taken(
    agency: str, newcomer: tuple[models.Officer, str]
) -> None:
    officer, _ = newcomer
    give = ("grant", LOGIN, "--agency", agency, "--actions", "READ", "VERIFY")
    run(*give, "--services", "DKC-006")
    listed = run("list", "--agency", agency)
    assert "Iis Contoh" in listed
    assert f"{agency}, DKC-006: READ VERIFY" in listed
    [right] = queries.rights_of(officer)
    run("revoke", LOGIN, "--agency", agency)
    assert queries.rights_of(officer) == []
    assert types_of(right.id) == {"GRANTED_RIGHT", "REVOKED_RIGHT"}
    with pytest.raises(CommandError, match="no right"):
        run("revoke", LOGIN, "--agency", agency)


def test_who_lost_password_and_phone_begins_anew(
    client: Client, newcomer: tuple[models.Officer, str], at: dt.datetime
) -> None:
    officer, old = newcomer
    account = officer.account
    operations.enrol_totp(account=account, secret=SECRET, by=SYSTEM, at=at)
    client.post("/petugas/masuk/", {"login": LOGIN, "password": old})
    client.post("/petugas/masuk/kode/", {"code": totp()})
    assert client.get("/petugas/akun/").status_code == 200

    new = re.findall(r"once: (\S+)", run("renew", LOGIN))[0]
    assert client.get("/petugas/akun/").status_code == 302, "the session has ended"
    assert not Authenticator.objects.filter(user=account).exists()
    assert first_page(Client(), old) == "422"
    assert first_page(Client(), new) == "/petugas/masuk/kontak/"


def test_who_is_dismissed_is_out_at_the_next_request(
    client: Client, agency: str, newcomer: tuple[models.Officer, str], at: dt.datetime
) -> None:
    officer, password = newcomer
    operations.enrol_totp(account=officer.account, secret=SECRET, by=SYSTEM, at=at)
    run("grant", LOGIN, "--agency", agency, "--actions", "READ")
    client.post("/petugas/masuk/", {"login": LOGIN, "password": password})
    client.post("/petugas/masuk/kode/", {"code": totp()})
    assert client.get("/petugas/akun/").status_code == 200

    run("dismiss", LOGIN)
    assert client.get("/petugas/akun/").status_code == 302
    assert first_page(Client(), password) == "422"
    assert queries.rights_of(officer) == []
    assert types_of(officer.id) == {"OFFICER_APPOINTED", "OFFICER_DISMISSED"}
    assert "Iis Contoh" not in run("list")
    with pytest.raises(CommandError, match="Nobody in office"):
        run("renew", LOGIN)


def test_a_login_is_given_once_and_an_agency_must_be_there(
    agency: str, newcomer: tuple[models.Officer, str]
) -> None:
    with pytest.raises(CommandError, match="exists already"):
        appoint(agency)
    with pytest.raises(CommandError, match="no agency XXX"):
        run("grant", LOGIN, "--agency", "XXX", "--actions", "READ")


def test_a_contact_that_gets_no_code_is_refused_and_a_new_one_is_proved_again(
    newcomer: tuple[models.Officer, str], at: dt.datetime
) -> None:
    officer, _ = newcomer
    with pytest.raises(CommandError, match="--contact"):
        run("change", LOGIN, "--contact", "+44 20 7946 0018")
    mail = addresses.parse("iis@contoh.id")
    contact = operations.find_or_create_contact(address=mail, by=SYSTEM, at=at)
    operations.set_contact(officer=officer, contact=contact, by=SYSTEM, at=at)
    run("change", LOGIN, "--contact", "0813 3456 7890")
    officer.refresh_from_db()
    assert officer.contact is None  # it was notified for the last time
    address = operations.address_to_prove(officer=officer, by=SYSTEM, at=at)
    assert address == ("PHONE", "+6281334567890")


def test_numbers_that_find_conflicts_are_asked_for_and_never_shown(
    newcomer: tuple[models.Officer, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, _ = newcomer
    typed = iter(["9999014107900001", "9999010101200001", "", ""])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    shown = run("change", LOGIN, "--identity")
    officer.refresh_from_db()
    assert officer.nik_index is not None
    assert officer.family_index is not None
    assert "9999" not in shown
    run("change", LOGIN, "--identity")
    officer.refresh_from_db()
    assert officer.nik_index is officer.family_index is None
