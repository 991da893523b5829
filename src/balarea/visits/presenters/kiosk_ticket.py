"""What a ticket says, on paper and on the kiosk's screen, in its visitor's language."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balarea.catalogue import queries as catalogue
from balarea.foundation import clock, languages
from balarea.foundation.errors import NotFound
from balarea.foundation.languages import translated
from balarea.visits.presenters import kiosk_menu
from balarea.visits.queries import kiosks, tickets
from balarea.visits.rules import FAVOURED, State

if TYPE_CHECKING:
    from balarea.visits.models import Queue, Ticket

MOST_LINES = 8  # of what to bring, on paper


def texts(ticket: "Ticket", *, is_copy: bool = False) -> dict[str, Any]:
    """The texts of `TicketText`, by name; empty ones are left out on paper."""
    with translation.override(ticket.visit.language):
        language = translation.get_language() or ""
        queue = ticket.queue
        return {
            "mall": languages.in_language(settings.BALAREA_MALL.name.texts, language),
            "copy_mark": _("COPY") if is_copy else "",
            "heading": _("Queue number"),
            "label": ticket.label,
            "service": service_title(ticket.service) or queue_name(queue),
            "agency": agency_name(queue.agency),
            "place": place(queue),
            "taken": taken(ticket.joined_at),
            "waiting": waiting(ticket),
            "passing": passing(queue, is_favoured=ticket.priority in FAVOURED),
            "bring_title": _("Please have ready:"),
            "bring": to_bring(ticket.service)[:MOST_LINES],
            "qr": address(ticket),
            "qr_note": _("Scan it to follow your turn on your phone."),
            "note": _("If you miss your call, tell an officer at once."),
        }


def address(ticket: "Ticket") -> str:
    """The page of the visit, whole, for a QR code."""
    return f"{settings.BALAREA_BASE_URL}{path(ticket)}"


def path(ticket: "Ticket") -> str:
    return f"/antrean/{tickets.token_of(ticket.visit_id)}/"


def place(queue: "Queue") -> str:
    return _("Zone %(zone)s") % {"zone": queue.zone}


def taken(at: dt.datetime) -> str:
    """Day and hour at which a number was taken."""
    day = languages.long_date(clock.local(at).date(), translation.get_language())
    return f"{day}, {clock.hour(at)}"


def queue_name(queue: "Queue") -> str:
    language = translation.get_language()
    return translated(queue.name, queue.name_translations, language)


def service_title(code: str) -> str:
    row = catalogue.services().get(code)
    if row is None:
        return ""
    return translated(row.title, row.title_translations, translation.get_language())


def agency_name(code: str) -> str:
    agency = catalogue.edition().agencies.get(code)
    return agency.name.of(translation.get_language() or "") if agency else code


def to_bring(service: str) -> list[str]:
    try:
        return kiosk_menu.bring(catalogue.current(service)) if service else []
    except NotFound:
        return []


def waiting(ticket: "Ticket") -> str:
    """Who stands ahead, and the range of minutes where there is one."""
    if ticket.state not in {State.WAITING, State.PLANNED}:
        return ""
    ahead = tickets.ahead(ticket)
    people = (
        ngettext(
            "%(n)s visitor is before you.", "%(n)s visitors are before you.", ahead
        )
        % {"n": ahead}
        if ahead
        else _("Nobody is before you.")
    )
    minutes = kiosks.shown_range(ticket)
    if minutes is None:
        return people
    lead = _("Expected wait: %(first)s to %(last)s minutes.")
    return f"{people} {lead % {'first': minutes[0], 'last': minutes[1]}}"


def passing(queue: "Queue", *, is_favoured: bool) -> str:
    """Who may be called before the holder although they come later."""
    if is_favoured:
        return _(
            "You have priority: you are called as if you had come %(minutes)s minutes"
            " earlier."
        ) % {"minutes": queue.priority_minutes}
    return _(
        "Only these may be called before you although they come later: visitors with"
        " priority within %(minutes)s minutes, and appointments for the next"
        " %(appointment)s minutes."
    ) % {
        "minutes": queue.priority_minutes,
        "appointment": queue.appointment_minutes,
    }
