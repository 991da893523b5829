"""The rosters of a day: who can be drawn, fixed before anything is filed that day."""

import datetime as dt

from balarea.applications import models
from balarea.applications.queries import drawing as queries
from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.transparency import operations as transparency
from balarea.transparency.draw import records
from balarea.transparency.entries import entry_fields


@operation
def commit_next(*, by: Actor, at: dt.datetime) -> bool:
    """Fix the roster of one agency that has none for today; whether there was one.

    It counts for what is filed from now on. Without overseers nothing is fixed.
    """
    today = clock.today(at)
    if not queries.is_in_force():
        return False
    missing = queries.unlisted_agencies(today)
    if not missing:
        return False
    commit(agency=missing[0], day=today, by=by, at=at)
    return True


@operation
def commit(*, agency: str, day: dt.date, by: Actor, at: dt.datetime) -> models.Roster:
    """Fix the roster of an agency for a day, which can be done once."""
    lists, officers = queries.roster_lists(agency, at, day)
    roster = records.Roster(agency, day.isoformat(), queries.overseer_keys(), lists)
    document = records.write_roster(roster)
    digest = records.digest(document)
    roster_id = ids.uuid7()
    facts = {"roster": digest}
    entry = transparency.record(
        type="ROSTER", subject=roster_id, by=by, at=at, agency=agency, facts=facts
    )
    fields = entry_fields.fields_of(entry, by, facts)
    opening = entry_fields.opening_of(entry, b"", fields, ["fact.roster"])
    row = models.Roster(
        id=roster_id,
        agency=agency,
        day=day,
        document=document,
        digest=digest,
        officers={name: str(one) for name, one in officers.items()},
        entry=entry.id,
        opening=opening.to_bytes().decode(),
        at=at,
    )
    return unit_of_work.add(row)
