"""Papers of a draft at the front desk: marked, sent, removed, used again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest

from balarea.applications import queries as case_queries
from balarea.applications.operations import drafting, reusing
from balarea.applications.presenters import files as presenter
from balarea.applications.presenters import reuse as reuse_presenter
from balarea.applications.queries import front_desk as queries
from balarea.applications.queries import reuse
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.people import auth

if TYPE_CHECKING:
    from balarea.applications import models

MARK, FILE = "mark_", "file_"


def marks(request: HttpRequest) -> dict[str, list[str]]:
    """Requirement → which of its papers lie on the desk, as the form was sent."""
    return {
        name.removeprefix(MARK): request.POST.getlist(name)
        for name in request.POST
        if name.startswith(MARK)
    }


def attach(request: HttpRequest, case: UUID) -> dict[str, str]:
    """Save each file that was chosen by itself; sentences by requirement."""
    session = auth.require_officer_session(request)
    draft = queries.draft(case, session.scope)
    if draft is None:
        return {}
    refused: dict[str, str] = {}
    for name in request.FILES:
        requirement = name.removeprefix(FILE)
        sent = request.FILES.getlist(name)
        for file in sent:
            try:
                drafting.attach(
                    case=case,
                    owners=draft.owners,
                    requirement=requirement,
                    name=file.name or "",
                    content=file.read(),
                    by=session.actor,
                    at=clock.of(request),
                )
            except Refusal as refusal:
                text = presenter.refused(file.name or "", refusal, len(sent))
                refused[requirement] = f"{refused.get(requirement, '')} {text}".strip()
    return refused


def press(request: HttpRequest, case: UUID, step: str) -> dict[str, str]:
    """Do what the button of a file says: `remove-FILE`, `reuse-REQUIREMENT-SOURCE`.

    Returns a sentence by requirement where it was refused. A file that is gone already
    is no error: two presses remove it once.
    """
    session, at = auth.require_officer_session(request), clock.of(request)
    what, _separator, rest = step.partition("-")
    draft = queries.draft(case, session.scope)
    if draft is None or what not in {"remove", "reuse"}:
        return {}
    if what == "remove":
        _remove(request, draft, _id(rest))
        return {}
    requirement, _separator, source = rest.partition("-")
    try:
        reusing.reuse(
            case=case,
            owners=queries.reach_of(draft),
            requirement=requirement,
            source=_id(source),
            by=session.actor,
            at=at,
        )
    except Refusal as refusal:
        return {requirement: f"{refusal.why} {refusal.then}"}
    return {}


def _remove(request: HttpRequest, draft: "models.Draft", file: UUID) -> None:
    rows = case_queries.current_evidence(draft.id)
    if all(row.id != file for row in rows):
        return
    drafting.detach(
        case=draft.id,
        owners=draft.owners,
        evidence=file,
        by=auth.require_officer_session(request).actor,
        at=clock.of(request),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def filed_before(draft: "models.Draft") -> Collection[UUID]:
    """Files of an amendment that were filed with the application: they stay."""
    if not draft.is_amendment:
        return ()
    application = case_queries.application(draft.id, draft.owners)
    return case_queries.last_filing(application).evidence if application else ()


def offers(
    draft: "models.Draft", answers: Mapping[str, Any], at: dt.datetime
) -> dict[str, Sequence[reuse_presenter.Offer]]:
    """Requirement → own documents and earlier files that may be used for it again."""
    definition = catalogue.definition(draft.definition)
    as_of, owners = case_queries.rules_as_of(draft, at), queries.reach_of(draft)
    offered: dict[str, Sequence[reuse_presenter.Offer]] = {}
    titles = catalogue.titles(case_pages.language())
    counts: dict[str, int] = {}
    for row in case_queries.current_evidence(draft.id):
        counts[row.requirement] = counts.get(row.requirement, 0) + 1
    for one in engine.requirements(definition, dict(answers), as_of=as_of):
        if one.evidence != "UPLOAD" or counts.get(one.id, 0) >= one.max_files:
            continue
        reusable = reuse.reusable(
            draft, answers, one, owners=owners, today=clock.today(at)
        )
        if reusable:
            offered[one.id] = reuse_presenter.offers(reusable, draft.id, one.id, titles)
    return offered
