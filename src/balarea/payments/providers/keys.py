"""Keys of providers, as files in ``BALAREA_KEYS_DIR``; never in the repository.

A real provider gives us its public key. The demo provider runs in this system, so
its private key lies beside it, and only its own side of the wire reads that file.
"""

import functools
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.conf import settings

PRIVATE, PUBLIC = "payments_{}_private", "payments_{}_public"


class PaymentKeysMissing(RuntimeError):
    message = (
        "The payment provider's keys are missing; run `manage.py make_payment_keys`."
    )


def make(folder: Path, provider: str) -> bool:
    """Make a key pair unless it is there; whether it was made now."""
    private, public = (folder / name.format(provider) for name in (PRIVATE, PUBLIC))
    if private.exists() and public.exists():
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    _write(private, key.private_bytes_raw())
    _write(public, key.public_key().public_bytes_raw())
    return True


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)


@functools.cache
def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PaymentKeysMissing(PaymentKeysMissing.message) from None


def public_key(provider: str) -> Ed25519PublicKey:
    path = Path(settings.BALAREA_KEYS_DIR) / PUBLIC.format(provider)
    return Ed25519PublicKey.from_public_bytes(_read(path))


def private_key(provider: str) -> Ed25519PrivateKey:
    path = Path(settings.BALAREA_KEYS_DIR) / PRIVATE.format(provider)
    return Ed25519PrivateKey.from_private_bytes(_read(path))
