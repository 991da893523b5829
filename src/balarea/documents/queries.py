"""Every read of evidence and issued documents."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Concat
from procrastinate.contrib.django.models import ProcrastinateJob

from balarea.documents import models, numbers, rules
from balarea.foundation.compiled import compiled
from balarea.foundation.errors import NotFound


def evidence_of(case: UUID) -> list[models.Evidence]:
    """A case's files in the order in which they came."""
    return list(
        models.Evidence.objects.filter(case=case)
        .select_related("sealed__key", "name__key", "sent__key")
        .order_by("requirement", "id")
    )


@compiled
def _files_of(case: UUID) -> QuerySet[models.Evidence]:
    return models.Evidence.objects.filter(case=case).order_by("requirement", "id")


def files_of(case: UUID) -> list[models.Evidence]:
    """The same rows without their seals: to be listed, not opened."""
    return _files_of(case)


def evidence(evidence_id: UUID, *, case: UUID) -> models.Evidence:
    """One file of one case. The caller has checked who may access the case.

    Raises:
        NotFound: the case has no such file.
    """
    row = (
        models.Evidence.objects.filter(id=evidence_id, case=case)
        .select_related("sealed__key", "name__key", "sent__key")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def bytes_of(cases: "QuerySet[Any, UUID]") -> int:
    """The size in bytes of all files of these cases, by one statement."""
    rows = models.Evidence.objects.filter(case__in=cases)
    return int(rows.aggregate(bytes=Sum(F("size") + F("sent_size")))["bytes"] or 0)


def counts(case: UUID) -> dict[str, int]:
    """Requirement → number of files."""
    rows = models.Evidence.objects.filter(case=case)
    return dict(Counter(rows.values_list("requirement", flat=True)))


def _documents() -> QuerySet[models.IssuedDocument]:
    return models.IssuedDocument.objects.select_related("pdf__key")


def _prepared() -> QuerySet[models.Step]:
    return models.Step.objects.filter(
        document=OuterRef("id"), state=rules.State.PREPARED
    )


@compiled
def _document_of(case: UUID) -> QuerySet[models.IssuedDocument]:
    rows = _documents().filter(case=case).order_by("-id")
    return rows.annotate(prepared_at=Subquery(_prepared().values("at")))[:1]


def document_of(case: UUID) -> models.IssuedDocument | None:
    """A case's newest document, whatever its state; with `prepared_at` for pages."""
    return next(iter(_document_of(case)), None)


def is_in_force() -> Exists:
    """Whether a case has a document that was issued and not revoked; by its id."""
    return Exists(
        models.IssuedDocument.objects.filter(
            case=OuterRef("id"), state=rules.State.ISSUED
        )
    )


def case_of(document_id: UUID) -> UUID | None:
    """The case of a document, or None."""
    rows = models.IssuedDocument.objects.filter(id=document_id)
    return rows.values_list("case", flat=True).first()


def waiting(at: dt.datetime) -> QuerySet[models.IssuedDocument]:
    """Documents that wait for their signature without a job, oldest first.

    A job counts while it is queued, also between two tries, or running.
    """
    before = _prepared().filter(at__lt=at - rules.FORGOTTEN_AFTER)
    job = ProcrastinateJob.objects.filter(
        task_name=rules.ISSUE,
        status__in=["todo", "doing"],
        lock=Concat(Value(rules.JOB_LOCK), Cast(OuterRef("id"), TextField())),
    )
    rows = models.IssuedDocument.objects.filter(state=rules.State.PREPARED)
    return rows.filter(Exists(before), ~Exists(job)).order_by("id")


def in_force(cases: Iterable[UUID], today: dt.date) -> QuerySet[models.IssuedDocument]:
    """The documents of these cases that are valid today and can be opened.

    The newest first.
    """
    return (
        _documents()
        .filter(case__in=list(cases), state=rules.State.ISSUED)
        .exclude(Exists(_running(today).filter(document=OuterRef("id"))))
        .filter(pdf__key__wrapped__isnull=False)  # its case wasn't erased
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .order_by("-issued_on", "-id")
    )


def ending(days_before: Mapping[str, int], today: dt.date) -> Exists:
    """Whether a case has a document in force that ends soon; for queries by its id.

    `days_before`: service → from how many days before its last day on.
    """
    soon = Q(pk__in=[])
    for service, days in days_before.items():
        until = today + dt.timedelta(days=days)
        soon |= Q(service=service, valid_until__range=(today, until))
    rows = models.IssuedDocument.objects.filter(soon, state=rules.State.ISSUED)
    return Exists(rows.filter(case=OuterRef("id")))


def day_before_end(case: str, days: int) -> Subquery:
    """So many days before the last day of a document in force; for queries by `case`,
    the name of the column with its case.
    """
    rows = models.IssuedDocument.objects.filter(
        case=OuterRef(case), state=rules.State.ISSUED
    )
    day = ExpressionWrapper(F("valid_until") - dt.timedelta(days=days), DateField())
    return Subquery(rows.annotate(day=day).values("day")[:1])


def issued_with(
    *, numbers: Iterable[str] = (), digests: Iterable[bytes] = ()
) -> list[models.IssuedDocument]:
    """The documents with these exact numbers, and those with these SHA-256."""
    either = Q(number__in=list(numbers)) | Q(sha256__in=list(digests))
    return list(models.IssuedDocument.objects.filter(either))


def digest_of(source: UUID) -> bytes | None:
    """The SHA-256 of an issued document or an uploaded file, by its id."""
    for rows in (models.IssuedDocument.objects, models.Evidence.objects):
        digest = rows.filter(id=source).values_list("sha256", flat=True).first()
        if digest is not None:
            return bytes(digest)
    return None


def files_in(cases: Iterable[UUID]) -> QuerySet[models.Evidence]:
    """The files of several cases that can be opened, the newest first."""
    rows = models.Evidence.objects.filter(case__in=list(cases))
    return rows.filter(sealed__key__wrapped__isnull=False).order_by("-id")


def _revocations() -> QuerySet[models.Step]:
    """The steps of revocations that were not undone."""
    return models.Step.objects.filter(
        state=rules.State.REVOKED, reinstatement__isnull=True
    )


def revocation(document: models.IssuedDocument) -> models.Step | None:
    """The step by which a document was revoked, with its sealed reason."""
    steps = _revocations().filter(document=document)
    return steps.select_related("reason__key").first()


def link_from(document: models.IssuedDocument) -> models.DocumentLink | None:
    """By which document this one is followed, also while that is being written."""
    rows = models.DocumentLink.objects.filter(earlier=document)
    return rows.select_related("later").first()


def link_to(document: models.IssuedDocument) -> models.DocumentLink | None:
    """Which earlier document this one follows."""
    rows = models.DocumentLink.objects.filter(later=document)
    return rows.select_related("earlier").first()


def links_of(case: UUID) -> list[models.DocumentLink]:
    """The links from and to the documents of a case, the oldest first."""
    rows = models.DocumentLink.objects.filter(Q(earlier__case=case) | Q(case=case))
    return list(rows.select_related("earlier", "later").order_by("at", "id"))


@compiled
def _revocation_of(case: UUID) -> QuerySet[models.Step]:
    return _revocations().filter(case=case).order_by("-id")[:1]


def revocation_of(case: UUID) -> models.Step | None:
    """When and by which office a case's document was revoked, if it was."""
    return next(iter(_revocation_of(case)), None)


def revoked(cases: Iterable[UUID]) -> set[UUID]:
    """Those of these cases whose document was revoked."""
    steps = _revocations().filter(case__in=cases)
    return set(steps.values_list("case", flat=True))


def _running(today: dt.date) -> QuerySet[models.Suspension]:
    """The suspensions that run on a day, as `rules.is_suspended` has it."""
    return models.Suspension.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today),
        from_on__lte=today,
        end__isnull=True,
    )


def suspended(documents: Iterable[UUID], today: dt.date) -> set[UUID]:
    """Those of these documents that are suspended on a day."""
    rows = _running(today).filter(document__in=list(documents))
    return set(rows.values_list("document", flat=True))


def suspended_cases(cases: Iterable[UUID], today: dt.date) -> set[UUID]:
    """Those of these cases whose document in force is suspended on a day."""
    rows = _running(today).filter(
        document__case__in=list(cases), document__state=rules.State.ISSUED
    )
    return set(rows.values_list("document__case", flat=True))


def is_suspended(today: dt.date) -> Exists:
    """Whether the document of a case is suspended on a day; for queries by its id."""
    return Exists(_running(today).filter(document__case=OuterRef("id")))


def suspensions_of(document: models.IssuedDocument) -> list[models.Suspension]:
    """All suspensions of a document with their ends, the newest first."""
    rows = models.Suspension.objects.select_related("end", "reason__key")
    return list(rows.filter(document=document).order_by("-id"))


def suspension_end(suspension: models.Suspension) -> models.SuspensionEnd | None:
    """That it was ended before its last day; None where it wasn't."""
    return getattr(suspension, "end", None)


def is_running(suspension: models.Suspension, today: dt.date) -> bool:
    return rules.is_suspended(
        suspension.from_on,
        suspension.until_on,
        today,
        is_ended=suspension_end(suspension) is not None,
    )


def open_suspension(
    document: models.IssuedDocument, today: dt.date
) -> models.Suspension | None:
    """The suspension that runs on a day, or begins later."""
    for one in suspensions_of(document):
        is_over = one.until_on is not None and one.until_on < today
        if not is_over and suspension_end(one) is None:
            return one
    return None


def reinstatement(document: models.IssuedDocument) -> models.Reinstatement | None:
    """The last time that a revocation of a document was undone."""
    return document.reinstatements.order_by("-at").first()


def by_code(text: str) -> models.IssuedDocument | None:
    """The document of a verification code, however it was typed."""
    code = numbers.code_typed(text)
    if code is None:
        return None
    return _documents().filter(code=code).first()


def by_number(text: str) -> models.IssuedDocument | None:
    """The document of a number, however it was typed."""
    number = numbers.number_typed(text)
    if not number:
        return None
    if exact := _documents().filter(number=number).first():
        return exact
    alike = _documents().filter(number__in=numbers.with_other_zeros(number))[:2]
    return alike[0] if len(alike) == 1 else None


def by_content(content: bytes) -> models.IssuedDocument | None:
    """The document of which this is the very file, byte for byte."""
    digest = hashlib.sha256(content).digest()
    return _documents().filter(sha256=digest).first()


def photos_of(case: UUID, requirement: str) -> list[models.ScannedPhoto]:
    """The photos that wait for a requirement to be used, in the order of arrival."""
    rows = models.ScannedPhoto.objects.filter(case=case, requirement=requirement)
    return list(rows.select_related("sealed__key").order_by("id"))


def photo(photo_id: UUID, *, case: UUID, requirement: str) -> models.ScannedPhoto:
    """One of these photos. The caller has checked who may access the case.

    Raises:
        NotFound: it was used or removed, or it is of another case or requirement.
    """
    for row in photos_of(case, requirement):
        if row.id == photo_id:
            return row
    raise NotFound
