"""Which published definitions end in a thing that is collected in person."""

import functools
from collections.abc import Mapping
from types import MappingProxyType

from django.db import connection

_COUNT = "SELECT count(*) FROM catalogue_serviceversion"
_COLLECTED = """
SELECT hash, output #>> '{collect,place_field}', output #>> '{collect,desk_value}'
FROM (
    SELECT hash, convert_from(content, 'UTF8')::jsonb -> 'output' AS output
    FROM catalogue_serviceversion
) AS version
WHERE output -> 'collect' ->> 'thing' IS NOT NULL
"""


def collected_at_desk() -> Mapping[str, str | None]:
    """The hashes of definitions whose thing can be collected at the agency's desk.

    Each with the answer that chooses the desk; None where no place is asked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        return _collected(int(cursor.fetchone()[0]))


@functools.lru_cache(maxsize=4)
def _collected(count: int) -> Mapping[str, str | None]:
    """`count`: how many versions there are; they are only ever added."""
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTED)
        rows = cursor.fetchall()
    return MappingProxyType(
        {
            str(hash): desk if place else None
            for hash, place, desk in rows
            if not place or desk
        }
    )
