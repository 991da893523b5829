"""What a single manager does at once: all of it takes power, or helps to sign in."""

import datetime as dt
from uuid import UUID

from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models
from balarea.people.operations import delegations, factors, officers, substitutes
from balarea.people.operations.proposed_powers import FirstPassword, new_password
from balarea.people.queries import Scope, managers


def _locked(officer: UUID, scope: Scope) -> models.Officer:
    """An officer in office within the manager's reach, their row locked."""
    row = managers.managed_officer(officer, scope)
    models.Officer.objects.select_for_update().get(id=row.id)
    row.refresh_from_db(fields=["dismissed_at"])
    if row.dismissed_at is not None:
        raise errors.OfficerDismissed
    return row


@operation
def revoke_right(
    *, officer: UUID, right: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Grant:
    """Take a right back, from the officer's next request on.

    Raises:
        NotPermitted: the reader manages nothing.
        NotFound: not within their reach, or the right is another officer's.
        errors.RightOver: it was taken back already.
    """
    row = managers.managed_officer(officer, scope)
    rights = models.Grant.objects.select_for_update(of=("self",))
    grant = rights.select_related("agency").filter(id=right, officer=row).first()
    if grant is None:
        raise NotFound
    if grant.revoked_at is not None:
        raise errors.RightOver
    officers.revoke(right=grant, by=by, at=at)
    return grant


@operation
def dismiss_officer(
    *, officer: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Officer:
    """End an officer's time in office with all rights, sessions and sign-in.

    Raises:
        NotPermitted, NotFound: not within the manager's reach.
        errors.OfficerDismissed: that was done before.
        errors.OwnOffice: they are the manager.
    """
    row = _locked(officer, scope)
    if row.id == scope.officer.id:
        raise errors.OwnOffice
    officers.dismiss(officer=row, by=by, at=at)
    return row


@operation
def renew_sign_in(
    *, officer: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> FirstPassword:
    """Help an officer who lost password or factors: a new first password.

    It alone opens nothing: the sign-in asks for a code that is sent to the officer's
    contact, which only two persons can change.

    Raises:
        NotPermitted, NotFound: not within the manager's reach.
        errors.OfficerDismissed: they are not in office.
        errors.OwnOffice: they are the manager.
        errors.NoContact: nothing would be asked for besides the password.
    """
    row = _locked(officer, scope)
    if row.id == scope.officer.id:
        raise errors.OwnOffice
    if row.contact_id is None and row.address_id is None:
        raise errors.NoContact
    password = new_password()
    factors.renew(account=row.account, password=password, by=by, at=at)
    return FirstPassword(row, password)


@operation
def end_delegation(
    *, delegation: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Delegation:
    """End a delegation early; the agency whose authority it is goes on alone.

    Raises:
        NotPermitted: the manager reaches neither agency.
        NotFound: there is no such delegation.
        errors.DelegationOver: it was ended before, or its last day has passed.
    """
    rows = models.Delegation.objects.select_related("agency", "delegate")
    row = rows.filter(id=delegation).first()
    if row is None:
        raise NotFound
    if not any(
        managers.manages(scope, [one.code]) for one in (row.agency, row.delegate)
    ):
        raise NotPermitted
    delegations.end_delegation(delegation=row, by=by, at=at)
    return row


@operation
def end_substitution(
    *, substitution: UUID, scope: Scope, by: Actor, at: dt.datetime
) -> models.Substitution:
    """End a substitution early.

    Raises:
        NotPermitted: the manager reaches neither agency.
        NotFound: there is no such substitution.
        errors.SubstitutionOver: it was ended before, or its last day has passed.
    """
    rows = models.Substitution.objects.select_related("agency", "substitute__agency")
    row = rows.filter(id=substitution).first()
    if row is None:
        raise NotFound
    agencies = (row.agency, row.substitute.agency)
    if not any(managers.manages(scope, [one.code]) for one in agencies):
        raise NotPermitted
    substitutes.end_substitution(substitution=row, by=by, at=at)
    return row
