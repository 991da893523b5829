"""What was granted and costs a levy need not be bought."""

from collections.abc import Callable
from uuid import UUID

import pytest

from balarea.applications import models, testing
from balarea.applications.rules import State
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import (
    Acting,
    fill,
    online,
    submit,
)
from balarea.documents.models import IssuedDocument
from balarea.payments.models import Bill

SERVICE = "KOP-006"


@pytest.fixture
def case(browser: Browser, appoint_officer: Callable[[str], Acting]) -> UUID:
    """Granted, and waiting for the levy."""
    definition = online()[SERVICE]
    good = next(t for t in definition.tests if t.expect.fee)
    submit(browser, fill(browser, definition, good))
    application_id = models.Application.objects.get().id
    testing.grant(application_id, *appoint_officer(SERVICE[:3]))
    assert models.Application.objects.get().state == State.AWAITING_LEVY
    return application_id


def test_may_be_taken_back_instead_of_paid(browser: Browser, case: UUID) -> None:
    page = browser.open(f"/permohonan/{case}/")
    page = browser.open(page.links_to("/tarik/")[0])
    page = browser.send(page)
    assert "Ditarik" in page.text
    assert models.Application.objects.get().state == State.WITHDRAWN
    assert set(Bill.objects.values_list("state", flat=True)) == {"CANCELLED"}
    assert not IssuedDocument.objects.exists()
    assert not page.links_to("/tarik/")
