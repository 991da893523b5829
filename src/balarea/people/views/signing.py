"""Sending and checking one-time codes, for citizens and officers."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.foundation.errors import Refusal, TooMany
from balarea.people import (
    addresses,
    auth,
    devices,
    errors,
    networks,
    operations,
    queries,
    rules,
)
from balarea.people.operations import Proof
from balarea.vault import queries as vault

if TYPE_CHECKING:
    from balarea.people.models import Contact

PENDING = "pending"
AGAIN = "sent_again"  # result of asking for another code: SENT or UNDER_WAY

PROBLEM_TEXTS: Mapping[str, str | Promise] = {
    "UNREADABLE": gettext_lazy("Type the six digits of the code."),
    "EXPIRED": gettext_lazy("This code is too old. Ask for a new one."),
    "USED": gettext_lazy("This code was used already. Ask for a new one."),
    "SPENT": gettext_lazy("There were too many wrong tries. Ask for a new code."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """A code that this browser waits for, stored in the sealed session."""

    code: UUID
    kind: str
    masked: str
    purpose: str
    to: str


def read_address(text: str) -> tuple[addresses.Address | None, str]:
    """The typed contact, or None and a sentence that says what is wrong."""
    channels = settings.BALAREA_NOTICE_PROVIDERS
    if not text.strip():
        return None, _("Type your phone number or e-mail address.")
    try:
        address = addresses.parse(text)
    except addresses.NotReached:
        return None, _(
            "We can't send codes to this number: it is no mobile number of a country"
            " that we reach. Use another number or an e-mail address."
        )
    except addresses.UnknownAddress:
        return None, _(
            "This is not a phone number or e-mail address. Write it like"
            " 0812 3456 7890 or nama@contoh.id."
        )
    if address.kind not in channels:
        if address.kind == "PHONE":
            return None, _("We can't send codes to phones now. Use an e-mail address.")
        return None, _("We can't send codes by e-mail now. Use a phone number.")
    return address, ""


def send(
    request: HttpRequest,
    address: addresses.Address,
    purpose: str,
    to: str,
    details: Mapping[str, str] | None = None,
) -> bool:
    """Request a code and store it as pending; whether a new one was sent.

    `details` are sealed with the code, see `operations.request_code`.

    Where a limit refuses a new one and an earlier code is still valid (a second tap, a
    page that was opened again), that one is pending and False is returned.
    """
    at, is_sent = clock.of(request), True
    try:
        code = operations.request_code(
            address=address,
            purpose=purpose,
            network=networks.network_of(request),
            device=devices.device_of(request, address.value),
            language=get_language() or settings.LANGUAGE_CODE,
            by=queries.anonymous_actor(),
            at=at,
            details=details,
        )
    except (errors.TooSoon, TooMany):
        index = vault.blind_index("contact", address.value)
        earlier = queries.pending_code(index, purpose, at)
        if earlier is None:
            raise
        code, is_sent = earlier, False
    request.session[PENDING] = {
        "code": str(code.id),
        "kind": address.kind,
        "address": address.value,
        "masked": rules.masked_contact(address.value),
        "purpose": purpose,
        "to": to,
    }
    return is_sent


def send_to_typed(request: HttpRequest, purpose: str, to: str) -> str:
    """Send a code to the contact that was typed into the form.

    Returns an empty string, or a sentence that says why none was sent.
    """
    address, problem = read_address(request.POST.get("contact", ""))
    if address is None:
        return problem
    try:
        send(request, address, purpose, to)
    except Refusal as refusal:
        return f"{refusal.why} {refusal.then}"
    return ""


def send_again(request: HttpRequest) -> None:
    """Request another code for the same contact; the page shows the result."""
    stored = request.session[PENDING]
    address = addresses.Address(stored["kind"], stored["address"])
    is_sent = send(request, address, stored["purpose"], stored["to"])
    request.session[AGAIN] = "SENT" if is_sent else "UNDER_WAY"


def has_pending_code(request: HttpRequest, purpose: str) -> bool:
    """Whether the code that this browser waits for can still be tried."""
    code = pending(request, purpose)
    return code is not None and queries.is_code_pending(code.code, clock.of(request))


def set_next(request: HttpRequest, to: str) -> None:
    """Set the page after signing in, if `to` is not empty."""
    if to:
        request.session[PENDING] = request.session[PENDING] | {"to": to}


def pending(request: HttpRequest, purpose: str) -> Pending | None:
    """The code that this browser waits for, if it has this purpose."""
    stored = request.session.get(PENDING)
    if stored is None or stored["purpose"] != purpose:
        return None
    code = UUID(stored["code"])
    return Pending(code, stored["kind"], stored["masked"], purpose, stored["to"])


def address_of(request: HttpRequest) -> str:
    """The address to which the pending code was sent."""
    return str(request.session[PENDING]["address"])


def prove(request: HttpRequest, pending: Pending) -> Proof:
    """Check the typed code."""
    device = devices.device_of(request, address_of(request))
    return operations.prove(
        code=pending.code,
        typed=request.POST.get("code", ""),
        network=device or networks.network_of(request),
        by=queries.anonymous_actor(pending.code),
        at=clock.of(request),
    )


def problem_text(proof: Proof) -> str:
    """What is wrong with a typed code, as a sentence."""
    if proof.problem == "WRONG":
        return ngettext(
            "This code is not right. You have %(left)s more try.",
            "This code is not right. You have %(left)s more tries.",
            proof.tries_left,
        ) % {"left": proof.tries_left}
    return str(PROBLEM_TEXTS[proof.problem])


def code_page(
    request: HttpRequest,
    pending: Pending,
    on_proved: "Callable[[Contact], HttpResponse]",
    *,
    again: str,
    other: str,
) -> HttpResponse:
    """Ask for the pending code; check one that was typed.

    Args:
        on_proved: called with the contact that the code proves; returns the response.
            A refusal that it raises is shown on the page.
        again: the address to request another code.
        other: the address to name another contact.
    """
    problems = []
    if request.method == "POST":
        try:
            proof = prove(request, pending)
            if proof.contact is not None:
                return on_proved(proof.contact)
            problems = [("code", problem_text(proof))]
        except Refusal as refusal:
            problems = [("code", f"{refusal.why} {refusal.then}")]
    context = {
        "pending": pending,
        "problems": problems,
        "again": again,
        "other": other,
        "sent_again": request.session.pop(AGAIN, ""),
    }
    return render(request, "people/code.html", context, status=422 if problems else 200)


def next_path(request: HttpRequest, home: str) -> str:
    """The path to go to after signing in, else `home`."""
    path = request.POST.get("lanjut") or request.GET.get("lanjut", "")
    return auth.safe_path(path, home)
