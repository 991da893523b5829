"""Search against judged questions by language, and how these were drawn.

The older questions are judged in `test_search.py`.
"""

import hashlib
import re
import statistics
from collections import Counter
from pathlib import Path

import pytest
import yaml

from balarea.catalogue import search, vocabulary
from balarea.catalogue.tests.conftest import FOLDER, shipped

HERE = Path(__file__).parent
# File → the least recall among the first five, and the least in each language. What is
# held out is named so.
JUDGED = {
    "judged_by_service": (0.97, 0.95),
    "judged_by_service_held_out": (0.95, 0.9),
    "judged_by_situation": (0.95, 0.9),
    "judged_by_situation_held_out": (0.95, 0.9),
}
# Held out → what is put before a code to draw it.
DRAWN = {"judged_by_service_held_out": "judged", "judged_by_situation_held_out": "life"}


def judged(name: str) -> dict[str, dict[str, list[str]]]:
    """Language → question → codes of the services that fit."""
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    read: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return read


def questions_per_service(name: str) -> Counter[str]:
    """How many questions are written for each service: the first that fits."""
    questions = judged(name).values()
    return Counter(codes[0] for group in questions for codes in group.values())


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "least"), JUDGED.items())
def test_finds_what_people_mean_in_each_language(
    all_services: None, name: str, least: tuple[float, float]
) -> None:
    parts: dict[str, list[float]] = {}
    missed = []
    for language, questions in judged(name).items():
        for question, wanted in questions.items():
            search.forget()
            first = search.search(question).codes[:5]
            part = len(set(wanted) & set(first)) / len(wanted)
            parts.setdefault(language, []).append(part)
            if part < 1:
                missed.append(f"{language} {question}: {wanted}, not {first}")
    means = {language: statistics.mean(group) for language, group in parts.items()}
    report = f"{means}\n" + "\n".join(missed)
    every = [part for group in parts.values() for part in group]
    assert statistics.mean(every) >= least[0], report
    assert min(means.values()) >= least[1], report


@pytest.mark.parametrize(("name", "drawn_by"), DRAWN.items())
def test_what_is_held_out_is_drawn_by_its_rule(name: str, drawn_by: str) -> None:
    agencies: dict[str, list[str]] = {}
    for code, service in shipped().items():
        agencies.setdefault(service.agency, []).append(code)

    def rank(code: str) -> str:
        return hashlib.sha256(f"{drawn_by} {code}".encode()).hexdigest()

    drawn = {c for codes in agencies.values() for c in sorted(codes, key=rank)[:4]}
    counts = questions_per_service(name)
    assert counts.keys() == drawn
    assert set(counts.values()) == {1}
    assert len(agencies) == 32


def test_each_service_has_a_judged_question_and_many_are_sundanese() -> None:
    by_service = ("judged_by_service", "judged_by_service_held_out")
    counts = questions_per_service(by_service[0]) + questions_per_service(by_service[1])
    assert counts.keys() == shipped().keys()
    assert set(counts.values()) == {1}
    sundanese = {name: len(judged(name)["su"]) for name in JUDGED}
    assert all(sundanese[name] >= 40 for name in DRAWN)
    assert sum(sundanese.values()) >= 180


@pytest.mark.parametrize(
    "name", ["judged_by_situation", "judged_by_situation_held_out"]
)
def test_a_situation_shares_at_most_one_word_with_the_title(name: str) -> None:
    stop_words = vocabulary.load(FOLDER).stop_words

    def beginnings(*texts: str) -> set[str]:
        words = re.findall(r"[a-z0-9]+", " ".join(texts).lower())
        return {w[:4] for w in words if len(w) >= 3 and w not in stop_words}

    for questions in judged(name).values():
        for question, codes in questions.items():
            title = shipped()[codes[0]].title.texts.values()
            shared = beginnings(question) & beginnings(*title)
            assert len(shared) <= 1, (question, shared)
