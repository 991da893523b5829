"""Following an application without signing in: the reference, and its secret."""

import datetime as dt
import hmac
from uuid import UUID

from balarea.applications import models, queries
from balarea.applications.operations import steps
from balarea.foundation import rate_limits, references
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault

_NOBODY = UUID(int=0)
# Of 45 bits nobody guesses a share worth naming at this pace. Whoever holds the secret
# is never counted and never refused: else a stranger's wrong tries would lock them out.
WINDOW = dt.timedelta(minutes=30)
OF_NETWORK, OF_REFERENCE = 60, 20
# Of one reference from all networks together: what many hired ones may try.
OF_REFERENCE_IN_ALL = 200


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
        hmac.compare_digest(_NOBODY.bytes * 2, steps.hash_of(_NOBODY, secret))
    elif steps.is_secret(application, secret):
        _start_anew(stored, network)
        return application
    for scope, key, limit in _counters(stored, network):
        rate_limits.hit(scope, key, limit, WINDOW, at)
    return None


def _counters(reference: str, network: str) -> list[tuple[str, bytes, int]]:
    here, both = vault.blind_index("network", network), f"{reference}|{network}"
    return [
        ("track-network", here, OF_NETWORK),
        ("track-reference", vault.blind_index("track", both), OF_REFERENCE),
        ("track-in-all", vault.blind_index("track", reference), OF_REFERENCE_IN_ALL),
    ]


def _start_anew(reference: str, network: str) -> None:
    """Who mistyped their own secret has all tries again, from where they are.

    What was tried of other references stays counted: else whoever has one case of
    their own could guess at all others without end.
    """
    scope, key, _ = _counters(reference, network)[1]
    rate_limits.clear(scope, key)
