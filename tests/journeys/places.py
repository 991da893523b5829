"""Which pages the mall shows to whom: found by following its links, as people do."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, resolve

from tests import sampling

from .malls import Mall
from .people import Person
from .web import Citizen, Officer, Web

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LINK = re.compile(r'<a\b[^>]*?href="(/[^"#]*)')
CITIZENS = ("citizen", "citizen2")
OFFICERS = (
    *("officer", "officer2", "officer_other", "adviser"),
    *("head", "manager", "auditor"),
)
ROLES = ("", *CITIZENS, *OFFICERS)
EACH = 2  # pages of one kind that are worth a look

# Where people begin; the rest is found from there.
ROOTS = {
    "": (
        *("/", "/layanan/?q=bikin+ktp+hilang", "/layanan/?q=qqqqq", "/masuk/"),
        *("/lacak/", "/lanjut/", "/verifikasi/", "/verifikasi/?nomor=470/9999/X/2020"),
        *("/petugas/masuk/", "/peraga/pesan/", "/peraga/komponen/", "/transparansi/"),
        *("/permohonan/baru/DPM-058/", "/layanan/DKC-001/cek/", "/pengumuman/"),
        "/mandiri/",
    ),
    "citizen": ("/permohonan/", "/akun/", "/lanjut/"),
    "officer": ("/petugas/", "/petugas/akun/", "/petugas/angka/"),
}


@dataclass(frozen=True)
class Place:
    """A page that somebody reached; `name` is its address's, in `urls.py`."""

    path: str
    name: str

    @property
    def kind(self) -> tuple[str, ...]:
        """Its name, and the names of what is asked behind its address."""
        return kind_of(self.path)

    @property
    def is_of_a_case(self) -> bool:
        return re.search(r"/[0-9a-f]{8}-[0-9a-f-]{27}/", self.path) is not None


def enter(mall: Mall, browser: "Browser", role: str) -> Web:
    """Somebody of the demo, signed in; "" is a passer-by."""
    request = browser.new_context(base_url=mall.base).request
    if role in OFFICERS:
        officer = Officer(mall, request, role)
        officer.sign_in()
        return officer
    if role in CITIZENS:
        account = mall.accounts[role]
        # The demo's people are no secret; their documents are sealed all the same.
        person = Person(account["name"], account["contact"].replace("+62", "0"), "")
        citizen = Citizen(mall, request, person)
        citizen.sign_in()
        return citizen
    return Web(mall, request)


def roots(mall: Mall, role: str) -> Iterator[str]:
    """Where somebody's walk begins."""
    kind = "officer" if role in OFFICERS else "citizen" if role in CITIZENS else ""
    yield from ROOTS[kind]
    if kind == "officer":  # closed cases stand on no worklist
        yield from mall.desk.values()
    if not kind:
        shown = (path for path in mall.pages.values() if path.startswith("/"))
        # A kiosk's pages are for the machine in the building, on its own screen.
        yield from (path for path in shown if not path.startswith("/kios/"))
        yield from mall.tracking.values()


def name_of(path: str) -> str:
    """The name of an address; empty where none is."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def kind_of(path: str) -> tuple[str, ...]:
    """The name of an address, and the names of what is asked behind it."""
    keys = sorted(key for key, _ in parse_qsl(urlsplit(path).query))
    return name_of(path), *keys


def walk(web: Web, start: Iterable[str], own: str = "/") -> list[Place]:
    """Every kind of page that links lead to; roots are all visited.

    Only what begins with `own` is followed.
    """
    seen: set[str] = set()
    count: Counter[tuple[str, ...]] = Counter()
    places: list[Place] = []
    first = list(start)
    line = deque((path, True) for path in first)
    while line:
        path, is_root = line.popleft()
        name = name_of(path)
        kind = kind_of(path)
        if path in seen or not name or (count[kind] >= EACH and not is_root):
            continue
        seen.add(path)
        answer = web.request.get(path, max_redirects=0)
        assert answer.status < 500, f"{path}: {answer.status}"
        is_page = "text/html" in answer.headers["content-type"]
        is_file = "content-disposition" in answer.headers
        if answer.status != 200 or not is_page or is_file:
            continue
        count[kind] += 1
        places.append(Place(path, name))
        for link in LINK.findall(answer.text()):
            address = html.unescape(link)
            if address.startswith(own) and "bahasa=" not in address:
                # Each case is in a state of its own; of other kinds a few are enough.
                is_case = name_of(address) == "applications:case"
                line.append((address, is_case))
    return places


def drawn_kinds(role: str, reached: list[Place]) -> set[tuple[str, ...]]:
    """Kinds of pages of which this role sees one: one of each app, and some more."""
    kinds = sorted({place.kind for place in reached})
    of_apps = sampling.sample(
        f"{role} apps", kinds, lambda kind: [kind[0].partition(":")[0]]
    )
    return {*of_apps, *sampling.part(f"{role} kinds", kinds, of=8)}


@dataclass
class Everybody:
    """Who comes, each signed in once, and what they see beyond what everybody sees."""

    mall: Mall
    browser: "Browser"

    def __post_init__(self) -> None:
        self._walked: dict[str, tuple[Web, list[Place]]] = {}

    def __call__(self, role: str) -> tuple[Web, list[Place]]:
        if role not in self._walked:
            web = enter(self.mall, self.browser, role)
            own = "/petugas/" if role in OFFICERS else "/"
            places = walk(web, roots(self.mall, role), own)
            if role in CITIZENS:
                mine = ("/permohonan/", "/akun/", "/alih/")
                places = [p for p in places if p.path.startswith(mine)]
            self._walked[role] = web, places
        return self._walked[role]
