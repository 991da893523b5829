"""The entry point of payment providers' callbacks."""

from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from balarea.foundation import clock
from balarea.foundation.operation import Actor, ActorKind
from balarea.payments import operations, rules
from balarea.people import duplicate_submissions
from balarea.ui.http_methods import require_POST


def actor_of(provider: str) -> Actor:
    """A provider as an actor: the same id in every mall and at every time."""
    name = f"https://balarea.id/payment-provider/{provider}"
    return Actor(ActorKind.PROVIDER, uuid5(NAMESPACE_URL, name))


# A provider has no session and no cookie: its signature over the body is what a CSRF
# token would prove, and is checked before anything else is read.
@duplicate_submissions.idempotent("a callback is known by its content")
@csrf_exempt
@require_POST
def callback(request: HttpRequest, provider: str) -> JsonResponse:
    """Answer with what the callback came to; a repeated one gets 200 again."""
    if int(request.headers.get("Content-Length") or 0) > rules.MAX_BODY:
        return JsonResponse({"outcome": rules.Outcome.MALFORMED}, status=413)
    result = operations.receive(
        provider=provider,
        headers=request.headers,
        body=request.body,
        by=actor_of(provider),
        at=clock.of(request),
    )
    answer = {"outcome": str(result.outcome)}
    if result.callback is not None:
        answer["callback"] = str(result.callback)
    return JsonResponse(answer, status=result.status)
