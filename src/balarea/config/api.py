"""The API for programs, `/api/v1/`, of the apps' routers. All of it is public and reads
only, besides the kiosks' signed requests; `manage.py write_docs` makes
`docs/openapi.json` of what is public."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from balarea.catalogue.api import router as catalogue
from balarea.documents.api import router as documents
from balarea.foundation import problems
from balarea.foundation.errors import NotFound, Refusal, Unreadable
from balarea.visits.api import router as visits


class NotAllowed(Refusal):
    code = "NOT_ALLOWED"
    reason = _("This address does not answer such a request.")
    next_step = _("Look up its methods in docs/openapi.json.")
    status = 405


api = NinjaAPI(
    title="Balarea",
    version="1",
    description="Services of the mall, their definitions, and document verification. "
    "Files with all services, and the schema of definitions, are listed at /skema/. "
    "Illustrative services, not official ones.",
    urls_namespace="api",
    docs_url=None,  # its pages would load scripts from elsewhere
    openapi_url="/openapi.json",
)
api.add_router("", catalogue)
api.add_router("", documents)
api.add_router("", visits)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(NotFound())


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    places = {str(fault["loc"][-1]) for fault in error.errors}
    return problems.response(Unreadable(where=", ".join(sorted(places))))


@api.exception_handler(HttpError)
def not_allowed(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(
        NotAllowed() if error.status_code == 405 else Unreadable(where="-")
    )
