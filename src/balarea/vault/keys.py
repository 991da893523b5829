"""Keys that never lie in PostgreSQL: files in ``BALAREA_KEYS_DIR``, mode 0600.

``kek`` wraps the key of every case, ``index`` keys the blind indexes. Both are made
at set-up by ``manage.py make_keys`` and belong into the regency's key escrow.
"""

import functools
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag as InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NAMES = ("kek", "index", "secret_key")
NONCE = 12


class KeysMissing(RuntimeError):
    """The vault's keys are missing; run `manage.py make_keys` or restore them."""


def make(folder: Path) -> list[str]:
    """Make the keys that are missing; returns the names of those made now."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in NAMES:
        path = folder / name
        if path.exists():
            continue
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        made.append(name)
    return made


@functools.cache
def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        raise KeysMissing(KeysMissing.__doc__) from None
    if len(key) != 32:
        raise KeysMissing(f"{path.name} is not 32 bytes long")
    return key


def _key(name: str) -> bytes:
    return _read(Path(settings.BALAREA_KEYS_DIR) / name)


def new_wrapped(case: UUID) -> bytes:
    """A fresh key for a case, wrapped by the key-encryption key."""
    nonce = secrets.token_bytes(NONCE)
    key = AESGCM.generate_key(256)
    return nonce + AESGCM(_key("kek")).encrypt(nonce, key, case.bytes)


def unwrap(case: UUID, wrapped: bytes) -> bytes:
    """The case's key; `InvalidTag` if it was wrapped for another case."""
    box = AESGCM(_key("kek"))
    return box.decrypt(wrapped[:NONCE], wrapped[NONCE:], case.bytes)


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, so that no key serves two."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def encrypt(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    """Nonce and AES-256-GCM text; `bound_to` ties it to its row."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of `encrypt`; `InvalidTag` if anything was changed or moved."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)


def blind_index(kind: str, value: str) -> bytes:
    """A keyed fingerprint to look a value up without storing it (NIK, phone …)."""
    message = f"{kind}|{value}".encode()
    return hmac.new(_key("index"), message, hashlib.sha256).digest()


@functools.cache
def _hash_key(kek: bytes, purpose: str) -> bytes:
    return derive(kek, f"keyed-hash|{purpose}")


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """What is stored of a secret that grants access, or of what belongs together.

    HMAC-SHA-256 under a key of this purpose alone, which lies outside the database:
    whoever reads or writes rows can neither compute it nor try guesses against it.
    Each part goes in with its length, so that no two lists of parts look alike.
    """
    mac = hmac.new(_hash_key(_key("kek"), purpose), digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.digest()


def session_key() -> bytes:
    """The key under which sessions lie in the database."""
    return derive(_key("kek"), "session")


def factor_key() -> bytes:
    """The key under which secrets of authenticator apps lie in the database."""
    return derive(_key("kek"), "factor")
