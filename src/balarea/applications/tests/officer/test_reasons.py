"""Officers' texts need reasons, and a refusal needs an unmet requirement."""

import re
from typing import Any, NamedTuple

import pytest

from balarea.applications import errors, models, testing_measures
from balarea.applications.operations import (
    deciding,
    returning,
    steps,
    unanswered_deficiencies,
    verifying,
)
from balarea.applications.rules import Outcome, State
from balarea.applications.tests.marking import send_back
from balarea.applications.tests.officer.conftest import Appoint, File, act, at_the_desk
from balarea.documents import models as documents
from balarea.documents import operations as document_operations
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db
CARD, BIRTH = "DKC-006", "DKC-016"
WHY = "Data pada dokumen tidak cocok dengan jawaban yang dikirim."
EMPTY = [". " * 20, "1234567890" * 3, "-" * 39, "tidak ada alasan ..", ""]


class ActingOfficer(NamedTuple):
    """An officer, and the arguments of an operation that they do."""

    officer: Officer

    @property
    def given(self) -> dict[str, Any]:
        scope = people.scope_of(self.officer.account)
        assert scope is not None
        by = people.officer_actor(self.officer)
        return {"scope": scope, "by": by, "at": clock.now()}


@pytest.fixture
def acting(appoint: Appoint) -> ActingOfficer:
    return ActingOfficer(appoint(["DKC"], actions=Action))


def accepted(
    application: models.Application, acting: ActingOfficer, **otherwise: bool
) -> models.Application:
    """Accepted as complete, every requirement marked as met."""
    case = application.id
    opened = verifying.open_case(case=case, **acting.given)
    marks = {r.id: True for r in opened.definition.requirements} | otherwise
    verifying.save_marks(case=case, marks=marks, **acting.given)
    return verifying.accept(case=case, **acting.given)


@pytest.mark.parametrize("text", EMPTY)
def test_dots_and_digits_are_no_reason(text: str) -> None:
    with pytest.raises(errors.ReasonsMissing):
        steps.checked_reason(text)


def test_reasons_are_kept_as_they_are_written() -> None:
    assert steps.checked_reason(f" {WHY}\r\n") == WHY
    assert steps.checked_reason("Не соответствует документу.")


def test_every_word_of_power_is_held_to_the_same(
    file: File, acting: ActingOfficer
) -> None:
    application = file(CARD)
    case, granted = application.id, Outcome.GRANTED
    with pytest.raises(errors.NoDefects):
        returning.return_for_correction(
            case=case, defects={"R1": EMPTY[0]}, **acting.given
        )
    accepted(application, acting)
    with pytest.raises(errors.ReasonsMissing):
        deciding.decide(case=case, outcome=granted, reasons=EMPTY[0], **acting.given)
    deciding.decide(case=case, outcome=granted, reasons=WHY, **acting.given)
    document = documents.IssuedDocument.objects.get()
    document_operations.issue(document=document.id, by=SYSTEM, at=clock.now())
    for reason in ("x", EMPTY[0]):
        with pytest.raises(errors.ReasonsMissing):
            testing_measures.revoke(case=case, reason=reason, **acting.given)
    document.refresh_from_db()
    assert document.state == "ISSUED"
    testing_measures.revoke(case=case, reason=WHY, **acting.given)


def test_refuses_nothing_without_an_unmet_requirement(
    file: File, acting: ActingOfficer
) -> None:
    case, no = accepted(file(CARD), acting).id, Outcome.REFUSED
    with pytest.raises(errors.NoGround):
        deciding.decide(case=case, outcome=no, reasons=WHY, **acting.given)
    with pytest.raises(errors.ForeignRequirement):
        deciding.decide(
            case=case, outcome=no, reasons=WHY, unmet=["R99"], **acting.given
        )
    deciding.decide(case=case, outcome=no, reasons=WHY, unmet=["R1"], **acting.given)
    assert models.Decision.objects.get().unmet == ["R1"]


def test_a_refusal_rests_on_what_was_marked_after_a_return(
    file: File, acting: ActingOfficer
) -> None:
    case, no = file(CARD).id, Outcome.REFUSED
    send_back(case=case, defects={"R3": WHY}, **acting.given)
    given = acting.given
    late = given["at"].replace(year=given["at"].year + 1)
    assert unanswered_deficiencies.move_to_decision(at=late)
    deciding.decide(case=case, outcome=no, reasons=WHY, **acting.given)
    assert models.Decision.objects.get().unmet == ["R3"]


def test_a_try_to_refuse_for_nothing_is_on_record(
    file: File, acting: ActingOfficer
) -> None:
    application = accepted(file(CARD), acting)
    address = f"/petugas/permohonan/{application.id}/"
    client = at_the_desk(acting.officer)
    page = client.get(address).content.decode()
    [revision] = set(re.findall(r'name="revision" value="(\d+)"', page))
    form = {"revision": revision, "action": "decide", "reasons": WHY}
    answer = client.post(f"{address}langkah/", {**form, "outcome": "REFUSED"})
    assert answer.status_code == 422
    assert WHY in answer.content.decode(), "what was typed is gone"
    application.refresh_from_db()
    assert application.state == State.TO_DECIDE
    assert Entry.objects.filter(type="ATTEMPT_REFUSED", subject=application.id).exists()
    marked = {"outcome": "REFUSED", "mark-R1": "DEFECT"}
    answer = client.post(f"{address}langkah/", {**form, **marked})
    assert answer.status_code == 302
    assert "Tidak terpenuhi: R1" in client.get(address).content.decode()


@pytest.mark.parametrize("action", ["return", "keep"])
def test_a_try_to_ask_for_what_no_rule_asks_is_on_record(
    file: File, acting: ActingOfficer, action: str
) -> None:
    application = file(CARD)
    form = {"action": action, "mark-R99": "DEFECT", "remark-R99": WHY}
    address = f"/petugas/permohonan/{application.id}/langkah/"
    answer = act(at_the_desk(acting.officer), address, form)
    assert answer.status_code == 422
    [entry] = Entry.objects.filter(type="ATTEMPT_REFUSED", subject=application.id)
    assert entry.actor_kind == "OFFICER"
    assert not application.checks.exists()
    application.refresh_from_db()
    assert application.state == State.RECEIVED
