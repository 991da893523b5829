"""A manager's pages: what each shows, proposes and does, and to whom it is closed."""

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests import sampling
from tests.architecture.test_addresses import addresses

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import auth, models, testing
from balarea.people.operations import officers
from balarea.people.proposal_rules import ProposalState
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
WHY = "Pegawai baru di meja layanan"
FOREIGN = "00000000-0000-7000-8000-000000000000"


def desk(officer: models.Officer | None) -> Client:
    """The browser of an officer who has signed in with every factor, or of nobody."""
    client = Client()
    if officer is not None:
        client.force_login(officer.account)
        session = client.session
        now = clock.now().timestamp()
        session[auth.SINCE] = session[auth.LAST_REQUEST] = now
        session.save()
    return client


@pytest.fixture
def staff(some: object, at: dt.datetime) -> dict[str, models.Officer]:
    """Two managers of the mall, one of the civil registry, one clerk of another."""
    rights = {
        "first": ("DPM", [Action.MANAGE]),
        "second": ("DPM", [Action.MANAGE]),
        "local": ("DKC", [Action.MANAGE]),
        "clerk": ("DKS", [Action.VERIFY]),
    }
    return {
        name: testing.appoint(agency, actions, at)
        for name, (agency, actions) in rights.items()
    }


def typed(**changed: str) -> dict[str, str]:
    return {
        "agency": "DKS",
        "name": "Siti  Contoh",
        "position": "Verifikator",
        "position_en": "Verifier",
        "role": "VERIFIER",
        "login": "DKS.Siti",
        "contact": "siti@contoh.id",
        "why": WHY,
        **changed,
    }


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_two_managers_appoint_and_give_a_right_by_their_pages(
    staff: dict[str, models.Officer],
) -> None:
    first, second = desk(staff["first"]), desk(staff["second"])
    answer = first.post("/petugas/kelola/petugas/angkat/", typed())
    page = answer.headers["Location"]
    assert page in text_of(second.get("/petugas/kelola/"))
    assert 'value="confirm"' not in text_of(first.get(page))
    assert first.post(page, {"step": "confirm"}).status_code == 409
    shown = text_of(second.get(page))
    assert "siti@contoh.id" in shown
    assert WHY in shown
    key = {"step": "confirm", "idempotency_key": "once"}
    slip = second.post(page, key)
    assert "no-store" in slip.headers["Cache-Control"]
    officer = models.Officer.objects.get(account__login="dks.siti")
    assert officer.name == "Siti Contoh"
    password = re.findall(r"<code>([^<]{16})</code>", slip.content.decode())[0]
    assert officer.account.check_password(password)
    assert second.post(page, key).content == slip.content  # a double tap
    assert password not in text_of(second.get(page))

    own = reverse("people:manager_officer", args=[officer.id])
    right = {"actions": ["VERIFY", "READ"], "why": WHY}
    page = first.post(f"{own}hak/", right).headers["Location"]
    assert second.post(page, {"step": "confirm"}).status_code == 302
    grant = models.Grant.objects.get(officer=officer)
    assert grant.actions == ["READ", "VERIFY"]
    assert second.post(page, {"step": "confirm"}).status_code == 409
    assert f"cabut/{grant.id}/" in text_of(first.get(own))
    # What takes power needs nobody else.
    assert first.post(f"{own}cabut/{grant.id}/").status_code == 302
    assert first.post(f"{own}cabut/{grant.id}/").status_code == 409
    renewed = first.post(f"{own}sandi/")
    assert not models.Account.objects.get(id=officer.account_id).check_password(
        password
    )
    assert officer.account.login in text_of(renewed)
    assert first.post(f"{own}berhenti/").status_code == 302
    back = {"contact": "siti@contoh.id", "why": WHY}
    page = first.post(f"{own}kembali/", back).headers["Location"]
    assert second.post(page, {"step": "confirm"}).status_code == 200
    officer.refresh_from_db()
    assert officer.dismissed_at is None
    assert not models.Grant.objects.filter(officer=officer, revoked_at=None).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact", "bukan kontak"), ("why", "ya"), ("agency", "XXX"), ("login", "a b")],
)
def test_an_appointment_that_cannot_be_is_shown_again_with_what_was_typed(
    staff: dict[str, models.Officer], field: str, value: str
) -> None:
    answer = desk(staff["first"]).post(
        "/petugas/kelola/petugas/angkat/", typed(**{field: value})
    )
    assert answer.status_code == 422
    assert 'value="Verifikator"' in text_of(answer)
    assert not models.Proposal.objects.exists()


def test_a_change_waits_and_a_contact_is_sealed(
    staff: dict[str, models.Officer],
) -> None:
    clerk = staff["clerk"]
    own = reverse("people:manager_officer", args=[clerk.id])
    form = {"name": "Ade Contoh", "position": "Kepala Seksi", "why": WHY}
    page = (
        desk(staff["first"])
        .post(f"{own}ubah/", {**form, "contact": "0812 3456 7890"})
        .headers["Location"]
    )
    clerk.refresh_from_db()
    assert clerk.position == "Petugas"
    desk(staff["second"]).post(page, {"step": "confirm"})
    clerk.refresh_from_db()
    assert (clerk.position, clerk.contact) == ("Kepala Seksi", None)
    assert clerk.address is not None
    # Without a contact a new password would be all that one needs to sign in.
    refused = desk(staff["first"]).post(
        reverse("people:manager_renew", args=[staff["second"].id])
    )
    assert refused.status_code == 409


def test_a_delegation_is_proposed_confirmed_and_ended(
    staff: dict[str, models.Officer], at: dt.datetime
) -> None:
    first, second = desk(staff["first"]), desk(staff["second"])
    today = clock.today(at)
    form = {
        "service": "DKC-006",
        "delegate": "DPM",
        "actions": ["DECIDE"],
        "kind": "MANDATE",
        "office": "Kepala Dinas",
        "office_en": "Head of the office",
        "decree": "Keputusan Bupati 1/2026",
        "decree_on": today.isoformat(),
        "begins_on": f"{today:%d-%m-%Y}",
        "ends_on": "",
        "why": WHY,
    }
    new, listed = "/petugas/kelola/pelimpahan/baru/", "/petugas/kelola/pelimpahan/"
    assert first.post(new, {**form, "delegate": "DKC"}).status_code == 422
    assert first.post(new, {**form, "begins_on": "besok"}).status_code == 422
    page = first.post(new, form).headers["Location"]
    assert not models.Delegation.objects.exists()
    assert second.post(page, {"step": "confirm"}).status_code == 302
    row = models.Delegation.objects.get()
    assert (row.agency.code, row.delegate.code) == ("DKC", "DPM")
    assert row.office_translations == {"en": "Head of the office"}
    end = reverse("catalogue:manager_end_delegation", args=[row.id])
    for manager in (first, desk(staff["local"])):
        assert end in text_of(manager.get(listed))
    assert desk(staff["local"]).post(end).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_a_substitute_is_proposed_confirmed_and_ended(
    staff: dict[str, models.Officer], at: dt.datetime
) -> None:
    first, second, clerk = desk(staff["first"]), desk(staff["second"]), staff["clerk"]
    head = testing.appoint("DKC", [Action.DECIDE], at)
    today = clock.today(at)
    form = {
        "kind": "PLH",
        "replaced": str(head.id),
        "position": "",
        "actions": ["DECIDE"],
        "decree": "SK 7/2026",
        "decree_on": f"{today:%d-%m-%Y}",
        "begins_on": f"{today:%d-%m-%Y}",
        "ends_on": f"{today + dt.timedelta(days=9):%d-%m-%Y}",
        "why": WHY,
    }
    path = reverse("catalogue:manager_substitute", args=[clerk.id])
    new = f"{path}?instansi=DKC"
    past = f"{today - dt.timedelta(days=1):%d-%m-%Y}"
    faults: list[dict[str, Any]] = [
        {"replaced": ""},
        {"kind": "PLT"},
        {"actions": ["REVOKE"]},
        {"actions": ["COUNTERSIGN"]},  # which whoever is away may not do
        {"ends_on": past},
    ]
    for fault in faults:
        assert first.post(new, form | fault).status_code in {409, 422}, fault
    page = first.post(new, form).headers["Location"]
    assert not models.Substitution.objects.exists()
    assert "SK 7/2026" in text_of(second.get(page))
    assert second.post(page, {"step": "confirm"}).status_code == 302
    row = models.Substitution.objects.get()
    assert (row.substitute, row.replaced, row.position) == (clerk, head, "Petugas")
    end = reverse("catalogue:manager_end_substitution", args=[row.id])
    assert end in text_of(first.get("/petugas/kelola/pengganti/"))
    assert first.post(end).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None


def test_who_manages_an_agency_manages_all_of_it(
    staff: dict[str, models.Officer],
) -> None:
    page = reverse("catalogue:manager_grant", args=[staff["local"].id])
    form = {"actions": ["MANAGE"], "services": ["DKC-006"], "why": WHY}
    assert desk(staff["first"]).post(page, form).status_code == 422
    assert desk(staff["first"]).get(f"{page}?instansi=XXX").status_code == 404


def routes(officer: UUID, proposal: UUID, right: UUID) -> list[str]:
    """Every address under `/petugas/kelola/`, as `urls.py` has it."""
    values = {"officer": officer, "proposal": proposal, "right": right}
    return [
        "/"
        + re.sub(r"<\w+:(\w+)>", lambda m: str(values.get(m[1], FOREIGN)), one.route)
        for one in addresses()
        if one.route.startswith("petugas/kelola/")
    ]


def test_each_address_is_closed_to_whoever_may_not_manage_what_it_is_about(
    staff: dict[str, models.Officer], at: dt.datetime
) -> None:
    first, clerk = staff["first"], staff["clerk"]
    answer = desk(first).post("/petugas/kelola/petugas/angkat/", typed())
    proposal = models.Proposal.objects.get()
    assert str(proposal.id) in answer.headers["Location"]
    right = models.Grant.objects.get(officer=clerk)
    reached = routes(clerk.id, proposal.id, right.id)
    assert len(reached) >= 14
    nobody, plain, local = desk(None), desk(clerk), desk(staff["local"])
    named = [one for one in reached if str(clerk.id) in one or str(proposal.id) in one]
    before = counted()
    for address in reached:
        for way in ("get", "post"):
            answer = getattr(nobody, way)(address)
            to = answer.headers.get("Location", "")
            assert answer.status_code == 405 or to.startswith("/petugas/masuk/")
            answer = getattr(plain, way)(address)
            assert answer.status_code in {403, 405}, address
    for address in named:
        for form in ({}, {"step": "confirm"}, {"step": "reject"}):
            assert local.post(address, form).status_code in {404, 405}, address
        assert local.get(address).status_code == 404, address
    assert counted() == before
    officers.dismiss(officer=first, by=SYSTEM, at=at)
    gone = desk(first).get("/petugas/kelola/")
    assert gone.headers["Location"].startswith("/petugas/masuk/")


def counted() -> tuple[int, ...]:
    """How many rights, officers, delegations and waiting proposals there are."""
    return (
        models.Grant.objects.filter(revoked_at=None).count(),
        models.Officer.objects.filter(dismissed_at=None).count(),
        models.Delegation.objects.filter(ended_at=None).count(),
        models.Proposal.objects.filter(state=ProposalState.WAITING).count(),
    )


def powers() -> set[tuple[object, ...]]:
    """Who may do what, and by which contact each officer's codes go."""
    grants = models.Grant.objects.filter(revoked_at=None, officer__dismissed_at=None)
    return {
        *grants.values_list("officer", "agency", "actions__0", "actions__len"),
        *models.Officer.objects.filter(dismissed_at=None).values_list(
            "id", "position", "contact", "address"
        ),
        *models.Delegation.objects.filter(ended_at=None).values_list("id", "delegate"),
        *models.Substitution.objects.filter(ended_at=None).values_list("id"),
    }


def test_nothing_that_one_person_does_in_whatever_order_gives_power_to_anybody(
    staff: dict[str, models.Officer], at: dt.datetime
) -> None:
    """A random walk over every page and form by one manager alone."""
    draw, first = sampling.draw("manager"), staff["first"]
    client, before = desk(first), powers()
    client.post("/petugas/kelola/petugas/angkat/", typed())
    assert models.Proposal.objects.get().state == ProposalState.WAITING
    today = clock.today(at).isoformat()
    # Every form's fields at once: each page takes its own.
    form: dict[str, Any] = {
        **typed(contact="saya@contoh.id", position="Kepala"),
        **{"service": "DKC-006", "delegate": "DPM", "ends_on": today},
        **{"office": "Kepala", "decree": "SK 1", "actions": ["DECIDE"]},
        **{"decree_on": today, "begins_on": today},
    }
    for _ in range(50):
        proposals = list(models.Proposal.objects.values_list("id", flat=True))
        proposal = draw.choice(proposals or [UUID(FOREIGN)])
        officer = draw.choice(list(staff.values()))
        right = models.Grant.objects.filter(officer=officer).first()
        address = draw.choice(
            routes(officer.id, proposal, right.id if right else UUID(FOREIGN))
        )
        step = draw.choice(["confirm", "confirm", "reject"])
        kind = draw.choice(["MANDATE", "PLT"])
        answer = client.post(address, {**form, "step": step, "kind": kind})
        assert answer.status_code < 500, address
        assert powers() <= before, address
    states = models.Proposal.objects.values_list("state", flat=True)
    assert ProposalState.CONFIRMED not in states
