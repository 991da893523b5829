"""Filing a bundle: one application for each of its services, all or none."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from balarea.applications import errors, models, queries
from balarea.applications.operations import (
    charging,
    creating,
    filing_checks,
    rule_decisions,
    steps,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents import operations as documents
from balarea.documents import queries as document_queries
from balarea.documents.models import Evidence
from balarea.foundation import clock, ids, references, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import Actor, operation
from balarea.notices import operations as notices
from balarea.people import queries as people
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault


@operation
def submit(
    *,
    case: UUID,
    owners: frozenset[UUID],
    key: str,
    seen_fingerprint: str,
    is_mismatch_confirmed: bool = False,
    by: Actor,
    at: dt.datetime,
) -> UUID:
    """File the draft of a bundle. Returns its case, now that of a `BundleFiling`.

    Each service that applies gets an application of its own, with its own copy of the
    answers and files under its own key. Where one can't be filed, none is. The same
    `key` files once; refusals are those of `filing.submit`.

    Raises:
        errors.NothingApplies: by the answers none of the services is needed.
    """
    request = filing_checks.FilingRequest(
        case, owners, seen_fingerprint, is_mismatch_confirmed
    )
    return filing_checks.file_once(
        request=request,
        key=key,
        file=lambda: _file(request=request, by=by, at=at),
        by=by,
        at=at,
    )


@operation
def _file(*, request: filing_checks.FilingRequest, by: Actor, at: dt.datetime) -> None:
    draft = queries.locked_draft(request.case, request.owners)
    if draft is None:
        if queries.bundle_filing(request.case, request.owners) is None:
            raise foundation_errors.NotFound
        return  # filed already with another key
    bundle = catalogue.bundle_of(draft.definition)
    if bundle is None:
        raise foundation_errors.NotFound
    files = document_queries.evidence_of(draft.id)
    answers = filing_checks.open_as_seen(
        draft=draft,
        evidence=files,
        seen_fingerprint=request.seen_fingerprint,
        by=by,
        at=at,
    )
    today = clock.today(at)
    filings = checked(bundle, draft, answers, files, today)
    filing_checks.check_birth_dates(
        bundle.form, answers, as_of=today, is_confirmed=request.is_mismatch_confirmed
    )
    filed = _add_filing(draft=draft, by=by, at=at)
    cases = {ids.uuid7(): one for one in filings}
    copies = _copy_files(files=files, cases=cases, by=by, at=at)
    created = [
        _create(
            filed=filed,
            draft=draft,
            case=case,
            one=one,
            evidence=copies[case],
            by=by,
            at=at,
        )
        for case, one in cases.items()
    ]
    for application, _ in created:
        _note_filing(
            application=application,
            one=cases[application.id],
            evidence=copies[application.id],
            by=by,
            at=at,
        )
    _bill(filed=filed, created=created, by=by, at=at)
    _notify(filed=filed, bundle=bundle, created=created, by=by, at=at)
    _remove_draft(draft=draft, by=by, at=at)


def checked(
    bundle: engine.Bundle,
    draft: models.Draft,
    answers: dict[str, Any],
    files: Sequence[Evidence],
    today: dt.date,
) -> list[queries.MemberFiling]:
    """What is filed for each service, complete by its own rules.

    Raises:
        errors.Incomplete, errors.NothingApplies: nothing can be filed as it is.
    """
    missing = queries.problems(draft, answers, list(files), today)
    filings = queries.member_filings(bundle, answers, as_of=today)
    counts = Counter(file.requirement for file in files)
    for one in filings:
        for problem in queries.member_problems(bundle.form, one, counts, today):
            if not any(each.field == problem.field for each in missing):
                missing.append(problem)
    if missing:
        raise errors.Incomplete(problems=missing)
    if not filings:
        raise errors.NothingApplies
    return filings


@operation
def _add_filing(
    *, draft: models.Draft, by: Actor, at: dt.datetime
) -> models.BundleFiling:
    filed = unit_of_work.add(
        models.BundleFiling(
            id=draft.id,
            reference=draft.reference,
            bundle=draft.service,
            definition=draft.definition,
            contact=draft.contact,
            person=draft.person,
            mandate=draft.mandate,
            village=draft.village,
            language=draft.language,
            at=at,
        )
    )
    transparency.record(
        type="BUNDLE_RECEIVED",
        subject=filed.id,
        by=by,
        at=at,
        service=filed.bundle,
        definition=filed.definition,
        secret=vault.log_secret(case=filed.id, by=by, at=at),
        facts={"reference": filed.reference},
    )
    return filed


@operation
def _create(
    *,
    filed: models.BundleFiling,
    draft: models.Draft,
    case: UUID,
    one: queries.MemberFiling,
    evidence: Sequence[Evidence],
    by: Actor,
    at: dt.datetime,
) -> tuple[models.Application, engine.Fee | None]:
    """One application: its answers are sealed anew under its own key."""
    content = steps.to_json(one.answers)
    new = creating.NewApplication(
        case=case,
        reference=references.new(),
        service=one.member.code,
        definition=one.member.definition,
        contact=draft.contact,
        person=draft.person,
        mandate=draft.mandate,
        village=draft.village,
        language=draft.language,
        answers=vault.seal(case=case, name="answers", content=content, by=by, at=at),
        evidence=evidence,
        bundle=filed,
    )
    deadlines = queries.deadlines(one.definition, clock.today(at))
    return creating.create(
        new=new, answers=one.answers, deadlines=deadlines, by=by, at=at
    )


@operation
def _copy_files(
    *,
    files: Sequence[Evidence],
    cases: Mapping[UUID, queries.MemberFiling],
    by: Actor,
    at: dt.datetime,
) -> dict[UUID, list[Evidence]]:
    """Case → its copies of the files that its service needs, under its own key.

    Files are opened one by one, because together they may not fit into memory.
    """
    copies: dict[UUID, list[Evidence]] = {case: [] for case in cases}
    for file in files:
        opened = documents.open_to_copy(evidence=file, by=by, at=at)
        for case, one in cases.items():
            for requirement in engine.requirements(
                one.definition, one.answers, as_of=clock.today(at)
            ):
                if one.member.requirements.get(requirement.id) != file.requirement:
                    continue
                copy = documents.add_evidence(
                    case=case,
                    requirement=requirement.id,
                    name=opened.name,
                    accepted=opened.accepted,
                    max_files=requirement.max_files,
                    copied_from=opened.copied_from,
                    agency=one.definition.agency,
                    service=one.member.code,
                    by=by,
                    at=at,
                )
                copies[case].append(copy)
    return copies


@operation
def _note_filing(
    *,
    application: models.Application,
    one: queries.MemberFiling,
    evidence: Sequence[Evidence],
    by: Actor,
    at: dt.datetime,
) -> None:
    today = clock.today(at)
    creating.add_filing(
        application=application,
        definition=one.definition,
        answers=one.answers,
        evidence=evidence,
        new_evidence=evidence,
        deadlines=queries.deadlines(one.definition, today),
        unconfirmed=rule_decisions.unconfirmed(
            one.definition, one.answers, evidence, as_of=today, is_amendment=False
        ),
        as_of=today,
        by=by,
        at=at,
    )


@operation
def _bill(
    *,
    filed: models.BundleFiling,
    created: Sequence[tuple[models.Application, engine.Fee | None]],
    by: Actor,
    at: dt.datetime,
) -> None:
    """One bill for each treasury, because one payment can't go to two."""
    agencies = people.agencies()
    due: dict[str, list[tuple[models.Application, engine.Fee]]] = {}
    for application, fee in created:
        if fee is not None:
            definition = catalogue.definition(application.definition)
            agency = agencies.get(application.agency)
            treasury = queries.treasury_of(definition, agency)
            due.setdefault(treasury, []).append((application, fee))
    for owed in due.values():
        if len(owed) == 1:
            [(application, fee)] = owed
            charging.make_bill(application=application, fee=fee, by=by, at=at)
        else:
            charging.make_shared_bill(
                reference=filed.reference, owed=owed, by=by, at=at
            )


@operation
def _notify(
    *,
    filed: models.BundleFiling,
    bundle: engine.Bundle,
    created: Sequence[tuple[models.Application, engine.Fee | None]],
    by: Actor,
    at: dt.datetime,
) -> None:
    """One message that lists everything; none to a person without a contact."""
    contact, language = filed.contact, filed.language
    if contact is None:
        return
    titles = {one.code: one.title.of(language) for one in bundle.members}
    amount = sum(fee.amount or 0 for _, fee in created if fee is not None)
    params: Mapping[str, str] = {
        "reference": references.pretty(filed.reference),
        "service": bundle.title.of(language),
        "count": str(len(created)),
        "list": "\n".join(
            f"- {titles[row.service]}: {references.pretty(row.reference)}"
            for row, _ in created
        ),
        **({"amount": str(amount)} if amount else {}),
    }
    notices.post(
        case=filed.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind="BUNDLE",
        params=params,
        language=language,
        service=filed.bundle,
        by=by,
        at=at,
    )


@operation
def _remove_draft(*, draft: models.Draft, by: Actor, at: dt.datetime) -> None:
    """Remove what the applications have their own copies of.

    The case's key stays, because proofs of its log entries need it.
    """
    for item in document_queries.evidence_of(draft.id):
        documents.remove_evidence(evidence=item, by=by, at=at)
    answers = draft.answers
    unit_of_work.remove(draft)
    vault.delete_sealed(sealed=answers, case=draft.id, name="answers", by=by, at=at)
