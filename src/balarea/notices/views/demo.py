"""The phones and mailboxes of all people, in a demonstration only."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from balarea.foundation import clock, errors
from balarea.foundation.operation import SYSTEM
from balarea.notices import operations, presenters
from balarea.ui.http_methods import require_safe

SHOWN = 30


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """What the demo carrier brought, newest first; one-time codes included."""
    if not settings.BALAREA_DEMO:
        raise errors.NotFound
    address = request.GET.get("q", "").strip()[:120]
    opened = operations.read_shown(
        address=address, limit=SHOWN, by=SYSTEM, at=clock.of(request)
    )
    letters = [presenters.letter(shown) for shown in opened]
    context = {"letters": letters, "q": address}
    return render(request, "notices/demo_mailbox.html", context)
