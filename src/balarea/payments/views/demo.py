"""A banking app for the demonstration. It pays through the real callback."""

import io
from typing import Any

import msgspec
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from balarea.foundation import clock, errors
from balarea.payments import presenters, queries
from balarea.payments.providers import demo
from balarea.payments.rules import Outcome
from balarea.payments.views import api
from balarea.people import duplicate_submissions
from balarea.ui.http_methods import require_http_methods


@duplicate_submissions.once
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Show the bill as a bank would; a press sends the bank's signed callback."""
    if not settings.BALAREA_DEMO:
        raise errors.NotFound
    bill = queries.by_number(number)
    if request.method == "POST":
        act = demo.Act.get(request.POST.get("act", ""))
        sent = demo.callbacks(bill.number, bill.amount, act, clock.of(request))
        results = [call_back(callback) for callback in sent]
        address = reverse("payments:demo_pay", args=[bill.number])
        return redirect(f"{address}?hasil={_outcome(results[-1])}")
    context = {
        "card": presenters.bill_card(bill, at=clock.of(request)),
        "code": presenters.read_code(bill.qris),
        "answer": presenters.demo_answer(request.GET.get("hasil", "")),
        "tricks": presenters.demo_tricks(),
    }
    return render(request, "payments/demo_pay.html", context)


def call_back(sent: demo.Sent) -> JsonResponse:
    """Call the real view: no session, no cookie, just a body and its signature."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": reverse("payments:callback", args=[demo.CODE]),
        "SERVER_NAME": settings.BASE.hostname or "localhost",
        "SERVER_PORT": "443",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(sent.body)),
        "wsgi.input": io.BytesIO(sent.body),
    }
    for name, value in sent.headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return api.callback(WSGIRequest(environ), provider=demo.CODE)


def _outcome(answer: JsonResponse) -> Outcome:
    return Outcome(msgspec.json.decode(answer.content)["outcome"])
