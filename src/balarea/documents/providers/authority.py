"""The demo authority: a root, a signing and a timestamping certificate.

The root's key signs the two others and is never stored, so no third certificate can be
made. To get a new set, remove the folder and the fingerprints of its keys
(`key-prints.json`).
"""

import datetime as dt
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "signer"
YEARS = 10
# The documents of a demonstration are signed at times in the past.
BEFORE = dt.timedelta(days=400)
type Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ROOT, SIGNING, TIMESTAMPING = "root", "signing", "timestamping"


def make(keys: Path, *, at: dt.datetime) -> bool:
    """Make what is missing under `keys`/signer; True if something was made."""
    folder = keys / FOLDER
    if (folder / f"{ROOT}.pem").exists():
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _certificate("Balarea Demo Root", root_key, at=at)
    # pyHanko's local timestamper supports RSA only; everything else is P-256.
    sets: tuple[tuple[str, str, Key], ...] = (
        (SIGNING, "Balarea Demo Seal", ec.generate_private_key(ec.SECP256R1())),
        (TIMESTAMPING, "Balarea Demo Timestamp", rsa.generate_private_key(65537, 3072)),
    )
    for name, title, key in sets:
        signed = _certificate(title, key, issuer=root, issuer_key=root_key, at=at)
        _write(folder / f"{name}.key", _private(key))
        _write(folder / f"{name}.pem", _pem(signed))
    # The root comes last: as long as it is missing, the set is not complete.
    _write(folder / f"{ROOT}.pem", _pem(root))
    return True


def _certificate(
    title: str,
    key: Key,
    *,
    at: dt.datetime,
    issuer: x509.Certificate | None = None,
    issuer_key: Key | None = None,
) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Balarea (demo, not valid)"),
            x509.NameAttribute(NameOID.COMMON_NAME, title),
        ]
    )
    parent_key = issuer_key or key
    is_root = issuer is None
    stamps = title.endswith("Timestamp")
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BEFORE)
        .not_valid_after(at + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), True)
        .add_extension(_usage(is_root=is_root, stamps=stamps), True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(parent_key.public_key()),
            False,
        )
    )
    if stamps:
        use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(use, True)
    return builder.sign(parent_key, hashes.SHA256())


def _usage(*, is_root: bool, stamps: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root and not stamps,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file atomically, readable by its owner only."""
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
