"""Following an application without signing in: the reference, and its secret."""

import hmac

from balarea.applications import models, queries
from balarea.applications.operations import recording
from balarea.foundation import errors, references

_NOBODY = bytes(32)


def tracked(reference: str, secret: str) -> models.Application:
    """The application to which both words lead; opens nothing that is sealed.

    Raises:
        errors.NotFound: for a wrong secret as for an unknown reference, in equal time.
    """
    try:
        stored = references.normalise(reference)
    except references.InvalidReference:
        raise errors.NotFound from None
    application = queries.by_reference(stored)
    if application is None:
        hmac.compare_digest(_NOBODY, recording.hash_of(secret))
        raise errors.NotFound
    if not recording.is_secret(application, secret):
        raise errors.NotFound
    return application
