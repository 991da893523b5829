"""Refusals in API responses (RFC 9457), and their description in OpenAPI."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from balarea.foundation.errors import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 30  # seconds; sent with every 503


def problem(refusal: Refusal) -> dict[str, str]:
    """The body: code, reason and next step."""
    return {
        "code": refusal.code,
        "reason": refusal.why,
        "next_step": refusal.then,
    }


def response(refusal: Refusal) -> HttpResponse:
    """The HTTP response of an API to a refused request."""
    return set_retry_after(
        JsonResponse(problem(refusal), status=refusal.status, content_type=MEDIA_TYPE)
    )


def set_retry_after(response: HttpResponse) -> HttpResponse:
    """Add `Retry-After` to a 503 (RFC 9110, 10.2.3); others stay unchanged."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = "no-store"
    return response


def responses(*refusals: type[Refusal]) -> dict[str, Any]:
    """The ``openapi_extra`` of an endpoint that may raise these refusals."""
    codes: dict[int, list[str]] = {}
    for refusal in refusals:
        codes.setdefault(refusal.status, []).append(refusal.code)
    return {"responses": {status: _schema(of) for status, of in codes.items()}}


def _schema(codes: list[str]) -> dict[str, Any]:
    text = {"type": "string"}
    schema = {
        "title": "Problem",
        "type": "object",
        "required": ["code", "reason", "next_step"],
        "properties": {
            "code": {**text, "enum": sorted(codes)},
            "reason": {**text, "description": "Why, in the reader's language"},
            "next_step": {**text, "description": "What to do now"},
        },
    }
    return {
        "description": f"Refused: {', '.join(sorted(codes))}",
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
