"""Following an application without signing in: the reference, and its secret."""

import datetime as dt
import hmac

from balarea.applications import models, queries
from balarea.applications.operations import recording
from balarea.foundation import limits, references
from balarea.foundation.operation import Actor, operation
from balarea.vault import queries as vault

_NOBODY = bytes(32)
# Of 45 bits nobody guesses a share worth naming at this pace. A right answer sets the
# counters back: neighbours behind one address of a mobile network don't add up.
_WINDOW = dt.timedelta(minutes=30)
_OF_NETWORK, _OF_REFERENCE = 60, 20


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
    counters = (
        ("track-network", vault.blind_index("network", network), _OF_NETWORK),
        ("track-reference", vault.blind_index("reference", stored), _OF_REFERENCE),
    )
    for scope, key, limit in counters:
        limits.take(scope, key, limit, _WINDOW, at)
    application = queries.by_reference(stored)
    if application is None:
        hmac.compare_digest(_NOBODY, recording.hash_of(secret))
        return None
    if not recording.is_secret(application, secret):
        return None
    for scope, key, _ in counters:
        limits.forget(scope, key)
    return application
