"""The progress of an application: steps done, now and next, by whom and when."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from balarea.applications import models
from balarea.applications.rules import (
    AWAITING_PAYMENT,
    CLOSED,
    ELSEWHERE,
    STATES,
    WITH_CITIZEN,
    State,
)
from balarea.catalogue import definition as engine
from balarea.documents.models import Step as DocumentStep
from balarea.people.presenters import recorded_office

S = State

# (State before, state) → the title of the step, where it isn't the state's own.
_BY_WAY: dict[tuple[State | None, State], Promise] = {
    (S.AWAITING_FEE, S.RECEIVED): gettext_lazy("Fee paid"),
    (S.AWAITING_FEE, S.AMENDED): gettext_lazy("Fee paid"),
    (S.RETURNED, S.AWAITING_FEE): gettext_lazy("Mended and sent again"),
    (S.TO_INSPECT, S.TO_DECIDE): gettext_lazy("Place visited"),
    (S.TO_COUNTERSIGN, S.TO_DECIDE): gettext_lazy(
        "Decision sent back for another look"
    ),
    (S.AWAITING_LEVY, S.GRANTED): gettext_lazy("Levy paid"),
    (S.RETURNED, S.TO_DECIDE): gettext_lazy(
        "Not mended in time: decided on what is there"
    ),
    (S.ANSWERED, S.TO_DECIDE): gettext_lazy("Not so, you said: decided again"),
    (S.RETURNED, S.TO_HAND_OVER): gettext_lazy(
        "Not mended in time: what is there is handed over"
    ),
}
_ORDER = (
    S.AWAITING_FEE,
    S.RECEIVED,
    S.TO_INSPECT,
    S.TO_DECIDE,
    S.TO_COUNTERSIGN,
    S.AWAITING_LEVY,
    S.ANSWERED,
    S.GRANTED,
    S.TO_HAND_OVER,
    S.HANDED_OVER,
    S.PREPARED,
)


def taken_in(changes: Sequence[models.StatusChange]) -> str:
    """The office that filed it at a desk; empty where its owner did."""
    first = changes[0]
    return recorded_office(first) if first.actor_kind == "OFFICER" else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step; `state` is done, now, next or stopped."""

    state: str
    title: str
    by: str = ""
    at: dt.datetime | None = None
    due: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """All steps, and the present state."""

    steps: Sequence[Step]
    word: str
    kind: str
    is_open: bool
    is_yours: bool


def word(
    state: str, *, is_revoked: bool = False, is_suspended: bool = False
) -> tuple[str, str]:
    """The label of a state, and the tone of its tag.

    `is_revoked`, `is_suspended`: what happened to the document of the application.
    """
    if is_revoked:
        return _("Revoked"), "bad"
    if is_suspended:
        return _("Suspended"), "bad"
    record = STATES[State(state)]
    return _(record.citizen_label), record.citizen_tone


def progress(
    application: models.Application,
    definition: engine.Definition,
    changes: Sequence[models.StatusChange],
    agency: str,
    revocation: DocumentStep | None = None,
    *,
    is_suspended: bool = False,
) -> Progress:
    """The progress of one application. `office` is the agency's name.

    `revocation`: the step that revoked its document, if any. `is_suspended`: its
    document is suspended now.
    """
    state = State(application.state)
    text, kind = word(
        state, is_revoked=revocation is not None, is_suspended=is_suspended
    )
    return Progress(
        steps=[
            *_done(changes, agency),
            *_rest(application, definition, agency),
            *_after(revocation, agency),
        ],
        word=text,
        kind=kind,
        is_open=state not in CLOSED,
        is_yours=state in WITH_CITIZEN,
    )


def _done(changes: Sequence[models.StatusChange], agency: str) -> list[Step]:
    steps: list[Step] = []
    before: State | None = None
    for change in changes:
        state = State(change.state)
        title = _BY_WAY.get((before, state)) or _(STATES[state].entered)
        stopped = state in {S.REFUSED, S.NOT_SERVED, S.DISPUTED, S.WITHDRAWN}
        steps.append(
            Step(
                "stopped" if stopped else "done",
                str(title),
                _who(change, before, agency),
                change.at,
            )
        )
        before = state
    return steps


def _who(change: models.StatusChange, before: State | None, agency: str) -> str:
    if change.actor_kind == "OFFICER" or change.office:  # or rules, in an office's name
        return recorded_office(change) or agency
    answered = before == S.RETURNED and change.state in {S.AMENDED, S.AWAITING_FEE}
    replied = before == S.ANSWERED and change.state != S.UNCONFIRMED
    if before is None or answered or replied or change.state == S.WITHDRAWN:
        return _("You")
    if before in {S.AWAITING_FEE, S.AWAITING_LEVY}:
        return _("Confirmed by the payment provider")
    return agency


def _rest(
    application: models.Application, definition: engine.Definition, agency: str
) -> list[Step]:
    state = State(application.state)
    if state in CLOSED:
        return []
    yours = state in WITH_CITIZEN
    paused = AWAITING_PAYMENT | ELSEWHERE
    due = None if state in paused else application.due_on
    who = (register_name(definition) if state in ELSEWHERE else "") or agency
    now = Step("now", _(STATES[state].now), _("You") if yours else who, due=due)
    return [now, *(_next(s, definition, agency) for s in _ahead(state, definition))]


def _after(revocation: DocumentStep | None, agency: str) -> list[Step]:
    """The step of a revocation, without its reason, which only the holder may read."""
    if revocation is None:
        return []
    by = recorded_office(revocation) or agency
    return [Step("stopped", _("Document revoked"), by, revocation.at)]


def _next(state: State, definition: engine.Definition, agency: str) -> Step:
    who = (register_name(definition) if state in ELSEWHERE else "") or agency
    who = _("You") if state in WITH_CITIZEN else who
    return Step("next", _(STATES[state].now), who)


def register_name(definition: engine.Definition) -> str:
    """The register that decides, in the reader's language; empty if it is here."""
    register = definition.register
    return register.name.of(get_language() or "") if register else ""


def _ahead(state: State, definition: engine.Definition) -> list[State]:
    """The states still to come if the application is granted."""
    if state == S.RETURNED:
        return [S.AMENDED, *_ahead(S.AMENDED, definition)]
    place = S.RECEIVED if state == S.AMENDED else state
    coming = _ORDER[_ORDER.index(place) + 1 :]
    levied = definition.fee.kind != "FREE" and definition.fee.due == "DECISION"
    on_the_way = {
        S.RECEIVED: True,
        S.TO_INSPECT: "INSPECT" in definition.steps,
        S.TO_DECIDE: "DECIDE" in definition.steps,
        S.TO_COUNTERSIGN: "COUNTERSIGN" in definition.steps,
        S.AWAITING_LEVY: levied,
        S.ANSWERED: definition.result is not None,
        S.GRANTED: definition.output is not None,
        S.TO_HAND_OVER: "HAND_OVER" in definition.steps,
        S.HANDED_OVER: "HAND_OVER" in definition.steps,
        S.PREPARED: False,  # it only begins there
    }
    return [s for s in coming if on_the_way[s]]
