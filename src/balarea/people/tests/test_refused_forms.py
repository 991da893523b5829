"""After a refused form the browser is on a page that it got by GET."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.models import FirstAnswer
from balarea.people import refused_forms
from balarea.people.tests.conftest import ReadCode, sign_in

type Wait = Callable[[dt.timedelta], None]

pytestmark = pytest.mark.django_db
BAD = {"contact": "bukan nomor", "idempotency_key": "k" * 20, "lanjut": "/lanjut/"}


def refused_page(client: Client, **more: str) -> str:
    """Post a form that is refused; returns the address of the redirect."""
    if "csrf" not in client.cookies:
        client.get("/masuk/")  # sets the CSRF cookie
    answer = client.post("/masuk/?lanjut=/lanjut/", BAD | more)
    assert answer.status_code == 303
    address: str = answer.headers["Location"]
    return address


def test_what_was_typed_and_what_is_wrong_stand_there(client: Client) -> None:
    address = refused_page(client)
    assert address.startswith("/masuk/?lanjut=%2Flanjut%2F&jawaban=")
    for _ in range(2):  # it can be shown repeatedly
        page = client.get(address)
        assert page.status_code == 422
        assert "bukan nomor" in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]


def test_a_program_gets_its_answer_at_once(client: Client) -> None:
    answer = client.post("/masuk/", {"contact": "bukan nomor"})
    assert answer.status_code == 422


def test_a_second_tap_leads_to_the_same_page(client: Client) -> None:
    assert refused_page(client) == refused_page(client)


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """A function that moves the clock forward."""
    began = clock.now()

    def pass_by(time: dt.timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + time)

    return pass_by


def test_what_was_refused_is_tried_again_later(client: Client, wait: Wait) -> None:
    first = refused_page(client)
    wait(dt.timedelta(seconds=15))
    assert refused_page(client) != first


def test_another_browser_sees_nothing_of_it(client: Client) -> None:
    client.cookies["csrf"] = "a" * 32
    address = refused_page(client)
    page = Client().get(address)
    assert page.status_code == 200
    assert "bukan nomor" not in page.content.decode()


def test_another_reader_sees_nothing_of_it(client: Client, read_code: ReadCode) -> None:
    address = refused_page(client)
    sign_in(client, "0812-1111-2222", read_code)
    assert "bukan nomor" not in client.get(address).content.decode()


def test_another_language_gets_the_page_anew(client: Client) -> None:
    address = refused_page(client)
    client.cookies["bahasa"] = "en"
    page = client.get(address)
    assert page.status_code == 200
    assert "Send me a code" in page.content.decode()


def test_what_is_mended_is_not_shown_as_wrong_again(client: Client) -> None:
    address = refused_page(client)
    good = {"contact": "0812-1111-2222", "idempotency_key": "m" * 20}
    referer = {"Referer": f"http://testserver{address}"}
    assert client.post("/masuk/", good, headers=referer).status_code == 302
    assert "bukan nomor" not in client.get(address).content.decode()


def test_an_hour_later_the_plain_page_is_shown(client: Client, wait: Wait) -> None:
    address = refused_page(client)
    wait(refused_forms.LIFE + dt.timedelta(minutes=1))
    assert client.get(address).status_code == 200


def test_it_is_sealed(client: Client) -> None:
    refused_page(client)
    rows = [bytes(row) for row in FirstAnswer.objects.values_list("answer", flat=True)]
    assert rows
    assert not any(b"bukan" in row for row in rows)


def test_an_address_for_forms_only_leads_to_its_page(
    client: Client, read_code: ReadCode
) -> None:
    client.post("/masuk/", {"contact": "0812-1111-2222"})
    page = client.get("/masuk/kode/").content.decode()
    key = re.findall(r'name="idempotency_key" value="([^"]+)"', page)[-1]
    answer = client.post("/masuk/kode/ulang/", {"idempotency_key": key})
    if answer.status_code == 303:  # requested too soon
        address = answer.headers["Location"]
        assert client.get(address).status_code == 429
    assert client.get("/masuk/kode/ulang/?jawaban=old").headers["Location"] == (
        "/masuk/kode/"
    )


def test_a_path_never_leads_out(client: Client) -> None:
    assert refused_forms._own("//evil.example/x/") == "/evil.example/x/"
