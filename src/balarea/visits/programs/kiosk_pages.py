"""The pages that a kiosk shows by itself while the mall is away.

They take no script, look as the mall's own ones by the same style sheet, and hold
nothing but what the last catalogue says.
"""

import html
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

import segno

from balarea.foundation import languages
from balarea.visits.programs import kiosk_numbers, kiosk_wording
from balarea.visits.programs.kiosk_wording import Catalogue, named

STYLE = "/kios/lokal/kiosk.css"
CLEARS_AFTER, WARNS_AFTER = 60, 45  # seconds; the style sheet has the latter too
END = "/kios/selesai/"
MOST = 40  # services of one search


class Pages:
    """The pages for one visitor: a catalogue in a language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self.catalogue = catalogue
        self.language = languages.code_of(language or languages.DEFAULT)

    def say(self, name: str) -> str:
        return html.escape(kiosk_wording.text(self.catalogue, self.language, name))

    def home(self) -> str:
        tiles = [
            _tile(f"/kios/instansi/{quoted(one['code'])}/", self._named(one["name"]))
            for one in self.catalogue.get("agencies", ())
            if one["services"]
        ]
        search = (
            '<form class="kiosk-search" action="/kios/cari/" role="search">'
            f'<label for="q">{self.say("search")}</label>'
            '<input id="q" name="q" type="search" autocomplete="off">'
            f"<button>{self.say('search_button')}</button></form>"
        )
        agencies = f"<h2>{self.say('agencies')}</h2>{_tiles(tiles)}"
        body = self._head("title", "lead") + search + agencies
        return self._page(self.say("title"), body, is_home=True)

    def agency(self, code: str) -> str | None:
        for one in self.catalogue.get("agencies", ()):
            if one["code"] == code:
                tiles = self._services(one["services"])
                title = self._named(one["name"])
                return self._page(title, f"<h1>{title}</h1>{_tiles(tiles)}")
        return None

    def results(self, query: str) -> str:
        words = query.casefold().split()
        services: Mapping[str, Any] = self.catalogue.get("services", {})
        codes = [
            code
            for code, service in services.items()
            if words and all(word in service["words"] for word in words)
        ]
        title = html.escape(query.strip())[:80]
        body = f"<h1>{title}</h1>"
        if codes:
            return self._page(title, body + _tiles(self._services(codes[:MOST])))
        return self._page(title, f"{body}<p>{self.say('nothing')}</p>")

    def service(self, code: str, form_key: str) -> str | None:
        """What to bring, and the buttons that take a number."""
        service = self.catalogue.get("services", {}).get(code)
        if service is None:
            return None
        title = self._named(service["name"])
        own = service.get("bring", {})
        items = own.get(self.language) or own.get(languages.DEFAULT, ())
        lines = "".join(f"<li>{html.escape(item)}</li>" for item in items)
        bring = f"<h2>{self.say('bring')}</h2><ul>{lines}</ul>" if items else ""
        priorities = "".join(
            f'<button class="kiosk-tile" name="priority" value="{one}">'
            f"{self.say(one)}</button>"
            for one in kiosk_numbers.PRIORITIES
        )
        form = (
            '<form class="kiosk-take" method="post" action="/kios/nomor/">'
            + _hidden("service", code)
            + _hidden("form_key", form_key)
            + f'<button class="kiosk-main">{self.say("take")}</button>'
            f"<fieldset><legend>{self.say('priority_title')}</legend>"
            f"<p>{self.say('priority_note')}</p>"
            f'<div class="kiosk-tiles">{priorities}</div></fieldset></form>'
        )
        agency = self._named(service["agency_name"])
        body = f'<h1>{title}</h1><p class="kiosk-lead">{agency}</p>{bring}{form}'
        return self._page(title, body)

    def ticket(self, ticket: Mapping[str, Any], state: str) -> str:
        """A number that was given out here; `state` is that of the paper."""
        text = kiosk_wording.ticket_text(self.catalogue, ticket, is_copy=False)
        qr = segno.make(text.qr, error="m").svg_data_uri(scale=6, border=2)
        printed = {"PRINTED": "printed", "FAILED": "failed"}.get(state, "unknown")
        kind = "ok" if state == kiosk_numbers.PRINTED else "warn"
        lines = "".join(
            f"<p>{html.escape(one)}</p>"
            for one in (text.service, text.agency, text.place, text.taken)
            if one
        )
        again = (
            '<form method="post" action="/kios/lokal/cetak/">'
            + _hidden("secret", str(ticket["secret"]))
            + f"<button>{self.say('print_again')}</button></form>"
        )
        body = (
            f'<h1 class="kiosk-number"><small>{self.say("heading")}</small>'
            f"<strong>{html.escape(text.label)}</strong></h1>{lines}"
            f'<p class="kiosk-{kind}" role="status">{self.say(printed)}</p>'
            f"<p>{html.escape(text.waiting)}</p><p>{html.escape(text.passing)}</p>"
            f'<figure><img src="{qr}" alt="{html.escape(text.qr_note)}">'
            f"<figcaption>{html.escape(text.qr_note)}</figcaption></figure>"
            f'<div class="kiosk-row">{again}{self._done()}</div>'
        )
        return self._page(text.label, body)

    def refusal(self, code: str) -> str:
        """Why there is no number, and what to do."""
        body = f"<h1>{self.say('no_number')}</h1><p>{self.say(code)}</p>{self._done()}"
        return self._page(self.say("no_number"), body)

    def _done(self) -> str:
        return f'<a class="kiosk-main" href="{END}">{self.say("done")}</a>'

    def _named(self, texts: Mapping[str, str]) -> str:
        return html.escape(named(texts, self.language))

    def _services(self, codes: Iterable[str]) -> list[str]:
        services: Mapping[str, Any] = self.catalogue["services"]
        return [
            _tile(f"/kios/layanan/{quoted(code)}/", self._named(services[code]["name"]))
            for code in codes
            if code in services
        ]

    def _head(self, title: str, lead: str) -> str:
        return f'<h1>{self.say(title)}</h1><p class="kiosk-lead">{self.say(lead)}</p>'

    def _languages(self) -> str:
        items = []
        for one in languages.LANGUAGES:
            name = f'<a lang="{one.code}" href="?bahasa={one.code}">{one.name}</a>'
            if one.code == self.language:
                name = f'<b lang="{one.code}" aria-current="true">{one.name}</b>'
            items.append(f"<li>{name}</li>")
        label = f'role="list" aria-label="{self.say("language")}"'
        return f'<ul class="kiosk-languages" {label}>{"".join(items)}</ul>'

    def _page(self, title: str, body: str, *, is_home: bool = False) -> str:
        mall = self._named(self.catalogue.get("mall", {}))
        links = "" if is_home else f'<a href="/kios/">{self.say("home")}</a>'
        clears = "" if is_home else self._clearing()
        return (
            f'<!doctype html><html lang="{self.language}"><head><meta charset="utf-8">'
            f"<title>{title} · {mall}</title>"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="stylesheet" href="{STYLE}"></head><body class="kiosk">'
            f'<header class="kiosk-top"><p>{mall}</p>{self._languages()}</header>'
            f'<p class="kiosk-away" role="status">{self.say("away")}</p>'
            f'<main id="isi">{body}</main>'
            f'<nav class="kiosk-bar">{clears}{links}</nav></body></html>'
        )

    def _clearing(self) -> str:
        """The warning, which the style sheet shows after `WARNS_AFTER` seconds."""
        return (
            f'<p class="kiosk-clearing">{self.say("still_here")} '
            f'<a href="">{self.say("go_on")}</a></p>'
        )


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value)}">'


def _tile(address: str, text: str) -> str:
    return f'<li><a class="kiosk-tile" href="{address}">{text}</a></li>'


def _tiles(tiles: Iterable[str]) -> str:
    return f'<ul class="kiosk-tiles" role="list">{"".join(tiles)}</ul>'
