"""Documents and files that may be used again for a requirement, in words."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balarea.applications.presenters import files, origins
from balarea.applications.queries.reuse import EarlierFile, Reusable
from balarea.documents.models import IssuedDocument
from balarea.foundation import clock, languages, references


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """A document or file to use again: addresses that show it and that copy it."""

    title: str
    facts: tuple[str, ...]
    view: str
    take: str
    source: UUID


def offers(
    reusable: Reusable, case: UUID, requirement: str, titles: Mapping[str, str]
) -> list[Offer]:
    """The documents issued here first; `titles` are those of services by code."""

    def address(source: UUID) -> str:
        return reverse("applications:use_again", args=[case, requirement, source])

    issued = [_document(one, address(one.id)) for one in reusable.documents]
    sent = [_file(one, address(one.file.id), titles) for one in reusable.files]
    return [*issued, *sent]


def _document(document: IssuedDocument, take: str) -> Offer:
    language = get_language()
    title = languages.translated(
        document.title_id, document.title_translations, language
    )
    facts = (
        _("No. %(number)s, for %(holder)s")
        % {"number": document.number, "holder": document.holder},
        _("Issued here on %(day)s, %(until)s")
        % {"day": origins.day(document.issued_on), "until": origins.until(document)},
    )
    view = reverse("applications:document", args=[document.case])
    return Offer(title, facts, view, take, document.id)


def _file(earlier: EarlierFile, take: str, titles: Mapping[str, str]) -> Offer:
    file, application = earlier.file, earlier.application
    sent = {
        "day": origins.day(clock.today(file.since)),
        "until": origins.day(earlier.until),
    }
    facts = (
        titles.get(application.service, application.service),
        files.facts(file),
        _("Sent on %(day)s, may be used again until %(until)s") % sent,
    )
    view = reverse("applications:file", args=[file.case, file.requirement, file.id])
    reference = references.pretty(application.reference)
    return Offer(
        _("From application %(reference)s") % {"reference": reference},
        facts,
        view,
        take,
        file.id,
    )
