"""Sessions in the database, their content sealed: it may name a person."""

import base64
import datetime as dt
from typing import Any, cast

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import QuerySet

from balarea.foundation import clock
from balarea.foundation.compiled import compiled
from balarea.vault import keys

_BOUND = b"session"


@compiled
def _alive(key: str, at: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


class SessionStore(DatabaseStore):
    """Django's database sessions under AES-256-GCM; a dump of the table tells nothing.

    A session that can't be opened (another key, a changed byte) counts as empty.
    """

    def load(self) -> dict[str, Any]:
        found = _alive(self.session_key, clock.now()) if self.session_key else []
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0].session_data)

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = signing.JSONSerializer().dumps(session_dict)
        box = keys.encrypt(keys.session_key(), text, _BOUND)
        return base64.b85encode(box).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            raw = (
                session_data.encode() if isinstance(session_data, str) else session_data
            )
            text = keys.decrypt(keys.session_key(), base64.b85decode(raw), _BOUND)
        except (ValueError, keys.InvalidTag):
            return {}
        return cast("dict[str, Any]", signing.JSONSerializer().loads(text))
