"""Search against questions that were written down before it was tuned."""

import random
import statistics
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.utils.html import escape

from balarea.catalogue import queries, search, vocabulary
from balarea.catalogue.tests.conftest import FOLDER, shipped

HERE = Path(__file__).parent
# File of judged questions → each n-th is held out of the tuning; 1 holds out all.
JUDGED = {
    "judged_queries.yaml": 4,
    "judged_queries_en.yaml": 2,
    "judged_queries_blind.yaml": 1,
    "judged_queries_blind_en.yaml": 1,
}


pytestmark = pytest.mark.django_db


def ask(question: str) -> search.Result:
    """The result without the cache."""
    search.forget()
    return search.search(question)


def judged(name: str) -> dict[str, list[str]]:
    """Question → codes of the services that fit."""
    read: dict[str, list[str]] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return read


def recall(question: str, wanted: Sequence[str]) -> tuple[float, str]:
    """Recall among the first five results, and a text for a failing test."""
    result = ask(question)
    part = len(set(wanted) & set(result.codes[:5])) / len(wanted)
    return part, f"{question}: {wanted}, not {result.codes[:5]}"


@pytest.mark.parametrize(("name", "interval"), JUDGED.items())
def test_finds_what_people_mean_among_the_first_five(
    all_services: None, name: str, interval: int
) -> None:
    questions = judged(name)
    assert len(questions) >= 60
    recalls: dict[bool, list[float]] = {True: [], False: []}
    missed = []
    for number, (question, wanted) in enumerate(questions.items()):
        part, instead = recall(question, wanted)
        recalls[number % interval == interval - 1].append(part)
        if part < 1:
            missed.append(instead)
    tuned = statistics.mean(recalls[False] or [1])
    unseen = statistics.mean(recalls[True])
    report = f"tuned {tuned:.3f}, held out {unseen:.3f}\n" + "\n".join(missed)
    assert tuned >= 0.95, report
    assert unseen >= 0.93, report


def test_phrases_are_of_services_that_there_are() -> None:
    assert set(vocabulary.load(FOLDER).phrases) <= shipped().keys()


def mistype(word: str, rng: random.Random) -> str:
    """A typing error inside a word: letters swapped, or one lost, doubled or wrong."""
    at = rng.randrange(1, len(word) - 1)
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    return rng.choice(
        (
            before + after + here + rest,
            before + after + rest,
            before + here + here + after + rest,
            before + rng.choice("aeiounrst") + after + rest,
        )
    )


@pytest.mark.parametrize("name", ["judged_queries.yaml", "judged_queries_en.yaml"])
def test_finds_it_with_a_slip_in_the_longest_word(
    all_services: None, name: str
) -> None:
    rng = random.Random(29)
    parts, missed = [], []
    for question, wanted in judged(name).items():
        longest = max(question.split(), key=len)
        if len(longest) < 5:
            continue
        slipped = question.replace(longest, mistype(longest, rng), 1)
        part, instead = recall(slipped, wanted)
        parts.append(part)
        if part < 1:
            missed.append(instead)
    assert len(parts) >= 100
    assert statistics.mean(parts) >= 0.93, "\n".join(missed)


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("pasfor", "paspor", "IMG-001"),
        ("bpsj", "bpjs", "BPK-001"),
        ("skkc", "skck", "POL-001"),
        ("kartu kluarga hilang", "kartu keluarga hilang", "DKC-003"),
        ("birth certifcate", "birth certificate", "DKC-016"),
        ("drivng licence car", "driving licence car", "POL-003"),
    ],
)
def test_a_misspelled_question_is_understood_and_said(
    all_services: None, typed: str, meant: str, first: str
) -> None:
    result = ask(typed)
    assert (result.meant, result.codes[0]) == (meant, first)


def test_a_word_of_four_letters_is_mended_too(all_services: None) -> None:
    result = ask("ktep")
    assert result.meant == "ktp"
    assert all(code.startswith("DKC") for code in result.codes[:5])


@pytest.mark.parametrize(
    ("question", "first"), [("surat sehat", "DKS-008"), ("lost id card", "DKC-006")]
)
def test_everyday_words_and_the_front_pages_example_come_first(
    all_services: None, question: str, first: str
) -> None:
    result = ask(question)
    assert result.codes[0] == first


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
        params = f"q={word}&agency={agency}&limit=1000"
        body = client.get(f"/api/v1/services?{params}").json()
        assert wanted <= {item["code"] for item in body["items"]}
        page = client.get("/layanan/", {"q": word, "instansi": agency})
        assert page.context["count"] == body["count"] == len(body["items"])
    assert len(search.search(word).codes) > 24


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
    result = ask(typed)
    assert never not in result.meant.split()


def test_another_form_of_a_known_word_is_no_misspelling(all_services: None) -> None:
    result = ask("sertipikatnya digabungkan")
    assert not result.meant
    assert result.codes[0] == "BPN-010"


@pytest.mark.parametrize("question", ["xyzzy", "", "%", "'; DROP TABLE x", "a" * 5000])
def test_nonsense_finds_nothing_and_harms_nothing(
    all_services: None, question: str
) -> None:
    result = ask(question)
    assert not result.is_good


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("ngabongkar gedong", "DPM-019"),
        ("nyewa gor", "PAR-003"),
        ("paspor béak masana", "IMG-005"),
    ],
)
def test_an_inflected_word_is_understood_and_not_called_misspelled(
    all_services: None, question: str, first: str
) -> None:
    result = ask(question)
    assert (result.meant, result.codes[0]) == ("", first)


def test_a_corrected_word_counts_less_than_typed_ones(all_services: None) -> None:
    result = ask("resepsi nikah sampai makan jalan raya")
    assert result.meant.endswith("rayap")  # a wrong guess of ours
    assert "DHB-007" in result.codes[:5]


def test_an_empty_answer_leads_on(all_services: None, client: Client) -> None:
    text = client.get("/layanan/", {"q": "xyzzy"}).content.decode()
    assert "meja informasi" in text
    assert "/layanan/peristiwa/BIRTH/" in text
    assert "/layanan/instansi/" in text


@pytest.mark.parametrize(
    "question",
    [
        "👶",
        "🔥🔥 rumah",
        "ktp " * 100,
        "'; DROP TABLE x; --",
        "\u202e ktp",
        "𝖐𝖙𝖕",
    ],
)
def test_the_page_answers_an_odd_question_and_repeats_it_harmlessly(
    all_services: None, client: Client, question: str
) -> None:
    response = client.get("/layanan/", {"q": question})
    assert response.status_code == 200
    text = response.content.decode()
    assert escape(question.strip()) in text
    assert response.context["count"] or "meja informasi" in text


def test_a_question_of_blanks_shows_every_service(
    all_services: None, client: Client
) -> None:
    response = client.get("/layanan/", {"q": " \t "})
    assert response.templates[0].name == "catalogue/services.html"


def test_letters_of_other_alphabets_are_read_as_ours(all_services: None) -> None:
    assert ask("𝖐𝖙𝖕 𝗵𝗶𝗹𝗮𝗻𝗴").codes == ask("ktp hilang").codes
