"""The counter row of a queue's day, made when it is first needed."""

import datetime as dt
from uuid import UUID

from django.db import connection

from balarea.foundation import ids
from balarea.foundation.operation import Actor, operation
from balarea.visits import models

# Several may need the day's row at the same moment, when the first number is given.
_MAKE = """
INSERT INTO visits_queueday
    (id, queue_id, business_date, last_number, issued, close_reason)
VALUES (%s, %s, %s, 0, 0, '') ON CONFLICT (queue_id, business_date) DO NOTHING
"""
_COUNT = """
INSERT INTO visits_queueday
    (id, queue_id, business_date, last_number, issued, close_reason)
VALUES (%s, %s, %s, 0, 1, '')
ON CONFLICT (queue_id, business_date) DO UPDATE SET issued = visits_queueday.issued + 1
"""


@operation
def lock(*, queue: UUID, day: dt.date, by: Actor, at: dt.datetime) -> models.QueueDay:
    """The row of a day, locked: no number is given meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [ids.uuid7(), queue, day])
    rows = models.QueueDay.objects.select_for_update(no_key=True)
    return rows.get(queue=queue, business_date=day)


@operation
def count(*, queue: UUID, day: dt.date, by: Actor, at: dt.datetime) -> None:
    """Count a number of another block towards the day's quota."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [ids.uuid7(), queue, day])
