"""What ties a message to whom it goes to and to the secrets that it tells."""

from typing import Any

from balarea.vault import queries as vault


def binding(message: Any) -> bytes:
    """A keyed hash of a message's pointers, made as it is posted.

    What a message points at belongs to others: a contact, a code, a case. With SQL
    alone it could be made to tell one person's secrets to another; then this differs.
    """
    secrets = message.secrets_id
    return vault.keyed_hash(
        "message",
        message.id.bytes,
        message.case.bytes,
        message.channel.encode(),
        message.kind.encode(),
        message.recipient_id.bytes,
        secrets.bytes if secrets else b"",
    )
