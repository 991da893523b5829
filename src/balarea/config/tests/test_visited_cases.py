"""An appointment from one's own draft names it; anybody else's draft is never named."""

import datetime as dt
import re

import pytest

from balarea.applications.tests.citizen.conftest import (
    SignIn,
    begin,
    published_services,
    services,
    sign_in,
)
from balarea.foundation.operation import SYSTEM
from balarea.visits import models, testing
from balarea.visits.operations import slots

__all__ = ["published_services", "services", "sign_in"]  # fixtures
pytestmark = pytest.mark.django_db
CASE = re.compile(r"/permohonan/([0-9a-f-]{36})/")


def test_an_appointment_is_bound_to_ones_own_case_only(
    sign_in: SignIn, at: dt.datetime
) -> None:
    queue = testing.queue(testing.mall(at))
    slots.make_ahead(queue=queue, by=SYSTEM, at=at)
    citizen, stranger = sign_in(), sign_in("+628999000111")
    match = CASE.search(begin(citizen, "DKC-006"))
    assert match
    case = match[1]
    led = citizen.client.get(f"/antrean/untuk/{case}/")
    assert led["Location"].endswith(f"?layanan=DKC-006&untuk={case}")
    page = citizen.client.get(led["Location"]).content.decode()
    [slot, other] = re.findall(r'name="slot" value="([^"]+)"', page)[:2]
    booked = citizen.client.post(
        led["Location"], {"slot": slot, "idempotency_key": "one"}
    )
    assert booked.status_code == 302
    visit = models.Visit.objects.get()
    assert str(visit.case) == case
    assert visit.subject is not None
    assert stranger.client.get(f"/antrean/untuk/{case}/").status_code == 404
    stranger.client.post(led["Location"], {"slot": other, "idempotency_key": "two"})
    assert models.Visit.objects.exclude(id=visit.id).get().case is None
