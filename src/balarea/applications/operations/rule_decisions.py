"""Decisions that rules take at filing, without an officer.

Rules only grant. What they can't confirm takes the service's usual steps, so that
nobody is refused without a person (UU 30/2014 art. 38; UU 27/2022 art. 10).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, override

from balarea.applications import models
from balarea.applications.operations import deciding, sealed_contents, verifying
from balarea.applications.queries import copies
from balarea.applications.rules import Outcome, State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import Evidence
from balarea.foundation import unit_of_work
from balarea.foundation.operation import SYSTEM_ID, Actor, ActorKind, operation
from balarea.vault import operations as vault


def unconfirmed(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    evidence: Iterable[Evidence],
    *,
    as_of: dt.date,
    is_amendment: bool,
) -> list[str] | None:
    """What rules can't confirm of a filing; None where they don't decide.

    An amendment answers what an officer found wrong, so an officer decides on it.
    """
    if definition.decides is None or is_amendment:
        return None
    return _trace(definition, answers, evidence, as_of).unconfirmed


def _trace(
    definition: engine.Definition,
    answers: Mapping[str, Any],
    evidence: Iterable[Evidence],
    as_of: dt.date,
) -> engine.Trace:
    evidence = list(evidence)
    files = {item.requirement for item in evidence}
    proven = copies.issued_here(evidence)
    return engine.trace(definition, answers, files, proven=proven, as_of=as_of)


@operation
def grant_if_confirmed(
    *,
    application: models.Application,
    filing: models.Filing,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Grant an application at once if its rules confirmed all; else do nothing.

    Call it when work on it begins: at filing, or once a fee that comes first is paid.
    `by` filed or paid; the decision is the system's, in the name of the office that
    the definition names.
    """
    if filing.unconfirmed != [] or application.state != State.RECEIVED:
        return
    definition = catalogue.definition(application.definition)
    rules = _actor(definition)
    answers = sealed_contents.open_answers(
        application=application, by=rules, at=at, purpose="DECIDE"
    )
    evidence = [
        item
        for item in documents.files_of(application.id)
        if item.id in filing.evidence
    ]
    trace = _trace(definition, answers, evidence, application.filed_on)
    verifying.start_decision_time(application=application, unmet=[], by=rules, at=at)
    text = reasons(definition, trace, application.language).encode()
    decision = models.Decision(
        application=application,
        outcome=Outcome.GRANTED,
        reasons=vault.seal(
            case=application.id, name="reasons", content=text, by=rules, at=at
        ),
        is_by_rules=True,
        officer=None,
        at=at,
    )
    unit_of_work.add(decision)
    deciding.carry_out(
        application=application, decision=decision, signatory=None, by=rules, at=at
    )


def _actor(definition: engine.Definition) -> Actor:
    """The system, acting in the name of the office that the definition names."""
    if definition.decides is None:
        message = f"{definition.code} is not decided by rules"
        raise ValueError(message)
    office = definition.decides.office
    named = {
        "id": f"{office.id}, otomatis menurut aturan",
        "en": f"{office.of('en')}, automatically by rules",
    }
    return Actor(
        ActorKind.SYSTEM,
        SYSTEM_ID,
        agency=definition.agency,
        office=named["id"],
        office_translations={"en": named["en"]},
    )


def reasons(definition: engine.Definition, trace: engine.Trace, language: str) -> str:
    """The trace in words: what was confirmed, by which article and which answers."""
    law = {one.id: one.text for one in definition.standard.legal_basis}
    decides = definition.decides
    lines = []
    with override(language):
        if decides is not None:
            sentence = gettext("Decided by rules under %(law)s, and %(decree)s.")
            decree = decides.decree.of(language)
            lines.append(sentence % {"law": law[decides.legal_basis], "decree": decree})
        for one in trace.results:
            answers = "; ".join(
                f"{item.label.of(language)}: {item.answer.of(language)}"
                for item in one.answers
            )
            basis = f" ({law[one.legal_basis]})" if one.legal_basis else ""
            lines.append(f"✓ {one.text.of(language)} {answers}{basis}")
    return "\n".join(lines)
