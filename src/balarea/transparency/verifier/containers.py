"""What a file or text that somebody wants checked holds: a proof, a QR code, a policy.

Attachments are read from a PDF as the mall makes it: typst writes each as an object of
its own, stored plainly or by zlib. That avoids a PDF library in a program that must run
anywhere. A PDF that another program has rewritten may have to be checked by its
`.tlog-proof`.
"""

import dataclasses
import re
import zlib

from balarea.transparency.receipts import receipt_format

MAX_BYTES = 20_000_000
MAX_ATTACHMENT = 1_048_576
MAX_ATTACHMENTS = 16
_ATTACHMENT = re.compile(
    rb"<</Length (\d{1,8})/Type/EmbeddedFile[^\x00]{0,300}?>>\r?\nstream\r?\n"
)
_FLATE = re.compile(rb"/Filter/FlateDecode[/>]")
_POLICY = re.compile(rb"^quorum ", re.MULTILINE)


class NoReceipt(ValueError):
    """The file holds no receipt, or not exactly one; `code` is that of the verdict."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclasses.dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: `proof` or `qr`, and the `policy` attached to a PDF."""

    proof: bytes = b""
    qr: str = ""
    policy: bytes | None = None


def content_of(data: bytes) -> Content:
    """What the bytes of a PDF, a proof or a QR code's text hold.

    Raises:
        NoReceipt: nothing that can be checked.
    """
    if data.startswith(b"%PDF-"):
        return _of_pdf(data)
    if data.startswith(receipt_format.HEADER):
        return Content(proof=data)
    if data.startswith(receipt_format.QR.encode()):
        try:
            return Content(qr=data.decode().rstrip("\r\n"))
        except UnicodeDecodeError:
            raise NoReceipt("MALFORMED_QR") from None
    raise NoReceipt("NOT_A_RECEIPT")


def _of_pdf(data: bytes) -> Content:
    proofs, policies = [], []
    for file in attachments(data):
        if file.startswith(receipt_format.HEADER):
            proofs.append(file)
        elif _POLICY.search(file):
            policies.append(file)
    if not proofs:
        raise NoReceipt("NOT_A_RECEIPT")
    if len(proofs) > 1:
        raise NoReceipt("SEVERAL_PROOFS")
    policy = policies[0] if len(policies) == 1 else None
    return Content(proof=proofs[0], policy=policy)


def attachments(pdf: bytes) -> list[bytes]:
    """The files attached to a PDF; damaged ones are left out."""
    files: list[bytes] = []
    for match in _ATTACHMENT.finditer(pdf):
        if len(files) == MAX_ATTACHMENTS:
            break
        stream = pdf[match.end() : match.end() + int(match[1])]
        if b"/Filter" not in match[0]:
            files.append(stream)
        elif _FLATE.search(match[0]):
            inflated = _inflated(stream)
            if inflated is not None:
                files.append(inflated)
    return files


def _inflated(stream: bytes) -> bytes | None:
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(stream, MAX_ATTACHMENT)
    except zlib.error:
        return None
    return content if inflating.eof else None
