"""What a definition promises, the house has: no form and no app that isn't there."""

import re

import pytest
from django.urls import Resolver404, resolve

from balarea.catalogue import definition as engine
from balarea.catalogue.tests.conftest import shipped

HERE = re.compile(
    r"situs ini|daring|online|aplikasi|hasil secara elektronik"
    r"|website|result electronically|\bapp\b"
)


def test_nobody_is_sent_to_a_form_for_complaints_that_is_not_there() -> None:
    with pytest.raises(Resolver404):
        resolve("/pengaduan/")
    for found in shipped().values():
        complaints = found.standard.complaints
        assert not HERE.search(f"{complaints.id} {complaints.en}"), found.code
        assert "loket" in complaints.id, found.code
        assert "lapor.go.id" in complaints.id, found.code
        assert "lapor.go.id" in complaints.en, found.code


def test_what_is_done_at_the_desk_alone_promises_nothing_on_the_web() -> None:
    for found in shipped().values():
        if not found.online:
            way = found.standard.procedure
            steps = " ".join(f"{step.id} {step.en}" for step in way)
            assert not HERE.search(steps), (found.code, steps)


def test_what_can_be_done_here_says_so() -> None:
    online = [found for found in shipped().values() if found.online]
    assert len(online) == 15
    for found in online:
        steps = " ".join(step.id for step in found.standard.procedure)
        assert "situs ini" in steps, found.code


def internal(found: engine.Definition) -> dict[str, engine.Text]:
    """The components that officers are shown, but for the laws."""
    names = (
        *("facilities", "competence", "supervision", "staff"),
        *("guarantee", "safety", "evaluation"),
    )
    return {name: getattr(found.standard, name) for name in names}


def test_an_internal_component_says_whose_duty_it_is() -> None:
    """The house keeps only what it says of itself; the rest somebody has to do."""
    for found in shipped().values():
        for name, text in internal(found).items():
            where = (found.code, name)
            assert re.search("[Ii]nstansi|pengelola mal|situs ini", text.id), where
            assert re.search(r"agency|runs the mall|website", text.en), where


def test_what_the_house_keeps_is_said_of_what_is_filed_here() -> None:
    for found in shipped().values():
        told = {k for k, text in internal(found).items() if HERE.search(text.id)}
        english = {k for k, text in internal(found).items() if HERE.search(text.en)}
        kept = {"supervision", "guarantee", "safety"} if found.online else set[str]()
        assert told == english == kept, found.code


def test_nobody_is_promised_a_survey_of_the_house() -> None:
    with pytest.raises(Resolver404):
        resolve("/survei/")
    for found in shipped().values():
        evaluation = found.standard.evaluation
        assert "survei kepuasannya sendiri" in evaluation.id, found.code
        assert "survey of its own" in evaluation.en, found.code
