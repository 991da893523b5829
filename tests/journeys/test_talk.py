"""The office asks one thing, the citizen answers without script and asks back."""

from collections.abc import Callable

import pytest

from tests.browser import check_page

from . import people
from .office import Office, OfficerBrowser
from .people import KTP, Walk, follow, path_of, press
from .web import Citizen

QUESTION = "Nama di kartu lama tertulis Siti atau Sitti?"
ANSWER = "Siti, dengan satu huruf T."
ASKS = "Tolong unggah foto akta nikah Anda."


@pytest.fixture
def citizen(newcomer: Callable[[], Citizen]) -> Citizen:
    return newcomer()


def test_the_office_asks_in_words_and_the_citizen_answers_without_script(
    citizen: Citizen,
    office: Office,
    seat: Callable[[str], OfficerBrowser],
    walk: Walk,
) -> None:
    case, of = citizen.file(KTP), people.definition(KTP)
    reference = citizen.reference(case)
    officer = office("VERIFY", of)

    # When the office asks for a file, it is refused, and a question in words goes
    officer.opens(reference)
    desk = officer.page
    desk.get_by_text("Tanyakan satu hal kepada pemohon").click()
    desk.fill("#f-ask_text", ASKS)
    press(desk, "Kirim pertanyaan")
    assert "seperti meminta berkas" in desk.inner_text("[role=alert]")
    assert desk.input_value("#f-ask_text") == ASKS
    check_page(desk)
    desk.fill("#f-ask_text", QUESTION)
    press(desk, "Kirim pertanyaan")
    check_page(desk)

    # Then the citizen answers without script, and asks back
    page = walk(state=citizen.request.storage_state())
    page.goto(case)
    page.click('a[href="#tanya"]')
    assert QUESTION in page.inner_text("main")
    check_page(page)
    page.fill("#f-answer_text", ANSWER)
    press(page, "Kirim jawaban")
    assert path_of(page) == case
    page.get_by_text("Tanyakan sesuatu kepada kantor").click()
    page.fill("#f-ask_text", "Kapan selesai?")
    press(page, "Kirim pertanyaan")
    assert "Menunggu kantor" in page.inner_text("main")
    check_page(page)

    # And the office finds it in its list of questions, and answers
    assert officer.lists(reference, "/petugas/pertanyaan/")
    check_page(desk)
    follow(desk, "tr.work a")
    assert ANSWER in desk.inner_text("main")
    desk.fill("#f-answer_text", "Besok pagi.")
    press(desk, "Kirim jawaban")
    page.goto(case)
    assert "Besok pagi." in page.inner_text("main")
