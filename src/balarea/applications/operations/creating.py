"""The rows of an application: itself, and each filing of it."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from balarea.applications import models, permissions, queries
from balarea.applications.operations import (
    conflicts,
    rule_decisions,
    steps,
)
from balarea.applications.queries import conflicts as conflict_queries
from balarea.applications.queries import copies, drawing
from balarea.applications.rules import (
    first_state,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.documents.models import Evidence
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import rules as people_rules
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries
from balarea.vault.models import Sealed

if TYPE_CHECKING:
    from balarea.people.models import Agency, Contact, Mandate, Person


class NewApplication(NamedTuple):
    """What an application is made of; `answers` are sealed under the case's key.

    `evidence` is the files with which it is filed.
    """

    case: UUID
    reference: str
    service: str
    definition: str
    contact: "Contact | None"
    person: "Person | None"
    language: str
    answers: Sealed
    evidence: Sequence[Evidence]
    bundle: models.BundleFiling | None = None
    mandate: "Mandate | None" = None
    village: "Agency | None" = None


@operation
def create(
    *,
    new: NewApplication,
    answers: dict[str, Any],
    deadlines: queries.Deadlines,
    by: Actor,
    at: dt.datetime,
) -> tuple[models.Application, engine.Fee | None]:
    """Add an application; returns it with the fee that is to be billed now, if any.

    `answers` were checked. The caller notifies the citizen and bills the fee.

    Raises:
        errors.NoPaymentOnline: there is a fee, and no payment provider is set.
    """
    definition = catalogue.definition(new.definition)
    secret, tracking = _seal_tracking_secret(new=new, by=by, at=at)
    name, index = holder(definition, answers)
    fee = _fee(definition, answers, clock.today(at))
    is_due_now = definition.is_billed and bool(fee.amount) and fee.due == "SUBMISSION"
    application = models.Application(
        id=new.case,
        reference=new.reference,
        service=new.service,
        agency=definition.agency,
        definition=new.definition,
        contact=new.contact,
        person=new.person,
        mandate=new.mandate,
        village=new.village,
        language=new.language,
        answers=new.answers,
        tracking=tracking,
        tracking_hash=steps.tracking_hash(new.case, secret),
        holder_masked=people_rules.masked_name(name),
        holder_index=index,
        person_index=person_index(definition, answers),
        family_indexes=conflict_queries.family_indexes(definition, answers),
        collect_at=engine.place_chosen(definition, answers),
        state=first_state(definition.steps, is_fee_first=is_due_now),
        submitted_at=at,
        promised_on=deadlines.promised_on,
        due_on=deadlines.check_due_on,
        bundle=new.bundle,
        is_drawn=drawing.is_due(definition, clock.today(at)),
        separates_people=definition.separate_people,
    )
    unit_of_work.add(application)
    steps.add_status_change(application=application, by=by, at=at)
    steps.log_entry(
        application=application,
        type="RECEIVED",
        by=by,
        at=at,
        facts={"reference": new.reference} | filed_facts(new.answers, new.evidence),
    )
    conflicts.find(
        application=application, definition=definition, answers=answers, by=by, at=at
    )
    return application, fee if is_due_now else None


def filed_facts(answers: Sealed, evidence: Sequence[Evidence]) -> dict[str, str | int]:
    """What the entry of a filing states of its content: SHA-256 of the sealed bytes.

    So nobody can exchange answers or files later, whoever has the keys.
    """
    digests = vault_queries.sealed_digests([item.sealed_id for item in evidence])
    return {
        "answers": vault_queries.sealed_digest(answers),
        **{f"file.{item.id}": digests[item.sealed_id] for item in evidence},
    }


@operation
def _seal_tracking_secret(
    *, new: NewApplication, by: Actor, at: dt.datetime
) -> tuple[str, Sealed]:
    secret = steps.new_tracking_secret()
    content = steps.to_json({"reference": new.reference, "secret": secret})
    return secret, vault.seal(
        case=new.case, name="tracking", content=content, by=by, at=at
    )


def _fee(
    definition: engine.Definition, answers: dict[str, Any], as_of: dt.date
) -> engine.Fee:
    """What is to be paid; refused where no payment provider is set."""
    fee = engine.fee(definition, answers, as_of=as_of)
    if fee.amount and definition.is_billed:
        permissions.check_fileable(definition)
    return fee


def holder(
    definition: engine.Definition, answers: dict[str, Any]
) -> tuple[str, bytes | None]:
    """The holder's name, and the blind index of their NIK."""
    if definition.holder is None:
        return "", None
    nik = answers.get(definition.holder.nik or "")
    index = vault_queries.blind_index("nik", nik) if nik else None
    return str(answers.get(definition.holder.name, "")), index


def person_index(
    definition: engine.Definition, answers: dict[str, Any]
) -> bytes | None:
    """The blind index of name and day of birth of a holder without a NIK."""
    _, index = holder(definition, answers)
    return copies.person_index(definition, answers) if index is None else None


@operation
def add_filing(
    *,
    application: models.Application,
    definition: engine.Definition,
    answers: dict[str, Any],
    evidence: Sequence[Evidence],
    new_evidence: Sequence[Evidence],
    deadlines: queries.Deadlines,
    unconfirmed: list[str] | None,
    as_of: dt.date,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note what was filed; where rules confirmed all of it, grant it at once.

    `new_evidence` is what no earlier filing of the application has.
    """
    sent_though_held, reused = copies.proofs_filed(
        definition, answers, new_evidence, as_of=as_of
    )
    filed = models.Filing(
        application=application,
        answers=application.answers,
        evidence=[item.id for item in evidence],
        check_due_on=deadlines.check_due_on,
        promised_on=deadlines.promised_on,
        sent_though_held=sent_though_held,
        reused=reused,
        unconfirmed=unconfirmed,
        at=at,
    )
    unit_of_work.add(filed)
    rule_decisions.grant_if_confirmed(
        application=application, filing=filed, by=by, at=at
    )
