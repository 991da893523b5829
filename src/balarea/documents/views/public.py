"""Public verification: by number, by QR code, by the file. Nothing is stored."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.documents import (
    numbers,
    presenters,
    promise_verdicts,
    receipt_verdicts,
    verification,
)
from balarea.documents.errors import FileTooBig
from balarea.documents.intake import limits
from balarea.foundation import clock
from balarea.foundation.errors import Refusal
from balarea.people import duplicate_submissions, networks
from balarea.transparency.receipts import promises, receipt_proofs
from balarea.transparency.verifier.offline import NAME
from balarea.ui.http_methods import require_http_methods, require_safe
from balarea.vault import log_promises


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The form, and the answer to a number or code that was typed into it."""
    typed = request.GET.get("nomor", "").strip()
    if not typed:
        problems = (
            {"nomor": presenters.number_needed()} if "nomor" in request.GET else {}
        )
        return _page(request, problems=problems, status=422 if problems else 200)
    code = numbers.code_typed(typed)
    if code is not None:
        return redirect("documents:code", code=code)
    return _answered(request, typed)


@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code."""
    return _answered(request, code)


@duplicate_submissions.idempotent("a file is compared and forgotten")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Compare a PDF with what was issued; the file is not stored."""
    if request.method != "POST":  # a GET of the address of a result
        return redirect("documents:verify")
    file = request.FILES.get("berkas")
    if file is None or not file.size:
        return _page(request, problems={"berkas": presenters.file_needed()}, status=422)
    try:
        if file.size > limits.MAX_BYTES:
            raise FileTooBig(max=limits.max_megabytes())
        at, content = clock.of(request), file.read()
        if promises.is_promise(content):
            return _promise(request, content)
        if receipt_verdicts.is_receipt(content):
            return _receipt(request, content)
        answer = _answer_to(content, networks.network_of(request), at)
    except Refusal as refusal:
        problems = {"berkas": f"{refusal.why} {refusal.then}"}
        return _page(request, problems=problems, status=refusal.status)
    return _page(request, shown=presenters.shown(answer, is_file=True), at=at)


@duplicate_submissions.idempotent("a text is checked and forgotten")
@require_http_methods(["GET", "HEAD", "POST"])
def verify_receipt(request: HttpRequest) -> HttpResponse:
    """Check the text of the QR code of a receipt, or of a promise of one."""
    if request.method != "POST":
        return redirect("documents:verify")
    text = request.POST.get("teks", "")
    if not text.strip() or len(text) > receipt_verdicts.MAX_TEXT:
        problems = {"teks": presenters.receipt_text_needed()}
        return _page(request, problems=problems, status=422)
    # A space may be part of the code, but none stands at its beginning.
    content = text.lstrip().encode()
    if promises.is_promise(content):
        return _promise(request, content)
    return _receipt(request, content)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The verifier as one file, to be saved and used without this site."""
    response = HttpResponse(
        receipt_verdicts.offline_page(), content_type="text/html; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The witness policy of the log, as receipts carry it."""
    content = receipt_proofs.policy()
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def promise_key(request: HttpRequest) -> HttpResponse:
    """The key by which promises about the log are checked."""
    content = f"{log_promises.verifier_key()}\n"
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _receipt(request: HttpRequest, content: bytes) -> HttpResponse:
    receipt = receipt_verdicts.shown(content)
    return _page(request, receipt=receipt, status=200 if receipt.is_valid else 422)


def _promise(request: HttpRequest, content: bytes) -> HttpResponse:
    promise = promise_verdicts.shown(content.replace(b"\r\n", b"\n"), clock.of(request))
    return _page(request, promise=promise, status=200 if promise.is_valid else 422)


def _answer_to(content: bytes, network: str, at: dt.datetime) -> verification.Answer:
    """By the database, or by the file's own signature while that doesn't answer."""
    try:
        return verification.of_file(content, network=network, at=at)
    except (OperationalError, InterfaceError):
        return verification.of_file_alone(content)


def _answered(request: HttpRequest, typed: str) -> HttpResponse:
    at = clock.of(request)
    answer = verification.of_text(typed, network=networks.network_of(request), at=at)
    shown = presenters.shown(answer, is_file=False)
    status = 200 if shown.has_document else 404
    return _page(request, shown=shown, typed=typed[:80], at=at, status=status)


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    problems: Mapping[str, object] | None = None,
    **more: object,
) -> HttpResponse:
    name = "documents/verify.html"
    if "shown" in more:
        name = "documents/verdict.html"
    elif "receipt" in more:
        name = "documents/receipt_verdict.html"
    elif "promise" in more:
        name = "documents/promise_verdict.html"
    context = {
        "problems": problems or {},
        "errors": list((problems or {}).items()),
        "file_hint": presenters.file_hint(),
        "base": urlsplit(settings.BALAREA_BASE_URL).netloc,
        "trail": [(reverse("documents:verify"), _("Verify a document"))],
        **more,
    }
    response = render(request, name, context, status=status)
    # Verified documents must not appear in search engines.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
