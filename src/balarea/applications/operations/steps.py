"""What every step of an application shares: lock, change state, log, notify."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

import msgspec

from balarea.applications import errors, models, permissions, queries
from balarea.applications.queries import separation
from balarea.applications.rules import (
    ADVISED_IN,
    CLOSED,
    MAX_TEXT,
    MIN_LETTERS,
    QUEUES,
    SECRET_LETTERS,
    TO_VERIFY,
    TRANSITIONS,
    AdviceOutcome,
    State,
    has_enough_letters,
)
from balarea.catalogue import queries as catalogue
from balarea.foundation import calendar, clock, idempotency, references, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.people.queries import Scope
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault import case_entries
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries


def new_tracking_secret() -> str:
    """A secret that can be typed from paper, in the letters of references."""
    return "".join(secrets.choice(references.ALPHABET) for _ in range(SECRET_LETTERS))


def tracking_hash(case: UUID, secret: str) -> bytes:
    """The keyed hash of a case's tracking secret; the same secret differs per case.

    A secret of 45 bits could be guessed from an unkeyed hash. The input is a SHA-256,
    because rows once stored only that and a migration keyed them; so receipts from
    before that migration still work.
    """
    inner = hashlib.sha256(b"tracking|" + secret.encode()).digest()
    return vault_queries.keyed_hash("tracking", case.bytes, inner)


def is_tracking_secret(application: models.Application, secret: str) -> bool:
    """Whether this is the application's tracking secret, in constant time."""
    stored = bytes(application.tracking_hash)
    return hmac.compare_digest(stored, tracking_hash(application.id, secret))


@operation
def lock_case(
    *,
    case: UUID,
    scope: Scope,
    action: Action,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Application:
    """The application, locked for this transaction, if it waits for this action.

    `seen_revision` is the revision that the officer's page showed; None skips the
    check.

    Raises:
        foundation_errors.NotFound: not within reach of the officer's grants.
        foundation_errors.NotPermitted: within reach, but not for this action.
        errors.ChangedMeanwhile: it doesn't wait for this action any more, or has
            another revision.
        errors.WithColleague: a colleague works on it.
        errors.TookAnotherStep: the service separates people, and the officer checked
            or decided before.
    """
    application = queries.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    vault.cache_key(sealed=application.answers, by=by, at=at)
    permissions.check_can(scope, action, application)
    if application.state not in QUEUES[action]:
        raise errors.ChangedMeanwhile
    permissions.check_handler(scope, application)
    if separation.keeps_out(application, scope.officer.id, action):
        raise errors.TookAnotherStep
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    return application


@operation
def run_once(
    *,
    case: UUID,
    key: str,
    body: bytes,
    step: Callable[[], object],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Call `step` once for a `key`, however often the form was sent."""
    namespace = f"work:{case.hex[-12:]}:{by.id.hex}"
    idempotency.once(
        namespace=namespace, key=key, body=body, answer="done", at=at, do=step
    )


@operation
def log_entry(
    *,
    application: models.Application | models.Draft,
    type: str,
    by: Actor,
    at: dt.datetime,
    facts: Mapping[str, str | int] | None = None,
) -> Entry:
    """Write a log entry about an application or a draft.

    Its commitments use the case's key. `facts` are what the entry states.
    """
    return case_entries.record(
        case=application.id,
        type=type,
        agency=application.agency,
        service=application.service,
        definition=application.definition,
        facts=_acting_for(application, by) | dict(facts or {}),
        by=by,
        at=at,
    )


def _acting_for(
    application: models.Application | models.Draft, by: Actor
) -> dict[str, str | int]:
    """What an entry says of somebody who acts for the owner: under which mandate.

    Nothing where the owner acts, or the office that works on the case.
    """
    mandate = application.mandate if application.mandate_id else None
    if mandate is not None and by.id in mandate_queries.representatives(mandate):
        return {"mandate": str(mandate.id)}
    return {}


def set_checked_late(application: models.Application, at: dt.datetime) -> None:
    """Set `was_checked_late`; call it before `due_on` gets the next deadline."""
    if application.state in TO_VERIFY and clock.today(at) > application.due_on:
        application.was_checked_late = True


def extend_due_day(application: models.Application, at: dt.datetime) -> None:
    """Extend the agency's deadline by the working days that the last state lasted.

    For states in which the application waits for somebody else, who has just acted.
    """
    since = clock.today(queries.changes(application)[-1].at)
    days = calendar.working_days_between(since, clock.today(at))
    application.due_on = calendar.add_working_days(application.due_on, days)


@operation
def change_state(
    *,
    application: models.Application,
    to: State,
    type: str,
    by: Actor,
    at: dt.datetime,
    fields: Iterable[str] = (),
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Change an application's state; adds a `StatusChange` and a log entry.

    `fields` names further columns that the caller has set.
    """
    if to not in TRANSITIONS[State(application.state)]:
        raise errors.ChangedMeanwhile
    application.state = to
    application.revision += 1
    changed = {"state", "revision", *fields}
    if application.handler_id and not queries.stays_with_handler(application, to):
        application.handler = None
        changed.add("handler")
    if to in CLOSED:
        application.closed_at = at
        changed.add("closed_at")
    unit_of_work.change(application, *sorted(changed))
    add_status_change(application=application, by=by, at=at)
    log_entry(application=application, type=type, by=by, at=at, facts=facts)
    if to not in ADVISED_IN:
        _end_advice(application=application, by=by, at=at)


@operation
def _end_advice(*, application: models.Application, by: Actor, at: dt.datetime) -> None:
    """End the advice that is still waited for: the application waits for none now."""
    for row in queries.pending_advices(application):
        row.outcome, row.ended_at = AdviceOutcome.ENDED, at
        unit_of_work.change(row, "outcome", "ended_at")
        facts = {"advice": row.advice, "asked": row.agency}
        log_entry(
            application=application, type="ADVICE_ENDED", by=by, at=at, facts=facts
        )


@operation
def reopen(
    *,
    application: models.Application,
    by: Actor,
    at: dt.datetime,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """Bring a refused application back to its decision, since an objection was granted.

    Its deadline is extended by the working days since the refusal.

    Raises:
        errors.ChangedMeanwhile: it is not refused.
    """
    if application.state != State.REFUSED:
        raise errors.ChangedMeanwhile
    extend_due_day(application, at)
    application.state, application.closed_at = State.TO_DECIDE, None
    application.revision += 1
    unit_of_work.change(application, "closed_at", "due_on", "revision", "state")
    add_status_change(application=application, by=by, at=at)
    log_entry(application=application, type="REOPENED", by=by, at=at, facts=facts)


@operation
def add_status_change(
    *, application: models.Application, by: Actor, at: dt.datetime
) -> None:
    """Add a `StatusChange` for the state in which an application is now."""
    change = models.StatusChange(
        application=application,
        state=application.state,
        actor_kind=by.kind,
        actor=by.id,
        office=by.office,
        office_translations=dict(by.office_translations),
        at=at,
    )
    unit_of_work.add(change)


@operation
def notify(
    *,
    application: models.Application,
    kind: str,
    by: Actor,
    at: dt.datetime,
    params: Mapping[str, str] | None = None,
) -> None:
    """Stage the message about a step, in the language that the citizen chose.

    Nothing is sent where there is no contact: the case is then listed at the desk,
    see `queries.told_in_person`.
    """
    definition = catalogue.definition(application.definition)
    contact = application.contact
    if contact is None:
        return
    notices.post(
        case=application.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind=kind,
        params={
            "reference": references.pretty(application.reference),
            "service": definition.title.of(application.language),
            **(params or {}),
        },
        secrets=application.tracking_id,
        language=application.language,
        agency=application.agency,
        service=application.service,
        by=by,
        at=at,
    )


def normalized_text(text: str) -> str:
    """An officer's text as it is stored: trimmed, with line ends as one character.

    Browsers count a line's end as one character and send it as two.

    Raises:
        errors.TextTooLong: it is longer than the page takes.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > MAX_TEXT:
        raise errors.TextTooLong(length=len(text), max=MAX_TEXT)
    return text


def checked_reason(text: str) -> str:
    """`normalized_text` of a text that must give reasons.

    Raises:
        errors.ReasonsMissing: it has too few letters.
    """
    text = normalized_text(text)
    if not has_enough_letters(text):
        raise errors.ReasonsMissing(count=MIN_LETTERS)
    return text


def to_json(value: object) -> bytes:
    """JSON for the vault."""
    return msgspec.json.encode(value)
