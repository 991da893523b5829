"""What follows once a document is issued: replacing and correcting it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from unittest import mock

import pytest

from balarea.applications import (
    after_issue_rules,
    errors,
    models,
    queries,
    testing,
    testing_measures,
)
from balarea.applications.operations import (
    content_to_issue,
    correcting,
    correction_outcomes,
    following,
    replacing,
)
from balarea.applications.queries import corrections
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.issued import (
    ENDING,
    document_of,
    in_force,
    lost,
    said,
    sign,
    verdict,
)
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import queries as catalogue
from balarea.documents.rules import LinkKind, Verdict
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, TooMany
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

CARD = "DKC-006"  # with a thing to collect
WHY = "Namanya di kartu keluarga berbeda satu huruf dengan yang tertulis di sini."
DAY = dt.timedelta(days=1)


def test_a_lost_document_is_issued_again_with_the_same_content(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    earlier = document_of(application)
    before = said(earlier, at)
    later = lost(application, applicants[0], at)
    assert in_force(application) == [earlier.number]
    sign(application, at)
    assert in_force(application) == [later.number]
    after = said(later, at)
    for same in ("holder", "rows", "statements", "signatory", "title", "automatic"):
        assert getattr(after, same) == getattr(before, same)
    assert (after.valid_until, later.valid_until) == (
        before.valid_until,
        earlier.valid_until,
    )
    assert after.issued_on == clock.today(at)
    assert after.mark.id == "Salinan pengganti"
    assert earlier.number in after.history[0].id
    old = verdict(earlier.number, at)
    assert old.verdict is Verdict.SUPERSEDED
    assert old.followed_by is not None
    assert (old.followed_by.kind, old.followed_by.number) == ("REPLACED", later.number)
    assert params_of(application, "REPLACEMENT") == {
        "earlier": earlier.number,
        "number": later.number,
    }
    for type in ("REPLACEMENT_ASKED", "SUPERSEDED"):
        assert Entry.objects.filter(subject=application.id, type=type).count() == 1
    # A replacement may be lost too, and doesn't name the first one any more.
    third = lost(application, applicants[0], at)
    assert [one.id for one in said(third, at).history if earlier.number in one.id] == []


def test_refuses_to_replace_what_is_not_lost_not_theirs_or_not_in_force(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    me, other = applicants[0], applicants[1]
    with pytest.raises(errors.NotConfirmed):
        lost(application, me, at, is_confirmed=False)
    with pytest.raises(NotFound):
        lost(application, other, at, by=other.by, owners=other.owners)
    with pytest.raises(errors.CannotReplace):
        lost(application, me, at, seen_number="1/2/3")
    valid_until = document_of(application).valid_until
    assert valid_until is not None
    with pytest.raises(errors.CannotReplace):
        lost(application, me, clock.start_of(valid_until + DAY))
    lost(application, me, at)
    with pytest.raises(errors.CannotReplace):  # the other window, or a second tap
        lost(application, me, at)
    sign(application, at)
    for _ in range(after_issue_rules.MAX_REPLACEMENTS - 1):
        lost(application, me, at)
        sign(application, at)
    with pytest.raises(TooMany):
        lost(application, me, at)
    testing_measures.revoke(
        case=application.id,
        reason=WHY,
        at=at,
        **officer_for(Action.REVOKE, application),
    )
    with pytest.raises(errors.CannotReplace):
        lost(application, me, at + DAY)


def test_a_thing_of_a_desk_is_not_replaced_and_a_dismissed_officer_signs_no_more(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    card = application_in(CARD, State.ISSUED)
    with pytest.raises(errors.CannotReplace):
        lost(card, applicants[0], at)
    application = application_in(ENDING, State.ISSUED)
    decision = queries.last_decision(application)
    assert decision is not None
    assert decision.officer is not None
    desk = officer_for(Action.RECEIVE, application)
    later = replacing.replace_at_desk(
        case=application.id,
        is_confirmed=True,
        seen_number=document_of(application).number,
        at=at,
        **desk,
    )
    assert said(later, at).signatory.name == decision.officer.name
    assert not said(later, at).signatory.is_seal
    sign(application, at)
    signed = said(later, at).signatory
    decision.officer.dismissed_at = at
    with mock.patch.object(
        content_to_issue, "signatory_of", return_value=decision.officer
    ):
        again = following.signatory_again(application, signed)
    assert again.is_seal
    assert again.name != decision.officer.name


def ask(
    application: models.Application,
    who: testing.Applicant,
    at: dt.datetime,
    **more: Any,
) -> models.Correction:
    arguments: dict[str, Any] = {
        "field": "",
        "text": WHY,
        "owners": who.owners,
        "by": who.by,
        **more,
    }
    return correcting.ask_correction(case=application.id, at=at, **arguments)


def holder_field(application: models.Application) -> str:
    holder = catalogue.definition(application.definition).holder
    assert holder is not None
    return holder.name


def propose(
    correction: models.Correction,
    values: dict[str, Sequence[str]],
    at: dt.datetime,
    officer: dict[str, Any],
) -> models.CorrectionProposal:
    return correcting.propose(
        case=correction.application_id,
        correction=correction.id,
        raw=values,
        at=at,
        **officer,
    )


def test_one_officer_proposes_the_right_words_and_another_one_approves(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    earlier, name = document_of(application), holder_field(application)
    correction = ask(application, applicants[0], at, field=name)
    assert correction.field == name
    with pytest.raises(errors.CorrectionWaits):
        ask(application, applicants[0], at)
    one = officer_for(Action.DECIDE, application)
    other = officer_for(Action.DECIDE, application, one["scope"].officer.id)
    with pytest.raises(errors.ValuesInvalid) as invalid:
        propose(correction, {name: [""]}, at, one)
    assert [problem.field for problem in invalid.value.problems] == [name]
    shown = said(earlier, at).holder
    with pytest.raises(errors.NothingChanged):
        propose(correction, {name: [shown]}, at, one)
    proposal = propose(correction, {name: ["Siti Rahayuningsih"]}, at, one)
    approving: dict[str, Any] = {
        "case": application.id,
        "correction": correction.id,
        "seen_proposal": str(proposal.id),
        "at": at,
    }
    with pytest.raises(errors.OwnCorrection):
        correction_outcomes.approve(**approving, **one)
    correction_outcomes.approve(**approving, **other)
    with pytest.raises(errors.ChangedMeanwhile):
        correction_outcomes.approve(**approving, **other)
    later = sign(application, at)
    content = said(later, at)
    assert content.holder == "Siti Rahayuningsih"
    assert content.mark is None
    assert later.valid_until == earlier.valid_until
    assert in_force(application) == [later.number]
    old = verdict(earlier.number, at)
    assert old.followed_by is not None
    assert old.followed_by.kind == LinkKind.CORRECTED
    assert params_of(application, "CORRECTED")["number"] == later.number
    application.refresh_from_db()
    assert application.holder_masked.startswith("S")
    # What is replaced afterwards says what was corrected.
    again = lost(application, applicants[0], at)
    assert said(again, at).holder == "Siti Rahayuningsih"


def test_what_is_left_as_it_is_has_its_reason_and_may_be_asked_again(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    correction = ask(application, applicants[0], at)
    one = officer_for(Action.DECIDE, application)
    awaited = corrections.awaited_corrections(one["scope"])
    assert [item.correction.id for item in awaited] == [correction.id]
    with pytest.raises(errors.ReasonsMissing):
        correction_outcomes.reject(
            case=application.id, correction=correction.id, reasons="Tidak", at=at, **one
        )
    correction_outcomes.reject(
        case=application.id, correction=correction.id, reasons=WHY, at=at, **one
    )
    assert corrections.awaited_corrections(one["scope"]) == []
    number = document_of(application).number
    assert params_of(application, "CORR_REFUSED") == {"number": number}
    assert in_force(application) == [number]
    rows = corrections.corrections_of(application)
    me = applicants[0]
    texts = correcting.open_texts(
        application=application, rows=rows, purpose="OWN_DATA", by=me.by, at=at
    )
    assert texts == {correction.id: (WHY, WHY)}
    ask(application, me, at)


def test_what_changes_the_decision_is_no_correction(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    correction = ask(application, applicants[0], at)
    one = officer_for(Action.DECIDE, application)
    shown = correcting.open_values(
        application=application, purpose="DECIDE", by=one["by"], at=at
    )
    [choice] = [f for f in shown.fields if f.id == "stall_kind"]
    other = next(
        c.value for c in choice.choices if c.value != shown.answers["stall_kind"]
    )
    with pytest.raises(errors.ChangesDecision):
        propose(correction, {"stall_kind": [other]}, at, one)
