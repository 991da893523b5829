"""Groups of questions on pages without script: entries are added and removed."""

import datetime as dt

import pytest

from balarea.applications import models
from balarea.applications.tests.citizen.browsing import Browser, Page
from balarea.applications.tests.citizen.conftest import SignIn, begin, publish_also
from balarea.catalogue.testing import shipped

pytestmark = pytest.mark.django_db
BUDI = {"member_name": "Budi Contoh", "member_nik": "9999010203880002"}
ANI = {"member_name": "Ani Contoh", "member_nik": "9999014203150003"}


@pytest.fixture
def group(browser: Browser) -> Page:
    """The page with the group, which has one entry without an answer."""
    page = browser.open(f"{begin(browser, 'DKC-012')}isi/reason/")
    return browser.send(
        page, {"reason": "WORK", "who_moves": "FAMILY"}, holding="_asked"
    )


def entry(number: int, answers: dict[str, str]) -> dict[str, str]:
    whole = {"member_relation": "CHILD"} | answers
    return {f"movers-{number}-{name}": text for name, text in whole.items()}


def numbers(page: Page) -> list[str]:
    """The entries on a page, as their hidden fields have them."""
    return [one for one in page.form("_asked").values["movers"] if one]


def typed(page: Page, number: int) -> str:
    [text] = page.form("_asked").values[f"movers-{number}-member_name"]
    return text


def add(browser: Browser, page: Page, values: dict[str, str]) -> Page:
    return browser.send(page, values, holding="_asked", pressed=("add", "movers"))


def remove(browser: Browser, page: Page, number: int, **values: str) -> Page:
    pressed = ("remove", f"movers-{number}")
    return browser.send(page, values, holding="_asked", pressed=pressed)


def test_asks_once_where_at_least_one_is_needed(group: Page) -> None:
    assert numbers(group) == ["0"]
    assert "Anggota keluarga 1 dari 1" in group.text
    buttons = group.form("_asked").buttons
    assert ("add", "movers") in buttons
    assert ("remove", "movers-0") not in buttons


def test_adds_an_entry_and_keeps_what_was_typed(browser: Browser, group: Page) -> None:
    page = add(browser, group, entry(0, BUDI))
    assert page.status == 200
    assert numbers(page) == ["0", "1"]
    assert typed(page, 0) == "Budi Contoh"
    assert typed(page, 1) == ""
    assert 'class="errors"' not in page.html
    # What was typed is saved, with the new entry.
    later = browser.open(group.address)
    assert numbers(later) == ["0", "1"]
    assert typed(later, 0) == "Budi Contoh"


def test_leads_to_the_new_entry(group: Page) -> None:
    assert 'formaction="' in group.html
    assert group.html.count("#f-movers-1") == 1


def test_adds_once_however_often_it_is_pressed(browser: Browser, group: Page) -> None:
    for _ in range(3):  # the same page is sent each time
        page = add(browser, group, entry(0, BUDI))
        assert numbers(page) == ["0", "1"]
    assert numbers(browser.open(group.address)) == ["0", "1"]


def test_removes_the_entry_that_was_meant_and_no_other(
    browser: Browser, group: Page
) -> None:
    page = add(browser, group, entry(0, BUDI))
    page = add(browser, page, entry(1, ANI))
    assert numbers(page) == ["0", "1", "2"]
    for _ in range(2):  # a second tap sends the same page
        fewer = remove(browser, page, 0, **entry(2, {"member_name": "Siti"}))
        assert numbers(fewer) == ["0", "1"]
        assert [typed(fewer, place) for place in (0, 1)] == ["Ani Contoh", "Siti"]
    assert "Anggota keluarga 2 dari 2" in fewer.text


def test_keeps_what_can_not_be_read_when_an_entry_is_added(
    browser: Browser, group: Page
) -> None:
    page = add(browser, group, entry(0, {"member_nik": "12"}))
    assert page.status == 422
    assert page.form("_asked").values["movers-0-member_nik"] == ["12"]
    assert numbers(page) == ["0", "1"]
    # What isn't answered yet is no problem now.
    assert [href for href, _ in page.read.links if "#f-" in href] == [
        "#f-movers-0-member_nik"
    ]


def test_names_the_entry_of_a_problem_at_its_question(
    browser: Browser, group: Page
) -> None:
    page = add(browser, group, entry(0, BUDI))
    page = browser.send(page, entry(1, ANI | {"member_nik": "12"}), holding="_asked")
    assert page.status == 422
    [problem] = [text for href, text in page.read.links if "#f-movers-1" in href]
    assert problem.startswith("Anggota keluarga 2, NIK:")
    assert page.links_to("#f-movers-1-member_nik")
    assert 'id="f-movers-1-member_nik-error"' in page.html
    assert typed(page, 0) == "Budi Contoh"


def test_an_entry_left_empty_is_none(browser: Browser, group: Page) -> None:
    page = add(browser, group, entry(0, BUDI))
    marks = "\u200b\u200e \u00a0"  # nobody sees that something was typed
    done = browser.send(page, {"movers-1-member_name": marks}, holding="_asked")
    assert "/isi/reason/" not in done.address
    assert numbers(browser.open(group.address)) == ["0"]


def test_the_first_entry_is_asked_for_when_it_is_empty(
    browser: Browser, group: Page
) -> None:
    page = browser.send(group, {}, holding="_asked")
    assert page.status == 422
    wrong = [href for href, _ in page.read.links if "#f-movers" in href]
    assert wrong == [
        "#f-movers-0-member_name",
        "#f-movers-0-member_nik",
        "#f-movers-0-member_relation",
    ]


def post(browser: Browser, page: Page, data: dict[str, list[str]]) -> Page:
    """Send what no page of the mall sends."""
    form = {"_asked": page.form("_asked").values["_asked"]}
    who = {"reason": ["WORK"], "who_moves": ["FAMILY"]}
    response = browser.client.post(group_address(page), form | who | data)
    return Page(
        group_address(page), response.status_code, response.content.decode(), {}
    )


def group_address(page: Page) -> str:
    return page.address.split("?")[0]


def forged(*places: int) -> dict[str, list[str]]:
    data = {"movers": [str(place) for place in places]}
    for place in places:
        data |= {name: [text] for name, text in entry(place, BUDI).items()}
    return data


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([10**9], 0),
        ([7, 3, 3, 900], 3),
        ([], 0),
    ],
)
def test_takes_entries_in_the_order_in_which_they_were_sent(
    browser: Browser, group: Page, sent: list[int], read: int
) -> None:
    post(browser, group, forged(*sent))
    saved = numbers(browser.open(group_address(group)))
    assert saved == [str(place) for place in range(max(read, 1))]


def test_shows_the_entries_before_they_are_filed(browser: Browser, group: Page) -> None:
    page = add(browser, group, entry(0, BUDI))
    browser.send(page, entry(1, ANI), holding="_asked")
    check = browser.open(f"{group.address.split('isi/')[0]}periksa/")
    shown = "Anggota keluarga 2 Nama lengkap: Ani Contoh NIK: 9999014203150003"
    assert shown in check.text
    assert check.links_to("isi/reason/#f-movers")


def test_a_draft_with_an_unfinished_entry_says_what_is_missing(
    browser: Browser, group: Page
) -> None:
    page = add(browser, group, entry(0, BUDI))
    browser.send(page, {"movers-1-member_name": "Ani Contoh"}, holding="_asked")
    check = browser.open(f"{group.address.split('isi/')[0]}periksa/")
    assert check.links_to("isi/reason/#f-movers-1-member_nik")
    assert "Anggota keluarga 2, NIK: Isi bagian ini." in check.text


def test_refuses_one_more_than_allowed_and_loses_nothing(
    browser: Browser, group: Page
) -> None:
    full = post(browser, group, forged(*range(20)))
    assert full.status == 302
    page = browser.open(group_address(group))
    assert len(numbers(page)) == 20
    assert ("add", "movers") not in page.form("_asked").buttons
    more = post(browser, group, forged(*range(21)))
    assert more.status == 422
    assert "Paling banyak 20" in more.text
    assert len(numbers(more)) == 21
    post(browser, group, forged(*range(20)) | {"add": ["movers"]})
    assert len(numbers(browser.open(group_address(group)))) == 20


@pytest.mark.parametrize(("fields", "status"), [(1_001, 400), (20_000, 413)])
def test_refuses_more_fields_than_a_form_has(
    browser: Browser, group: Page, fields: int, status: int
) -> None:
    before = models.Draft.objects.get().saved_at
    page = post(
        browser, group, {f"movers-{n}-member_name": ["x"] for n in range(fields)}
    )
    assert page.status == status
    assert models.Draft.objects.get().saved_at == before


def test_an_unknown_button_saves_and_goes_on(browser: Browser, group: Page) -> None:
    for button in ({"add": ["nothing"]}, {"remove": ["movers-x"]}, {"remove": ["-1"]}):
        saved = post(browser, group, forged(0) | button)
        assert saved.status == 302


def test_shows_a_question_that_an_answer_in_an_entry_brings_up(
    sign_in: SignIn, at: dt.datetime
) -> None:
    publish_also(shipped()["KOP-005"], at)
    browser = sign_in()
    page = browser.open(f"{begin(browser, 'KOP-005')}isi/instruments/")
    answers = {
        "instruments-0-instrument": "SCALE",
        "instruments-0-brand": "Camry 50 kg",
        "instruments-0-serial_number": "CM50-0001",
        "instruments-0-capacity": "50 kg",
        "instruments-0-request": "AGAIN",
    }
    more = browser.send(page, answers, holding="_asked")
    assert more.status == 200
    assert more.address.endswith("?tambahan=1#tambahan")
    assert "Jawaban Anda menambah 1 pertanyaan" in more.text
    assert "instruments-0-last_year" in more.form("_asked").names
    again = browser.send(more, {}, holding="_asked")
    assert again.status == 422
    assert again.links_to("#f-instruments-0-last_year")
    done = browser.send(again, {"instruments-0-last_year": "2025"}, holding="_asked")
    assert "/isi/instruments/" not in done.address


def test_counts_a_group_that_an_answer_brings_up(group: Page) -> None:
    assert "Jawaban Anda menambah 1 pertanyaan" in group.text
