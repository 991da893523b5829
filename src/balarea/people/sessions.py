"""Sessions in the database that can't be used or forged by reading or writing rows.

The row's key is a keyed hash of the cookie, so that the cookie can't be derived from
the row. The content is sealed to that row, so that it opens in no other.
"""

import base64
import datetime as dt
import logging
from typing import Any, cast

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.db.models import QuerySet

from balarea.foundation import clock
from balarea.foundation.compiled import compiled
from balarea.vault import keys

logger = logging.getLogger(__name__)


@compiled
def _unexpired(key: str, at: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


def row_key(session_key: str) -> str:
    """The primary key of a session: 240 bits of a keyed hash fill the column."""
    digest = keys.keyed_hash("session", session_key.encode())
    return base64.urlsafe_b64encode(digest[:30]).decode()


def _bound(session_key: str) -> bytes:
    return b"session|" + row_key(session_key).encode()


class SessionStore(DatabaseStore):
    """Django's database sessions with hashed keys and sealed content.

    `session_key` is the cookie's value, as everywhere in Django. A session that can't
    be opened (another key, a changed byte, copied from another row) counts as empty.
    """

    # The async methods of Django's database store would bypass the ones below.
    aload, asave = SessionBase.aload, SessionBase.asave
    acreate, aexists = SessionBase.acreate, SessionBase.aexists
    adelete = SessionBase.adelete

    def load(self) -> dict[str, Any]:
        key = self.session_key
        rows = _unexpired(row_key(key), clock.now()) if key else []
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0].session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(row_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(row_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.session_key = row_key(row.session_key)
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        text = signing.JSONSerializer().dumps(session_dict)
        key: str = self._get_or_create_session_key()  # type: ignore[attr-defined]
        box = keys.encrypt(keys.session_key(), text, _bound(key))
        return base64.b85encode(box).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            raw = (
                session_data.encode() if isinstance(session_data, str) else session_data
            )
            bound = _bound(self.session_key or "")
            text = keys.decrypt(keys.session_key(), base64.b85decode(raw), bound)
        except (ValueError, keys.InvalidTag):
            logger.exception("a session does not open: changed or moved by SQL?")
            return {}
        return cast("dict[str, Any]", signing.JSONSerializer().loads(text))
