"""Officers take cases at their screen, pass them on, and see who has how many."""

import re
from typing import Any

import pytest
from django.test import Client

from balarea.applications import models
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    act,
    at_the_desk,
)
from balarea.people.models import Officer
from balarea.people.rules import Action

pytestmark = pytest.mark.django_db

CARD = "DKC-006"
WHY = "Petugas sedang mendampingi kunjungan lapangan hari ini."
WORK = (Action.READ, Action.VERIFY)


@pytest.fixture
def case(file: File) -> models.Application:
    return file(CARD)


@pytest.fixture
def officers(appoint: Appoint) -> tuple[Officer, Officer]:
    """Two who check, of whom the second hands out the work as well."""
    return appoint(["DKC"], actions=WORK), appoint(
        ["DKC"], actions=(*WORK, Action.ASSIGN), english="Head of section"
    )


def address_of(case: models.Application) -> str:
    return f"/petugas/permohonan/{case.id}/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(client: Client, path: str, form: dict[str, str]) -> str:
    """Where the browser is sent after a form."""
    answer: Any = client.post(path, form)
    return str(answer.url)


def handler(case: models.Application) -> object:
    case.refresh_from_db()
    return case.handler_id


def listed(client: Client, case: models.Application, share: str = "") -> bool:
    page = text(client, f"/petugas/?antrean=VERIFY&milik={share}")
    return address_of(case) in page


def test_takes_a_case_and_finds_it_among_their_own(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    assert "Ambil berkas ini" in text(first, address_of(case))
    answer = act(first, address_of(case), {"action": "take"})
    assert answer.url == address_of(case)
    assert "Berkas ini ada pada Anda." in text(first, address_of(case))
    assert listed(first, case, "saya")
    assert not listed(first, case, "bebas")
    assert listed(second, case, "lain")
    assert listed(second, case)


def test_says_to_a_colleague_who_has_it_and_offers_to_take_it_over(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    act(first, address_of(case), {"action": "take"})
    page = text(second, address_of(case))
    assert "Ade Contoh, Petugas memegang berkas ini sejak" in page
    assert 'value="accept"' not in page
    short = act(second, address_of(case), {"action": "take_over"})
    assert short.status_code == 422
    assert 'href="#f-taking_reason"' in short.content.decode()
    form = {"action": "take_over", "taking_reason": WHY}
    assert act(second, address_of(case), form).url == address_of(case)
    page = text(second, address_of(case))
    assert WHY in page
    assert 'value="accept"' in page
    assert handler(case) == officers[1].id


def test_what_was_typed_stays_when_a_colleague_has_taken_the_case_meanwhile(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    page = text(first, address_of(case))
    seen = re.findall(r'name="revision" value="(\d+)"', page)[0]
    requirement = re.findall(r'name="mark-(R\d+)"', page)[0]
    act(second, address_of(case), {"action": "take"})
    form = {"action": "keep", "revision": seen, f"mark-{requirement}": "MET"}
    answer = first.post(f"{address_of(case)}langkah/", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Rekan Anda sedang mengerjakan berkas ini" in page
    assert re.search(rf'name="mark-{requirement}" value="MET" checked', page)


def test_gives_it_back_or_to_a_colleague(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first = at_the_desk(officers[0])
    act(first, address_of(case), {"action": "take"})
    assert act(first, address_of(case), {"action": "give_back"}).url == "/petugas/"
    assert handler(case) is None
    act(first, address_of(case), {"action": "take"})
    form = {"action": "give", "giving_reason": WHY, "colleague": ""}
    refused = act(first, address_of(case), form)
    assert 'href="#f-colleague"' in refused.content.decode()
    form["colleague"] = str(officers[1].id)
    assert act(first, address_of(case), form).url == "/petugas/"
    assert handler(case) == officers[1].id
    page = text(at_the_desk(officers[1]), address_of(case))
    assert "diberikan oleh Ade Contoh, Petugas" in page
    assert WHY in page


def test_only_who_hands_out_the_work_gives_what_is_free_and_sees_the_load(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, head = map(at_the_desk, officers)
    assert 'value="give"' not in text(first, address_of(case))
    assert first.get("/petugas/beban/").status_code == 403
    form = {"action": "give", "colleague": str(officers[0].id)}
    assert act(head, address_of(case), form).url == "/petugas/"
    assert handler(case) == officers[0].id
    page = text(head, "/petugas/beban/")
    assert "Beban setiap petugas" in page
    assert re.search(r'data-label="Berkas terbuka">1</td>', page)


def test_opens_the_next_free_case_and_after_a_step_if_wanted(
    case: models.Application, file: File, officers: tuple[Officer, Officer]
) -> None:
    later, client = file(CARD), at_the_desk(officers[0])
    form = {"antrean": "VERIFY", "milik": "bebas", "opens_next": "YES"}
    assert sent(client, "/petugas/tampilan/", form) == "/petugas/?antrean=VERIFY"
    opened = sent(client, "/petugas/berikutnya/", {"antrean": "VERIFY"})
    assert opened == address_of(case)
    assert handler(case) == officers[0].id
    page = text(client, address_of(case))
    marks = {f"mark-{one}": "MET" for one in re.findall(r'name="mark-(R\d+)"', page)}
    answer = act(client, address_of(case), {"action": "accept", **marks})
    assert answer.url == address_of(later)
    assert handler(later) == officers[0].id
    nothing = client.post("/petugas/berikutnya/", {"antrean": "INSPECT"})
    assert nothing.status_code == 404


def test_says_so_when_nothing_is_free(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    act(first, address_of(case), {"action": "take"})
    address = sent(second, "/petugas/berikutnya/", {"antrean": "VERIFY"})
    assert address == "/petugas/?antrean=VERIFY&milik=semua"
    assert "Sekarang tidak ada yang bebas" in text(second, address)


def test_the_worklist_opens_as_it_was_saved(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    act(first, address_of(case), {"action": "take"})
    assert listed(second, case)
    second.post("/petugas/tampilan/", {"antrean": "VERIFY", "milik": "bebas"})
    assert address_of(case) not in text(second, "/petugas/?antrean=VERIFY")
    assert listed(second, case, "semua")
    wrong = {"antrean": "VERIFY", "milik": "entah"}
    assert second.post("/petugas/tampilan/", wrong).status_code == 404


def test_declares_a_conflict_and_has_no_part_in_the_case_any_more(
    case: models.Application, officers: tuple[Officer, Officer]
) -> None:
    first, second = map(at_the_desk, officers)
    refused = act(first, address_of(case), {"action": "declare_conflict"})
    assert 'href="#f-conflict"' in refused.content.decode()
    form = {"action": "declare_conflict", "conflict": "FAMILY"}
    assert act(first, address_of(case), form).url == "/petugas/"
    assert "Anda tidak lagi terlibat" in text(first, "/petugas/")
    closed = first.get(address_of(case))
    assert closed.status_code == 403
    assert "Benturan kepentingan" in closed.content.decode()
    assert "Ade Contoh tidak terlibat dalam berkas ini" in text(
        second, address_of(case)
    )
