"""Bundles for tests and the demo, filled in and filed by the real operations."""

from collections.abc import Mapping
from random import Random
from uuid import UUID

from balarea.applications import queries, testing
from balarea.applications.operations import bundles
from balarea.catalogue import queries as catalogue
from balarea.catalogue.definition import generated_answers
from balarea.foundation import clock, ids


def random_draft(
    bundle: str,
    who: testing.Owner,
    schedule: testing.Schedule,
    random: Random,
    given: Mapping[str, list[str]],
) -> UUID:
    """A draft of a bundle, filled in by chance but for the `given` answers."""
    form = catalogue.definition(catalogue.form_identity(bundle))
    start = schedule.next()
    filled = generated_answers.fill(form, random, today=clock.today(start), given=given)
    raw = {name: tuple(values) for name, values in filled.raw.items()}
    case = testing.fill_draft(
        bundle,
        who,
        raw,
        begun_at=start - testing.READING_TIME,
        next_time=schedule.next,
    )
    for requirement in form.requirements:
        if requirement.id in filled.evidence:
            testing.attach(case, requirement, who, schedule)
    return case


def submit(
    case: UUID, who: testing.Owner, schedule: testing.Schedule, key: str = ""
) -> None:
    """File what was written, although a NIK may differ from a day of birth."""
    at, owners = schedule.next(), who.owners
    is_filed = queries.draft(case, owners) is None
    bundles.submit(
        case=case,
        owners=owners,
        key=key or str(ids.uuid7()),
        seen_fingerprint="" if is_filed else testing.seen_as(case, who, at),
        is_mismatch_confirmed=True,
        by=who.by,
        at=at,
    )
