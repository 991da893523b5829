"""How pages of looks are turned: the words are those of the room that shows them."""

import datetime as dt
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from balarea.vault.queries import Looks

# In the address of a page with such a list, which stands below `#saw`.
PAGE, UNTIL = "dilihat", "sampai"


def asked(query: Mapping[str, str]) -> tuple[int, dt.datetime | None]:
    """Which page, and up to which moment; anything unreadable is the first, now."""
    number, moment = query.get(PAGE, ""), query.get(UNTIL, "")
    if not re.fullmatch(r"[1-9]\d{0,5}", number, re.ASCII):
        return 1, None
    try:
        until = dt.datetime.fromisoformat(moment)
        return int(number), until.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return 1, None


def turned(looks: Looks, page: int) -> str:
    """The end of the address of another page; empty where there is none."""
    if looks.until is None or not 1 <= page <= looks.pages:
        return ""
    until = f"{looks.until.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return "?" + urlencode({PAGE: page, UNTIL: until}) + "#saw"
