"""A service of each kind is walked from its start page to a receipt."""

import datetime as dt

import pytest

from balarea.applications import models
from balarea.applications.rules import State, first_state
from balarea.applications.tests.citizen.conftest import (
    SignIn,
    fill,
    publish_also,
    submit,
)
from balarea.applications.tests.conftest import OF_EACH_KIND
from balarea.catalogue.testing import online


@pytest.mark.parametrize("code", OF_EACH_KIND)
def test_leads_from_the_start_to_a_receipt(
    code: str, sign_in: SignIn, at: dt.datetime
) -> None:
    definition = online()[code]
    publish_also(definition, at)
    example = next(t for t in definition.tests if not t.expect.problems)
    browser = sign_in()
    check = fill(browser, definition, example)
    receipt = submit(browser, check)
    assert receipt.address.endswith("/tanda-terima/"), receipt.text
    application = models.Application.objects.get()
    assert application.definition in receipt.html.replace("<wbr>", "")
    fee = example.expect.fee
    due_now = bool(fee) and definition.fee.due == "SUBMISSION"
    first = first_state(definition.steps, is_fee_first=due_now)
    is_granted = example.expect.unconfirmed == () and first == State.RECEIVED
    assert application.state == (State.GRANTED if is_granted else first)
    shown = browser.open(f"/permohonan/{application.id}/")
    assert shown.status == 200
    assert len(shown.html) < 45_000
