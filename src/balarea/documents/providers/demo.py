"""A working signer with a certificate authority of this mall alone. PAdES B-T."""

import datetime as dt
import functools
import hashlib
import io
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, general, signers, timestamps
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from balarea.documents.providers import authority
from balarea.documents.providers.base import Seal, Validity

FIELD = "TandaTangan"
_FIELD_LABEL = "Tanda tangan elektronik"
# Outside of the page and without size, because the page itself names who signed. So the
# field needs no appearance (ISO 19005-3, 6.3.3) and no place in the reading order
# (ISO 14289-1, 7.18).
_INVISIBLE = (-1, -1, -1, -1)


class _Revision(IncrementalPdfFileWriter):
    """One more revision that doesn't touch the metadata.

    pyHanko would rewrite it without the declaration of the PDF/UA schema that PDF/A
    requires (ISO 19005-3, 6.6.2.3).
    """

    def _update_meta(self) -> None:
        pass


class _PdfSigner(signers.PdfSigner):
    """Declares PAdES alone, so that the file stays PDF 1.7, as PDF/A-3 requires.

    For an elliptic curve pyHanko would also declare an extension of PDF 2.0.
    """

    at: dt.datetime

    def register_extensions(
        self, pdf_out: BasePdfFileWriter, *, md_algorithm: str
    ) -> None:
        pdf_out.register_extension(ESIC_EXTENSION_1)

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        """Sign at the time that the caller passes, like the time stamp."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _Stamper(timestamps.DummyTimeStamper):
    """Time stamps with a policy identifier of this mall instead of pyHanko's.

    pyHanko would load the key anew for each stamp, of which a signature takes two;
    loading an RSA key checks it, which takes ten times as long as signing.
    """

    policy = ""
    private_key: RSAPrivateKey

    def _build_tst_info(self, *args: Any) -> Any:
        info = super()._build_tst_info(*args)
        info["policy"] = self.policy
        return info

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: dt.datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
        digest = hashlib.new(md_algorithm, tst_info_data).digest()
        time = cms.Time({"utc_time": core.UTCTime(dt)})
        certificate = general.as_signing_certificate(self.tsa_cert)
        values = {
            "content_type": "tst_info",
            "signing_time": time,
            "signing_certificate": certificate,
            "message_digest": digest,
        }
        attributes = cms.CMSAttributes(
            cms.CMSAttribute({"type": cms.CMSAttributeType(name), "values": (value,)})
            for name, value in values.items()
        )
        algorithm = get_pyca_cryptography_hash(md_algorithm.upper())
        signature = self.private_key.sign(attributes.dump(), PKCS1v15(), algorithm)
        return signature, attributes


def _policy(certificate: Any) -> str:
    """A policy identifier from the certificate, without registration (ITU-T X.667)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, certificate.sha256.hex()).int}"


class SignerMissing(RuntimeError):
    message = "The demo signer has no keys; run `manage.py make_signer`."


class DemoSigner:
    """Keys made at set-up by `manage.py make_signer`, beside the vault's."""

    def __init__(self) -> None:
        self.folder = Path(settings.BALAREA_KEYS_DIR) / authority.FOLDER

    def sign(self, pdf: bytes, *, seal: Seal, at: dt.datetime) -> bytes:
        self.validity().check(at)
        signer, stamp_certificate, stamp_key = _loaded(
            self.folder, _made_at(self.folder)
        )
        about = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=f"{seal.name}, {seal.office}",
            location=seal.place,
            reason=seal.reason,
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        stamper = _Stamper(stamp_certificate, None, signer.cert_registry, fixed_dt=at)
        stamper.policy = _policy(stamp_certificate)
        stamper.private_key = stamp_key
        out = io.BytesIO()
        field = fields.SigFieldSpec(
            FIELD, on_page=0, box=_INVISIBLE, readable_field_name=_FIELD_LABEL
        )
        writer = _PdfSigner(about, signer, timestamper=stamper, new_field_spec=field)
        writer.at = at
        writer.sign_pdf(_Revision(io.BytesIO(pdf)), output=out)
        return out.getvalue()

    def validity(self) -> Validity:
        return _validity(self.folder, _made_at(self.folder))

    def roots(self) -> Sequence[str]:
        try:
            return [(self.folder / f"{authority.ROOT}.pem").read_text("ascii")]
        except FileNotFoundError:
            raise SignerMissing(SignerMissing.message) from None


def _made_at(folder: Path) -> int:
    """The time of the key files, so that caches notice a new set."""
    try:
        return (folder / f"{authority.SIGNING}.pem").stat().st_mtime_ns
    except FileNotFoundError:
        raise SignerMissing(SignerMissing.message) from None


@functools.lru_cache(maxsize=2)
def _validity(folder: Path, made_at: int) -> Validity:
    names = (authority.ROOT, authority.SIGNING, authority.TIMESTAMPING)
    certificates = [
        x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        for name in names
    ]
    return Validity(
        since=max(one.not_valid_before_utc for one in certificates),
        until=min(one.not_valid_after_utc for one in certificates),
    )


@functools.lru_cache(maxsize=2)
def _loaded(folder: Path, made_at: int) -> tuple[Any, Any, Any]:
    def certificate(name: str) -> Any:
        return load_cert_from_pemder(str(folder / f"{name}.pem"))  # type: ignore[no-untyped-call]

    def key(name: str) -> Any:
        return load_private_key_from_pemder(str(folder / f"{name}.key"), None)

    try:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(
            [certificate(authority.ROOT), certificate(authority.TIMESTAMPING)]
        )
        signer = signers.SimpleSigner(
            signing_cert=certificate(authority.SIGNING),
            signing_key=key(authority.SIGNING),
            cert_registry=store,
        )
        stamp_key = (folder / f"{authority.TIMESTAMPING}.key").read_bytes()
        stamp = (
            certificate(authority.TIMESTAMPING),
            serialization.load_pem_private_key(stamp_key, password=None),
        )
    except FileNotFoundError:
        raise SignerMissing(SignerMissing.message) from None
    return signer, *stamp
