"""One application as officers see it. Opening it logs the access first."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from balarea.applications import errors, permissions, queries
from balarea.applications.operations import officer_texts, verifying
from balarea.applications.presenters import (
    advice,
    answers,
    assignments,
    field_errors,
    hand_overs,
    mandates,
    prepared,
    progress,
    rule_decisions,
)
from balarea.applications.presenters import officer as presenters
from balarea.applications.rules import MIN_LETTERS, State
from balarea.applications.views import file_responses
from balarea.applications.views.officer import (
    assigning,
    case_context,
    one_case,
    talking,
)
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.foundation import calendar, clock, ids, references
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth, resubmission, unsent_forms
from balarea.people import queries as people
from balarea.people.presenters import position_name, recorded_office
from balarea.people.rules import Action
from balarea.ui.http_methods import require_safe

if TYPE_CHECKING:
    from balarea.applications import models
    from balarea.catalogue import definition as engine
    from balarea.documents.models import IssuedDocument


@dataclasses.dataclass(frozen=True, slots=True)
class Typed:
    """A refused form with its input, which the page shows again."""

    refusal: Refusal
    values: Mapping[str, str]

    @property
    def is_overtaken(self) -> bool:
        """Whether the application had changed since the page was shown."""
        return isinstance(self.refusal, errors.ChangedMeanwhile)

    @property
    def shown(self) -> Mapping[str, str]:
        """The input to show; without choices if the application has changed since."""
        chosen = (
            {"outcome", "agrees", "is_met", "is_done", "is_confirmed"}
            if self.is_overtaken
            else set[str]()
        )
        return {k: v for k, v in self.values.items() if k not in chosen}

    def compared(self, application: "models.Application") -> "Typed":
        """Overtaken, if saved input is of an earlier revision; else the same."""
        restored = errors.SessionWasOver | errors.LeftUnsent
        if isinstance(self.refusal, restored) and self.values.get("revision") != str(
            application.revision
        ):
            return Typed(errors.ChangedMeanwhile(), self.values)
        return self

    def of(self, prefix: str) -> dict[str, str]:
        """The values of fields whose names begin with `prefix`, without it."""
        return {
            name.removeprefix(prefix): value
            for name, value in self.values.items()
            if name.startswith(prefix)
        }


_FORMS = ("act", "outcome")  # the addresses to which forms of the page post


def _first(
    sent: Iterable[Mapping[str, Sequence[str]]],
) -> Mapping[str, Sequence[str]]:
    """The first form with fields; the iterable is exhausted, so that all are taken."""
    return next(filter(None, list(sent)), {})


@require_safe
@never_cache
@auth.officer_required
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """The whole application with the actions that the officer may take."""
    paths = [reverse(f"applications:{name}", args=[case]) for name in _FORMS]
    unsent = _first(unsent_forms.take(request, path) for path in paths)
    late = _first(resubmission.take(request, path) for path in paths)
    if not (late or unsent):
        return show(request, case)
    fields = late or unsent
    values = {name: sent[-1] for name, sent in fields.items() if sent}
    why = errors.SessionWasOver() if late else errors.LeftUnsent()
    return show(request, case, Typed(why, values))


def show(request: HttpRequest, case: UUID, typed: Typed | None = None) -> HttpResponse:
    """Render the page, after a refusal with the input."""
    session, at = auth.require_officer_session(request), clock.of(request)
    today = clock.today(at)
    opened = assigning.opened_case(session, case, at)
    application, definition = opened.application, opened.definition
    typed = typed and typed.compared(application)
    state = State(application.state)
    document = _document(application)
    is_revoked = document is not None and document.state == "REVOKED"
    kind, status = presenters.status(state, is_revoked=is_revoked)
    context = {
        "may_open_covertly": permissions.can(session.scope, Action.DECIDE, application),
        "application": application,
        "reference": references.pretty(application.reference),
        "title": definition.title.of(get_language() or "id"),
        "register": progress.register_name(definition),
        "result": definition.result.kind if definition.result else "",
        "finding": answers.finding(definition, get_language() or "id"),
        "kind": kind,
        "status": status,
        "due": presenters.due_of(application, today, calendar.overrides()),
        "sections": presenters.sections(
            definition,
            opened.answers,
            opened.first_answers,
            as_of=application.filed_on,
        ),
        "trace": _trace(opened),
        **assigning.step_part(session, application, is_typed=typed is not None),
        **_officer_records(session, opened, document, typed, at),
        "document": document,
        **case_context.measure_part(session, application, document, today),
        **case_context.desk_part(session, application, document),
        **case_context.course_part(application, today),
        **case_context.objection_part(session, application, definition, at),
        **case_context.fee_part(application, at),
        **talking.part(session, application, at),
        **_refused(definition, typed),
        "ready": presenters.offered(definition, "REFUSE"),
        "not_served": prepared.options(definition, get_language() or "id"),
        "served": prepared.served(application, definition, get_language() or "id"),
        "min_letters": MIN_LETTERS,
        "key": ids.uuid7(),
        "acting": mandates.acting(application, today),
        "today": today,
        **one_case.officer_part(request),
    }
    code = typed.refusal.status if typed else 200
    return render(request, "applications/officer/case.html", context, status=code)


def _refused(definition: "engine.Definition", typed: Typed | None) -> dict[str, object]:
    """The context of a refusal: the input, the reason, and the fields at fault."""
    if typed is None:
        return {"typed": {}, "refusal": None, "faults": field_errors.NONE}
    language = get_language() or "id"
    faults = field_errors.faults(typed.refusal, typed.values)
    return {
        "typed": typed.shown,
        "refusal": field_errors.named(typed.refusal, definition, language),
        "faults": field_errors.NONE | faults,
        "fault_list": field_errors.listed(faults, definition, language),
    }


def _officer_records(
    session: auth.OfficerSession,
    opened: verifying.OpenedCase,
    document: "IssuedDocument | None",
    typed: Typed | None,
    at: dt.datetime,
) -> dict[str, Any]:
    """Marks and texts of officers so far, opened for this officer."""
    application = opened.application
    deficiency = queries.deficiency_of(application)
    checks = queries.checks_since(application, deficiency)
    records = dataclasses.replace(
        queries.records_of(application, document), remarks=queries.remarks(checks)
    )
    assigned = (
        queries.last_assignment(application.id) if application.handler_id else None
    )
    texts = _open_texts(session, application, records, assigned, at)
    marks = {key: "MET" if one.is_met else "DEFECT" for key, one in checks.items()}
    remarks = {key: texts[key] for key in records.remarks}
    shown = _shown(marks, remarks, typed)
    decision, language = records.decision, get_language() or "id"
    return {
        "texts": texts,
        "excluded": queries.excluded_officers(application),
        "conflicts": assignments.conflict_options(),
        "handling": assigning.handling(
            session, application, assigned, texts, clock.today(at)
        ),
        "decision": decision,
        "inspection": records.inspection,
        "deficiency": deficiency,
        "revocation": records.revocation,
        "objected_at": records.reply.at if records.reply else None,
        "handed_over": hand_overs.handed_over(
            opened.definition, records.hand_over, records.outcome, language
        ),
        "review": records.review,
        "review_outcome": records.review_outcome,
        "may_review": records.review is not None
        and records.review_outcome is None
        and permissions.can(session.scope, Action.DECIDE, application),
        "revoked_by": recorded_office(records.revocation) if records.revocation else "",
        "decided_as": position_name(decision.officer)
        if decision and decision.officer
        else "",
        "is_own_proposal": application.state == State.TO_COUNTERSIGN
        and decision is not None
        and decision.officer_id == session.scope.officer.id,
        "checks": _checks(opened, deficiency, shown, clock.today(at)),
        "advices": advice.advice_views(
            opened.definition,
            records.advices,
            texts,
            people.agencies() if records.advices else {},
            language,
            (clock.today(at), calendar.overrides()),
        ),
        "unmet": queries.requirement_titles(
            opened.definition, decision.unmet if decision else (), language
        ),
        "defects": [
            (queries.requirement_titles(opened.definition, [key], language), text)
            for key, text in texts.get("deficiency", {}).items()
        ],
    }


def _open_texts(
    session: auth.OfficerSession,
    application: "models.Application",
    records: queries.OfficerRecords,
    assigned: "models.Assignment | None",
    at: dt.datetime,
) -> dict[str, Any]:
    """The sealed texts of the records, opened for this officer."""
    sealed_texts = dict(records.sealed_texts)
    if assigned is not None and assigned.reason is not None:
        sealed_texts["assignment"] = (assigned.reason, "assignment")
    if not sealed_texts:
        return {}
    return officer_texts.open_texts(
        application=application,
        sealed_texts=sealed_texts,
        purpose=permissions.purpose_of(session.scope, application),
        by=session.actor,
        at=at,
    )


def _shown(
    marks: dict[str, str], remarks: dict[str, str], typed: Typed | None
) -> presenters.Mark:
    """The values of the fields: stored marks, overridden by what was typed."""
    if typed is None:
        return presenters.Mark(marks, remarks)
    if typed.is_overtaken:  # marks that others have stored since come first
        marks = typed.of("mark-") | marks
        remarks = typed.of("text-") | remarks
    else:
        marks |= typed.of("mark-")
        remarks |= typed.of("text-")
    wrong = field_errors.faults(typed.refusal, typed.values)
    return presenters.Mark(marks, remarks, typed.of("ready-"), wrong)


def _trace(opened: verifying.OpenedCase) -> list[rule_decisions.TraceRow]:
    """What the rules of the service find in the answers as they are now."""
    if opened.definition.decides is None:
        return []
    files = document_queries.files_of(opened.application.id)
    return rule_decisions.trace_rows(
        opened.definition,
        opened.answers,
        files,
        get_language() or "id",
        as_of=opened.application.filed_on,
    )


def _document(
    application: "models.Application",
) -> "IssuedDocument | None":
    if application.state not in {State.GRANTED, State.ISSUED}:
        return None
    return document_queries.document_of(application.id)


def _checks(
    opened: verifying.OpenedCase,
    deficiency: "models.DeficiencyNotice | None",
    records: presenters.Mark,
    today: dt.date,
) -> list[presenters.Check]:
    application = opened.application
    evidence, live = queries.filed_evidence(application, deficiency)
    files = presenters.files(application.id, evidence, live, today)
    requirements = queries.to_check(
        opened.definition, opened.answers, as_of=application.filed_on
    )
    return presenters.checks(opened.definition, requirements, files, records)


@require_safe
@never_cache
@auth.officer_required
def document(request: HttpRequest, case: UUID) -> HttpResponse:
    """The issued document as it was signed."""
    session = auth.require_officer_session(request)
    application = queries.case_in_reach(case, session.scope)
    issued = document_queries.document_of(case) if application else None
    if application is None or issued is None:
        raise NotFound
    content = documents.open_document(
        document=issued,
        by=session.actor,
        purpose=permissions.purpose_of(session.scope, application),
        at=clock.of(request),
    )
    return file_responses.inline(content, "application/pdf")
