"""Refusals that no door caught become a page or JSON with code, reason, next step."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from balarea.foundation.errors import Refusal


class refusals:
    """Turn a `Refusal` into an answer; everything else goes on its way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            body = {
                "code": exception.code,
                "reason": exception.why,
                "next_step": exception.then,
            }
            return JsonResponse(body, status=exception.status)
        context = {"refusal": exception}
        return render(request, "ui/refusal.html", context, status=exception.status)
