"""Finding applications by name and day of birth; each search is in the public log."""

import datetime as dt
from typing import NamedTuple

from balarea.applications import models
from balarea.applications.queries import WorkItem, worklists
from balarea.applications.rules import LOOKUP_REASONS
from balarea.foundation import ids, rate_limits, unit_of_work
from balarea.foundation.errors import NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.people.queries import Scope
from balarea.people.rules import CASE_ACTIONS
from balarea.transparency import operations as transparency
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

# Fewer than by NIK: a name is easier to guess, and namesakes are found as well.
MAX_LOOKUPS_PER_HOUR = 30
HOUR = dt.timedelta(hours=1)
MOST = 10  # cases that one search shows; more say too much about too many


class NameMatches(NamedTuple):
    """`is_too_many`: nothing is shown, because more than `MOST` fit."""

    items: list[WorkItem]
    is_too_many: bool = False


@operation
def find_by_name(
    *,
    name: str,
    born_on: dt.date,
    reason: str,
    scope: Scope,
    by: Actor,
    at: dt.datetime,
) -> NameMatches:
    """The newest applications within reach of people of this name and day of birth.

    Of people whom a desk identified, and of holders without a NIK. A `CaseLookup`
    says why and how many fitted, also where none did, and the public log that there
    was a search; each person sees who searched.

    Args:
        reason: a code of `rules.LOOKUP_REASONS`.

    Raises:
        NotPermitted: the officer opens no cases, or names no such reason.
        foundation.errors.TooMany: this officer searched too often within an hour.
    """
    if not scope.actions & CASE_ACTIONS or reason not in LOOKUP_REASONS:
        raise NotPermitted
    officer = vault_queries.blind_index("officer", str(by.id))
    rate_limits.hit("find-by-name", officer, MAX_LOOKUPS_PER_HOUR, HOUR, at)
    items = worklists.by_name(scope, name, born_on, limit=MOST + 1)
    is_too_many = len(items) > MOST
    if not is_too_many:
        cases = {item.id: (item.agency, item.service) for item in items}
        vault.record_lookup(cases=cases, name="name_birth", by=by, at=at)
    row = models.CaseLookup(
        id=ids.uuid7(),
        officer=scope.officer,
        reason=reason,
        matches=len(items),
        at=at,
    )
    unit_of_work.add(row)
    transparency.record(
        type="CASES_LOOKED_UP",
        subject=row.id,
        by=by,
        at=at,
        agency=by.agency,
        facts={"by": "NAME_BIRTH", "reason": reason, "matches": len(items)},
    )
    return NameMatches([], True) if is_too_many else NameMatches(items)
