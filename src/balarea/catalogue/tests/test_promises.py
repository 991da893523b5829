"""Definitions promise nothing that the mall doesn't have, such as a complaint form."""

import re

import pytest
from django.urls import Resolver404, resolve

from balarea.catalogue import definition as engine
from balarea.catalogue.tests.conftest import shipped

HERE = re.compile(
    r"situs ini|daring|online|aplikasi|hasil secara elektronik"
    r"|website|result electronically|\bapp\b"
)


def test_no_definition_mentions_a_complaint_form() -> None:
    with pytest.raises(Resolver404):
        resolve("/pengaduan/")
    for definition in shipped().values():
        complaints = definition.standard.complaints
        assert not HERE.search(f"{complaints.id} {complaints.en}"), definition.code
        assert "loket" in complaints.id, definition.code
        assert "lapor.go.id" in complaints.id, definition.code
        assert "lapor.go.id" in complaints.en, definition.code


def test_what_is_done_at_the_desk_alone_promises_nothing_on_the_web() -> None:
    for definition in shipped().values():
        if not definition.online:
            way = definition.standard.procedure
            steps = " ".join(f"{step.id} {step.en}" for step in way)
            assert not HERE.search(steps), (definition.code, steps)


def test_what_can_be_done_here_says_so() -> None:
    online = [definition for definition in shipped().values() if definition.online]
    assert online
    for definition in online:
        steps = " ".join(step.id for step in definition.standard.procedure)
        assert "situs ini" in steps, definition.code


def internal(definition: engine.Definition) -> dict[str, engine.Text]:
    """The internal components, without the legal basis."""
    names = (
        *("facilities", "competence", "supervision", "staff"),
        *("guarantee", "safety", "evaluation"),
    )
    return {name: getattr(definition.standard, name) for name in names}


def test_an_internal_component_says_whose_duty_it_is() -> None:
    """A text says who does what the system doesn't do itself."""
    for definition in shipped().values():
        for name, text in internal(definition).items():
            where = (definition.code, name)
            assert re.search("[Ii]nstansi|pengelola mal|situs ini", text.id), where
            assert re.search(r"agency|runs the mall|website", text.en), where


def test_what_the_system_guarantees_is_said_only_of_online_services() -> None:
    for definition in shipped().values():
        texts = internal(definition).items()
        indonesian = {k for k, text in texts if HERE.search(text.id)}
        english = {k for k, text in texts if HERE.search(text.en)}
        expected = (
            {"supervision", "guarantee", "safety"} if definition.online else set()
        )
        if definition.ends_by == "DESK":  # a desk has no deadline that this mall counts
            expected -= {"guarantee"}
        assert indonesian == english == expected, definition.code


def test_no_definition_promises_a_survey_by_the_system() -> None:
    with pytest.raises(Resolver404):
        resolve("/survei/")
    for definition in shipped().values():
        evaluation = definition.standard.evaluation
        assert "survei kepuasannya sendiri" in evaluation.id, definition.code
        assert "survey of its own" in evaluation.en, definition.code
