"""Nobody fills the log who has no secret: what strangers send is counted at most.

Every public address is asked for and sent to, by somebody without session, code or
key. What they try leaves no entry each: its sender would choose how many there are.
"""

import datetime as dt
import re

import pytest
from django.test import Client
from tests.architecture.test_addresses import addresses, wanted

from balarea.applications.rules import State
from balarea.applications.tests.conftest import ApplicationIn
from balarea.payments.models import Unsigned
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
SENT = {
    "reference": "0000-0000",
    "secret": "WRONG-WRONG",
    "contact": "not a contact",
    "code": "000000",
    "key": "00000000-0000-7000-8000-000000000000",
    "text": "Somebody writes something that nobody asked for.",
}


def filled(route: str, case: str) -> str:
    """An address with its parameters filled in: the case's id where one is needed."""

    def value(parameter: re.Match[str]) -> str:
        kind, name = parameter[1] or "str:", parameter[2]
        if kind == "uuid:":
            return case
        return {"int:": "1"}.get(kind, {"code": "DKC-012"}.get(name, "demo"))

    return "/" + re.sub(r"<(\w+:)?(\w+)>", value, route)


def test_no_public_address_lets_a_stranger_add_an_entry(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    case = str(application_in("DKC-012", State.RECEIVED).id)
    client = Client(raise_request_exception=False)
    public = [filled(one.route, case) for one in addresses() if not wanted(one.route)]
    assert len(public) > 30
    before = Entry.objects.count()
    for address in public:
        client.get(address)
        client.post(address, SENT)
        client.post(address, b'{"payment": "1"}', content_type="application/json")
        assert Entry.objects.count() == before, address
    assert Unsigned.objects.exists(), "the provider's address was among them"
