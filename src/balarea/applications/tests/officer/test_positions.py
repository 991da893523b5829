"""An officer's position is shown in the reader's language, as it was on that day."""

from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from balarea.applications import testing_measures
from balarea.applications.operations import (
    deciding,
    sealed_contents,
    verifying,
)
from balarea.applications.rules import Outcome
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.documents.tests import printed
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db
WHY = "Data pada dokumen cocok dengan jawaban yang dikirim."


def revoked(
    file: File, appoint: Appoint, english: str = ""
) -> tuple[Officer, UUID, str]:
    """A case from its check to the end of its document, by two officers.

    The first of them, the case, and the address of its tracking page.
    """
    officer, _ = (appoint(["DKC"], actions=Action, english=english) for _ in range(2))
    application = file("DKC-006")
    case, scope = application.id, people.scope_of(officer.account)
    assert scope is not None
    by, at = people.officer_actor(officer), clock.now()
    arguments: dict[str, Any] = {"scope": scope, "by": by, "at": at}
    opened = verifying.open_case(case=case, **arguments)
    marks = {r.id: True for r in opened.definition.requirements}
    verifying.save_marks(case=case, marks=marks, **arguments)
    verifying.accept(case=case, **arguments)
    deciding.decide(case=case, outcome=Outcome.GRANTED, reasons=WHY, **arguments)
    document = documents.IssuedDocument.objects.get(case=case)
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    testing_measures.revoke(case=case, reason=WHY, **arguments)
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    address = f"/lacak/{application.reference}/{secret}/"
    return officer, case, address


def read(client: Client, address: str, language: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(address).content.decode()


def test_is_told_in_the_language_of_the_page(file: File, appoint: Appoint) -> None:
    officer, case_id, tracking = revoked(file, appoint, "Registrar")
    case = f"/petugas/permohonan/{case_id}/"
    agency = officer.agency.short_name
    for client, address in ((Client(), tracking), (at_the_desk(officer), case)):
        english, indonesian = (read(client, address, code) for code in ("en", "id"))
        # Who acted, who opened the data, and who revoked: on both pages.
        assert english.count(f"Registrar, {agency}") >= 3
        assert f"Petugas, {agency}" not in english
        assert indonesian.count(f"Petugas, {agency}") >= 3
        assert "Registrar" not in indonesian
    assert "Ade Contoh, Registrar" in read(at_the_desk(officer), case, "en")


def test_is_told_in_indonesian_where_it_has_no_english_name(
    file: File, appoint: Appoint
) -> None:
    officer, case_id, tracking = revoked(file, appoint)
    case = f"/petugas/permohonan/{case_id}/"
    for client, address in ((Client(), tracking), (at_the_desk(officer), case)):
        expected = f"Petugas, {officer.agency.short_name}"
        assert read(client, address, "en").count(expected) >= 3
    assert "Ade Contoh, Petugas" in read(at_the_desk(officer), case, "en")


def test_stands_in_both_languages_on_a_document(file: File, appoint: Appoint) -> None:
    _, case, _ = revoked(file, appoint, "Registrar")
    rows = documents.IssuedDocument.objects.select_related("pdf__key")
    document = rows.get(case=case)
    content = document_operations.open_document(
        document=document, by=SYSTEM, purpose="AUDIT", at=clock.now()
    )
    words = printed.text(content)
    assert "Petugas" in words
    assert "Registrar" in words
