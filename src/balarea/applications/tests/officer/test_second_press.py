"""A button that an officer presses twice takes one step and answers alike."""

import pytest

from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["keep", "accept"])
def test_two_presses_take_one_step(file: File, appoint: Appoint, action: str) -> None:
    application = file("KOP-006")
    client = at_the_desk(appoint(["KOP"]))
    form = {"action": action, "revision": application.revision}
    form |= {f"mark-R{number}": "MET" for number in range(1, 7)}
    form["idempotency_key"] = "k" * 20
    address = f"/petugas/permohonan/{application.id}/langkah/"
    answers = [client.post(address, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302], answers[0].content
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    application.refresh_from_db()
    revision = application.revision
    client.post(address, form)
    application.refresh_from_db()
    assert application.revision == revision


def test_a_refused_press_is_a_page_of_its_own_address(
    file: File, appoint: Appoint
) -> None:
    application = file("KOP-006")
    client = at_the_desk(appoint(["KOP"]))
    client.get("/petugas/")
    form = {"action": "accept", "revision": 999, "idempotency_key": "k" * 20}
    address = f"/petugas/permohonan/{application.id}/langkah/"
    led = client.post(address, form)
    assert led.status_code == 303
    page = client.get(led.headers["Location"])
    assert page.status_code == 409
    # Asked for later, or by somebody else, the case itself is shown.
    assert client.get(f"{address}?jawaban=old").headers["Location"] == (
        f"/petugas/permohonan/{application.id}/"
    )
