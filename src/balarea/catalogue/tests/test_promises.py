"""What a definition promises, the house has: no form and no app that isn't there."""

import re

import pytest
from django.urls import Resolver404, resolve

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
