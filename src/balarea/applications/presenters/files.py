"""Files that citizens add: what is asked for, what is there, why one is refused."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.catalogue import definition as engine
from balarea.documents.intake import limits
from balarea.documents.models import Evidence
from balarea.foundation.errors import Refusal

# Any picture: a phone that is told the kinds doesn't offer its camera, and an iPhone
# makes a JPG of its own format only where that one isn't named.
_ENDINGS = {"PDF": ".pdf,application/pdf", "IMAGE": "image/*"}
# Android's chooser of pictures has no camera; with a kind that it doesn't know, the
# phone opens the chooser of files instead, which has.
_WITH_CAMERA = "android/allowCamera"
MEGABYTE = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement in the words of its page; `accept` is for the file chooser."""

    title: str
    hint: str
    rule: str
    accept: str
    max_files: int
    required: bool


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """One file that is there."""

    id: UUID
    name: str
    facts: str
    requirement: str
    has_original: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Original:
    """A file as it was sent; `digest` in pieces between which a line may break."""

    size: str
    digest: list[str]


def original(row: Evidence) -> Original:
    digest = bytes(row.sent_sha256 or b"").hex()
    pieces = [digest[i : i + 8] for i in range(0, len(digest), 8)]
    return Original(_size(row.sent_size or row.size), pieces)


def wanted(requirement: engine.Requirement, language: str) -> Wanted:
    """What to send, and in which form."""
    return Wanted(
        title=requirement.title.of(language),
        hint=requirement.hint.of(language) if requirement.hint else "",
        rule=_rule(requirement),
        accept=_accept(requirement.accepts),
        max_files=requirement.max_files,
        required=requirement.required,
    )


def _accept(kinds: Collection[str]) -> str:
    asked = [_ENDINGS[kind] for kind in sorted(kinds)]
    return ",".join(asked if "PDF" in kinds else [*asked, _WITH_CAMERA])


def _rule(requirement: engine.Requirement) -> str:
    largest = {"max": limits.max_megabytes()}
    match requirement.accepts:
        case ("IMAGE",):
            kind = _("A photo of at most %(max)s MB.") % largest
        case ("PDF",):
            kind = _("A PDF of at most %(max)s MB.") % largest
        case _either:
            kind = _("A photo or a PDF, of at most %(max)s MB.") % largest
    if requirement.max_files == 1:
        return f"{kind} {_('One file.')}"
    count = _("Up to %(count)s files.") % {"count": requirement.max_files}
    return f"{kind} {count}"


def files(rows: Iterable[Evidence], names: Mapping[UUID, str]) -> list[File]:
    """The files of a requirement with their names, kinds and sizes."""
    return [
        File(
            row.id,
            names.get(row.id, "-"),
            _facts(row),
            row.requirement,
            row.has_original,
        )
        for row in rows
    ]


def _facts(row: Evidence) -> str:
    size = _size(row.size)
    if row.kind == "PDF":
        pages = ngettext("%(count)s page", "%(count)s pages", row.pages)
        return f"PDF, {pages % {'count': row.pages}}, {size}"
    return f"{_('Photo')}, {size}"


def _size(size: int) -> str:
    if size >= MEGABYTE:
        return f"{number_format(size / MEGABYTE, 1)} MB"
    return f"{max(1, round(size / 1000))} KB"


def none_chosen() -> str:
    return _("Choose a file first.")


def refused(name: str, refusal: Refusal, count: int) -> str:
    """Why a file can't be taken and what to do; named when several were sent."""
    text = f"{refusal.why} {refusal.then}"
    return f"{name[:60]}: {text}" if count > 1 else text
