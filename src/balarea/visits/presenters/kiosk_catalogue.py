"""What a kiosk's program needs to go on by itself: services, queues and sentences."""

import datetime as dt
import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from balarea.catalogue import queries as catalogue_queries
from balarea.foundation import clock, languages
from balarea.visits.presenters import kiosk_menu, kiosk_ticket
from balarea.visits.presenters.kiosk_menu import PRIORITIES
from balarea.visits.queries import places

if TYPE_CHECKING:
    from balarea.people.models import Site


def version(site: "Site") -> str:
    """Changes when anything does that `catalogue` holds."""
    parts = [catalogue_queries.revision(), json.dumps(texts(), sort_keys=True)]
    for queue in places.queues(site):
        parts += [
            *(queue.code, queue.prefix, queue.name, queue.zone, *queue.services),
            *(str(queue.priority_minutes), str(queue.appointment_minutes)),
        ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def catalogue(site: "Site", at: dt.datetime) -> dict[str, Any]:
    """Texts by language code; see `kiosk_wording` for how the program reads it."""
    menus = {}
    for code in languages.CODES:
        with translation.override(code):
            menus[code] = kiosk_menu.menu(site)
    first = menus[languages.DEFAULT]
    bring = _bring(catalogue_queries.revision())
    return {
        "version": version(site),
        "url": settings.BALAREA_BASE_URL,
        "mall": dict(settings.BALAREA_MALL.name.texts),
        "utc_offset": int(offset.total_seconds())
        if (offset := clock.local(at).utcoffset())
        else 0,
        "agencies": _agencies(first),
        "services": {
            code: {
                "queue": queue.code,
                "name": {lang: one.items[code].title for lang, one in menus.items()},
                "agency_name": _agency_name(first, code),
                "words": _words(menus, code),
                "bring": bring[code],
            }
            for code, queue in first.queues.items()
        },
        "queues": {queue.code: _queue(queue) for queue in places.queues(site)},
        "texts": texts(),
    }


def _agencies(menu: kiosk_menu.Menu) -> list[dict[str, Any]]:
    edition = catalogue_queries.edition()
    return [
        {
            "code": code,
            "name": dict(edition.agencies[code].name.texts),
            "services": [one.code for one in menu.of_agency(code)],
        }
        for code, *_rest in menu.agencies()
    ]


def _agency_name(menu: kiosk_menu.Menu, code: str) -> dict[str, str]:
    agency = catalogue_queries.edition().agencies.get(menu.queues[code].agency)
    return dict(agency.name.texts) if agency else {}


def _words(menus: dict[str, kiosk_menu.Menu], code: str) -> str:
    """What a search at the kiosk looks through."""
    items = [menu.items[code] for menu in menus.values()]
    return " ".join({f"{one.title} {one.agency}".casefold() for one in items})


@functools.lru_cache(maxsize=1)
def _bring(_revision: str) -> dict[str, dict[str, list[str]]]:
    """Service → language → what to bring."""
    lines: dict[str, dict[str, list[str]]] = {}
    for code, definition in catalogue_queries.definitions().items():
        lines[code] = {}
        for language in languages.COMPLETE:
            with translation.override(language):
                items = kiosk_menu.bring(definition)
            lines[code][language] = items[: kiosk_ticket.MOST_LINES]
    return lines


def _queue(queue: Any) -> dict[str, Any]:
    def passing(language: str) -> str:
        with translation.override(language):
            return kiosk_ticket.passing(queue, is_favoured=False)

    def favoured(language: str) -> str:
        with translation.override(language):
            return kiosk_ticket.passing(queue, is_favoured=True)

    def place(language: str) -> str:
        with translation.override(language):
            return kiosk_ticket.place(queue)

    return {
        "place": languages.by_language(place),
        "passing": languages.by_language(passing),
        "favoured": languages.by_language(favoured),
    }


@functools.lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """The sentences of `kiosk_wording.TEXTS` in each language."""
    result = {}
    for code in languages.CODES:
        with translation.override(code):
            result[code] = _pages() | _outcomes() | _refusals()
            result[code] |= {name: str(text) for name, text in PRIORITIES.items()}
    return result


def _pages() -> dict[str, str]:
    return {
        "title": _("What do you need today?"),
        "lead": _("Choose an agency, or search. Your number follows."),
        "language": _("Language"),
        "search": _("What do you need?"),
        "search_button": _("Search"),
        "nothing": _("Nothing here has these words. Choose an agency instead."),
        "agencies": _("Agencies in this building"),
        "home": _("To the beginning"),
        "take": _("Take a number"),
        "priority_title": _("Or take one with priority"),
        "priority_note": _("An officer may ask at the desk."),
        "bring": _("Please have ready:"),
        "still_here": _("This page will soon be empty."),
        "go_on": _("I am still here"),
        "done": _("Done"),
    }


def _outcomes() -> dict[str, str]:
    return {
        "heading": _("Queue number"),
        "copy": _("COPY"),
        "waiting": _(
            "The waiting time can’t be told at the moment. Your number counts from now."
        ),
        "qr_note": _("Scan it to follow your turn on your phone."),
        "note": _("If you miss your call, tell an officer at once."),
        "printed": _("Your slip was printed below."),
        "failed": _(
            "The slip was not printed. Your number is valid: remember it, or scan the"
            " code with your phone."
        ),
        "unknown": _(
            "Please look whether your slip came out. Your number is valid in any case."
        ),
        "print_again": _("Print again"),
    }


def _refusals() -> dict[str, str]:
    return {
        "away": _("The mall’s server is away. Numbers are given all the same."),
        "code_away": _(
            "Codes can’t be checked while the mall’s server is away. Please ask at the"
            " information desk, or take a number here."
        ),
        "no_number": _("No number at the moment"),
        "NO_LEASE": _("This kiosk can’t give numbers. Please ask for one at the desk."),
        "USED_UP": _(
            "The numbers that this kiosk may give by itself are used up. Please ask for"
            " one at the information desk."
        ),
        "DAY_OVER": _("No more numbers are given today. Please come on another day."),
        "CLOCK_WRONG": _(
            "The clock of this kiosk is wrong, so it gives no numbers. Please ask for"
            " one at the information desk."
        ),
        "UNKNOWN_SERVICE": _("This kiosk doesn’t have that service. Choose another."),
        "DISK_FULL": _(
            "This kiosk can’t store a number. Please ask for one at the desk."
        ),
    }
