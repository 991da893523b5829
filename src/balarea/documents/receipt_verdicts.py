"""Receipts of the public log at /verifikasi/: what they prove, in plain words."""

import dataclasses
import datetime as dt

from django.db import InterfaceError, OperationalError
from django.utils.translation import get_language

from balarea.foundation import languages
from balarea.transparency.receipts import receipt_proofs
from balarea.transparency.verifier import checking, containers, offline, wording
from balarea.ui.templatetags.ui import moment

MAX_TEXT = 4000  # letters of a QR code's text; the largest code holds 4,296


@dataclasses.dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A verdict on a receipt with its sentences."""

    code: str
    is_valid: bool
    sentence: str
    facts: list[tuple[str, str]]
    remarks: list[str]


def is_receipt(content: bytes) -> bool:
    """Whether a file is meant as a receipt of the log, be it genuine or not."""
    try:
        containers.content_of(content)
    except containers.NoReceipt as problem:
        return problem.code != "NOT_A_RECEIPT"
    return True


def shown(content: bytes) -> ShownReceipt:
    """The verdict on the bytes of a file or text, by the mall's own policy."""
    verdict = checking.check(content, _policy())
    code = languages.code_of(get_language())
    language = code if code in wording.LANGUAGES else languages.DEFAULT
    return ShownReceipt(
        code=verdict.code,
        is_valid=verdict.is_valid,
        sentence=wording.sentence(verdict, language),
        facts=wording.facts(verdict, language, _moment),
        remarks=wording.remarks(verdict, language),
    )


def offline_page() -> str:
    """The verifier as a file to save, with today's policy in it."""
    return offline.page((_policy() or b"").decode())


def _policy() -> bytes | None:
    try:
        return receipt_proofs.policy() or None
    except (OperationalError, InterfaceError):  # a PDF's own policy counts then
        return None


def _moment(seconds: int) -> str:
    return str(moment(dt.datetime.fromtimestamp(seconds, tz=dt.UTC)))
