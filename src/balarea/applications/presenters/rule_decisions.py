"""Decisions by rules and their checks, for the citizen and for officers."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from balarea.applications import models, queries
from balarea.applications.presenters import officer
from balarea.applications.queries import copies
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.documents.models import Evidence

# How long the citizen's page reloads by itself while the document is being written.
RELOAD_SECONDS, RELOAD_FOR = 4, dt.timedelta(minutes=2)
# Where an officer still looks at what rules could not confirm.
_UNDECIDED = frozenset({State.RECEIVED, State.TO_DECIDE})


@dataclasses.dataclass(frozen=True, slots=True)
class RuleDecision:
    """What the citizen's page shows of a decision by rules.

    `unconfirmed`: what an officer looks at instead; empty where rules decided.
    `is_writing`: the document comes within seconds, and the page reloads.
    `may_ask`: a person may be asked to review the decision.
    """

    is_decided: bool
    office: str
    law: str
    decree: str
    unconfirmed: Sequence[str] = ()
    is_writing: bool = False
    may_ask: bool = False
    review: models.Review | None = None
    outcome: models.ReviewOutcome | None = None


def rule_decision(
    application: models.Application,
    definition: engine.Definition,
    records: queries.OfficerRecords,
    at: dt.datetime,
    language: str,
) -> RuleDecision | None:
    """None where no rules decide, or an officer has decided since."""
    decides, decision = definition.decides, records.decision
    if decides is None:
        return None
    is_decided = decision is not None and decision.is_by_rules
    unconfirmed: Sequence[str] = ()
    if not is_decided:
        if State(application.state) not in _UNDECIDED:
            return None
        check_ids = queries.last_filing(application).unconfirmed
        if not check_ids:
            return None
        titles = engine.check_titles(definition, check_ids)
        unconfirmed = [title.of(language) for title in titles]
    law = {one.id: one.text for one in definition.standard.legal_basis}
    is_writing = (
        decision is not None
        and application.state == State.GRANTED
        and at - decision.at < RELOAD_FOR
    )
    return RuleDecision(
        is_decided=is_decided,
        office=decides.office.of(language),
        law=law[decides.legal_basis],
        decree=decides.decree.of(language),
        unconfirmed=unconfirmed,
        is_writing=is_decided and is_writing,
        may_ask=is_decided
        and records.review is None
        and records.revocation is None
        and application.state == State.ISSUED,
        review=records.review,
        outcome=records.review_outcome,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class TraceRow:
    """One check, its result as a tag, and the answers that it uses."""

    text: str
    law: str
    kind: str
    word: str
    answers: Sequence[tuple[str, str]]


def trace_rows(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    files: Sequence[Evidence],
    language: str,
    *,
    as_of: dt.date,
) -> list[TraceRow]:
    """The result of each check for the current answers; empty without rules."""
    if definition.decides is None:
        return []
    trace = engine.trace(
        definition,
        answers,
        {item.requirement for item in files},
        proven=copies.issued_here(files),
        as_of=as_of,
    )
    law = {one.id: one.text for one in definition.standard.legal_basis}
    words = {
        True: ("ok", gettext("Confirmed")),
        False: ("bad", gettext("Not so")),
        None: ("warn", gettext("For a person to see")),
    }
    return [
        TraceRow(
            text=one.text.of(language),
            law=law.get(one.legal_basis, ""),
            kind=words[one.result][0],
            word=words[one.result][1],
            answers=[
                (f.label.of(language), f.answer.of(language)) for f in one.answers
            ],
        )
        for one in trace.results
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewRow:
    """One line of the list of reviews that wait."""

    address: str
    reference: str
    title: str
    who: str
    asked_at: dt.datetime
    due: officer.Due


def review_row(
    item: queries.AwaitedReview,
    definition: engine.Definition,
    language: str,
    today: dt.date,
    overrides: Mapping[dt.date, bool],
) -> ReviewRow:
    return ReviewRow(
        address=reverse("applications:desk_case", args=[item.id]),
        reference=item.pretty,
        title=definition.title.of(language),
        who=item.holder_masked,
        asked_at=item.asked_at,
        due=officer.due(item.due_on, today, overrides),
    )
