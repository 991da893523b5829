"""Who acts, as the public log names them."""

import datetime as dt
import hashlib
import hmac
from uuid import UUID

from django.conf import settings


def pseudonym(agency: str, actor: UUID, at: dt.datetime) -> str:
    """The pseudonym of an actor of an agency, 32 hex digits; another one each quarter.

    Rosters of draws use the same, so an officer's later entries show who was drawn.
    """
    quarter = f"{at.year}Q{(at.month + 2) // 3}"
    message = f"{quarter}|{agency}|{actor}".encode()
    key = hashlib.sha256(b"log-pseudonym|" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
