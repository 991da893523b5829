"""Binds a message to its recipient and to the secrets in its text."""

from typing import Any

from balarea.vault import queries as vault


def binding(message: Any) -> bytes:
    """A keyed hash of a message's references, made when it is posted.

    They are rows of others: a contact, a code, a case. If somebody changes them by SQL
    to send one person's secrets to another, the hash no longer matches.
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
