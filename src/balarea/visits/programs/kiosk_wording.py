"""The sentences of a kiosk that the mall can't be asked for, in the visitor's language.

They come with the mall's catalogue, where they are translated; until the first
catalogue a kiosk only says that it isn't connected yet.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from balarea.foundation import languages
from balarea.visits.programs.kiosk_numbers import PRIORITIES
from balarea.visits.programs.kiosk_ticket import TicketText

type Catalogue = Mapping[str, Any]

# What the mall's catalogue has for each language.
TEXTS = (
    *("title", "lead", "language", "search", "search_button", "nothing", "agencies"),
    *("home", "take", "priority_title", "priority_note", "bring"),
    *("ELDERLY", "PREGNANT", "DISABLED", "INFANT", "heading", "waiting", "qr_note"),
    *("note", "copy", "printed", "failed", "unknown", "print_again", "done"),
    *("still_here", "go_on", "away", "code_away", "no_number", "NO_LEASE", "USED_UP"),
    *("DAY_OVER", "CLOCK_WRONG", "UNKNOWN_SERVICE", "DISK_FULL"),
)
_BEFORE = {
    "title": "Kios · Kiosk",
    "no_number": "Belum tersambung · Not connected yet",
    "NO_LEASE": "Silakan ambil nomor di meja informasi. · "
    "Please take a number at the information desk.",
}


def text(catalogue: Catalogue, language: str, name: str) -> str:
    """A sentence of `TEXTS`; Indonesian where a language lacks it."""
    texts: Mapping[str, Mapping[str, str]] = catalogue.get("texts", {})
    own = texts.get(language, {}).get(name)
    return own or texts.get(languages.DEFAULT, {}).get(name) or _BEFORE.get(name, name)


def named(texts: Mapping[str, str], language: str) -> str:
    return languages.in_language(texts, language)


def moment(catalogue: Catalogue, seconds: int, language: str) -> str:
    """Day and time of the mall, as `30 November 2026, 10.15`."""
    zone = dt.timezone(dt.timedelta(seconds=int(catalogue.get("utc_offset", 0))))
    at = dt.datetime.fromtimestamp(seconds, zone)
    return f"{languages.long_date(at.date(), language)}, {at:%H.%M}"


def address(catalogue: Catalogue, ticket: Mapping[str, Any]) -> str:
    """Where the visitor follows the number, once the mall has it."""
    return f"{catalogue['url']}/kios/tiket/{ticket['secret']}/"


def ticket_text(
    catalogue: Catalogue, ticket: Mapping[str, Any], *, is_copy: bool
) -> TicketText:
    """What an offline ticket says on paper."""
    language = str(ticket["language"])
    service = catalogue["services"].get(ticket["service"], {})
    queue = catalogue["queues"].get(ticket["queue"], {})

    def say(name: str) -> str:
        return text(catalogue, language, name)

    bring = service.get("bring", {})
    passing = "favoured" if ticket["priority"] in PRIORITIES else "passing"
    return TicketText(
        mall=named(catalogue["mall"], language),
        copy_mark=say("copy") if is_copy else "",
        heading=say("heading"),
        label=str(ticket["label"]),
        service=named(service.get("name", {}), language),
        agency=named(service.get("agency_name", {}), language),
        place=named(queue.get("place", {}), language),
        taken=moment(catalogue, int(ticket["claimed_at"]), language),
        waiting=say("waiting"),
        passing=named(queue.get(passing, {}), language),
        bring_title=say("bring"),
        bring=tuple(bring.get(language) or bring.get(languages.DEFAULT, ())),
        qr=address(catalogue, ticket),
        qr_note=say("qr_note"),
        note=say("note"),
    )
