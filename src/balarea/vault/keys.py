"""Keys outside the database: files in ``BALAREA_KEYS_DIR``, mode 0600.

``kek`` wraps the key of every case, ``index`` keys the blind indexes. Both are created
at set-up by ``manage.py make_keys``, and copies belong into the regency's key escrow.
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
    message = "The vault's keys are missing; run `manage.py make_keys` or restore them."


def make(folder: Path) -> list[str]:
    """Create missing keys; returns the names of the new ones."""
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
        raise KeysMissing(KeysMissing.message) from None
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
    cipher = AESGCM(_key("kek"))
    return cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], case.bytes)


def derive(key: bytes, purpose: str) -> bytes:
    """A key for one purpose, by HKDF."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key)


def encrypt(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    """Nonce and AES-256-GCM ciphertext; `bound_to` is associated data: its row."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """The inverse of `encrypt`.

    Raises:
        InvalidTag: the content was changed, or belongs to another row.
    """
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)


def blind_index(kind: str, value: str) -> bytes:
    """A keyed fingerprint to find a value (NIK, phone …) without storing it."""
    message = f"{kind}|{value}".encode()
    return hmac.new(_key("index"), message, hashlib.sha256).digest()


@functools.cache
def _hash_key(kek: bytes, purpose: str) -> bytes:
    return derive(kek, f"keyed-hash|{purpose}")


def keyed_hash(purpose: str, *parts: bytes) -> bytes:
    """HMAC-SHA-256 of `parts`, stored instead of secrets or as proof of relations.

    Its key serves this purpose only and is outside the database, so access to rows
    doesn't allow computing the hash or testing guesses. Each part is preceded by its
    length, so different lists of parts have different hashes.
    """
    mac = hmac.new(_hash_key(_key("kek"), purpose), digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.digest()


def session_key() -> bytes:
    """The key that encrypts sessions in the database."""
    return derive(_key("kek"), "session")


def factor_key() -> bytes:
    """The key that encrypts secrets of authenticator apps in the database."""
    return derive(_key("kek"), "factor")


def promise_seed() -> bytes:
    """The seed of the key that signs promises about the public log."""
    return derive(_key("kek"), "log-promise")
