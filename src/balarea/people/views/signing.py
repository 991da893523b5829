"""What the doors of citizens and officers share: codes on their way, passkeys."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from balarea.foundation import clock
from balarea.foundation.errors import TooMany
from balarea.people import (
    addresses,
    auth,
    devices,
    errors,
    operations,
    queries,
    rules,
)
from balarea.people.operations import Proof
from balarea.vault import queries as vault

PENDING = "pending"
AGAIN = "sent_again"  # what came of asking for another code: SENT or UNDER_WAY

TROUBLE: Mapping[str, str | Promise] = {
    "UNREADABLE": gettext_lazy("Type the six digits of the code."),
    "EXPIRED": gettext_lazy("This code is too old. Ask for a new one."),
    "USED": gettext_lazy("This code was used already. Ask for a new one."),
    "SPENT": gettext_lazy("There were too many wrong tries. Ask for a new code."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Pending:
    """A code on its way, kept in the (sealed) session."""

    code: UUID
    kind: str
    masked: str
    purpose: str
    to: str


def read_address(text: str) -> tuple[addresses.Address | None, str]:
    """What somebody typed as a contact, or the sentence that says what is wrong."""
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
    request: HttpRequest, address: addresses.Address, purpose: str, to: str
) -> bool:
    """Let a code be sent, and remember which one this browser waits for.

    Where one was sent a moment ago (a second tap, a page that was opened anew) and no
    other may be, this browser waits for that one, and False is returned.
    """
    at, is_sent = clock.of(request), True
    try:
        code = operations.request_code(
            address=address,
            purpose=purpose,
            network=auth.network_of(request),
            device=devices.known(request, address.value),
            language=get_language() or settings.LANGUAGE_CODE,
            by=queries.stranger(),
            at=at,
        )
    except (errors.TooSoon, TooMany):
        index = vault.blind_index("contact", address.value)
        under_way = queries.code_under_way(index, purpose, at)
        if under_way is None:
            raise
        code, is_sent = under_way, False
    request.session[PENDING] = {
        "code": str(code.id),
        "kind": address.kind,
        "address": address.value,
        "masked": rules.masked_contact(address.value),
        "purpose": purpose,
        "to": to,
    }
    return is_sent


def send_again(request: HttpRequest) -> None:
    """A new code to the same contact; the page tells whether there was one."""
    kept = request.session[PENDING]
    address = addresses.Address(kept["kind"], kept["address"])
    is_sent = send(request, address, kept["purpose"], kept["to"])
    request.session[AGAIN] = "SENT" if is_sent else "UNDER_WAY"


def waits(request: HttpRequest, purpose: str) -> bool:
    """Whether a code is under way to this browser that may still be tried."""
    found = pending(request, purpose)
    return found is not None and queries.is_under_way(found.code, clock.of(request))


def go_on_to(request: HttpRequest, to: str) -> None:
    """Whoever asks for another page meanwhile goes on to that one."""
    if to:
        request.session[PENDING] = request.session[PENDING] | {"to": to}


def pending(request: HttpRequest, purpose: str) -> Pending | None:
    """The code that this browser waits for, if it was asked for `purpose`."""
    kept = request.session.get(PENDING)
    if kept is None or kept["purpose"] != purpose:
        return None
    code = UUID(kept["code"])
    return Pending(code, kept["kind"], kept["masked"], purpose, kept["to"])


def address_of(request: HttpRequest) -> str:
    """Where the code went that this browser waits for."""
    return str(request.session[PENDING]["address"])


def prove(request: HttpRequest, waiting: Pending) -> Proof:
    """Try the code that was typed."""
    device = devices.known(request, address_of(request))
    return operations.prove(
        code=waiting.code,
        typed=request.POST.get("code", ""),
        network=device or auth.network_of(request),
        by=queries.stranger(waiting.code),
        at=clock.of(request),
    )


def trouble(proof: Proof) -> str:
    """What is wrong with a typed code, as a sentence."""
    if proof.trouble == "WRONG":
        return ngettext(
            "This code is not right. You have %(left)s more try.",
            "This code is not right. You have %(left)s more tries.",
            proof.left,
        ) % {"left": proof.left}
    return str(TROUBLE[proof.trouble])
