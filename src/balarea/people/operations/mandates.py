"""Mandates: given by a code, offered and accepted, noted at a desk, ended."""

import datetime as dt
from uuid import UUID

import msgspec

from balarea.foundation import clock, events, ids, unit_of_work
from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models, queries
from balarea.people import mandate_rules as rules
from balarea.people import rules as people_rules
from balarea.people.addresses import Address
from balarea.people.events import MandateChanged
from balarea.people.mandate_rules import EndedBy, Terms
from balarea.people.operations import codes
from balarea.people.queries import CaseOwner, Scope
from balarea.people.queries import mandates as mandate_queries
from balarea.people.rules import Action
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

PURPOSE = "MANDATE"  # of the codes by which a principal agrees
NAMES = "names"
MAX_IN_FORCE = 20  # of one principal


@operation
def give_by_code(
    *,
    code: UUID,
    typed: str,
    representative: UUID,
    network: str,
    language: str,
    by: Actor,
    at: dt.datetime,
) -> tuple[codes.Proof, models.Mandate | None]:
    """Give the mandate to which a principal agreed by telling the code.

    The terms are those that the message with the code said. A wrong code is returned,
    so that the counted try is committed.

    Raises:
        NotFound: the code was requested for another representative.
        errors.OwnMandate: the contact is the representative's own.
        errors.TooManyMandates: the principal has the maximum.
    """
    proof = codes.prove(code=code, typed=typed, network=network, by=by, at=at)
    if proof.contact is None:
        return proof, None
    if proof.details.get("representative_id") != str(representative):
        raise NotFound  # also a code for another purpose
    principal = queries.case_owner(proof.contact.id)
    if principal is None:
        raise NotFound
    mandate = _give(
        principal=principal,
        representative=representative,
        terms=rules.agreed_terms(proof.details),
        proof=rules.Proof.CODE,
        officer=None,
        language=language,
        by=by,
        at=at,
    )
    return proof, mandate


@operation
def _give(
    *,
    principal: CaseOwner,
    representative: UUID,
    terms: Terms,
    proof: rules.Proof,
    officer: models.Officer | None,
    language: str,
    by: Actor,
    at: dt.datetime,
) -> models.Mandate:
    if representative in principal.owners:
        raise errors.OwnMandate
    mandate = _row(principal, terms, proof, by, at)
    mandate.representative = models.Person.objects.get(id=representative)
    mandate.officer = officer
    mandate.accepted_at = at
    unit_of_work.add(mandate)
    _record(mandate, "MANDATE_SEEN" if officer else "MANDATE_GIVEN", by, at)
    events.announce(MandateChanged(mandate.id, "GIVEN", language, at))
    return mandate


def _row(
    principal: CaseOwner, terms: Terms, proof: rules.Proof, by: Actor, at: dt.datetime
) -> models.Mandate:
    """A mandate that isn't accepted yet, with its names sealed under its own key."""
    today = clock.today(at)
    if not today <= terms.valid_until <= rules.last_day(today):
        raise ValueError(terms.valid_until)
    _check_number(principal, today)
    mandate_id = ids.uuid7()
    names = {"principal": terms.principal, "representative": terms.representative}
    return models.Mandate(
        id=mandate_id,
        principal_contact=principal.contact,
        principal_person=principal.person,
        kind=terms.kind.value,
        services=sorted(set(terms.services)),
        proof=proof.value,
        names=vault.seal(
            case=mandate_id,
            name=NAMES,
            content=msgspec.json.encode(names),
            by=by,
            at=at,
        ),
        principal_masked=people_rules.masked_name(terms.principal),
        representative_masked=people_rules.masked_name(terms.representative),
        given_at=at,
        valid_until=terms.valid_until,
    )


def _check_number(principal: CaseOwner, today: dt.date) -> None:
    given = mandate_queries.given_by(principal.owners)
    alive = [
        one
        for one in given
        if one.valid_until >= today and not mandate_queries.has_ended(one)
    ]
    if len(alive) >= MAX_IN_FORCE:
        raise errors.TooManyMandates(max=MAX_IN_FORCE)


@operation
def offer(
    *, principal: UUID, invited: Address, terms: Terms, by: Actor, at: dt.datetime
) -> models.Mandate:
    """Offer a mandate to whoever proves a contact, in force once they accept.

    `principal` has signed in: an id of their person or contact, proved by a code.

    Raises:
        errors.OwnMandate: the invited contact is the principal's own.
        errors.TooManyMandates: the principal has the maximum.
    """
    owner = queries.case_owner(principal)
    if owner is None:
        raise NotFound
    index = vault_queries.blind_index("contact", invited.value)
    own = queries.contacts_in(owner.owners)
    if any(bytes(contact.index) == index for contact in own):
        raise errors.OwnMandate
    mandate = _row(owner, terms, rules.Proof.CODE, by, at)
    mandate.invited_index = index
    unit_of_work.add(mandate)
    _record(mandate, "MANDATE_OFFERED", by, at)
    return mandate


@operation
def accept(
    *, mandate: UUID, representative: UUID, language: str, by: Actor, at: dt.datetime
) -> models.Mandate:
    """Accept an offer to a contact of this person.

    Raises:
        NotFound: no such offer to them, or it was ended.
        errors.MandateOver: its last day has passed.
    """
    rows = models.Mandate.objects.select_for_update(of=("self",))
    row = rows.filter(
        id=mandate,
        accepted_at__isnull=True,
        end__isnull=True,
        invited_index__in=_indexes(representative),
    ).first()
    if row is None:
        raise NotFound
    if row.valid_until < clock.today(at):
        raise errors.MandateOver
    row.representative = models.Person.objects.get(id=representative)
    row.accepted_at = at
    unit_of_work.change(row, "representative", "accepted_at")
    _record(row, "MANDATE_GIVEN", by, at)
    events.announce(MandateChanged(row.id, "GIVEN", language, at))
    return row


def _indexes(person: UUID) -> list[bytes]:
    return [bytes(contact.index) for contact in queries.contacts(person)]


@operation
def give_at_desk(
    *,
    principal: CaseOwner,
    representative: UUID,
    terms: Terms,
    proof: rules.Proof,
    language: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.Mandate:
    """Note a mandate at a desk, where the officer saw its paper, or both people.

    Raises:
        NotPermitted: the officer takes in nowhere.
        errors.OwnMandate: both are the same person.
    """
    scope.require(Action.RECEIVE)
    return _give(
        principal=principal,
        representative=representative,
        terms=terms,
        proof=proof,
        officer=scope.officer,
        language=language,
        by=by,
        at=at,
    )


@operation
def end(
    *,
    mandate: UUID,
    owners: frozenset[UUID],
    language: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    """End a mandate, or take back an offer; ending it twice does nothing.

    `owners` are the ids of the principal or of the representative.

    Raises:
        NotFound: it is neither given nor held by these.
    """
    row = _locked(mandate)
    principal = {row.principal_contact_id, row.principal_person_id}
    if owners & principal:
        ended_by = EndedBy.PRINCIPAL
    elif row.representative_id in owners:
        ended_by = EndedBy.REPRESENTATIVE
    else:
        raise NotFound
    _end(row=row, ended_by=ended_by, language=language, by=by, at=at)


@operation
def end_at_desk(
    *, mandate: UUID, language: str, scope: Scope, by: Actor, at: dt.datetime
) -> None:
    """End a mandate for its principal, who stands at the desk.

    Raises:
        NotPermitted: the officer takes in nowhere.
        NotFound: there is no such mandate.
    """
    scope.require(Action.RECEIVE)
    _end(
        row=_locked(mandate),
        ended_by=EndedBy.OFFICE,
        language=language,
        by=by,
        at=at,
    )


@operation
def end_as_principal(
    *, mandate: UUID, language: str, by: Actor, at: dt.datetime
) -> None:
    """End a mandate for whoever proved to be its principal in another way.

    The caller has checked it, such as by the tracking secret of a case under it.
    """
    _end(
        row=_locked(mandate),
        ended_by=EndedBy.PRINCIPAL,
        language=language,
        by=by,
        at=at,
    )


def _locked(mandate: UUID) -> models.Mandate:
    rows = models.Mandate.objects.select_for_update(of=("self",))
    row = rows.filter(id=mandate).first()
    if row is None:
        raise NotFound
    return row


@operation
def _end(
    *,
    row: models.Mandate,
    ended_by: EndedBy,
    language: str,
    by: Actor,
    at: dt.datetime,
) -> None:
    if models.MandateEnd.objects.filter(mandate=row).exists():
        return
    unit_of_work.add(models.MandateEnd(mandate=row, ended_by=ended_by.value, at=at))
    _record(row, "MANDATE_ENDED", by, at)
    if row.accepted_at is not None and ended_by != EndedBy.PRINCIPAL:
        events.announce(MandateChanged(row.id, "ENDED", language, at))


def _record(mandate: models.Mandate, type: str, by: Actor, at: dt.datetime) -> None:
    transparency.record(
        type=type,
        subject=mandate.id,
        by=by,
        at=at,
        agency=by.agency,
        secret=vault.log_secret(case=mandate.id, by=by, at=at),
        facts={
            "kind": mandate.kind,
            "proof": mandate.proof,
            "until": mandate.valid_until.isoformat(),
        },
    )


@operation
def open_names(
    *, mandate: models.Mandate, by: Actor, at: dt.datetime
) -> tuple[str, str]:
    """The names of principal and representative, opened for one of the two."""
    opened = vault.open(
        sealed=mandate.names,
        case=mandate.id,
        name=NAMES,
        by=by,
        purpose="COUNTER" if by.kind == "OFFICER" else "OWN_DATA",
        at=at,
    )
    names = msgspec.json.decode(opened)
    return str(names["principal"]), str(names["representative"])
