"""How long it took from the beginning of a draft to its filing, by service."""

import math
import statistics
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from balarea.applications.rules import CLOSED_SQL
from balarea.vault import queries as vault

MEASURED = 30  # of each service, the last ones that closed
LEAST = 10  # a median of fewer is unreliable, and could reveal one person's time

# One probe of the index of closed applications for each service.
_LAST = f"""
    SELECT last.* FROM unnest(%s::text[]) AS asked (service)
    CROSS JOIN LATERAL (
        SELECT service, id, submitted_at FROM applications_application
        WHERE service = asked.service AND state IN ({CLOSED_SQL})
        ORDER BY closed_at DESC LIMIT %s
    ) AS last
"""  # noqa: S608 - states are ours, values are parameters


class FilingTime(NamedTuple):
    """The median of a service, breaks included, and of how many applications."""

    minutes: int
    applications: int


def filing_times(codes: Collection[str]) -> dict[str, FilingTime]:
    """Service → its time; services with too few applications are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(codes), MEASURED])
        rows = cursor.fetchall()
    begun = vault.first_sealed_at([case for _, case, _ in rows])
    seconds: dict[str, list[float]] = defaultdict(list)
    for service, case, submitted_at in rows:
        if case in begun and begun[case] <= submitted_at:
            seconds[service].append((submitted_at - begun[case]).total_seconds())
    return {
        service: FilingTime(_minutes(statistics.median(times)), len(times))
        for service, times in seconds.items()
        if len(times) >= LEAST
    }


def _minutes(seconds: float) -> int:
    """Rounded up, because 0 stands for an unknown time."""
    return max(math.ceil(seconds / 60), 1)
