"""What a front desk reads: cases that it may take in, papers seen, what to tell."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from balarea.applications import models
from balarea.applications.queries import (
    after_issue,
    cases,
    conflicts,
    talk,
    villages,
)
from balarea.applications.rules import NEWS_STATES
from balarea.catalogue import bundle_search, search
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.foundation import clock
from balarea.people.models import Mandate
from balarea.people.queries import CaseOwner, Scope, mandates
from balarea.people.rules import Action

# Of one person's last applications, from which answers are offered.
MAX_SOURCES = 10
TO_TELL = 100  # rows of the list


def receives(scope: Scope, agency: str, service: str) -> bool:
    """Whether the officer takes in this service, or every service of this bundle."""
    bundle = catalogue.bundles().get(service)
    if bundle is None:
        return scope.allows(Action.RECEIVE, agency=agency, service=service)
    agencies = catalogue.services()
    return all(
        one.code in agencies
        and scope.allows(
            Action.RECEIVE, agency=agencies[one.code].agency, service=one.code
        )
        for one in bundle.members
    )


def draft(case: UUID, scope: Scope) -> models.Draft | None:
    """A draft of a service that the officer takes in.

    Raises:
        errors.Excluded: the officer has a conflict of interest in it.
    """
    rows = models.Draft.objects.select_related(
        "answers__key", "contact", "person", "saved_by"
    )
    row = rows.filter(id=case).first()
    if row is None or not _is_reached(row, scope):
        return None
    conflicts.check_no_interest(row, scope)
    return row


def _is_reached(row: models.Draft | models.Application, scope: Scope) -> bool:
    """By the service, which the officer takes in, or by the village that filed it."""
    return receives(scope, row.agency, row.service) or villages.reaches(row, scope)


def application(case: UUID, scope: Scope) -> models.Application | None:
    """An application for a service that the officer takes in.

    Raises:
        errors.Excluded: the officer has a conflict of interest in it.
    """
    rows = cases.with_step_data(models.Application.objects.select_related("person"))
    row = rows.filter(id=case).first()
    if row is None or not _is_reached(row, scope):
        return None
    conflicts.check_no_interest(row, scope)
    return row


def bundle_filing(case: UUID, scope: Scope) -> models.BundleFiling | None:
    """What was filed as one, of a bundle that the officer takes in."""
    rows = models.BundleFiling.objects.select_related("contact", "person")
    row = rows.filter(id=case).first()
    return row if row is not None and receives(scope, "", row.bundle) else None


def owner_of(case: models.Owned) -> CaseOwner:
    """To whom a case belongs."""
    return CaseOwner(case.person, case.contact)


def reach_of(draft: models.Draft) -> frozenset[UUID]:
    """Under which ids a desk finds what may be used again for a draft.

    All that its owner filed; at a village's office only what that office filed.
    """
    if draft.village_id is not None:
        return draft.owners | {draft.village_id}
    return owner_of(draft).owners | draft.owners


def drafts_of(owner: CaseOwner, scope: Scope) -> list[models.Draft]:
    """The owner's drafts of services that the officer takes in."""
    rows = cases.drafts_of(owner.owners)
    return [row for row in rows if receives(scope, row.agency, row.service)]


def applications_of(owner: CaseOwner, scope: Scope) -> list[models.Application]:
    """The owner's applications for services that the officer takes in."""
    rows = cases.applications_of(owner.owners)
    return [row for row in rows if receives(scope, row.agency, row.service)]


def mandates_for(owner: CaseOwner, service: str, on: dt.date) -> list[Mandate]:
    """The mandates of an owner under which this service may be filed on a day.

    With an empty `service`, whatever they cover.
    """
    return [
        one
        for one in mandates.given_by(owner.owners)
        if mandates.is_in_force(one, on)
        and (not service or mandates.covers(one, service))
    ]


def marks(case: UUID) -> dict[str, tuple[str, ...]]:
    """Requirement → which of its papers a desk saw, by the latest note."""
    rows = models.SeenPaper.objects.filter(case=case).order_by("at", "id")
    return {row.requirement: tuple(row.marks) for row in rows}


def taken_in_by(application: models.Application) -> models.StatusChange | None:
    """The filing, if an officer took it in at a desk."""
    first = cases.changes(application)[0]
    return first if first.actor_kind == "OFFICER" else None


def to_tell(scope: Scope, today: dt.date) -> QuerySet[models.Application]:
    """Cases without a contact that went on since their owner was last told, oldest
    first, of services that the officer takes in; also where the office asks them
    something, or answered them, and where a document ends soon and can be renewed.
    """
    reach = Q(pk__in=[])
    for agency, services in scope.reach(Action.RECEIVE).items():
        own = Q(agency=agency)
        reach |= own & Q(service__in=services) if services else own
    was_told = models.ToldInPerson.objects.filter(
        application=OuterRef("pk"), revision__gte=OuterRef("revision")
    )
    news = Q(state__in=NEWS_STATES) | talk.news_at_desk()
    is_news = (news & Q(~Exists(was_told))) | _renewable(today)
    rows = models.Application.objects.filter(reach, is_news, contact__isnull=True)
    return rows.order_by("due_on", "id")


def _renewable(today: dt.date) -> Q:
    """Applications whose document can be renewed, which nobody told its holder yet.

    Who was told earlier than on the first day of the renewal is told again.
    """
    by_days = defaultdict[int, list[str]](list)
    for service, days in after_issue.renewal_days().items():
        by_days[days].append(service)
    is_untold = Q(pk__in=[])
    for days, services in by_days.items():
        term = dict.fromkeys(services, days)
        earlier = models.ToldInPerson.objects.filter(
            application=OuterRef("pk"),
            at__date__gte=documents.day_before_end("application", days),
        )
        is_untold |= Q(documents.ending(term, today), ~Exists(earlier))
    return is_untold & Q(~documents.is_suspended(today), successions__isnull=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """Answers of a person that a draft asks for again.

    `answers` by question of the draft; `sources`: cases from which they come, with the
    day on which each was filed.
    """

    answers: Mapping[str, Any]
    sources: tuple[tuple[models.Application, dt.date], ...]


def sources(draft: models.Draft, owner: CaseOwner) -> list[models.Application]:
    """The person's last applications that name them, the newest first.

    Without a NIK on record, those that were filed for whomever.
    """
    rows = cases.applications_of(owner.owners).select_related("answers__key")
    if draft.village_id is not None:  # a village reaches only what it filed itself
        rows = rows.filter(village=draft.village_id)
    nik = owner.person.nik_index if owner.person is not None else None
    if nik is not None:
        rows = rows.filter(holder_index=bytes(nik))
    return list(rows.exclude(id=draft.id)[:MAX_SOURCES])


def has_known_answers(draft: models.Draft) -> bool:
    """Whether a card or an earlier case may answer something."""
    owner = owner_of(draft)
    has_card = owner.person is not None and owner.person.profile_id is not None
    return has_card or bool(sources(draft, owner))


def same_questions(
    definition: engine.Definition,
    other: engine.Definition,
    names: Collection[str],
) -> dict[str, str]:
    """Question of `definition` → the same question of `other`, among `names`.

    The same are personal questions of one part, or of one name and type; never a group.
    """
    by_key = {_key(field): field.id for field in _personal(other)}
    return {
        field.id: by_key[_key(field)]
        for field in _personal(definition)
        if field.id in names and _key(field) in by_key
    }


def _personal(definition: engine.Definition) -> list[engine.Field]:
    return [
        field
        for page in definition.pages
        for field in page.fields
        if field.personal and not engine.is_group(field)
    ]


def _key(field: engine.Field) -> tuple[str, str]:
    return (field.part.rpartition(".")[2] if field.part else field.id, field.type)


def identity_answers(
    definition: engine.Definition, name: str, nik: str, born_on: dt.date
) -> dict[str, Any]:
    """The answers that an identity card gives: the holder's name, NIK, day of birth."""
    holder = definition.holder
    if holder is None:
        return {}
    fields = definition.fields
    on_card: dict[str, Any] = {holder.name: name}
    if holder.nik and nik:
        on_card[holder.nik] = nik
    births = [fields[holder.nik].birth if holder.nik in fields else None]
    births += [
        one.id
        for one in _personal(definition)
        if one.autocomplete == "bday" and one.type == "DATE"
    ]
    birth = next((one for one in births if one), None)
    if birth is not None:
        on_card[birth] = born_on.isoformat()
    return on_card


def searched(text: str, scope: Scope) -> list[str]:
    """Codes of services that fit, that can be filed, and that the officer takes in."""
    services = catalogue.services()
    return [
        code
        for code in search.search(text).codes
        if code in services
        and catalogue.is_row_fileable(services[code])
        and receives(scope, services[code].agency, code)
    ]


def bundles_searched(text: str, scope: Scope) -> list[str]:
    """Codes of bundles that fit, all of whose services the officer takes in."""
    codes = bundle_search.search(text, revision=catalogue.revision())
    return [code for code in codes if receives(scope, "", code)]


def last_saved_by(draft: models.Draft) -> str:
    """The name of the officer who saved it last; empty if its owner did."""
    return draft.saved_by.name if draft.saved_by is not None else ""


class SavedForm(NamedTuple):
    """A draft after its whole form was saved.

    `form` is what was sent, with the entries of groups numbered anew.
    """

    draft: models.Draft
    answers: dict[str, Any]
    problems: list[engine.Problem]
    form: dict[str, list[str]]
    is_finished: bool
    pages_done: list[str]


def read_form(
    draft: models.Draft,
    before: dict[str, Any],
    raw: Mapping[str, Sequence[str]],
    at: dt.datetime,
) -> SavedForm:
    """What a sent form says: each page in order, since it depends on those before."""
    definition = catalogue.definition(draft.definition)
    answers, problems, is_finished = dict(before), list[engine.Problem](), True
    form = {name: list(values) for name, values in raw.items()}
    since, done = cases.filed_first_on(draft), list[str]()
    as_of = since or clock.today(at)
    for page in definition.pages:
        if page not in engine.visible_pages(definition, answers, as_of=as_of):
            continue
        if page.exit is not None:
            break
        form |= engine.arranged(page.fields, raw)
        is_finished &= not engine.is_pressed(page.fields, raw)
        accepted, wrong = engine.check_page(
            definition,
            page,
            form,
            answers=answers,
            today=clock.today(at),
            since=since,
        )
        own = {field.id for field in page.fields}
        answers = {k: v for k, v in answers.items() if k not in own} | accepted
        problems += wrong
        done += [] if wrong else [page.id]
    return SavedForm(draft, answers, problems, form, is_finished, done)
