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
# At this rate, guessing a secret of 45 bits is hopeless. A correct secret isn't counted
# and isn't refused: otherwise a stranger's wrong tries would lock the citizen out.
WINDOW = dt.timedelta(minutes=30)
MAX_TRIES_PER_NETWORK, MAX_TRIES_PER_REFERENCE = 60, 20
# For one reference from all networks together, against a botnet.
MAX_TRIES_PER_REFERENCE_IN_TOTAL = 200


@operation
def find(
    *, reference: str, secret: str, network: str, by: Actor, at: dt.datetime
) -> models.Application | None:
    """The application of a reference and its secret; decrypts nothing.

    None for a wrong secret as for an unknown reference, in equal time. It is an
    answer and no exception, so that the try stays counted.

    Raises:
        foundation.errors.TooMany: after too many wrong ones.
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
    elif steps.is_tracking_secret(application, secret):
        _reset_tries(stored, network)
        return application
    for counter, key, limit in _counters(stored, network):
        rate_limits.hit(counter, key, limit, WINDOW, at)
    return None


def _counters(reference: str, network: str) -> list[tuple[str, bytes, int]]:
    network_index = vault.blind_index("network", network)
    reference_and_network = f"{reference}|{network}"
    return [
        ("track-network", network_index, MAX_TRIES_PER_NETWORK),
        (
            "track-reference",
            vault.blind_index("track", reference_and_network),
            MAX_TRIES_PER_REFERENCE,
        ),
        (
            "track-in-all",
            vault.blind_index("track", reference),
            MAX_TRIES_PER_REFERENCE_IN_TOTAL,
        ),
    ]


def _reset_tries(reference: str, network: str) -> None:
    """Clear the tries for this reference from this network, after a correct one.

    Tries of other references stay counted: otherwise the owner of one case could guess
    at all others without a limit.
    """
    counter, key, _ = _counters(reference, network)[1]
    rate_limits.clear(counter, key)
