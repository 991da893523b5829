"""Citizens who proved a contact, and the published services."""

import datetime as dt
import functools
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests import first_steps, snapshots

from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import examples
from balarea.catalogue.definition.format import Example
from balarea.documents.providers import authority
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM, Actor
from balarea.people import addresses, auth
from balarea.people import operations as people
from balarea.people import queries as people_queries
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.people.rules import Action, Role

type Arrange = Callable[[], object]
type SignIn = Callable[..., Browser]
type Acting = tuple[Scope, Actor]


@functools.cache
def online() -> dict[str, engine.Definition]:
    """The services that tests publish."""
    return {
        code: catalogue_testing.online()[code] for code in catalogue_testing.ARRANGED
    }


@functools.cache
def agencies() -> list[engine.Agency]:
    own = {d.agency for d in online().values()}
    all_agencies = engine.load_agencies(Path(settings.BALAREA_SERVICES_DIR))
    return [agency for agency in all_agencies if agency.code in own]


@pytest.fixture(scope="module")
def published_services(
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[], object]]:
    """The online services and their agencies, published once a module."""

    def publish() -> None:
        catalogue.publish(
            definitions=online().values(),
            agencies=agencies(),
            by=SYSTEM,
            at=clock.now(),
        )

    with first_steps.first_of_module(request, "services", publish) as prepare:
        yield prepare


@pytest.fixture
def services(published_services: Arrange, db: None) -> dict[str, engine.Definition]:
    """They are published; what a test does there is rolled back."""
    published_services()
    return online()


def publish_also(definition: engine.Definition, at: dt.datetime) -> None:
    """One more service besides those that tests arrange, with its agency."""
    folder = Path(settings.BALAREA_SERVICES_DIR)
    own = {definition.agency, *(d.agency for d in online().values())}
    every = engine.load_agencies(folder)
    catalogue.publish(
        definitions=[*online().values(), definition],
        agencies=[agency for agency in every if agency.code in own],
        by=SYSTEM,
        at=at,
    )


@pytest.fixture
def sign_in(services: dict[str, engine.Definition], at: dt.datetime) -> SignIn:
    """A browser of somebody who has proved this phone number or e-mail."""

    def prove(contact: str) -> str:
        verified = people.find_or_create_contact(
            address=addresses.parse(contact), by=SYSTEM, at=at
        )
        client = Client()
        session = client.session
        session[auth.CONTACT] = str(verified.id)
        session[auth.SINCE] = clock.now().timestamp()
        session.save()
        return session.session_key or ""

    def enter(contact: str = "0812-1111-2222") -> Browser:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = snapshots.arrange(
            ("sign in", contact), lambda: prove(contact)
        )
        return Browser(client)

    return enter


@pytest.fixture
def browser(sign_in: SignIn) -> Browser:
    """The browser of a citizen who has signed in."""
    return sign_in()


@pytest.fixture
def appoint_officer(
    services: dict[str, engine.Definition], at: dt.datetime
) -> Callable[[str], Acting]:
    """An officer of an agency with every right on it."""

    def appointed(agency: str) -> Acting:
        place = people_queries.agencies()[agency]
        officer = people.appoint(
            login=f"petugas.{agency.lower()}.{Officer.objects.count()}",
            password="sandi yang panjang sekali",
            name="Dewi Contoh",
            position="Verifikator",
            role=Role.VERIFIER,
            agency=place,
            by=SYSTEM,
            at=at,
        )
        people.grant(officer=officer, agency=place, actions=Action, by=SYSTEM, at=at)
        scope = people_queries.scope_of(officer.account)
        assert scope is not None
        return scope, people_queries.officer_actor(scope.officer)

    return lambda agency: snapshots.arrange(
        ("officer", agency), lambda: appointed(agency)
    )


@functools.cache
def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "#dfa92f").save(out, "JPEG")
    return out.getvalue()


@functools.cache
def _pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return out.getvalue()


def photo(name: str = "ktp.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, _photo(), "image/jpeg")


def pdf(name: str = "surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, _pdf(), "application/pdf")


def begin(browser: Browser, code: str) -> str:
    """Begin a draft; returns the address of its task list."""

    def start() -> str:
        page = browser.open(f"/permohonan/baru/{code}/")
        return browser.send(page, holding="idempotency_key").address

    return snapshots.arrange(("begin", code), start, client=browser.client)


def fill(browser: Browser, definition: engine.Definition, example: Example) -> str:
    """Walk from task to task as the pages lead; returns the address of the check."""
    key = ("fill", engine.identity(definition), msgspec.json.encode(example))
    return snapshots.arrange(
        key, lambda: _fill(browser, definition, example), client=browser.client
    )


def _fill(browser: Browser, definition: engine.Definition, example: Example) -> str:
    home = begin(browser, definition.code)
    page = browser.open(home)
    page = browser.open(page.links_to("/isi/")[0])
    for _ in range(60):
        assert page.status == 200, (page.address, page.status, page.text[:2000])
        if "/isi/" in page.address:
            page = answer(browser, page, examples.as_typed(definition, example))
        elif "/berkas/" in page.address:
            page = attach(browser, page, example)
        else:
            assert page.address.endswith("/periksa/")
            return page.address
    raise AssertionError("redirected in a circle")


def answer(browser: Browser, page: Page, raw: Mapping[str, Sequence[str]]) -> Page:
    """Fill a page of questions and go on; entries of groups are added one by one."""
    while missing := [
        button
        for button in page.form("_asked").buttons
        if button[0] == "add" and _lacks(page, button[1], raw)
    ]:
        page = browser.send(page, raw, holding="_asked", pressed=missing[0])
        assert page.status == 200, page.text[:2000]
    return browser.send(page, raw, holding="_asked")


def _lacks(page: Page, group: str, raw: Mapping[str, Sequence[str]]) -> bool:
    """Whether a group has fewer entries on the page than there are answers."""
    shown = [value for value in page.form("_asked").values[group] if value]
    return len(shown) < len(raw.get(group, ()))


def attach(browser: Browser, page: Page, example: Example) -> Page:
    """Add the files that the example has, then go on."""
    requirement = page.address.split("/berkas/")[1].split("/")[0]
    count = example.evidence[requirement]
    accepts_photo = re.search(r'accept="[^"]*image/', page.html)
    make = photo if accepts_photo else pdf
    files = {"file": [make() for _ in range(count)]}
    page = browser.send(page, holding="file", files=files)
    return browser.open(page.link("Lanjut"))


def submit(browser: Browser, check: str) -> Page:
    """Press the button of the check page."""

    def press() -> Page:
        page = browser.open(check)
        return browser.send(page, holding="seen_as")

    return snapshots.arrange(("submit", check), press, client=browser.client)


def submit_example(browser: Browser, code: str) -> Page:
    """File a service's first valid example; the page is its receipt."""
    definition = online()[code]
    example = next(t for t in definition.tests if not t.expect.problems)
    return submit(browser, fill(browser, definition, example))


@pytest.fixture(scope="session", autouse=True)
def _signer(keys_and_files: Path) -> None:
    """A demo signer in the tests' own key folder."""
    authority.make(keys_and_files / "keys", at=clock.now())
