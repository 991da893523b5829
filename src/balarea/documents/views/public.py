"""Verification for everybody: by number, by QR, by the file. Nothing is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from balarea.documents import numbers, presenters, verification
from balarea.documents.errors import FileEmpty, FileTooBig
from balarea.documents.intake import limits
from balarea.foundation import clock
from balarea.foundation.errors import Refusal


@require_GET
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
    answer = verification.of_text(typed, at=clock.now())
    return _answered(request, answer, typed)


@require_GET
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR leads."""
    return _answered(request, verification.of_text(code, at=clock.now()), code)


@require_http_methods(["POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """A PDF is compared with what was issued, then forgotten."""
    file = request.FILES.get("berkas")
    try:
        if file is None or not file.size:
            raise FileEmpty
        if file.size > limits.MAX_BYTES:
            raise FileTooBig(max=limits.MAX_BYTES // 1_000_000)
        answer = verification.of_file(file.read(), at=clock.now())
    except Refusal as refusal:
        problems = {"berkas": f"{refusal.why} {refusal.then}"}
        return _page(request, problems=problems, status=refusal.status)
    return _answered(request, answer, "", is_file=True)


def _answered(
    request: HttpRequest,
    answer: verification.Answer,
    typed: str,
    *,
    is_file: bool = False,
) -> HttpResponse:
    shown = presenters.shown(answer, is_file=is_file)
    status = 200 if shown.is_known or is_file else 404
    return _page(request, shown=shown, typed=typed, status=status)


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    name = "documents/verdict.html" if "shown" in more else "documents/verify.html"
    response = render(request, name, more, status=status)
    # Search engines have shown verified papers of whole countries; not of this one.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
