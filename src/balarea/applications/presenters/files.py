"""Files that citizens add: what is requested, what is there, why one is refused."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.applications.presenters import origins
from balarea.applications.presenters.problems import SENTENCES
from balarea.catalogue import definition as engine
from balarea.documents.intake import limits
from balarea.documents.models import Evidence
from balarea.foundation.errors import Refusal

# Any picture: with named formats phones don't offer the camera, and iPhones convert
# their own format to JPG only where it isn't named.
_ENDINGS = {"PDF": ".pdf,application/pdf", "IMAGE": "image/*"}
# Android's picture chooser has no camera; with an unknown type the phone opens the
# file chooser instead, which has one.
_WITH_CAMERA = "android/allowCamera"
MEGABYTE = 1_000_000
PHOTOS = f"{_ENDINGS['IMAGE']},{_WITH_CAMERA}"  # what the file input of a phone takes


@dataclasses.dataclass(frozen=True, slots=True)
class RequestedEvidence:
    """A requirement for its page; `accept` is the attribute of the file input."""

    title: str
    hint: str
    rule: str
    accept: str
    max_files: int
    required: bool
    held_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """One file that is there."""

    id: UUID
    name: str
    facts: str
    requirement: str
    has_original: bool = False
    origin: str = ""
    original: str = ""  # the label of the link to it


@dataclasses.dataclass(frozen=True, slots=True)
class Original:
    """A file as it was sent; `digest` in groups between which a line may break."""

    size: str
    digest: list[str]
    is_scanned: bool = False


def original(row: Evidence) -> Original:
    digest = bytes(row.sent_sha256 or b"").hex()
    pieces = [digest[i : i + 8] for i in range(0, len(digest), 8)]
    return Original(_size(row.sent_size or row.size), pieces, row.is_scanned)


def requested_evidence(
    requirement: engine.Requirement, language: str
) -> RequestedEvidence:
    """What to send, and in which format."""
    return RequestedEvidence(
        title=requirement.title.of(language),
        hint=requirement.hint.of(language) if requirement.hint else "",
        rule=_rule(requirement),
        accept=_accept(requirement.accepts),
        max_files=requirement.max_files,
        required=requirement.required,
        held_by=requirement.held_by.of(language) if requirement.held_by else "",
    )


def _accept(kinds: Collection[str]) -> str:
    endings = [_ENDINGS[kind] for kind in sorted(kinds)]
    return ",".join(endings if "PDF" in kinds else [*endings, _WITH_CAMERA])


def _rule(requirement: engine.Requirement) -> str:
    largest = {
        "max": limits.max_megabytes(),
        "photo": limits.max_picture_megabytes(),
    }
    match requirement.accepts:
        case ("IMAGE",):
            kind = _("A photo of at most %(photo)s MB; we store it smaller.") % largest
        case ("PDF",):
            kind = _("A PDF of at most %(max)s MB.") % largest
        case _either:
            kind = (
                _(
                    "A photo of at most %(photo)s MB, which we store smaller, or a PDF"
                    " of at most %(max)s MB."
                )
                % largest
            )
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
            facts(row),
            row.requirement,
            row.has_original,
            origins.origin(row),
            _("the photos in full size") if row.is_scanned else _("as you sent it"),
        )
        for row in rows
    ]


def facts(row: Evidence) -> str:
    """Kind, pages and size of a file."""
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
    """Why a file is refused and what to do; with its name if several were sent."""
    text = f"{refusal.why} {refusal.then}"
    return f"{name[:60]}: {text}" if count > 1 else text


def unfit(problems: Iterable[engine.Problem], requirement: str) -> str:
    """Why a copied file of the requirement can't be filed any more; else empty."""
    code = "EVIDENCE_UNFIT"
    is_unfit = any(one.field == requirement and one.code == code for one in problems)
    return str(SENTENCES[code]) if is_unfit else ""
