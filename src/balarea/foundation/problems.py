"""Refusals as programs read them (RFC 9457), and as OpenAPI tells of them."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from balarea.foundation.errors import Refusal

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 30  # seconds; told with every 503


def problem(refusal: Refusal) -> dict[str, str]:
    """What it is called, why, and what to do now."""
    return {
        "code": refusal.code,
        "reason": refusal.why,
        "next_step": refusal.then,
    }


def answer(refusal: Refusal) -> HttpResponse:
    """The whole answer to a program."""
    return later(
        JsonResponse(problem(refusal), status=refusal.status, content_type=MEDIA_TYPE)
    )


def later(response: HttpResponse) -> HttpResponse:
    """Tell with what can't be done now when to try again (RFC 9110, 10.2.3)."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Cache-Control"] = "no-store"
    return response


def told(*refusals: type[Refusal]) -> dict[str, Any]:
    """The answers of an address that refuses so, for its ``openapi_extra``."""
    codes: dict[int, list[str]] = {}
    for refusal in refusals:
        codes.setdefault(refusal.status, []).append(refusal.code)
    return {"responses": {status: _answer(of) for status, of in codes.items()}}


def _answer(codes: list[str]) -> dict[str, Any]:
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
