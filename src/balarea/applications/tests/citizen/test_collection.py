"""Where, when and with what an issued thing is collected, and whom to ask."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from balarea.applications import models, testing, testing_measures
from balarea.applications.operations import (
    sealed_contents,
)
from balarea.applications.presenters import collection
from balarea.applications.tests.citizen.browsing import Browser
from balarea.applications.tests.citizen.conftest import Acting, online
from balarea.applications.tests.citizen.test_application_page import (
    REASONS,
    filed,
    shown,
)
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import calendar, clock
from balarea.foundation.operation import SYSTEM
from balarea.notices import models as notices
from balarea.ui.templatetags.ui import day

THING = "KTP-el pengganti"
NOTHING = "Tidak ada yang perlu diambil"


def issue(case: UUID, appoint_officer: Acting) -> dt.datetime:
    """Grant and issue; returns when."""
    testing.grant(case, *appoint_officer)
    document = documents.IssuedDocument.objects.get()
    at = clock.now()
    document_operations.issue(document=document.id, by=SYSTEM, at=at)
    return at


def tracked(case: UUID) -> str:
    application = models.Application.objects.select_related("tracking__key").get()
    secret = sealed_contents.open_tracking_secret(
        application=application, by=SYSTEM, at=clock.now()
    )
    return Browser().open(f"/lacak/{application.reference}/{secret}/").text


def test_case_tracking_and_message_say_where_when_and_with_what(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    early = shown(browser, case).text
    assert f"Tempat mengambil: {THING}" in early
    assert "1 hari kerja setelah dokumen terbit" in early
    own = appoint_officer("DKC")
    at = issue(case, own)
    ready = calendar.add_working_days(clock.today(at), 1)
    for text in (shown(browser, case).text, tracked(case)):
        assert day(ready).replace("\xa0", " ") in text
        assert "Loket Disdukcapil di MPP" in text
        assert "Kartu Keluarga (KK) asli" in text
        assert "Loket B1-B6" in text
        assert "0261" in text
    params = notices.Message.objects.get(kind="ISSUED").params
    assert params["thing"] == THING
    assert params["ready_on"] == ready.isoformat()
    assert params["place"] == "Loket Disdukcapil di MPP"
    assert "- Kartu Keluarga (KK) asli" in params["bring"]


def test_what_was_revoked_is_not_handed_over(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-006")
    scope, by = own = appoint_officer("DKC")
    issue(case, own)
    testing_measures.revoke(
        case=case, reason=REASONS, scope=scope, by=by, at=clock.now()
    )
    assert THING not in shown(browser, case).text
    assert THING not in tracked(case)


def test_a_place_chosen_elsewhere_is_named_and_its_agency_asked(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    filed(browser, "DKC-006")
    definition = online()["DKC-006"]
    application = models.Application.objects.get()
    application.collect_at = "DISTRICT"
    shown = collection.collection(application, definition, is_revoked=False)
    assert shown is not None
    assert shown.place == "Kantor kecamatan"
    assert not shown.is_desk


def test_says_that_a_pdf_is_all_where_nothing_is_handed_over(
    browser: Browser, appoint_officer: Callable[[str], Acting]
) -> None:
    case = filed(browser, "DKC-012")
    issue(case, appoint_officer("DKC"))
    assert NOTHING in shown(browser, case).text
    assert NOTHING in tracked(case)
    assert "thing" not in notices.Message.objects.get(kind="ISSUED").params


def test_everybody_to_ask_can_be_called_by_a_link(browser: Browser) -> None:
    case = filed(browser, "DKC-006")
    html = shown(browser, case).html
    assert 'href="tel:+62261000102"' in html
    assert 'href="https://wa.me/62800000102"' in html
    assert 'href="tel:+62261000100"' in html  # the mall, at the foot


def test_before_one_begins_each_paper_says_when_and_who_issues_it(
    browser: Browser,
) -> None:
    start = browser.open("/permohonan/baru/DKC-006/")
    assert "Bila KTP-el hilang." in start.text
    assert "Bila KTP-el rusak." in start.text
    assert "tergantung jawaban" not in start.text
