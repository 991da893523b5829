"""The query string of pages with accesses. Other apps provide the texts around them."""

import datetime as dt
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from balarea.vault.queries import GroupedAccesses

# Query parameters; the list itself has the id `saw`.
PAGE, UNTIL = "dilihat", "sampai"


def page_params(query: Mapping[str, str]) -> tuple[int, dt.datetime | None]:
    """Page number and latest time from a query string; (1, None) if invalid."""
    number, moment = query.get(PAGE, ""), query.get(UNTIL, "")
    if not re.fullmatch(r"[1-9]\d{0,5}", number, re.ASCII):
        return 1, None
    try:
        until = dt.datetime.fromisoformat(moment)
        return int(number), until.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return 1, None


def page_query(accesses: GroupedAccesses, page: int) -> str:
    """Query string and fragment of another page; empty if there is no such page."""
    if accesses.until is None or not 1 <= page <= accesses.pages:
        return ""
    until = f"{accesses.until.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return "?" + urlencode({PAGE: page, UNTIL: until}) + "#saw"
