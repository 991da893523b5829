"""A carrier for the demonstration: it seals letters, to be read at /peraga/pesan/."""

import contextlib
import datetime as dt
from uuid import NAMESPACE_URL, uuid5

import msgspec

from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.notices import models
from balarea.notices.providers.base import Letter
from balarea.notices.providers.registry import register
from balarea.notices.rules import Channel
from balarea.people import addresses
from balarea.vault import operations as vault
from balarea.vault import queries as vault_queries

# What was delivered belongs to the receiver, not to the case any more, so it is sealed
# under a key of its own: one mailbox for everybody in the demonstration.
MAILBOX = uuid5(NAMESPACE_URL, "https://balarea.id/demo-mailbox")
SHOWN = "shown"  # the name that each letter is sealed under


@register(channels=Channel, is_external=False)
class Demo:
    """See `balarea.notices.providers.base.Carrier`."""

    code = "demo"

    def send(self, letter: Letter, *, at: dt.datetime) -> None:
        _deliver(letter=letter, by=SYSTEM, at=at)


def index_of(address: str) -> bytes:
    """The index of an address as typed, so that it isn't stored in clear."""
    with contextlib.suppress(addresses.UnknownAddress):
        address = addresses.parse(address).value
    return vault_queries.blind_index("demo-notice", address.strip().lower())


@operation
def _deliver(*, letter: Letter, by: Actor, at: dt.datetime) -> None:
    content = {"to": letter.to, "subject": letter.subject, "text": letter.text}
    text = vault.seal(
        case=MAILBOX,
        name=SHOWN,
        content=msgspec.json.encode(content),
        by=by,
        at=at,
    )
    models.Shown.objects.create(
        message_id=letter.id, index=index_of(letter.to), text=text, at=at
    )
