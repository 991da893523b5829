"""The pages of advisers: what they show of another agency's file, and to whom."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balarea.applications import models, queries, testing
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.documents import queries as documents
from balarea.foundation import ids
from balarea.people import queries as people_queries
from balarea.people.rules import Action
from balarea.people.testing import scope_of
from balarea.transparency.models import Entry
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
WHY = "Gambar struktur belum memuat pondasi untuk tanah lunak di lokasi."
LIST = "/petugas/pertimbangan/"


@pytest.fixture
def advice(file: File, appoint: Appoint) -> models.Advice:
    """What PUT is asked about a building approval that was accepted just now."""
    application = file("DPM-012")
    scope = scope_of(appoint(["DPM"]))
    actor = people_queries.officer_actor(scope.officer)
    testing.accept(application.id, scope, actor)
    return models.Advice.objects.select_related("application").get()


@pytest.fixture
def adviser(appoint: Appoint) -> Client:
    return at_the_desk(appoint(["PUT"], actions=[Action.ADVISE]))


def page_of(advice: models.Advice) -> str:
    return reverse("applications:advice", args=[advice.id])


def form(**changed: Any) -> dict[str, Any]:
    return {
        "follows_plan": "YES",
        "meets_standards": "YES",
        "outcome": "AGREES",
        "text": "",
        **changed,
    }


def file_of(advice: models.Advice, requirement: str) -> str:
    item = next(
        one
        for one in documents.files_of(advice.application_id)
        if one.requirement == requirement
    )
    return reverse("applications:advice_file", args=[advice.id, item.id])


def test_lists_what_is_asked_and_nobody(advice: models.Advice, adviser: Client) -> None:
    text = adviser.get(LIST).content.decode()
    assert page_of(advice) in text
    assert advice.application.holder_masked not in text


def test_shows_only_what_the_definition_names(
    advice: models.Advice, adviser: Client
) -> None:
    text = adviser.get(page_of(advice)).content.decode()
    assert "KKPR-2026-001" in text  # of the page `place`
    assert "LA-0001" in text  # the one question `designer_licence`
    assert "9999014107" not in text  # the NIK, of the page `applicant`
    assert "site_contact" not in text
    [access] = Access.objects.filter(case=advice.application_id, purpose="ADVISE")
    assert access.names == ["answers"]


def test_opens_the_files_of_its_requirements_alone(
    advice: models.Advice, adviser: Client
) -> None:
    assert adviser.get(file_of(advice, "R7")).status_code == 200
    assert adviser.get(file_of(advice, "R1")).status_code == 404


@pytest.mark.parametrize(
    ("agency", "actions"),
    [
        ("DHB", [Action.ADVISE]),
        ("PUT", [Action.READ, Action.VERIFY, Action.DECIDE]),
        ("DPM", [Action.READ, Action.VERIFY, Action.DECIDE]),
    ],
)
def test_nobody_else_reaches_it(
    advice: models.Advice, appoint: Appoint, agency: str, actions: list[Action]
) -> None:
    client = at_the_desk(appoint([agency], actions=actions))
    for address in (page_of(advice), file_of(advice, "R7")):
        assert client.get(address).status_code == 404
    assert client.post(page_of(advice), form()).status_code == 404
    is_adviser = Action.ADVISE in actions
    assert client.get(LIST).status_code == (200 if is_adviser else 403)


def test_an_adviser_reaches_no_case_by_its_own_address(
    advice: models.Advice, adviser: Client, file: File
) -> None:
    own = file("DHB-007")  # of another agency, and of none that it advises
    for case in (advice.application_id, own.id):
        address = reverse("applications:desk_case", args=[case])
        assert adviser.get(address).status_code == 404


def test_a_right_on_a_named_service_reaches_that_service_alone(
    advice: models.Advice, appoint: Appoint
) -> None:
    for service, status in (("DPM-012", 200), ("DPM-058", 404)):
        officer = appoint(["PUT"], [service], [Action.ADVISE])
        assert at_the_desk(officer).get(page_of(advice)).status_code == status
        listed = queries.awaited_advices(scope_of(officer))
        assert len(listed) == (1 if status == 200 else 0)
        assert queries.awaited_advice_count(scope_of(officer), 10) == len(listed)


def test_a_second_press_advises_once(advice: models.Advice, adviser: Client) -> None:
    sent = form(idempotency_key=str(ids.uuid7()))
    for _ in range(2):
        answer = adviser.post(page_of(advice), sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    given = Entry.objects.filter(subject=advice.application_id, type="ADVICE_GIVEN")
    assert given.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"outcome": ""}, "f-outcome"),
        ({"follows_plan": ""}, "f-follows_plan"),
        ({"outcome": "AGAINST", "text": WHY}, "f-unmet"),
        ({"outcome": "CONDITIONS", "text": "Ya."}, "f-text"),
        ({"outcome": "SILENT_AGREED"}, "f-outcome"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    advice: models.Advice, adviser: Client, changed: dict[str, str], words: str
) -> None:
    sent = form(text="Catatan.") | changed
    answer = adviser.post(page_of(advice), sent)
    text = answer.content.decode()
    assert answer.status_code in {400, 422}
    assert f'href="#{words}"' in text
    assert changed.get("text", "Catatan.") in text
    advice.refresh_from_db()
    assert advice.outcome == ""


def test_an_attempt_to_ask_for_more_is_refused_and_logged(
    advice: models.Advice, adviser: Client
) -> None:
    sent = form(outcome="AGAINST", text=WHY, unmet=["R1"])
    answer = adviser.post(page_of(advice), sent)
    assert "R1" in answer.content.decode()
    log = Entry.objects.filter(subject=advice.application_id, type="ATTEMPT_REFUSED")
    assert log.count() == 1


def test_the_file_is_closed_once_advice_is_given(
    advice: models.Advice, adviser: Client
) -> None:
    adviser.post(page_of(advice), form(outcome="CONDITIONS", text=WHY))
    text = adviser.get(page_of(advice)).content.decode()
    assert WHY in text
    assert "KKPR-2026-001" not in text
    assert adviser.get(file_of(advice, "R7")).status_code == 404
    assert adviser.get(LIST).content.decode().count(page_of(advice)) == 0


def test_the_office_that_asked_reads_all_of_it(
    advice: models.Advice, adviser: Client, appoint: Appoint
) -> None:
    desk = at_the_desk(appoint(["DPM"]))
    address = reverse("applications:desk_case", args=[advice.application_id])
    assert "Ditunggu" in desk.get(address).content.decode()
    sent = form(outcome="AGAINST", text=WHY, unmet=["R7"])
    adviser.post(page_of(advice), sent)
    text = desk.get(address).content.decode()
    assert WHY in text
    assert "Ade Contoh" in text  # who advised


def test_pages_of_the_list_follow_each_other(
    advice: models.Advice, adviser: Client
) -> None:
    after = f"{LIST}?sesudah={advice.due_on},{advice.id}"
    assert page_of(advice) not in adviser.get(after).content.decode()
    before = f"{LIST}?sesudah={advice.due_on - dt.timedelta(1)},{advice.id}"
    assert page_of(advice) in adviser.get(before).content.decode()
