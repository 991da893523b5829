"""A manager changes what is said of an agency: names, desk, numbers, hours."""

import datetime as dt

import msgspec

from balarea.foundation import events, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people import agency_details, errors, models
from balarea.people.agency_details import AgencyDetails
from balarea.people.events import AgencyChanged
from balarea.people.queries import Scope, managers
from balarea.transparency import operations as transparency


@operation
def change_agency(
    *,
    code: str,
    details: AgencyDetails,
    before: AgencyDetails,
    revision: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> models.AgencyChange | None:
    """Store new details, shown from now on; None if nothing differs from `before`.

    `revision`: the id of the newest change that the manager saw, empty for none.

    Raises:
        NotPermitted: the officer doesn't manage this agency.
        NotFound: there is no such agency.
        errors.AgencyUnfit: something can't be shown.
        errors.AgencyChangedMeanwhile: there is a newer change.
    """
    if not managers.manages(scope, (code,)):
        raise NotPermitted
    agency = _locked(code, revision)
    if any(agency_details.defects(details)):
        raise errors.AgencyUnfit
    fields = details.changed_from(before)
    if not fields:
        return None
    row = unit_of_work.add(
        models.AgencyChange(
            agency=agency,
            officer=scope.officer,
            details=msgspec.to_builtins(details),
            fields=fields,
            at=at,
        )
    )
    transparency.record(
        type="AGENCY_CHANGED",
        subject=agency.id,
        by=by,
        at=at,
        agency=code,
        facts={"fields": ",".join(fields)},
    )
    events.announce(AgencyChanged(code=code, at=at))
    return row


def _locked(code: str, revision: str) -> models.Agency:
    """The agency, if the revision is still its newest."""
    agency = models.Agency.objects.select_for_update().filter(code=code).first()
    if agency is None:
        raise NotFound
    newest = agency.changes.order_by("-at", "-id").first()
    if revision != (str(newest.id) if newest is not None else ""):
        raise errors.AgencyChangedMeanwhile
    return agency
