"""What a definition says of documents and files that need not be given twice."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as engine

from .. import reuse
from . import builders


def changed(**keys: Any) -> engine.Definition:
    """The small definition with other keys of its first requirement."""
    first, *others = builders.tree()["requirements"]
    return builders.make(requirements=[{**first, **keys}, *others])


def test_accepts_the_keys_where_a_file_is_asked_for() -> None:
    definition = changed(fulfilled_by=["TST-001"], holder="nik", valid_for=120)
    assert builders.messages(definition) == ""


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"valid_for": 0}, "R1.valid_for: is 1 to 120 months"),
        ({"valid_for": 121}, "R1.valid_for: is 1 to 120 months"),
        ({"valid_for": 6, "evidence": "ANSWER"}, "valid_for: needs the evidence"),
        (
            {"fulfilled_by": ["TST-001"], "evidence": "ANSWER"},
            "fulfilled_by: needs the evidence UPLOAD",
        ),
        (
            {"fulfilled_by": ["TST-001"], "accepts": ["IMAGE"]},
            "fulfilled_by: needs PDF",
        ),
        ({"holder": "nik"}, "R1.holder: needs fulfilled_by"),
        (
            {"holder": "full_name", "fulfilled_by": ["TST-001"]},
            "'full_name' is no question for a NIK",
        ),
        (
            {"holder": "ghost", "fulfilled_by": ["TST-001"]},
            "'ghost' is no question for a NIK",
        ),
    ],
)
def test_refuses_keys_by_which_nothing_could_be_used_again(
    keys: dict[str, Any], message: str
) -> None:
    assert message in builders.messages(changed(**keys))


def test_refuses_a_service_that_issues_nothing_or_is_unknown() -> None:
    asks = changed(fulfilled_by=["TST-001", "TST-002", "TST-003"])
    silent = msgspec.structs.replace(builders.make(), code="TST-002", output=None)
    defects = list(reuse.unissued_documents({"TST-001": asks, "TST-002": silent}))
    assert [defect.message for defect in defects] == [
        "TST-002 issues no document",
        "TST-003 issues no document",
    ]


@pytest.mark.parametrize(
    ("uploaded", "months", "until"),
    [
        ("2026-01-15", 6, "2026-07-14"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 1, "2026-12-31"),
        ("2028-02-29", 12, "2029-02-28"),
    ],
)
def test_a_file_is_usable_for_whole_months(
    uploaded: str, months: int, until: str
) -> None:
    [requirement, _] = changed(valid_for=months).requirements
    last = reuse.usable_until(requirement, dt.date.fromisoformat(uploaded))
    assert last == dt.date.fromisoformat(until)


def test_a_file_without_months_is_never_used_again() -> None:
    [requirement, _] = builders.make().requirements
    assert reuse.usable_until(requirement, builders.TODAY) is None


def test_a_document_is_issued_to_the_holder_unless_another_is_named() -> None:
    definition = changed(fulfilled_by=["TST-001"], holder="nik")
    [named, unnamed] = definition.requirements
    other = msgspec.structs.replace(definition, holder=None)
    assert reuse.holder_question(other, named) == "nik"
    assert reuse.holder_question(other, unnamed) is None
    assert reuse.holder_question(definition, unnamed) == "nik"
