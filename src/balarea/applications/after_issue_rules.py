"""Periods and limits of what follows once a document is issued."""

import datetime as dt

# Replacements of one case's document within the window; whoever needs more asks at a
# desk why their documents get lost.
MAX_REPLACEMENTS = 3
REPLACEMENT_WINDOW = dt.timedelta(days=1)
# How long after its last day a document can still be renewed with its answers; later
# the service is applied for anew (our own rule).
RENEW_AFTER_DAYS = 365
CONSENT_DAYS = 30  # how long the code of a transfer can be used
CODE_LETTERS = 12  # of that code; 54 bits


def renewal_from(valid_until: dt.date, days_before: int) -> dt.date:
    """From which day on a document may be renewed."""
    return valid_until - dt.timedelta(days=days_before)


def may_renew(valid_until: dt.date | None, days_before: int, today: dt.date) -> bool:
    """Whether a document that ends may be renewed today."""
    if valid_until is None:
        return False
    last = valid_until + dt.timedelta(days=RENEW_AFTER_DAYS)
    return renewal_from(valid_until, days_before) <= today <= last
