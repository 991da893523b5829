"""The one return can't be burnt by one press, nor leave a requirement unmarked."""

import datetime as dt
import re
from typing import Any, NamedTuple

import pytest
from django.test import Client

from balarea.applications import errors, models
from balarea.applications.operations import returning
from balarea.applications.rules import State
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    at_the_desk,
    shipped,
)
from balarea.foundation import clock
from balarea.notices.models import Message
from balarea.people import auth
from balarea.people import queries as people
from balarea.people.models import Officer

WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."
CARD = "DKC-006"

pytestmark = pytest.mark.django_db


class OfficerBrowser(NamedTuple):
    """An officer's browser, and one application in it."""

    client: Client
    address: str
    officer: Officer
    application: models.Application

    def page(self, under: str = "") -> str:
        return self.client.get(f"{self.address}{under}").content.decode()

    def send(self, action: str, page: str, **form: str) -> Any:
        hidden = dict(re.findall(r'name="(revision|answer_by)" value="([^"]+)"', page))
        typed = {name.replace("_", "-"): value for name, value in form.items()}
        sent = {**hidden, **typed, "action": action}
        return self.client.post(f"{self.address}langkah/", sent)

    @property
    def state(self) -> str:
        self.application.refresh_from_db()
        return self.application.state


@pytest.fixture
def browser(file: File, appoint: Appoint) -> OfficerBrowser:
    application, officer = file(CARD), appoint(["DKC"])
    address = f"/petugas/permohonan/{application.id}/"
    return OfficerBrowser(at_the_desk(officer), address, officer, application)


def test_asks_for_every_mark(browser: OfficerBrowser) -> None:
    answer = browser.send(
        "return", browser.page(), mark_R1="DEFECT", text_R1=WHY, mark_R3="MET"
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#f-mark-R5"' in text
    assert 'id="f-mark-R5-error"' in text
    assert "R5 Formulir F-1.02" in text[text.index('class="errors"') :][:400]
    assert WHY in text, "what was typed is still there"
    assert browser.state == State.RECEIVED
    scope = people.scope_of(browser.officer.account)
    assert scope is not None
    with pytest.raises(errors.NotMarked):
        returning.return_for_correction(
            case=browser.application.id,
            defects={"R1": WHY},
            scope=scope,
            by=people.officer_actor(browser.officer),
            at=clock.now(),
        )


def prepared(browser: OfficerBrowser) -> str:
    """The page on which the notice is looked over."""
    answer = browser.send(
        "return",
        browser.page(),
        mark_R1="DEFECT",
        text_R1=WHY,
        mark_R3="MET",
        mark_R5="MET",
    )
    assert answer.headers["Location"] == f"{browser.address}kembalikan/"
    return browser.page("kembalikan/")


def test_is_shown_as_the_citizen_will_read_it_before_it_is_sent(
    browser: OfficerBrowser,
) -> None:
    preview = prepared(browser)
    assert browser.state == State.RECEIVED, "one press sends nothing"
    assert not models.DeficiencyNotice.objects.exists()
    assert not Message.objects.filter(kind="RETURNED").exists()
    assert WHY in preview
    assert "Surat kehilangan dari kepolisian" in preview
    assert WHY in browser.page(), "to change something, the marks are kept"

    sent = browser.send("send_return", preview)
    assert sent.status_code == 302
    deficiency = models.DeficiencyNotice.objects.get()
    assert deficiency.requirements == ["R1"]
    assert f'value="{deficiency.answer_by.isoformat()}"' in preview
    assert Message.objects.filter(kind="RETURNED").count() == 1
    assert browser.state == State.RETURNED


def test_sends_only_what_was_seen(browser: OfficerBrowser) -> None:
    preview = prepared(browser)
    other = WHY + " Unggah juga halaman kedua."
    browser.send("keep", browser.page(), mark_R1="DEFECT", text_R1=other)
    assert browser.send("send_return", preview).status_code == 409
    assert not models.DeficiencyNotice.objects.exists()
    late = browser.page("kembalikan/")
    assert other in late
    shown = re.sub(r'(name="answer_by" value=")[^"]+', r"\g<1>2020-01-01", late)
    assert browser.send("send_return", shown).status_code == 409, "another last day"
    unseen = browser.client.post(
        f"{browser.address}langkah/", {"action": "send_return"}
    )
    assert unseen.status_code in {409, 422}
    assert not models.DeficiencyNotice.objects.exists()


def test_a_ready_reason_is_the_text_in_the_citizens_language(
    browser: OfficerBrowser,
) -> None:
    reasons = {one.id: one for one in shipped()[CARD].reasons}
    page = browser.page()
    own = reasons["report_without_stamp"]
    panel = page[page.index('id="f-ready-R1"') : page.index('id="f-text-R1"')]
    assert own.text.id in panel
    assert reasons["unreadable"].text.id in panel
    other = page[page.index('id="f-ready-R3"') : page.index('id="f-text-R3"')]
    assert own.text.id not in other
    browser.client.cookies["bahasa"] = "en"  # the officer's, not the citizen's
    browser.send(
        "return",
        page,
        mark_R1="DEFECT",
        ready_R1="report_without_stamp",
        text_R1="Hal. 2",
        mark_R3="MET",
        mark_R5="MET",
    )
    preview = browser.page("kembalikan/")
    assert own.text.id in preview
    assert "Hal. 2" in preview
    assert browser.send("send_return", preview).status_code == 302


def test_a_text_that_is_too_short_is_marked_at_its_field(
    browser: OfficerBrowser,
) -> None:
    answer = browser.send(
        "return",
        browser.page(),
        mark_R1="MET",
        mark_R3="DEFECT",
        text_R3="Buram",
        mark_R5="MET",
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-text-R3"' in text
    assert 'id="f-text-R3-error"' in text
    assert 'id="f-text-R1-error"' not in text
    field = text[text.index('id="f-text-R3" name') :][:200]
    assert 'aria-invalid="true"' in field
    assert "Buram" in text


def test_a_press_after_the_session_is_over_sends_nothing_and_leads_back(
    browser: OfficerBrowser,
) -> None:
    preview = prepared(browser)
    session = browser.client.session
    seen, session[auth.LAST_REQUEST] = session[auth.LAST_REQUEST], 0
    session.save()
    hidden = dict(re.findall(r'name="(revision|answer_by)" value="([^"]+)"', preview))
    page = f"{browser.address}kembalikan/"
    answer = browser.client.post(
        f"{browser.address}langkah/",
        {**hidden, "action": "send_return"},
        headers={"Referer": f"http://testserver{page}"},
    )
    assert answer.headers["Location"] == f"/petugas/masuk/?lanjut={page}"
    assert browser.state == State.RECEIVED
    session = browser.client.session
    session[auth.LAST_REQUEST] = seen
    session.save()
    assert "Anda sudah keluar sebelum ini terkirim" in browser.page("kembalikan/")
    assert "Anda sudah keluar sebelum ini terkirim" not in browser.page()
    assert browser.send("send_return", browser.page("kembalikan/")).status_code == 302


def test_who_may_not_check_sees_no_preview(
    browser: OfficerBrowser, appoint: Appoint
) -> None:
    prepared(browser)
    other = at_the_desk(appoint(["POL"]))
    assert other.get(f"{browser.address}kembalikan/").status_code == 404


def test_the_last_day_is_the_one_that_is_sent(browser: OfficerBrowser) -> None:
    preview = prepared(browser)
    day = dt.date.fromisoformat(
        re.findall(r'name="answer_by" value="([^"]+)"', preview)[0]
    )
    assert day > clock.today(clock.now())
