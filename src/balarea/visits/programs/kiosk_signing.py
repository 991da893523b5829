"""What a kiosk signs with its key: its requests to the mall, and offline tickets.

The mall verifies both by the same module; it stores the public key only, so no row of
its database lets anybody act as a kiosk.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

# Names of the headers of a signed request.
CODE, TIME, SIGNATURE = (
    "Balarea-Kiosk",
    "Balarea-Kiosk-Time",
    "Balarea-Kiosk-Signature",
)
# Seconds by which the time of a request may differ from the mall's.
TOLERANCE = 120
_REQUEST, _TICKET = b"balarea kiosk request v1\n", b"balarea kiosk ticket v1\n"


def request_bytes(code: str, method: str, path: str, time: int, body: bytes) -> bytes:
    """What is signed of a request; `path` is the whole one, with its query."""
    digest = hashlib.sha256(body).hexdigest()
    return _REQUEST + "\n".join([code, method, path, str(time), digest]).encode()


def ticket_bytes(ticket: Mapping[str, Any]) -> bytes:
    """What is signed of an offline ticket: all its fields but the signature."""
    fields = {name: value for name, value in ticket.items() if name != "signature"}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _TICKET + text.encode()


def ticket_id(secret: str) -> str:
    """The id of an offline ticket, which its secret proves: only the id is uploaded."""
    return hashlib.sha256(b"balarea kiosk ticket id v1\n" + secret.encode()).hexdigest()


def sign(key: Ed25519PrivateKey, data: bytes) -> str:
    return key.sign(data).hex()


def is_signed(public_key: bytes, signature: str, data: bytes) -> bool:
    """Whether the holder of `public_key` (32 bytes) signed `data`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(bytes.fromhex(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True
