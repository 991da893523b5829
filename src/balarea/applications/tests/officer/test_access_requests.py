"""Names of who opened data, and openings that an order of law delays on the page."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.browser import OpenPage, answer_with, check_at_widths

from balarea.applications import access_rules, errors, models
from balarea.applications.operations import access_names, covert_access
from balarea.applications.presenters import log_codes
from balarea.applications.queries import access_requests
from balarea.applications.tests.citizen.conftest import SignIn
from balarea.applications.tests.officer import test_front_desk
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.foundation import clock, ids
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices.models import Message
from balarea.people import name_errors
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import ContactNameRequest, Officer
from balarea.people.operations import name_requests
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.transparency.receipts import receipt_proofs
from balarea.vault import operations as vault_operations
from balarea.vault import queries as vault
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
CODE, AGENCY = "DKC-006", "DKC"
HOUR = dt.timedelta(hours=1)
ORDER = "Penetapan 12/Pen.Pid/2026/PN Smd, 27 November 2026"


@pytest.fixture
def worker(appoint: Appoint) -> Officer:
    return appoint([AGENCY], actions=(Action.READ, Action.VERIFY, Action.DECIDE))


@pytest.fixture
def overseer(appoint: Appoint) -> Officer:
    return appoint([AGENCY], actions=(Action.OVERSEE,))


def types_of(case: models.Application) -> list[str]:
    rows = Entry.objects.filter(subject=case.id).order_by("id")
    return list(rows.values_list("type", flat=True))


@operation
def end(
    *,
    row: models.NameRequest | models.CovertOrder,
    ending: str,
    ended_by: Officer,
    by: Actor,
    at: dt.datetime,
) -> None:
    """End it as raw code would that checks nothing."""
    row.ending, row.ended_by, row.ended_at = ending, ended_by, at
    row.save()


def test_a_citizen_asks_who_opened_their_data_and_is_answered(
    file: File, worker: Officer, overseer: Officer, sign_in: SignIn, appoint: Appoint
) -> None:
    case = file(CODE)
    at_the_desk(worker).get(f"/petugas/permohonan/{case.id}/")
    [access] = Access.objects.filter(case=case.id, actor=worker.id, names=["answers"])
    assert access.entry is not None
    entry = Entry.objects.get(id=access.entry)
    assert (entry.type, entry.subject) == ("OPENED", case.id)
    browser = sign_in()
    address = f"/permohonan/{case.id}/dilihat/"
    page = browser.open(address)
    assert f"/transparansi/entri/{access.entry}/" in page.html
    assert worker.name not in page.html
    for _ in range(2):  # the second press changes nothing
        sent = browser.client.post(address, {"access": str(access.id)})
        assert sent.status_code == 302
    row = models.NameRequest.objects.get()
    answer = f"/petugas/nama/{row.id}/"
    assert at_the_desk(worker).get(answer).status_code == 403
    elsewhere = at_the_desk(appoint(["DKS"], actions=(Action.OVERSEE,)))
    assert elsewhere.get(answer).status_code == 404
    desk = at_the_desk(overseer)
    assert answer in desk.get("/petugas/nama/").content.decode()
    assert desk.post(answer, {"answer": "BECAUSE"}).status_code == 422
    assert desk.post(answer, {"answer": "GIVEN"}).status_code == 302
    assert desk.post(answer, {"answer": "SAFETY"}).status_code == 409
    assert worker.name in browser.open(address).text
    assert types_of(case).count("NAME_ASKED") == 1
    assert types_of(case).count("NAME_ANSWERED") == 1
    assert worker.name not in str(list(models.NameRequest.objects.values()))


def test_a_name_is_refused_by_a_law_and_never_by_its_own_officer(
    file: File, worker: Officer, overseer: Officer, sign_in: SignIn, appoint: Appoint
) -> None:
    case, at = file(CODE), clock.now()
    both = appoint([AGENCY], actions=(Action.READ, Action.OVERSEE))
    at_the_desk(both).get(f"/petugas/permohonan/{case.id}/")
    access = Access.objects.filter(case=case.id, actor=both.id).latest("at")
    browser = sign_in()
    address = f"/permohonan/{case.id}/dilihat/"
    browser.client.post(address, {"access": str(access.id)})
    row = models.NameRequest.objects.get()
    with pytest.raises(name_errors.OwnName):
        access_names.answer_name(
            request=row.id,
            answer="GIVEN",
            scope=people_testing.scope_of(both),
            by=people.officer_actor(both),
            at=at,
        )
    row.refusal = "SAFETY"
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        end(row=row, ending="REFUSED", ended_by=both, by=SYSTEM, at=at)
    answer = {"answer": "SAFETY"}
    at_the_desk(overseer).post(f"/petugas/nama/{row.id}/", answer)
    assert str(access_rules.NAME_REFUSALS["SAFETY"]) in browser.open(address).text
    with pytest.raises(NotFound):  # an access of nobody's case, or of another's
        access_names.ask_name(
            case=case.id, access=ids.uuid7(), owners=frozenset(), by=SYSTEM, at=at
        )


@pytest.mark.parametrize(
    ("after", "is_late"),
    [(access_rules.NAME_HOURS, False), (access_rules.NAME_HOURS + HOUR, True)],
)
def test_a_name_is_late_after_three_times_24_hours(
    after: dt.timedelta, is_late: bool, at: dt.datetime
) -> None:
    assert access_rules.is_name_late(at, at + after) is is_late


def test_an_order_of_law_is_checked_before_it_is_proposed(
    file: File, worker: Officer, overseer: Officer
) -> None:
    case, today = file(CODE), clock.today(clock.now())
    first, second = at_the_desk(worker), at_the_desk(overseer)
    address = f"/petugas/permohonan/{case.id}/akses-tertutup/"
    form = order_form(today + dt.timedelta(days=30))
    too_late = today + dt.timedelta(days=access_rules.MAX_COVERT_DAYS + 1)
    for wrong in (
        {"basis": ""},
        {"order": "x"},
        order_form(today),
        order_form(too_late),
        {"revealed_on": "besok"},
    ):
        assert first.post(address, form | wrong).status_code == 422
    assert second.post(address, form).status_code == 404
    assert first.post(address, form).status_code == 302
    assert first.post(address, form | {"order": ORDER + "."}).status_code == 409
    opened = f"{address}{models.CovertOrder.objects.get().id}/"
    assert first.get(opened).status_code == 409  # not approved


def order_form(day: dt.date) -> dict[str, str]:
    return {"basis": "COURT", "order": ORDER, "revealed_on": f"{day:%d-%m-%Y}"}


def test_an_order_of_law_needs_two_and_is_shown_at_midnight_of_its_day(
    file: File, worker: Officer, overseer: Officer, sign_in: SignIn
) -> None:
    case, today = file(CODE), clock.today(clock.now())
    first, second = at_the_desk(worker), at_the_desk(overseer)
    address = f"/petugas/permohonan/{case.id}/akses-tertutup/"
    shown_on = today + dt.timedelta(days=30)
    first.post(address, order_form(shown_on))
    row = models.CovertOrder.objects.get()
    decision = f"/petugas/akses-tertutup/{case.id}/{row.id}/"
    assert ORDER in second.get(decision).content.decode()
    with pytest.raises(IntegrityError, match="needs_two"), transaction.atomic():
        end(row=row, ending="APPROVED", ended_by=worker, by=SYSTEM, at=clock.now())
    assert second.post(decision, {"step": "approve"}).status_code == 302
    assert second.post(decision, {"step": "reject"}).status_code == 409
    assert first.get(f"{address}{row.id}/").status_code == 200
    listed = second.get("/petugas/akses-tertutup/").content.decode()
    assert case.reference in listed.replace("-", "")
    midnight = clock.start_of(shown_on)
    before = clock.today(midnight - dt.timedelta(seconds=1))
    check_shown(case, {today: False, before: False, clock.today(midnight): True})
    unasked = vault.access_summary(case.id).others.groups
    assert "COVERT" not in {one.purpose for one in unasked}
    page = sign_in().open(f"/permohonan/{case.id}/dilihat/").html
    assert "/transparansi/entri/" not in page
    check_log(case)
    with pytest.raises(errors.CovertOver):
        covert_access.open_covertly(
            case=case.id,
            order=row.id,
            scope=people_testing.scope_of(worker),
            by=people.officer_actor(worker),
            at=clock.now() + access_rules.COVERT_OPEN_FOR + HOUR,
        )


def check_shown(case: models.Application, days: dict[dt.date, bool]) -> None:
    """On which days owner and officers of the case see the covert openings."""
    for day, is_shown in days.items():
        openings = vault.openings([case.id], today=day, limit=99)
        groups = vault.access_summary(case.id, today=day).others.groups
        by_office = vault.accesses_by_others(case.id, today=day).groups
        for rows in (openings, groups, by_office):
            assert ("COVERT" in {one.purpose for one in rows}) is is_shown


def check_log(case: models.Application) -> None:
    """The log has each step at once, and nothing by which to look for the case."""
    assert [one for one in types_of(case) if "COVERT" in one] == [
        "COVERT_PROPOSED",
        "OPENED_COVERTLY",  # the order, read by who decides
        "COVERT_DECIDED",
        "OPENED_COVERTLY",  # the page of the refused second decision
        "OPENED_COVERTLY",  # the answers
    ]
    entries = Entry.objects.filter(subject=case.id, type__contains="COVERT")
    assert set(entries.values_list("agency", "service", "rules")) == {("", "", "")}


def test_whoever_proposed_and_oversees_cannot_approve_it(
    file: File, appoint: Appoint
) -> None:
    case, at = file(CODE), clock.now()
    both = appoint([AGENCY], actions=(Action.DECIDE, Action.OVERSEE))
    scope, by = people_testing.scope_of(both), people.officer_actor(both)
    row = covert_access.propose(
        case=case.id,
        basis="SECURITY",
        order=ORDER,
        revealed_on=clock.today(at) + dt.timedelta(days=1),
        scope=scope,
        by=by,
        at=at,
    )
    with pytest.raises(errors.OwnCovertOrder):
        covert_access.decide(
            case=case.id, order=row.id, approves=True, scope=scope, by=by, at=at
        )
    assert access_requests.covert_orders(scope) == [row]


def test_somebody_without_an_account_asks_at_the_desk_and_is_answered_there(
    appoint: Appoint, overseer: Officer, services: object
) -> None:
    clerk = appoint([AGENCY], actions=(Action.READ, Action.VERIFY, Action.RECEIVE))
    desk, other = at_the_desk(clerk), at_the_desk(overseer)
    case = test_front_desk.filed(desk)  # who files brings no phone and no e-mail
    owner = case.person_id
    assert owner is not None
    desk.get(f"/petugas/permohonan/{case.id}/")
    page = f"/petugas/loket/orang/{owner}/pembukaan/"
    assert page in desk.get(f"/petugas/loket/orang/{owner}/").content.decode()
    listed = desk.get(page).content.decode()
    accesses = Access.objects.filter(actor=clerk.id).order_by("id")
    of_case = accesses.filter(case=case.id, names=["answers"]).last()
    of_person = accesses.filter(case=owner).first()
    assert of_case is not None
    assert of_person is not None
    assert clerk.name not in listed.partition("<main")[2]
    for access, waiting, table in (
        (of_case, "/petugas/nama/", models.NameRequest),
        (of_person, "/petugas/nama/kontak/", ContactNameRequest),
    ):
        assert str(access.entry) in listed
        for _ in range(2):  # the second press changes nothing
            assert desk.post(page, {"access": str(access.id)}).status_code == 302
        row = table.objects.get(access=access.id)
        read = f"{page}{access.id}/"
        assert desk.get(read).status_code == 404  # not answered yet
        address = f"{waiting}{row.id}/"
        assert address in other.get("/petugas/nama/").content.decode()
        assert at_the_desk(clerk).get(address).status_code == 403
        assert other.post(address, {"answer": "BECAUSE"}).status_code == 422
        assert other.post(address, {"answer": "GIVEN"}).status_code == 302
        assert other.post(address, {"answer": "SAFETY"}).status_code == 409
        assert read in desk.get(page).content.decode()
        before = Access.objects.filter(case=access.case).count()
        assert clerk.name in desk.get(read).content.decode().partition("<main")[2]
        assert Access.objects.filter(case=access.case).count() == before + 1
        opened = Access.objects.filter(case=access.case).latest("id")
        assert (opened.names, opened.purpose) == (["officer-name"], "COUNTER")
        types = Entry.objects.filter(subject=access.case, type__startswith="NAME_")
        logged = sorted(types.values_list("type", flat=True))
        assert logged == ["NAME_ANSWERED", "NAME_ASKED"]
        assert clerk.name not in str(list(table.objects.values()))
    elsewhere = at_the_desk(appoint(["DKS"], actions=(Action.RECEIVE, Action.OVERSEE)))
    check_another_desk(elsewhere, page, of_case)
    assert desk.post(page, {"access": "x"}).status_code == 404


def check_another_desk(elsewhere: Client, page: str, of_case: Access) -> None:
    """Another agency's desk reaches neither the case's openings nor the requests."""
    wrong = {"access": str(of_case.id)}
    assert elsewhere.post(page, wrong).status_code == 404
    assert elsewhere.get(f"{page}{of_case.id}/").status_code == 404
    row = ContactNameRequest.objects.get()
    assert elsewhere.get(f"/petugas/nama/kontak/{row.id}/").status_code == 404


def test_a_citizen_asks_who_opened_their_contacts_and_gets_a_message(
    file: File, appoint: Appoint, overseer: Officer, sign_in: SignIn, at: dt.datetime
) -> None:
    case, both = file(CODE), appoint([AGENCY], actions=(Action.READ, Action.OVERSEE))
    assert case.contact is not None
    contact, by = people.contact(case.contact.id), people.officer_actor(both)
    sealed, name = contact.sealed, contact.sealed.name
    vault_operations.open(
        sealed=sealed, case=contact.id, name=name, by=by, purpose="CONSULT", at=at
    )
    access = Access.objects.get(case=contact.id, actor=both.id)
    browser, address = sign_in(), "/akun/dilihat/"
    assert both.name not in browser.open(address).html
    for _ in range(2):
        sent = browser.client.post(address, {"access": str(access.id)})
        assert sent.status_code == 302
    row = ContactNameRequest.objects.get()
    assert "Sudah diminta" in browser.open(address).text
    answer = f"/petugas/nama/kontak/{row.id}/"
    with pytest.raises(name_errors.OwnName):
        name_requests.answer_name(
            request=row.id,
            answer="GIVEN",
            scope=people_testing.scope_of(both),
            by=by,
            at=at,
        )
    at_the_desk(overseer).post(answer, {"answer": "GIVEN"})
    assert both.name in browser.open(address).text
    assert Message.objects.filter(case=contact.id, kind="CONTACT_NAME").count() == 1
    for wrong in ("x", str(ids.uuid7())):
        assert browser.client.post(address, {"access": wrong}).status_code == 404


@pytest.fixture
def pages(appoint: Appoint, overseer: Officer, services: object) -> dict[str, str]:
    """What a desk and its person see of the log; see `open_page`."""
    desk = at_the_desk(appoint([AGENCY], actions=(Action.READ, Action.RECEIVE)))
    other, case = at_the_desk(overseer), test_front_desk.filed(desk)
    desk.get(f"/petugas/loket/orang/{case.person_id}/")
    page = f"/petugas/loket/orang/{case.person_id}/pembukaan/"
    assert case.person_id is not None
    access = Access.objects.filter(case=case.person_id).latest("id")
    desk.post(page, {"access": str(access.id)})
    answer = f"/petugas/nama/kontak/{ContactNameRequest.objects.get().id}/"
    html = {answer: other.get(answer).content.decode()}
    other.post(answer, {"answer": "GIVEN"})
    for address in (
        page,
        f"{page}{access.id}/",
        f"/petugas/loket/berkas/{case.id}/tanda-terima/",
        f"/petugas/loket/berkas/{case.id}/struk/",
    ):
        html[address] = desk.get(address).content.decode()
    promise = log_codes.of_filing(receipt_proofs.steps_of(case.id))
    assert promise is not None
    checked = Client().post("/verifikasi/bukti/", {"teks": promise.text})
    return html | {"/verifikasi/bukti/": checked.content.decode()}


def test_has_nothing_that_axe_objects_to(
    pages: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page()
    answer_with(page, pages)
    for address in pages:
        check_at_widths(page, address, 360, 1280)
