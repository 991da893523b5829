"""A code that is sent twice, by two taps, lets in twice: the second finds no error.

The first press ends the session that waited for the code and begins another. The second
still comes with the old cookie, and its answer is the one that the browser shows. So
the old session stays for a moment, and holds nothing but who came in by which code:
only the same code, with the same cookie, is answered as before.
"""

import datetime as dt
import hmac
from typing import Any

from django.http import HttpRequest

from balarea.people.sessions import SessionStore

CAME_IN = "came_in"
MOMENT = dt.timedelta(seconds=30)


def leave(old_key: str | None, typed: str, who: dict[str, Any]) -> None:
    """After coming in: what the session of before still answers, for a moment."""
    if not old_key:
        return
    store = SessionStore(old_key)
    store.leave({CAME_IN: {"typed": typed, "who": who}}, MOMENT)


def again(request: HttpRequest, typed: str) -> dict[str, Any] | None:
    """Who came in a moment ago, by this code and from this browser."""
    kept = request.session.get(CAME_IN)
    if kept is None or not hmac.compare_digest(kept["typed"].encode(), typed.encode()):
        return None
    found: dict[str, Any] = kept["who"]
    return found
