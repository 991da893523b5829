"""Finding applications by NIK; logged, because a match is personal data as well."""

import datetime as dt

from balarea.applications.queries import WorkItem, worklists
from balarea.foundation import normalization, rate_limits
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

NIK_DIGITS = 16
# A busy counter needs about one a minute; reading out a list of names needs more.
MAX_LOOKUPS_PER_HOUR = 60
HOUR = dt.timedelta(hours=1)


@operation
def find_by_nik(
    *, scope: Scope, nik: str, by: Actor, at: dt.datetime
) -> list[WorkItem]:
    """The newest applications within reach of a person, by NIK, as typed.

    A look-up is logged for each, and the person sees who searched. That there was a
    search is in the public log too, with how many it found, also where it found none.

    Raises:
        foundation.errors.TooMany: this officer searched too often within an hour.
    """
    digits = normalization.digits(nik)
    if len(digits) != NIK_DIGITS:
        return []
    officer = vault_queries.blind_index("officer", str(by.id))
    rate_limits.hit("find-by-nik", officer, MAX_LOOKUPS_PER_HOUR, HOUR, at)
    items = worklists.by_nik(scope, digits)
    cases = {item.id: (item.agency, item.service) for item in items}
    vault.record_lookup(cases=cases, name="nik", by=by, at=at)
    transparency.record(
        type="CASES_LOOKED_UP",
        subject=scope.officer.id,
        by=by,
        at=at,
        agency=by.agency,
        facts={"by": "NIK", "matches": len(items)},
    )
    return items
