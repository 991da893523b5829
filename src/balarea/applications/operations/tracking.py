"""Following an application without signing in: the reference, and its secret."""

import datetime as dt
import hmac
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.operations import steps
from balarea.foundation import rate_limits, references
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault

_DUMMY_CASE = UUID(int=0)
# Of 45 bits nobody guesses a share worth naming at this pace. Whoever holds the secret
# is never counted and never refused: else a stranger's wrong tries would lock them out.
WINDOW = dt.timedelta(minutes=30)
MAX_TRIES_PER_NETWORK, MAX_TRIES_PER_REFERENCE = 60, 20
# Of one reference from all networks together: what many hired ones may try.
MAX_TRIES_PER_REFERENCE_IN_TOTAL = 200


@operation
def find(
    *, reference: str, secret: str, network: str, by: Actor, at: dt.datetime
) -> models.Application | None:
    """The application to which both words lead; opens nothing that is sealed.

    None for a wrong secret as for an unknown reference, in equal time. It is an
    answer and no exception, so that the try stays counted.

    Raises:
        errors.TooMany: after too many wrong ones.
    """
    try:
        stored = references.normalise(reference)
    except references.InvalidReference:
        return None
    application = queries.by_reference(stored)
    if application is None:
        hmac.compare_digest(
            _DUMMY_CASE.bytes * 2, steps.tracking_hash(_DUMMY_CASE, secret)
        )
    elif steps.is_secret(application, secret):
        _reset_tries(stored, network)
        return application
    for counter, key, limit in _counters(stored, network):
        rate_limits.hit(counter, key, limit, WINDOW, at)
    return None


def _counters(reference: str, network: str) -> list[tuple[str, bytes, int]]:
    here, both = vault.blind_index("network", network), f"{reference}|{network}"
    return [
        ("track-network", here, MAX_TRIES_PER_NETWORK),
        ("track-reference", vault.blind_index("track", both), MAX_TRIES_PER_REFERENCE),
        (
            "track-in-all",
            vault.blind_index("track", reference),
            MAX_TRIES_PER_REFERENCE_IN_TOTAL,
        ),
    ]


def _reset_tries(reference: str, network: str) -> None:
    """Who mistyped their own secret has all tries again, from where they are.

    What was tried of other references stays counted: else whoever has one case of
    their own could guess at all others without end.
    """
    counter, key, _ = _counters(reference, network)[1]
    rate_limits.clear(counter, key)
