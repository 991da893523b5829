"""Citizens of the journeys: invented people, how they sign in and fill in."""

import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, Protocol

from balarea.catalogue import definition as engine
from balarea.catalogue import testing
from balarea.catalogue.definition import generated_answers
from balarea.foundation import clock
from tests.browser import PHONE
from tests.children import ask_until

from .malls import Mall

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Page, StorageState

KTP = "DKC-006"
BETWEEN_CODES = 61.0  # seconds that must pass before the mall sends another
CODE = re.compile(r'class="letter-code">.*?(\d{6})</p>', re.DOTALL)
# Begins anywhere, so that a mall that goes on running knows none of them yet.
NUMBERS = count(random.randrange(1000, 9000))
SYLLABLES = ("ba", "cu", "da", "gi", "jo", "ka", "lu", "me", "ni", "so")
type Raw = dict[str, tuple[str, ...]]


class Walk(Protocol):
    """Open an empty page; `state` is the cookies of somebody who signed in."""

    def __call__(
        self,
        *,
        width: int = PHONE,
        script: bool = False,
        dark: bool = False,
        state: "StorageState | None" = None,
    ) -> "Page": ...


class Person(NamedTuple):
    """An invented person; none of their data may be stored in clear."""

    name: str
    phone: str
    nik: str

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.name, self.phone.replace(" ", "").removeprefix("0"), self.nik)


def somebody() -> Person:
    """Another one at each call: codes to one phone are a minute apart."""
    number = next(NUMBERS)
    name = "".join(SYLLABLES[int(digit)] for digit in str(number)).title()
    return Person(f"Kenari {name}", f"0812 0000 {number}", f"999901410790{number}")


def definitions() -> Mapping[str, engine.Definition]:
    """Every service's definition by its code, from the files."""
    return testing.shipped()


def definition(code: str) -> engine.Definition:
    """The definition of a service, from its file."""
    return definitions()[code]


def example(of: engine.Definition) -> engine.Example:
    """The first example of a definition with which nothing is wrong."""
    return next(test for test in of.tests if not test.expect.problems)


class Filling(NamedTuple):
    """What is typed, how many files of which requirement are added, and the fee.

    `is_decided_by_rules` says that no officer is needed.
    """

    raw: Raw
    evidence: Mapping[str, int]
    fee: int
    is_decided_by_rules: bool


def by_example(of: engine.Definition, person: Person) -> Filling:
    """The definition's first example, filled in by `person`."""
    taken = example(of)
    by_rules = taken.expect.unconfirmed == ()
    return Filling(answers(of, person), taken.evidence, taken.expect.fee or 0, by_rules)


def by_chance(of: engine.Definition, person: Person, chance: random.Random) -> Filling:
    """Valid answers that nobody wrote by hand, filled in by `person`."""
    today = clock.today(clock.now())
    filled = generated_answers.fill(of, chance, today=today)
    raw = {name: tuple(values) for name, values in filled.raw.items()}
    fee = engine.fee(of, filled.answers, as_of=today).amount or 0
    by_rules = of.decides is not None and (
        engine.trace(of, filled.answers, filled.evidence, as_of=today).is_confirmed
    )
    return Filling(given_by(person, of, raw), filled.evidence, fee, by_rules)


def answers(of: engine.Definition, person: Person) -> Raw:
    """The first example's answers as people type them, given by `person`."""
    raw: Raw = testing.raw_answers(of, example(of), clock.today(clock.now()))
    return given_by(person, of, raw)


def given_by(person: Person, of: engine.Definition, raw: Raw) -> Raw:
    """The same answers with the name, phone and NIK of `person`."""
    if of.holder is not None:
        raw[of.holder.name] = (person.name,)
        if of.holder.nik:
            birth = raw.get(of.fields[of.holder.nik].birth or "")
            nik = generated_answers.born_on(person.nik, *birth) if birth else person.nik
            raw[of.holder.nik] = (nik,)
    for name, one in of.fields.items():
        if one.type == "PHONE" and name in raw:
            raw[name] = (person.phone,)
    return raw


def of_page(page: engine.Page, raw: Raw) -> dict[str, Sequence[str]]:
    """The answers to one page as its form sends them."""
    sent: dict[str, Sequence[str]] = {}
    for one in page.fields:
        sent[one.id] = raw.get(one.id, ())
        for number in raw.get(one.id, ()) if engine.is_group(one) else ():
            for nested in one.fields:
                name = engine.name(one.id, int(number), nested.id)
                sent[name] = raw.get(name, ())
    return sent


def forget_codes(mall: Mall, web: "APIRequestContext", phone: str) -> None:
    """What lies at the phone from before is not the code that comes now."""
    page = web.get("/peraga/pesan/", params={"q": phone}).text()
    mall.used.update((phone, code) for code in CODE.findall(page))


def read_code(mall: Mall, web: "APIRequestContext", phone: str) -> str:
    """The newest code at the phone that nobody has used yet."""
    unused: list[str] = []

    def has_come() -> bool:
        page = web.get("/peraga/pesan/", params={"q": phone}).text()
        unused.extend(c for c in CODE.findall(page) if (phone, c) not in mall.used)
        return bool(unused)

    ask_until(has_come)
    mall.used.add((phone, unused[0]))
    return unused[0]


def wait_for_another_code(mall: Mall, person: Person) -> None:
    """Codes to one phone are a minute apart; notes that one is sent now."""
    last = mall.sent.get(person.phone)
    if last is not None:
        time.sleep(max(0.0, last + BETWEEN_CODES - time.monotonic()))
    mall.sent[person.phone] = time.monotonic()


@dataclass
class CitizenBrowser:
    """A citizen at a phone."""

    mall: Mall
    walk: Walk
    person: Person = field(default_factory=somebody)

    def __post_init__(self) -> None:
        self.mall.canaries.update(self.person.secrets)
        self.page = self.walk()

    def sign_in(self, page: "Page | None" = None) -> None:
        """Prove the phone; `page` shows the sign-in form already."""
        page = page or self.page
        wait_for_another_code(self.mall, self.person)
        forget_codes(self.mall, page.request, self.person.phone)
        page.fill("#f-contact", self.person.phone)
        press(page, "Kirim kode kepada saya")
        page.fill("#f-code", read_code(self.mall, page.request, self.person.phone))
        press(page, "Lanjut")


def press(page: "Page", name: str) -> None:
    """Press the one button of this name, and see what comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page: "Page", selector: str) -> None:
    """Follow the first such link, and see what comes."""
    with page.expect_navigation():
        page.locator(selector).first.click()


def path_of(page: "Page") -> str:
    return "/" + page.url.split("/", 3)[3].split("?")[0].split("#")[0]


def fill_fields(
    page: "Page", fields: Sequence[engine.Field], raw: Mapping[str, Sequence[str]]
) -> None:
    """Answer every question that the page shows and `raw` knows."""
    for one in fields:
        if engine.is_group(one):
            fill_group(page, one, raw)
        else:
            fill_field(page, one, one.id, raw.get(one.id, ()))


def fill_group(
    page: "Page", group: engine.Field, raw: Mapping[str, Sequence[str]]
) -> None:
    """Add as many entries as `raw` has, and answer their questions."""
    for number in raw.get(group.id, ()):
        entry = page.locator(f"#f-{group.id}-{number}")
        add = page.locator(f'main button[name="add"][value="{group.id}"]')
        if not entry.count() and add.count():
            with page.expect_navigation():
                add.click()
            assert page.url.endswith(f"#f-{group.id}-{number}"), page.url
        for one in group.fields:
            name = engine.name(group.id, int(number), one.id)
            fill_field(page, one, name, raw.get(name, ()))


def fill_field(
    page: "Page", one: engine.Field, name: str, values: Sequence[str]
) -> None:
    """Answer one question if the page shows it."""
    places = page.locator(f'main [name="{name}"]')
    if places.count() and values:
        if one.type in {"CHOICES", "YES_NO"} or places.count() > 1:
            for value in values:
                page.check(f'main [name="{name}"][value="{value}"]')
        elif places.first.evaluate("e => e.matches('select')"):
            places.select_option(list(values))
        elif one.type == "CHOICE":
            places.check()
        else:
            places.fill(values[0])


def fill_page(
    page: "Page", of: engine.Definition, raw: Mapping[str, Sequence[str]]
) -> None:
    """Answer one topic to its end; answers may bring further questions."""
    here = path_of(page)
    topic = next(p for p in of.pages if f"/isi/{p.id}/" in here)
    for _ in range(5):
        fill_fields(page, topic.fields, raw)
        if any(engine.is_group(one) for one in topic.fields):
            fill_fields(page, topic.fields, raw)  # what came with an added entry
        press(page, "Simpan dan lanjut")
        if path_of(page) != here:
            return
        assert page.locator("main .errors").count() == 0, page.inner_text(".errors")
    raise AssertionError(f"{here} asks without end")
