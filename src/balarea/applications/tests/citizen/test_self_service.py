"""Printing one's issued paper again at a public terminal."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from balarea.applications import models, testing_measures
from balarea.applications.hand_out_rules import PRINT_VIEW_SECONDS
from balarea.applications.operations import sealed_contents, self_service
from balarea.applications.operations.self_service import Outcome
from balarea.applications.operations.tracking import MAX_TRIES_PER_REFERENCE
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import Acting
from balarea.applications.tests.citizen.test_application_page import REASONS, filed
from balarea.applications.tests.citizen.test_collection import issue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import clock
from balarea.foundation.errors import TooMany
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.transparency import models as transparency
from balarea.vault import queries as vault

CARD = "DKC-006"


@pytest.fixture
def case(browser: Browser, appoint_officer: Callable[[str], Acting]) -> UUID:
    case = filed(browser, CARD)
    issue(case, appoint_officer("DKC"))
    return case


def words(case: UUID) -> tuple[str, str]:
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return application.reference, secret


def send(reference: str, secret: str, client: Client | None = None) -> Any:
    form = {"reference": reference, "secret": secret, "idempotency_key": "k" * 24}
    return (client or Client()).post("/mandiri/", form)


def test_number_and_code_show_the_paper_for_a_minute(case: UUID) -> None:
    reference, secret = words(case)
    answer = send(reference, secret)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "data:image/png;base64," in page
    assert secret not in page
    assert answer["Refresh"] == f"{PRINT_VIEW_SECONDS}; url=/mandiri/"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    [script] = re.findall(r"<script.*?</script>", page)
    assert "applications/print_button.js" in script
    assert re.search(r'id="cetak" hidden>Cetak<', page)


@pytest.mark.parametrize(
    "pattern", ["https://mpp.contoh.id/lacak/{}/{}/", "/lacak/{}/{}"]
)
def test_a_scan_gives_both(case: UUID, pattern: str) -> None:
    assert send(pattern.format(*words(case)), "").status_code == 200


def test_a_suspended_document_is_not_printed(case: UUID) -> None:
    document = document_queries.document_of(case)
    assert document is not None
    documents.suspend(
        document=document,
        from_on=clock.today(clock.now()),
        until_on=None,
        reason="Sedang diperiksa ulang.",
        by=SYSTEM,
        at=clock.now(),
    )
    client = Client()
    client.get("/mandiri/")
    answer = send(*words(case), client)
    page = client.get(answer["Location"]).content.decode()
    assert "data:image/png;base64," not in page
    assert "Dokumen ini dibekukan, jadi tidak dicetak" in page
    assert not transparency.Entry.objects.filter(type="REPRINTED").exists()
    reference, secret = words(case)
    assert "Dibekukan" in Browser().open(f"/lacak/{reference}/{secret}/").text


def test_the_look_is_on_record_and_its_owner_sees_it(
    case: UUID, browser: Browser
) -> None:
    send(*words(case))
    [access] = [one for one in vault.accesses(case) if one.purpose == "SELF_SERVICE"]
    assert access.names == ["document"]
    assert transparency.Entry.objects.filter(subject=case, type="REPRINTED").exists()
    assert "mesin mandiri" in browser.open(f"/permohonan/{case}/").text


def test_a_form_opens_nothing_once_its_page_is_over(case: UUID) -> None:
    reference, secret = words(case)
    at = clock.now()

    def again(after: float) -> Outcome:
        return self_service.print_again(
            reference=reference,
            secret=secret,
            form_key="the same",
            network="127.0.0.1",
            by=people.anonymous_actor(),
            at=at + dt.timedelta(seconds=after),
        ).outcome

    assert again(0) == Outcome.PAPER
    assert again(PRINT_VIEW_SECONDS) == Outcome.PAPER
    assert again(PRINT_VIEW_SECONDS + 1) == Outcome.USED_FORM
    assert again(3600) == Outcome.USED_FORM


def test_nothing_that_was_typed_is_shown_to_who_comes_next(case: UUID) -> None:
    reference, secret = words(case)
    for wrong in ((reference, "ACDEFGHJKM"), ("7K3-M9Q-XAC", secret), ("", secret)):
        client = Client()
        client.get("/mandiri/")
        answer = send(*wrong, client=client)
        assert answer.status_code == 303
        page = client.get(answer["Location"]).content.decode()
        assert "Galat" in page
        assert reference not in page
        assert secret not in page
        assert "data:image/png" not in page


def test_what_is_not_issued_or_was_revoked_is_not_printed(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, CARD)

    def outcome(key: str) -> Outcome:
        reference, secret = words(case)
        return self_service.print_again(
            reference=reference,
            secret=secret,
            form_key=key,
            network="127.0.0.1",
            by=people.anonymous_actor(),
            at=clock.now(),
        ).outcome

    assert outcome("first") == Outcome.NOT_ISSUED
    scope, by = own = appoint_officer("DKC")
    issue(case, own)
    assert outcome("second") == Outcome.PAPER
    testing_measures.revoke(
        case=case, reason=REASONS, scope=scope, by=by, at=clock.now()
    )
    assert outcome("third") == Outcome.REVOKED


def test_refuses_when_somebody_guesses(case: UUID) -> None:
    reference, _ = words(case)

    def guess(number: int) -> None:
        self_service.print_again(
            reference=reference,
            secret="ACDEFGHJKM",
            form_key=f"guess {number}",
            network="192.0.2.7",
            by=people.anonymous_actor(),
            at=clock.now(),
        )

    for number in range(MAX_TRIES_PER_REFERENCE):
        guess(number)
    with pytest.raises(TooMany):
        guess(MAX_TRIES_PER_REFERENCE)


def test_the_empty_form_has_large_targets_and_no_script() -> None:
    page = Client().get("/mandiri/")
    assert 'class="kiosk"' in page.content.decode()
    assert "<script" not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
