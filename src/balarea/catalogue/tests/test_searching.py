"""Search against questions that were written down before it was tuned."""

import datetime as dt
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client

from balarea.catalogue import queries, searching
from balarea.catalogue.tests.conftest import publish, shipped

JUDGED = Path(__file__).with_name("judged_queries.yaml")
HELD_OUT = 4  # every fourth
RUNS = 5  # at most
P95 = 15  # milliseconds

BROAD = ("surat", "izin", "surat izin", "pendaftaran", "surat keterangan usaha")

pytestmark = pytest.mark.django_db


def sweep() -> None:
    """Remove the dead rows of publishings that other tests took back.

    In a mall the server sweeps them away within a minute; searched among them, every
    question takes twice as long.
    """
    beside = connection.copy()  # a transaction can't sweep
    with beside.cursor() as cursor:
        cursor.execute(
            "VACUUM catalogue_searchentry, catalogue_searchword, catalogue_service"
        )
    beside.close()


@pytest.fixture
def all_services(db: None, at: dt.datetime) -> None:
    sweep()
    publish(at, *shipped().values())


def ask(question: str) -> tuple[searching.Found, float]:
    """The answer as if nobody had asked before, and the milliseconds it took."""
    searching.forget()
    begun = time.perf_counter()
    found = searching.search(question)
    return found, (time.perf_counter() - begun) * 1000


def yardstick() -> float:
    """The milliseconds of a statement whose work is always the same."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM generate_series(1, 30000)")
    return (time.perf_counter() - begun) * 1000


def p95(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def test_finds_what_people_mean_among_the_first_five(
    all_services: None,
) -> None:
    judged = yaml.safe_load(JUDGED.read_text("utf-8"))
    assert len(judged) >= 190
    recalls: dict[bool, list[float]] = {True: [], False: []}
    missed = []
    for number, (question, wanted) in enumerate(judged.items()):
        found, _took = ask(question)
        hits = set(wanted) & set(found.codes[:5])
        recalls[number % HELD_OUT == HELD_OUT - 1].append(len(hits) / len(wanted))
        if len(hits) < len(wanted):
            missed.append(f"{question}: {wanted}, not {found.codes[:5]}")
    tuned, held_out = (statistics.mean(recalls[held]) for held in (False, True))
    told = f"tuned {tuned:.3f}, held out {held_out:.3f}\n" + "\n".join(missed)
    assert tuned >= 0.95, told
    assert held_out >= 0.95, told


def test_the_slowest_twentieth_of_all_answers_begins_below_the_bound(
    all_services: None,
) -> None:
    questions = [*yaml.safe_load(JUDGED.read_text("utf-8")), *BROAD]
    for question in questions:
        ask(question)  # statements are planned and pages of the table read
    # Every sample counts, none is averaged away. Others use this machine too: by how
    # much they slow it is read off a yardstick beside each question, and the run is
    # done again while it was disturbed.
    runs: list[float] = []
    while not runs or (min(runs) > P95 and len(runs) < RUNS):
        pairs = [(ask(question)[1], yardstick()) for question in questions]
        took, beside = zip(*pairs, strict=True)
        runs.append(p95(took) / (p95(beside) / min(beside)))
    assert min(runs) <= P95, runs


@pytest.mark.parametrize("word", ["surat", "izin"])
def test_a_broad_word_and_a_narrow_filter_find_all_that_fit(
    all_services: None, client: Client, word: str
) -> None:
    titled: dict[str, set[str]] = {}
    for code, service in queries.services().items():
        if word in service.title.lower().split():
            titled.setdefault(service.agency, set()).add(code)
    assert sum(map(len, titled.values())) > 24
    for agency, wanted in titled.items():
        asked = f"q={word}&agency={agency}&limit=1000"
        told = client.get(f"/api/v1/services?{asked}").json()
        assert wanted <= {item["code"] for item in told["items"]}
        page = client.get("/layanan/", {"q": word, "instansi": agency})
        assert page.context["count"] == told["count"] == len(told["items"])
    assert len(searching.search(word).codes) > 24


def test_a_misspelled_question_is_understood_and_said(all_services: None) -> None:
    found, _took = ask("kartu kluarga hilang")
    assert found.meant == "kartu keluarga hilang"
    assert found.codes[0] == "DKC-003"


@pytest.mark.parametrize(
    ("typed", "never"),
    [
        ("npwp dinonaktifkanlah", "aktifkan"),
        ("npwp dinonaktfkan", "aktifkan"),
        ("bbm nonsubsidii", "subsidi"),
        ("deaktivasi mobile jkn", "aktivasi"),
        ("nonelektronikk", "elektronik"),
        ("usaha nonberusahaa", "berusaha"),
    ],
)
def test_a_word_is_never_corrected_into_its_opposite(
    all_services: None, typed: str, never: str
) -> None:
    found, _took = ask(typed)
    assert never not in found.meant.split()


def test_another_form_of_a_known_word_is_no_misspelling(all_services: None) -> None:
    found, _took = ask("sertipikatnya digabungkan")
    assert not found.meant
    assert found.codes[0] == "BPN-010"


@pytest.mark.parametrize("question", ["xyzzy", "", "%", "'; DROP TABLE x", "a" * 5000])
def test_nonsense_finds_nothing_and_harms_nothing(
    all_services: None, question: str
) -> None:
    found, _took = ask(question)
    assert not found.is_good


def test_an_empty_answer_leads_on(all_services: None, client: Client) -> None:
    text = client.get("/layanan/", {"q": "xyzzy"}).content.decode()
    assert "meja informasi" in text
    assert "/layanan/peristiwa/BIRTH/" in text
    assert "/layanan/instansi/" in text
