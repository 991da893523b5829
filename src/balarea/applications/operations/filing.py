"""Filing, amending and withdrawing an application."""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, permissions, queries
from balarea.applications.operations import (
    charging,
    conflicts,
    creating,
    filing_checks,
    handing_over,
    rule_decisions,
    steps,
    unanswered_deficiencies,
)
from balarea.applications.queries import conflicts as conflict_queries
from balarea.applications.queries import copies
from balarea.applications.rules import (
    AWAITING_PAYMENT,
    FIRST_STATES,
    GRANTED,
    MAY_WITHDRAW,
    TO_VERIFY,
    State,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents.models import Evidence
from balarea.foundation import clock, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.payments import queries as payments
from balarea.payments.operations import billing
from balarea.people import rules as people_rules
from balarea.vault import operations as vault


@operation
def submit(
    *,
    case: UUID,
    owners: frozenset[UUID],
    key: str,
    seen_fingerprint: str,
    is_mismatch_confirmed: bool = False,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """File a draft, or the amendment of a returned application. Returns the case.

    The same `key` with the same `seen_fingerprint` files once and returns the same
    case. A NIK that contains another day of birth than the answers is accepted only
    with `is_mismatch_confirmed`.

    Raises:
        errors.Incomplete: `params["problems"]` lists everything that is missing.
        errors.ChangedMeanwhile: the draft is not what the page showed.
        errors.Unconfirmed: a NIK and a day of birth differ, unconfirmed.
        errors.NotSent: the draft is gone, and the application went on without it.
        errors.NoPaymentOnline: there is a fee, and no payment provider is set.
        foundation_errors.KeyReused: the key came before with another content.
    """
    request = filing_checks.FilingRequest(
        case, owners, seen_fingerprint, is_mismatch_confirmed
    )
    return filing_checks.file_once(
        request=request,
        key=key,
        file=lambda: _file(request=request, by=by, at=at),
        by=by,
        at=at,
    )


@operation
def _file(*, request: filing_checks.FilingRequest, by: Actor, at: dt.datetime) -> None:
    draft = queries.locked_draft(request.case, request.owners)
    if draft is None:
        check_submitted(request.case, request.owners)  # filed with another key
        return
    evidence = queries.evidence_of(draft)
    answers = filing_checks.open_as_seen(
        draft=draft,
        evidence=evidence,
        seen_fingerprint=request.seen_fingerprint,
        by=by,
        at=at,
    )
    if missing := queries.problems(draft, answers, evidence, clock.today(at)):
        raise errors.Incomplete(problems=missing)
    definition = catalogue.definition(draft.definition)
    as_of = queries.rules_as_of(draft, at)
    filing_checks.check_birth_dates(
        definition, answers, as_of=as_of, is_confirmed=request.is_mismatch_confirmed
    )
    visible = engine.visible_answers(definition, answers, as_of=as_of)
    if visible != answers:
        _drop_hidden(draft=draft, visible=visible, by=by, at=at)
    _write(
        draft=draft,
        definition=definition,
        answers=visible,
        evidence=evidence,
        as_of=as_of,
        by=by,
        at=at,
    )


@operation
def _write(
    *,
    draft: models.Draft,
    definition: engine.Definition,
    answers: dict[str, Any],
    evidence: Sequence[Evidence],
    as_of: dt.date,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Make the draft, which was checked, an application, or amend the one it is of."""
    deadlines = queries.deadlines(definition, clock.today(at))
    unconfirmed = rule_decisions.unconfirmed(
        definition, answers, evidence, as_of=as_of, is_amendment=draft.is_amendment
    )
    create = functools.partial(_create, is_at_once=unconfirmed == [])
    write = _amend if draft.is_amendment else create
    application = write(
        draft=draft,
        answers=answers,
        evidence=evidence,
        deadlines=deadlines,
        by=by,
        at=at,
    )
    unit_of_work.remove(draft)
    creating.add_filing(
        application=application,
        definition=definition,
        answers=answers,
        evidence=evidence,
        new_evidence=copies.not_filed_before(draft, evidence),
        deadlines=deadlines,
        unconfirmed=unconfirmed,
        as_of=as_of,
        by=by,
        at=at,
    )


@operation
def _drop_hidden(
    *, draft: models.Draft, visible: dict[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Keep the answers to questions that are asked, and no others."""
    vault.replace(
        sealed=draft.answers,
        case=draft.id,
        name="answers",
        content=steps.to_json(visible),
        by=by,
        at=at,
    )


def check_submitted(case: UUID, owners: frozenset[UUID]) -> None:
    """Refuse unless this case is in a state to which filing leads.

    Raises:
        errors.NotSent: it went on or was taken back, without what was to be filed now.
    """
    rows = queries.applications_of(owners).filter(id=case)
    state = rows.values_list("state", flat=True).first()
    if state is None:
        raise foundation_errors.NotFound
    if state in {*FIRST_STATES, *TO_VERIFY}:
        return
    if not (state in GRANTED and queries.is_granted_by_rules(case)):
        raise errors.NotSent


@operation
def _create(
    *,
    draft: models.Draft,
    answers: dict[str, Any],
    evidence: Sequence[Evidence],
    deadlines: queries.Deadlines,
    is_at_once: bool,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """Create the application; `is_at_once`: rules grant it, once a fee is paid."""
    new = creating.NewApplication(
        case=draft.id,
        reference=draft.reference,
        service=draft.service,
        definition=draft.definition,
        contact=draft.contact,
        person=draft.person,
        mandate=draft.mandate,
        village=draft.village,
        language=draft.language,
        answers=draft.answers,
        evidence=evidence,
    )
    application, fee = creating.create(
        new=new, answers=answers, deadlines=deadlines, by=by, at=at
    )
    params = _deadline_params(application, deadlines, is_fee_first=fee is not None)
    params |= {"at_once": "YES"} if is_at_once else {}
    kind = "PREPARED" if application.state == State.PREPARED else "RECEIVED"
    steps.notify(application=application, kind=kind, by=by, at=at, params=params)
    if fee is not None:
        charging.charge(application=application, fee=fee, by=by, at=at)
    return application


def _deadline_params(
    application: models.Application,
    deadlines: queries.Deadlines,
    *,
    is_fee_first: bool,
) -> dict[str, str]:
    return {
        **handing_over.register_params(application),
        "check_due_on": deadlines.check_due_on.isoformat(),
        "due_on": deadlines.promised_on.isoformat(),
        "turn": "PAY" if is_fee_first else "",
    }


@operation
def _amend(
    *,
    draft: models.Draft,
    answers: dict[str, Any],
    evidence: Sequence[Evidence],
    deadlines: queries.Deadlines,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    rows = models.Application.objects.filter(id=draft.id)
    application = queries.locked_for_step(rows).get()
    deficiency = models.DeficiencyNotice.objects.get(application=application)
    deficiency.answered_at = at
    unit_of_work.change(deficiency, "answered_at")
    definition = catalogue.definition(application.definition)
    name, index = creating.holder(definition, answers)
    fee = engine.fee(definition, answers, as_of=application.filed_on)
    paid, amount_due = queries.paid_and_due(application.id, fee)
    if amount_due:
        permissions.check_fileable(definition)
    application.answers = draft.answers
    application.holder_masked = people_rules.masked_name(name)
    application.holder_index = index
    application.person_index = creating.person_index(definition, answers)
    application.family_indexes = conflict_queries.family_indexes(definition, answers)
    application.collect_at = engine.place_chosen(definition, answers)
    application.due_on = deadlines.check_due_on
    steps.change_state(
        application=application,
        to=State.AWAITING_FEE if amount_due else State.AMENDED,
        type="AMENDED",
        by=by,
        at=at,
        facts=creating.filed_facts(draft.answers, evidence),
        fields=(
            *("answers", "holder_masked", "holder_index", "person_index"),
            *("collect_at", "due_on", "family_indexes"),
        ),
    )
    conflicts.find(
        application=application, definition=definition, answers=answers, by=by, at=at
    )
    params = _deadline_params(application, deadlines, is_fee_first=bool(amount_due))
    steps.notify(application=application, kind="AMENDED", by=by, at=at, params=params)
    if amount_due:
        charging.charge(application=application, fee=fee, paid=paid, by=by, at=at)
    return application


@operation
def renew_bill(
    *, case: UUID, owners: frozenset[UUID], by: Actor, at: dt.datetime
) -> None:
    """Give the fee of an application another code, after the first ran out.

    Raises:
        errors.NothingToPay: the application waits for no payment.
    """
    own = queries.applications_of(owners).filter(id=case)
    if not own.exists():
        raise foundation_errors.NotFound
    # Bills are locked before their application, see `billing.lock_bills`.
    billing.lock_bills(case=case, by=by, at=at)
    application = own.select_for_update().get()
    bill = payments.current_bill(case)
    if bill is None or application.state not in AWAITING_PAYMENT:
        raise errors.NothingToPay
    billing.renew(bill=bill, by=by, at=at)


@operation
def withdraw(
    *,
    case: UUID,
    owners: frozenset[UUID],
    seen_state: str | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """Take an application back: until it is decided, or while its levy is unpaid.

    `seen_state` is the state that the citizen's page showed; None skips the check.

    Raises:
        errors.CannotWithdraw: it is decided.
        errors.ChangedMeanwhile: it is in another state than `seen_state`.
    """
    own = queries.applications_of(owners)
    if not own.filter(id=case).exists():
        raise foundation_errors.NotFound
    # Bills are locked first, see `billing.lock_bills`; then an amendment, and last
    # its application.
    billing.cancel_open(case=case, by=by, at=at)
    queries.locked_draft(case, owners)
    application = queries.locked_for_step(own).filter(id=case).first()
    if application is None:
        raise foundation_errors.NotFound
    if application.state not in MAY_WITHDRAW:
        raise errors.CannotWithdraw
    if seen_state is not None and seen_state != application.state:
        raise errors.ChangedMeanwhile
    unanswered_deficiencies.discard_amendment(application=application, by=by, at=at)
    steps.set_checked_late(application, at)
    steps.change_state(
        application=application,
        to=State.WITHDRAWN,
        type="WITHDRAWN",
        fields=["was_checked_late"],
        by=by,
        at=at,
    )
    steps.notify(application=application, kind="WITHDRAWN", by=by, at=at)
    return application
