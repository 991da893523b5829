"""The code of the day, which shows that somebody stands in the building."""

import datetime as dt
import hmac

from balarea.people.models import Site
from balarea.vault import queries as vault
from balarea.visits import remote_rules


def code_of(site: Site, day: dt.date) -> str:
    """The code that is shown in a building on a day.

    It follows from a key outside the database; nobody computes tomorrow's.
    """
    digest = vault.keyed_hash("entrance-code", site.id.bytes, day.isoformat().encode())
    return remote_rules.code_of(digest)


def is_code(site: Site, day: dt.date, text: str) -> bool:
    """Whether somebody typed the code of that building and day."""
    digits = "".join(letter for letter in text if letter.isdecimal())
    return hmac.compare_digest(digits.encode(), code_of(site, day).encode())
