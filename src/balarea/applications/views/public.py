"""Track an application without signing in, by reference and secret of its receipt."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from balarea.applications import forms, queries
from balarea.applications.operations import mandated, tracking
from balarea.applications.presenters import mandates, sign_in_invitation
from balarea.applications.queries import talk as talk_queries
from balarea.applications.views.citizen import (
    application_page,
    case_pages,
    paying,
    talking,
)
from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, errors
from balarea.foundation.operation import SYSTEM
from balarea.people import duplicate_submissions, networks
from balarea.people import queries as people
from balarea.ui.http_methods import (
    require_http_methods,
    require_POST,
    require_safe,
)

if TYPE_CHECKING:
    from balarea.applications import models


@duplicate_submissions.idempotent("it looks up and changes nothing")
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for reference and secret; any wrong pair gets the same response."""
    form = forms.TrackingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference, secret = form.cleaned_data["reference"], form.cleaned_data["secret"]
        if _tracked(request, reference, secret) is not None:
            return redirect("applications:tracked", reference, secret)
        form.add_error("reference", _("These two don't belong together."))
    status = 422 if form.errors else 200
    return render(
        request, "applications/public/find.html", {"form": form}, status=status
    )


def _tracked(
    request: HttpRequest, reference: str, secret: str
) -> "models.Application | None":
    """The application of both words, if any; raises after too many wrong ones."""
    return tracking.find(
        reference=reference,
        secret=secret,
        network=networks.network_of(request),
        by=SYSTEM,
        at=clock.of(request),
    )


@case_pages.uncached
@require_safe
def track(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """The progress of an application, with no more of the person than a masked name."""
    form = forms.TrackingForm({"reference": reference, "secret": secret})
    if not form.is_valid():
        raise errors.NotFound
    normalized = form.cleaned_data["reference"], form.cleaned_data["secret"]
    if normalized != (
        reference,
        secret,
    ):  # typed by hand; redirect to the canonical address
        return _without_referrer(redirect("applications:tracked", *normalized))
    application = _tracked(request, reference, secret)
    if application is None:
        raise errors.NotFound
    definition = catalogue.definition(application.definition)
    written = queries.public_record(application)
    context = application_page.public_part(request, application, definition, written)
    context["secret"] = normalized[1]
    context["objections"] = application_page.objection_part(
        request, application, definition
    )
    context["acting"] = mandates.acting(
        application,
        clock.today(clock.of(request)),
        reverse("applications:tracked_mandate", args=normalized),
    )
    if context["card"] is not None and context["card"].is_shared:
        # It names services that a holder of this one tracking code isn't told of.
        context["card"] = None
    context |= _talk_part(application, normalized, clock.of(request))
    card = context["card"]
    context["invitation"] = sign_in_invitation.invitation(
        application,
        written.revocation,
        context["time_left"],
        is_code_over=card is not None and card.is_expired,
    )
    return _without_referrer(
        render(request, "applications/public/tracked.html", context)
    )


def _talk_part(
    application: "models.Application", words: tuple[str, str], at: dt.datetime
) -> dict[str, Any]:
    """What the office asks: for somebody without a contact the whole of it.

    They can't sign in, and their slip's secret opens their issued document as well.
    Whoever has a contact signs in to read.
    """
    if application.contact_id is None:
        address = reverse("applications:tracked_talk", args=words)
        by = people.anonymous_actor()
        return talking.opened_part(application, address, by, at)
    since = talk_queries.office_waits_since(application.id)
    return {"office_asks_since": since}


@duplicate_submissions.once
@case_pages.uncached
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """Questions of a case whose owner has no contact, by its slip."""
    form = forms.TrackingForm({"reference": reference, "secret": secret})
    if not form.is_valid():
        raise errors.NotFound
    words = form.cleaned_data["reference"], form.cleaned_data["secret"]
    application = _tracked(request, *words)
    if application is None or application.contact_id is not None:
        raise errors.NotFound
    by, at = people.anonymous_actor(), clock.of(request)
    tracked = reverse("applications:tracked", args=words)
    refusal: errors.Refusal | None = None
    if request.method == "POST":
        try:
            talking.take(request, application.id, application.owners, by, at)
        except errors.NotFound:
            raise
        except errors.Refusal as refused:
            refusal = refused
        else:
            return _without_referrer(redirect(f"{tracked}#tanya"))
    context = talking.page_part(request, application, refusal) | {
        "back": tracked,
        "is_tracked": True,
        **_talk_part(application, words, at),
    }
    status = refusal.status if refusal else 200
    page = render(request, talking.PAGE, context, status=status)
    return _without_referrer(page)


@duplicate_submissions.idempotent("what has ended ends no second time")
@case_pages.uncached
@require_POST
def end_mandate(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """End the mandate under which this application was filed."""
    form = forms.TrackingForm({"reference": reference, "secret": secret})
    if not form.is_valid():
        raise errors.NotFound
    words = form.cleaned_data["reference"], form.cleaned_data["secret"]
    application = _tracked(request, *words)
    if application is None:
        raise errors.NotFound
    mandated.end_by_tracking(
        application=application,
        language=case_pages.language(),
        by=people.anonymous_actor(),
        at=clock.of(request),
    )
    return _without_referrer(redirect("applications:tracked", *words))


@case_pages.uncached
@require_safe
def picture(request: HttpRequest, reference: str, secret: str) -> HttpResponse:
    """The payment code as a file; anybody who can track the application may pay."""
    form = forms.TrackingForm({"reference": reference, "secret": secret})
    if not form.is_valid():
        raise errors.NotFound
    words = form.cleaned_data["reference"], form.cleaned_data["secret"]
    application = _tracked(request, *words)
    if application is None or paying.bill_of(application).cases:
        raise errors.NotFound
    return _without_referrer(paying.picture_of(request, application))


def _without_referrer(response: HttpResponse) -> HttpResponse:
    """Send no referrer, since the address contains the secret."""
    response["Referrer-Policy"] = "no-referrer"
    return response
