"""Concurrent steps: a step on an outdated page is refused, and no draft is shown."""

import re
from typing import Any, NamedTuple

import pytest
from django.test import Client
from tests import sampling

from balarea.applications import models, testing
from balarea.applications.operations import deciding, verifying
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.citizen.conftest import SignIn, photo
from balarea.applications.tests.officer.conftest import Appoint, File, at_the_desk
from balarea.applications.views.officer import acting, talking
from balarea.documents.models import Evidence
from balarea.foundation import clock
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action

WHY = "Foto buram. Mohon unggah foto yang semua tulisannya terbaca."
OTHERWISE = "Ternyata data anak tidak cocok dengan keterangan lahir dari bidan."
REVISION = re.compile(r'name="revision" value="(\d+)"')
CARD, BIRTH = "DKC-006", "DKC-016"
ALL = (Action.READ, Action.VERIFY, Action.DECIDE, Action.COUNTERSIGN)

pytestmark = pytest.mark.django_db


class OfficerBrowser(NamedTuple):
    """An officer's browser, and the address of one application in it."""

    client: Client
    address: str

    def page(self) -> str:
        return self.client.get(self.address).content.decode()

    def send(self, action: str, page: str, form: dict[str, str]) -> Any:
        """Press a button of a page that was opened before."""
        hidden = {"revision": REVISION.findall(page)[-1], "action": action}
        return self.client.post(f"{self.address}langkah/", {**hidden, **form})


def browser_of(application: models.Application, officer: Officer) -> OfficerBrowser:
    address = f"/petugas/permohonan/{application.id}/"
    return OfficerBrowser(at_the_desk(officer), address)


def marks(page: str, *defects: str) -> dict[str, str]:
    names = set(re.findall(r'name="mark-(\w+)"', page))
    return {f"mark-{one}": "DEFECT" if one in defects else "MET" for one in names}


@pytest.fixture
def card(file: File) -> models.Application:
    return file(CARD)


def test_a_mark_that_somebody_else_made_meanwhile_is_seen_first(
    card: models.Application, appoint: Appoint
) -> None:
    first, second = (browser_of(card, appoint(["DKC"])) for _ in range(2))
    old = second.page()
    first.send("keep", first.page(), {"mark-R3": "DEFECT", "text-R3": WHY})

    answer = second.send("accept", old, marks(old))
    assert answer.status_code == 409
    card.refresh_from_db()
    assert card.state == State.RECEIVED
    shown = answer.content.decode()
    assert WHY in shown
    assert re.search(r'name="mark-R3" value="DEFECT" checked', shown)
    assert re.search(r'name="mark-R1" value="MET" checked', shown), "the rest is kept"

    # Having seen it, they may do it all the same
    assert second.send("accept", shown, marks(shown)).status_code == 302


def test_nobody_countersigns_another_proposal_than_they_saw(
    file: File, appoint: Appoint
) -> None:
    application = file(BIRTH)
    checks, decides, head, other = (
        browser_of(application, appoint(["DKC"], actions=ALL)) for _ in range(4)
    )
    page = checks.page()
    checks.send("accept", page, marks(page))
    granted = {"outcome": "GRANTED", "reasons": testing.REASONS}
    decides.send("decide", decides.page(), granted)
    old = head.page()
    other.send("countersign", other.page(), {"agrees": "NO", "note": OTHERWISE})
    refused = {"outcome": "REFUSED", "reasons": OTHERWISE, "mark-R1": "DEFECT"}
    decides.send("decide", decides.page(), refused)

    answer = head.send("countersign", old, {"agrees": "YES"})
    assert answer.status_code == 409
    application.refresh_from_db()
    assert application.state == State.TO_COUNTERSIGN
    shown = answer.content.decode()
    assert OTHERWISE in shown
    assert not re.search(r'name="agrees"[^>]*checked', shown), "to be chosen anew"


# Each with a form that would be taken, if it said what its page showed.
COMPLETE: dict[str, dict[str, str]] = {
    "keep": {"mark-R1": "MET"},
    "accept": {"mark-R1": "MET", "mark-R3": "MET"},
    "return": {"mark-R3": "DEFECT", "text-R3": WHY},
    "send_return": {"answer_by": "2026-12-14"},
    "inspect": {"visited_on": "28-11-2026", "is_met": "YES", "report": testing.REASONS},
    "decide": {"outcome": "GRANTED", "reasons": testing.REASONS},
    "countersign": {"agrees": "YES"},
    "review": {"is_confirmed": "YES", "reasons": testing.REASONS},
    "serve": {"is_done": "YES"},
    "hand_over": {"number": "S-1", "handed_on": "28-11-2026"},
    "extend": {"extension_reason": WHY},
    "statement": {},
    "take": {},
    "take_over": {"taking_reason": WHY},
    "give_back": {},
    "give": {"giving_reason": WHY},
    "declare_conflict": {"conflict": "FAMILY"},
    "redraw": {},
}
# Each names what it is about, and asks whether that still waits; or only adds a text.
NAMES_ITS_OBJECT = {"send_again", *talking.ACTIONS}


def test_every_action_of_the_desk_is_tried_without_what_was_seen() -> None:
    assert COMPLETE.keys() | NAMES_ITS_OBJECT == acting.ACTIONS.keys()


UNSAID = (None, "", "x", "-1", "١", "9" * 10)


@pytest.mark.parametrize(
    "action", sampling.part("unsaid", sorted(COMPLETE), of=4, file=__file__)
)
def test_a_form_that_does_not_say_what_was_seen_does_nothing(
    card: models.Application, appoint: Appoint, action: str
) -> None:
    at_work = browser_of(card, appoint(["DKC"], actions=(*ALL, Action.REVOKE)))
    form = {"action": action, **COMPLETE[action]}
    before = models.Application.objects.values().get()
    for unsaid in UNSAID:
        said = {} if unsaid is None else {"revision": unsaid}
        answer = at_work.client.post(f"{at_work.address}langkah/", {**form, **said})
        assert answer.status_code == 409, unsaid
        shown = answer.content.decode()
        assert "Kami tidak tahu" in shown, unsaid
        assert REVISION.search(shown), "from here it can be done"
    assert models.Application.objects.values().get() == before
    assert not models.RequirementCheck.objects.exists()


def test_a_file_is_the_citizens_alone_until_it_is_sent(
    card: models.Application, appoint: Appoint, sign_in: SignIn
) -> None:
    at_work = browser_of(card, appoint(["DKC"]))
    page = at_work.page()
    form = {**marks(page, "R3"), "text-R3": WHY}
    assert at_work.send("return", page, form).status_code == 302
    preview = at_work.client.get(f"{at_work.address}kembalikan/").content.decode()
    day = re.findall(r'name="answer_by" value="([^"]+)"', preview)[0]
    sent = at_work.send("send_return", preview, {"answer_by": day})
    assert sent.status_code == 302

    citizen = sign_in()  # who filed it
    upload = citizen.open(f"/permohonan/{card.id}/berkas/R3/")
    citizen.send(upload, holding="file", files={"file": [photo("baru.jpg")]})
    new = Evidence.objects.filter(case=card.id, requirement="R3").latest("id")
    assert str(new.id) not in at_work.page()
    path = f"{at_work.address}berkas/{new.id}/"
    assert at_work.client.get(path).status_code == 404

    check = citizen.open(f"/permohonan/{card.id}/periksa/")
    citizen.send(check, holding="seen_as")
    assert path in at_work.page()
    assert at_work.client.get(path).status_code == 200
    # What was in order before the return still is; the rest is looked at afresh
    shown = at_work.page()
    assert re.search(r'name="mark-R1" value="MET" checked', shown)
    assert not re.search(r'name="mark-R3"[^>]*checked', shown)


def test_a_defect_of_what_is_no_longer_asked_stands_in_nobodys_way(
    card: models.Application, appoint: Appoint
) -> None:
    officer = appoint(["DKC"])
    scope, by = people.scope_of(officer.account), people.officer_actor(officer)
    assert scope is not None
    case, at = card.id, clock.now()
    opened = verifying.open_case(case=case, scope=scope, by=by, at=at)
    to_mark = {one.id for one in opened.definition.requirements} - {"R2"}
    verifying.save_marks(case=case, marks={"R2": False}, scope=scope, by=by, at=at)
    marks = dict.fromkeys(to_mark, True)
    verifying.accept(case=case, marks=marks, scope=scope, by=by, at=at)
    deciding.decide(
        case=case,
        outcome=Outcome.GRANTED,
        reasons=testing.REASONS,
        scope=scope,
        by=by,
        at=at,
    )
    card.refresh_from_db()
    assert card.state == State.GRANTED


def test_nobody_proposes_what_no_other_may_countersign(
    file: File, appoint: Appoint
) -> None:
    """It would wait for ever: the one who may countersign is the one who may not."""
    application = file(BIRTH)
    head = browser_of(application, appoint(["DKC"], actions=ALL))
    page = head.page()
    head.send("accept", page, marks(page))
    granted = {"outcome": "GRANTED", "reasons": testing.REASONS}
    answer = head.send("decide", head.page(), granted)
    assert answer.status_code == 422
    assert testing.REASONS in answer.content.decode()

    elsewhere = appoint(["DKC"], named=[CARD], actions=ALL)
    assert elsewhere.pk
    assert head.send("decide", head.page(), granted).status_code == 422
    appoint(["DKC"], named=[BIRTH], actions=[Action.COUNTERSIGN])
    assert head.send("decide", head.page(), granted).status_code == 302
