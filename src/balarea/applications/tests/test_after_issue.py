"""What follows once a document is issued: replacing, renewing, correcting."""

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
)
from balarea.applications.operations import (
    content_to_issue,
    correcting,
    correction_outcomes,
    drafting,
    following,
    renewing,
    replacing,
    revoking,
    sealed_contents,
    transferring,
)
from balarea.applications.queries import after_issue, corrections
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn, officer_for
from balarea.applications.tests.recorded import params_of
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents import verification
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind, Verdict
from balarea.documents.rules import State as DocumentState
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, TooMany
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people.rules import Action
from balarea.transparency.models import Entry

pytestmark = pytest.mark.django_db

# With an end, after which it can be renewed; with a thing to collect.
ENDING, CARD = "KOP-006", "DKC-006"
WHY = "Namanya di kartu keluarga berbeda satu huruf dengan yang tertulis di sini."
DAY = dt.timedelta(days=1)


def document_of(application: models.Application) -> IssuedDocument:
    document = document_queries.document_of(application.id)
    assert document is not None
    return document


def sign(application: models.Application, at: dt.datetime) -> IssuedDocument:
    """The newest document of a case, signed."""
    document = document_of(application)
    return documents.issue(document=document.id, by=SYSTEM, at=at)


def in_force(application: models.Application) -> list[str]:
    rows = IssuedDocument.objects.filter(
        case=application.id, state=DocumentState.ISSUED
    )
    return list(rows.values_list("number", flat=True))


def said(document: IssuedDocument, at: dt.datetime) -> Any:
    return documents.open_content(document=document, by=SYSTEM, at=at).paper


def verdict(number: str, at: dt.datetime) -> verification.Answer:
    return verification.of_text(number, network="192.0.2.9", at=at)


def lost(
    application: models.Application,
    who: testing.Applicant,
    at: dt.datetime,
    **more: Any,
) -> IssuedDocument:
    arguments: dict[str, Any] = {
        "owners": who.owners,
        "is_confirmed": True,
        "seen_number": document_of(application).number,
        "by": who.by,
        **more,
    }
    return replacing.replace_lost(case=application.id, at=at, **arguments)


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
    revoking.revoke(
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


def test_renews_in_time_with_the_earlier_answers(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    me, earlier = applicants[0], document_of(application)
    assert earlier.valid_until is not None
    definition = catalogue.definition(application.definition)
    assert definition.renewal is not None
    first = after_issue_rules.renewal_from(
        earlier.valid_until, definition.renewal.days_before
    )

    def begin(on: dt.date) -> Any:
        return renewing.begin_renewal(
            case=application.id,
            owners=me.owners,
            key="a key",
            by=me.by,
            at=clock.start_of(on) + dt.timedelta(hours=9),
        )

    with pytest.raises(errors.CannotRenew):
        begin(first - DAY)
    assert renewing.remind_to_renew(at=clock.start_of(first - DAY)) == 0
    assert renewing.remind_to_renew(at=clock.start_of(first)) == 1
    assert renewing.remind_to_renew(at=clock.start_of(first)) == 0
    assert params_of(application, "RENEW_SOON") == {
        "number": earlier.number,
        "ends_on": earlier.valid_until.isoformat(),
    }
    draft = begin(first)
    assert begin(first) == draft  # the same one, however often it is pressed
    begun = queries.draft(draft, me.owners)
    assert begun is not None
    assert begun.pages_done == []
    answers = sealed_contents.open_own_answers(application=begun, by=me.by, at=at)
    before = sealed_contents.open_own_answers(application=application, by=me.by, at=at)
    assert answers == before | {"request": "RENEWAL", "old_permit": earlier.number}
    succession = after_issue.succession_of(draft)
    assert succession is not None
    assert (succession.earlier_id, succession.kind) == (application.id, "RENEWED")


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
    with pytest.raises(errors.OwnProposal):
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


def test_a_document_passes_to_whoever_has_the_holders_code(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    application = application_in(ENDING, State.ISSUED)
    holder, successor = applicants[0], applicants[1]
    mine: dict[str, Any] = {
        "case": application.id,
        "owners": holder.owners,
        "by": holder.by,
        "at": at,
    }
    theirs: dict[str, Any] = {
        "contact": successor.contact.id,
        "language": "id",
        "key": "a key",
        "by": successor.by,
        "at": at,
    }
    consent = transferring.agree(**mine)
    assert transferring.agree(**mine).id == consent.id
    transferring.withdraw_consent(**mine)
    code = after_issue.consent_code(consent)
    assert transferring.begin_transfer(code=code, **theirs) is None
    code = after_issue.consent_code(transferring.agree(**mine))
    assert transferring.begin_transfer(code=code[:-1] + "?", **theirs) is None
    draft = transferring.begin_transfer(code=code.lower(), **theirs)
    assert draft is not None
    begun = queries.draft(draft, successor.owners)
    assert begun is not None
    assert queries.draft(draft, holder.owners) is None
    answers = sealed_contents.open_own_answers(
        application=begun, by=successor.by, at=at
    )
    assert answers["request"] == "TRANSFER"
    assert answers["old_permit"] == document_of(application).number
    assert "stall_number" in answers
    assert "full_name" not in answers  # nothing about the holder
    with pytest.raises(errors.CannotTransfer):  # somebody applies for it already
        transferring.agree(**mine)
    assert after_issue.followed_document(draft) == (
        document_of(application),
        LinkKind.TRANSFERRED,
    )
    # At a desk it takes the holder's signed statement.
    desk = officer_for(Action.RECEIVE, application)
    with pytest.raises(errors.StatementMissing):
        transferring.agree_at_desk(case=application.id, files=[], at=at, **desk)


def finish(draft: Any, who: testing.Applicant, start: dt.datetime) -> IssuedDocument:
    """The document that comes of a draft which continues another case."""
    schedule = testing.Schedule(start, start + 60 * DAY)
    row, answers = testing.own_answers(draft, who, start)
    definition = catalogue.definition(row.definition)
    example = catalogue_testing.valid_example(definition)
    raw = catalogue_testing.raw_answers(definition, example, clock.today(start))
    raw |= {
        name: tuple(engine.raw(definition.fields[name], value))
        for name, value in answers.items()
    }
    for page in definition.pages:
        answers = drafting.save_page(
            case=draft,
            owners=who.owners,
            page=page.id,
            raw=raw,
            by=who.by,
            at=schedule.next(),
        ).answers
    for requirement in engine.requirements(
        definition, answers, as_of=clock.today(start)
    ):
        testing.attach(draft, requirement, who, schedule)
    testing.submit(draft, who, schedule)
    testing.advance(draft, State.ISSUED, who, schedule)
    return document_of(queries.case(draft))


@pytest.mark.parametrize("kind", [LinkKind.RENEWED, LinkKind.TRANSFERRED])
def test_the_document_of_the_later_case_takes_the_place_of_the_earlier_one(
    application_in: ApplicationIn,
    applicants: Applicants,
    at: dt.datetime,
    kind: LinkKind,
) -> None:
    application = application_in(ENDING, State.ISSUED)
    earlier, me, other = document_of(application), applicants[0], applicants[1]
    assert earlier.valid_until is not None
    own: dict[str, Any] = {"case": application.id, "owners": me.owners, "by": me.by}
    if kind == LinkKind.RENEWED:
        start, who = clock.start_of(earlier.valid_until - 20 * DAY), me
        draft = renewing.begin_renewal(key="a key", at=start, **own)
    else:
        start, who = at, other
        code = after_issue.consent_code(transferring.agree(at=at, **own))
        begun = transferring.begin_transfer(
            code=code,
            contact=other.contact.id,
            language="id",
            key="a key",
            by=other.by,
            at=at,
        )
        assert begun is not None
        draft = begun
    later = finish(draft, who, start)
    old, new = verdict(earlier.number, start), verdict(later.number, start)
    assert (old.verdict, new.verdict) == (Verdict.SUPERSEDED, Verdict.VALID)
    assert old.followed_by is not None
    assert (old.followed_by.kind, old.followed_by.number) == (kind, later.number)
    assert earlier.number in said(later, start).history[0].id
    assert in_force(application) == []
    message = Message.objects.filter(case=application.id, kind="TRANSFERRED")
    assert message.exists() == (kind == LinkKind.TRANSFERRED)
    with pytest.raises(errors.CannotReplace):
        lost(application, me, start)
