"""The desk says why it was looked at, and answers what is not there with that."""

import datetime as dt
import uuid

import pytest
from django.test import Client, override_settings

from balarea.applications import models, testing
from balarea.applications.operations import filing
from balarea.applications.presenters import accesses
from balarea.applications.presenters import officer as presenters
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people import presenters as people_presenters
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.ui.templatetags.ui import moment
from balarea.vault import queries as vault
from balarea.vault import rules

pytestmark = pytest.mark.django_db


def purposes(application: models.Application) -> list[str]:
    """Why others opened it, the newest first."""
    rows = vault.accesses(application.id).exclude(actor_kind__in=rules.OWNERS)
    return [row.purpose for row in rows]


def look(client: Client, application: models.Application) -> None:
    address = f"/petugas/permohonan/{application.id}/"
    assert client.get(address).status_code == 200


def grant(
    application: models.Application, officer: Officer, *, is_signed: bool = True
) -> None:
    """Accept it, grant it and write its document."""
    scope = people.scope_of(officer.account)
    assert scope is not None
    testing.grant(application.id, scope, people.officer_actor(officer))
    document = documents.IssuedDocument.objects.get()
    if is_signed:
        document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())


def test_an_open_case_is_opened_for_the_step_that_waits(
    file: File, appoint: Appoint
) -> None:
    application = file("DKC-006")
    look(at_the_desk(appoint(["DKC"])), application)
    assert set(purposes(application)) == {"VERIFY"}


def test_a_closed_case_is_looked_up_and_says_so(
    file: File, appoint: Appoint, citizen: Actor, at: dt.datetime
) -> None:
    application = file("DKC-006")
    filing.withdraw(
        case=application.id,
        owners=application.owners,
        by=citizen,
        at=at,
    )
    look(at_the_desk(appoint(["DKC"])), application)
    assert set(purposes(application)) == {"CONSULT"}


def test_a_document_and_the_reasons_behind_it_are_looked_up(
    file: File, appoint: Appoint
) -> None:
    application = file("DKC-006")
    officer = appoint(["DKC"])
    grant(application, officer)
    before = len(purposes(application))
    client = at_the_desk(officer)
    look(client, application)
    address = f"/petugas/permohonan/{application.id}/dokumen.pdf"
    assert client.get(address).content.startswith(b"%PDF")
    mine = purposes(application)[: len(purposes(application)) - before]
    assert len(mine) == 3  # answers, what officers wrote, the document
    assert set(mine) == {"CONSULT"}


def test_every_purpose_has_its_words() -> None:
    for worded in (
        accesses.PURPOSES,
        presenters.PURPOSES,
        people_presenters.PURPOSES,
    ):
        assert worded.keys() == rules.PURPOSES


def test_whoever_may_not_read_sends_nothing_again(file: File, appoint: Appoint) -> None:
    application = file("DKC-006")
    client = at_the_desk(appoint(["DKC"], actions=[Action.DECIDE]))
    form = {"action": "send_again", "message": str(uuid.UUID(int=7))}
    answer = client.post(f"/petugas/permohonan/{application.id}/langkah/", form)
    assert answer.status_code == 403


@pytest.mark.parametrize("message", ["", "nonsense", str(uuid.UUID(int=7)), None])
def test_a_message_that_is_not_there_is_not_found(
    file: File, appoint: Appoint, message: str | None
) -> None:
    application = file("DKC-006")
    form = {"action": "send_again", "idempotency_key": "k"}
    if message is not None:
        form["message"] = message
    client = at_the_desk(appoint(["DKC"]))
    answer = client.post(f"/petugas/permohonan/{application.id}/langkah/", form)
    assert answer.status_code == 404


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_desk_sees_since_when_a_document_waits_for_its_signature(
    file: File, appoint: Appoint, is_signed: bool
) -> None:
    application, officer = file("DKC-006"), appoint(["DKC"])
    grant(application, officer, is_signed=is_signed)
    page = at_the_desk(officer).get(f"/petugas/permohonan/{application.id}/")
    step = documents.Step.objects.get(state="PREPARED")
    waits = f"Menunggu tanda tangan sejak {moment(step.at)}."
    assert (waits in page.content.decode()) is not is_signed


@override_settings(BALAREA_DEMO=False)
def test_a_case_and_the_worklist_say_that_tariffs_and_times_are_examples(
    file: File, appoint: Appoint
) -> None:
    application = file("DKC-006")
    client = at_the_desk(appoint(["DKC"]))
    for address in ("/petugas/", f"/petugas/permohonan/{application.id}/"):
        head = client.get(address).content.decode().partition('<div class="head">')[2]
        assert "Contoh, bukan data resmi" in head, address


def test_a_file_is_shown_anew_and_fetched_as_it_came_with_a_warning(
    file: File, appoint: Appoint
) -> None:
    application = file("DPM-010")
    client = at_the_desk(appoint(["DPM"]))
    desk = client.get(f"/petugas/permohonan/{application.id}/").content.decode()
    files = documents.Evidence.objects.filter(case=application.id, kind="PDF")
    evidence = files.first()
    assert evidence is not None
    address = f"/petugas/permohonan/{application.id}/berkas/{evidence.id}/"
    assert f'href="{address}asli/"' in desk
    shown = client.get(address)
    assert shown.headers["Content-Disposition"] == "inline"
    sent = document_operations.open_sent(
        evidence=evidence, by=SYSTEM, purpose="AUDIT", at=clock.now()
    )[0]
    assert shown.content != sent
    before = purposes(application)
    warning = client.get(f"{address}asli/")
    assert "Buka dengan hati-hati" in warning.content.decode()
    assert purposes(application) == before, "a warning opens nothing"
    given = client.post(f"{address}asli/")
    assert given.content == sent
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert purposes(application)[0] == "VERIFY"
    other = at_the_desk(appoint(["POL"]))
    assert other.get(f"{address}asli/").status_code == 404
    assert other.post(f"{address}asli/").status_code == 404
