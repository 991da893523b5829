from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET


@require_GET
def sample_document(request: HttpRequest) -> HttpResponse:
    """The demo's one open document, signed like any other, to try verification with."""
    path = Path(settings.DATA) / "demo-document.pdf"
    if not settings.BALAREA_DEMO or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="contoh-dokumen.pdf"'
    return response
