"""A citizen without script: reads forms and links, and sends what stands in them."""

import dataclasses
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

type Values = dict[str, list[str]]


@dataclasses.dataclass
class Form:
    """What a browser would send, and to where."""

    action: str
    values: Values
    names: set[str]
    files: set[str]
    buttons: list[tuple[str, str]]


class Reader(HTMLParser):
    """Forms, links and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.title = ""
        self._within: Form | None = None
        self._area = self._anchor = ""
        self._select = ""
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, Any]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._within = Form(given.get("action", ""), {}, set(), set(), [])
            self.forms.append(self._within)
        elif tag == "a" and "href" in given:
            self._anchor = given["href"]
            self.links.append((self._anchor, ""))
        elif tag == "title":
            self._is_title = True
        elif self._within is not None and "name" in given:
            self._field(tag, given, self._within)
        elif tag == "option" and self._select and self._within and "selected" in given:
            self._within.values[self._select] = [given["value"]]

    def _field(self, tag: str, given: Mapping[str, str], form: Form) -> None:
        name, kind = given["name"], given.get("type", "text")
        if tag == "button":
            form.buttons.append((name, given.get("value", "")))
            return
        if kind == "file":
            form.files.add(name)
            return
        form.names.add(name)
        if tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif kind not in {"radio", "checkbox"} or "checked" in given:
            form.values.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "a":
            self._anchor = ""
        elif tag == "title":
            self._is_title = False

    def handle_data(self, data: str) -> None:
        if self._area and self._within is not None:
            self._within.values[self._area] = [data]
        if self._is_title:
            self.title += data
        if self._anchor:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        self.text.append(data)


@dataclasses.dataclass
class Page:
    """One page of the mall."""

    address: str
    status: int
    html: str
    headers: Mapping[str, str]

    def __post_init__(self) -> None:
        self.read = Reader()
        self.read.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.read.text).split())

    @property
    def title(self) -> str:
        return self.read.title

    def form(self, holding: str = "") -> Form:
        """The form that holds this field (any but the search forms)."""
        return next(
            f for f in self.read.forms if not holding or holding in f.names | f.files
        )

    def link(self, text: str) -> str:
        """Where the link with this text leads."""
        addresses = [
            href for href, said in self.read.links if text in " ".join(said.split())
        ]
        assert addresses, f"no link {text!r} on {self.address}"
        return addresses[0]

    def links_to(self, part: str) -> list[str]:
        return [href for href, _ in self.read.links if part in href]


class Browser:
    """Walks like a person: one page after another, redirects followed."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()

    def open(self, address: str) -> Page:
        return self._at(self.client.get(address.split("#")[0]), address)

    def send(
        self,
        page: Page,
        values: Mapping[str, str | Sequence[str]] | None = None,
        *,
        holding: str = "",
        files: Mapping[str, Sequence[SimpleUploadedFile]] | None = None,
        follow: bool = True,
        pressed: tuple[str, str] | None = None,
    ) -> Page:
        """Fill the page's form with those `values` that it asks for, and send it.

        `pressed` is the button by its name and value; without it, one without a name.
        """
        form = page.form(holding)
        data: dict[str, Any] = dict(form.values)
        for name, value in (values or {}).items():
            if name in form.names:
                data[name] = [value] if isinstance(value, str) else list(value)
        data |= {name: list(sent) for name, sent in (files or {}).items()}
        if pressed is not None:
            assert pressed in form.buttons
            data[pressed[0]] = [pressed[1]]
        address = form.action or page.address.split("#")[0]
        return self._at(self.client.post(address, data), address, follow=follow)

    def _at(self, response: Any, address: str, *, follow: bool = True) -> Page:
        while follow and response.status_code in {301, 302, 303}:
            address = response.headers["Location"]
            response = self.client.get(address.split("#")[0])
        kind = response.headers.get("Content-Type", "")
        html = response.content.decode() if kind.startswith("text/html") else ""
        return Page(address, response.status_code, html, response.headers)
