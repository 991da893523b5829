"""A file prepared for the desk: what to bring, what it costs, and what came of it."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from balarea.applications import models, queries
from balarea.applications.presenters import checking
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import document_content
from balarea.foundation import languages


@dataclasses.dataclass(frozen=True, slots=True)
class ToBring:
    """One requirement; `is_sent`: a copy was uploaded, and the original is shown."""

    title: str
    hint: str
    is_sent: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Prepared:
    """`address` is what the QR code holds: it opens the case for an officer."""

    case: UUID
    bring: Sequence[ToBring]
    fee: checking.FeeShown
    until: dt.date
    address: str


def prepared(
    application: models.Application,
    definition: engine.Definition,
    answers: Mapping[str, Any],
    sent: Collection[str],
    language: str,
) -> Prepared:
    """The file of these answers; `sent` are the requirements that have files."""
    return Prepared(
        case=application.id,
        bring=[
            ToBring(
                one.title.of(language),
                one.hint.of(language) if one.hint else "",
                is_sent=one.id in sent,
            )
            for one in engine.requirements(
                definition, answers, as_of=application.filed_on
            )
        ],
        fee=checking.fee(definition, answers, language, as_of=application.filed_on),
        until=application.due_on,
        address=desk_address(application),
    )


def desk_address(application: models.Application) -> str:
    """The address that opens the case in the browser of an officer at the desk."""
    path = reverse("applications:scanned", args=[application.reference])
    return settings.BALAREA_BASE_URL.rstrip("/") + path


def _each(text: Callable[[str], str]) -> document_content.Words:
    """A text in each language in which documents are written."""
    by_language = {}
    for code in languages.COMPLETE:
        with translation.override(code):
            by_language[code] = text(code)
    return document_content.Words.of(by_language)


def rows(
    application: models.Application,
    definition: engine.Definition,
    answers: Mapping[str, Any],
) -> tuple[document_content.Row, ...]:
    """The same for the receipt as a file: what to bring, the fee, by when, where."""
    as_of = application.filed_on
    listed = engine.requirements(definition, answers, as_of=as_of)
    titles = [one.title for one in listed]
    agency = catalogue.edition().agencies.get(application.agency)
    desk = f"{agency.short_name}, {agency.desk}" if agency else application.agency
    cost = definition.standard.cost
    amount = engine.fee(definition, answers, as_of=as_of).amount
    return (
        document_content.Row(
            _each(lambda _: gettext("Bring to the desk")),
            _each(lambda code: "; ".join(one.of(code) for one in titles)),
        ),
        document_content.Row(
            _each(lambda _: gettext("At the desk")), document_content.Words(desk)
        ),
        document_content.Row(
            _each(lambda _: gettext("What it costs")),
            _each(engine.rupiah(amount).of if amount else cost.of),
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Served:
    """What came of it; `reason` is empty where it was done."""

    is_done: bool
    reason: str
    at: dt.datetime


def served(
    application: models.Application, definition: engine.Definition, language: str
) -> Served | None:
    """None until the file was brought, or its time is over."""
    if application.state not in {State.SERVED, State.NOT_SERVED}:
        return None
    visit = queries.desk_visit(application)
    if visit is None:
        return None
    text = queries.not_served_text(definition, visit.reason, language)
    return Served(visit.is_done, "" if visit.is_done else text, visit.at)


def options(definition: engine.Definition, language: str) -> list[tuple[str, str]]:
    """The reasons that an officer chooses from, as options of a list."""
    return [
        (code, queries.not_served_text(definition, code, language))
        for code in queries.not_served_reasons(definition)
    ]
