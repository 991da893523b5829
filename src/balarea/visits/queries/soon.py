"""Who is called soon and hasn't been told."""

import datetime as dt
from uuid import UUID

from django.db import connection

from balarea.notices import queries as notices

KIND = "NUMBER_SOON"
AHEAD = 3  # so many before somebody who waits in the building
AHEAD_AWAY = 10  # before somebody who still has to come

# One statement for all queues: a number from home stands among those who wait, at the
# place it would have if its holder had checked in.
_NEAR = """
WITH placed AS (
    SELECT t.id, t.state, t.visit_id,
        count(*) FILTER (WHERE t.state = 'WAITING') OVER (
            PARTITION BY t.queue_id ORDER BY t.effective_at, t.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS ahead
    FROM visits_ticket t
    WHERE t.business_date = %(day)s AND t.state IN ('WAITING', 'PLANNED')
)
SELECT p.id, p.visit_id, p.ahead FROM placed p JOIN visits_visit v ON v.id = p.visit_id
WHERE v.subject IS NOT NULL AND v.channel = 'WEB'
  AND (
    (p.state = 'WAITING' AND p.ahead <= %(near)s)
    OR (p.state = 'PLANNED' AND v.arrived_at IS NULL AND p.ahead <= %(away)s)
  )
"""


def near(day: dt.date) -> dict[UUID, int]:
    """Tickets whose visitor should be told, with how many wait before them."""
    values: dict[str, dt.date | int] = {"day": day, "near": AHEAD, "away": AHEAD_AWAY}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, values)
        rows = cursor.fetchall()
    visits = {visit for _, visit, _ in rows}
    told_already = notices.posted_on(visits, KIND, day) if visits else set()
    return {ticket: ahead for ticket, visit, ahead in rows if visit not in told_already}
