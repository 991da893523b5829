"""Filed bundles and their applications, limited to those of the citizen."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from balarea.applications import models
from balarea.applications.queries import cases
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.people.models import Agency


class MemberFiling(NamedTuple):
    """What a bundle's answers and files are for one of its services."""

    member: engine.Member
    definition: engine.Definition
    answers: dict[str, Any]


def member_filings(
    bundle: engine.Bundle, answers: dict[str, Any], *, as_of: dt.date
) -> list[MemberFiling]:
    """The services that apply to these answers, each with its own.

    One whose own form would end on an exit page isn't filed; see `left_out`.
    """
    every = _members(bundle, answers, as_of)
    return [one for one in every if _exit(one, as_of) is None]


def left_out(
    bundle: engine.Bundle, answers: dict[str, Any], *, as_of: dt.date
) -> list[tuple[engine.Member, engine.Page]]:
    """The services that would apply, with the exit page that keeps each from it."""
    return [
        (one.member, page)
        for one in _members(bundle, answers, as_of)
        if (page := _exit(one, as_of)) is not None
    ]


def _members(
    bundle: engine.Bundle, answers: dict[str, Any], as_of: dt.date
) -> list[MemberFiling]:
    filings = []
    for member in engine.applying(bundle, answers, as_of=as_of):
        definition = catalogue.definition(member.definition)
        own = engine.own_answers(bundle, member, definition, answers, as_of=as_of)
        filings.append(MemberFiling(member, definition, own))
    return filings


def _exit(filing: MemberFiling, as_of: dt.date) -> engine.Page | None:
    return engine.exit_page(filing.definition, filing.answers, as_of=as_of)


def member_problems(
    form: engine.Definition,
    filing: MemberFiling,
    counts: Mapping[str, int],
    today: dt.date,
) -> list[engine.Problem]:
    """What prevents one service's filing, at the questions of the bundle's form.

    `counts` are files by the form's requirements.
    """
    member, own = filing.member, {}
    for requirement, shared in member.requirements.items():
        own[requirement] = counts.get(shared, 0)
    places = {name: shared[0] for name, shared in member.fields.items()}
    places |= member.requirements
    pages = {field.id: page.id for page in form.pages for field in page.fields}
    return [
        problem._replace(
            field=places[problem.field], page=pages.get(places[problem.field], "")
        )
        for problem in engine.check_all(
            filing.definition, filing.answers, own, today=today
        )
    ]


def treasury_of(definition: engine.Definition, agency: Agency | None) -> str:
    """To which treasury the fee of a service belongs."""
    kind = agency.kind if agency is not None else ""
    return engine.treasury(definition.fee, definition.agency, kind)


def bundle_filing(case: UUID, owners: Iterable[UUID]) -> models.BundleFiling | None:
    """What a citizen filed as one, by the case of its draft."""
    own = models.BundleFiling.objects.filter(cases.owned_by(owners))
    return own.filter(id=case).first()


def bundle_filings(owners: Iterable[UUID]) -> list[models.BundleFiling]:
    """Everything that a citizen filed as one, the newest first."""
    own = models.BundleFiling.objects.filter(cases.owned_by(owners))
    return list(own.prefetch_related("applications").order_by("-at"))


def bundled(filing: models.BundleFiling) -> list[models.Application]:
    """The applications of one filing, as the bundle lists their services."""
    rows = filing.applications.select_related("tracking__key").order_by("reference")
    bundle = catalogue.bundle_of(filing.definition)
    order = [one.code for one in bundle.members] if bundle else []
    return sorted(rows, key=lambda row: order.index(row.service))
