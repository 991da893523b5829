"""What each way to end requires of a definition."""

from typing import Any

import pytest

from . import builders

REGISTER = {"name": {"id": "Kantor lain", "en": "Other office"}}
HAND_OVER: dict[str, Any] = {
    "way": "HAND_OVER",
    "steps": ["VERIFY", "HAND_OVER"],
    "register": REGISTER,
    "output": None,
}


def messages(**changes: Any) -> str:
    return builders.messages(builders.make(**changes))


def test_takes_a_service_that_is_handed_over() -> None:
    assert messages(**HAND_OVER) == ""


@pytest.mark.parametrize("way", [None, "DECIDE"])
def test_a_definition_without_a_way_is_decided_here(way: str | None) -> None:
    assert messages(way=way) == ""
    assert "steps: " in messages(way=way, steps=["VERIFY"])
    assert "output: " in messages(way=way, output=None)
    assert "register: " in messages(way=way, register=REGISTER)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": ["VERIFY", "DECIDE"]}, "steps: "),
        ({"steps": ["VERIFY", "INSPECT", "HAND_OVER"]}, "steps: "),
        ({"register": None}, "register: "),
        ({"clock": None}, "clock: "),
        ({"holder": None}, "holder: "),
        ({"register": {**REGISTER, "address": "javascript:1"}}, "register.address: "),
    ],
)
def test_refuses_what_fits_no_handing_over(
    changes: dict[str, Any], message: str
) -> None:
    assert message in messages(**HAND_OVER | changes)


def test_issues_nothing_in_another_s_name() -> None:
    issuing = {key: value for key, value in HAND_OVER.items() if key != "output"}
    assert "output: " in messages(**issuing)


def test_bills_nothing_after_a_decision_that_is_made_elsewhere() -> None:
    fee = {**builders.tree()["fee"], "due": "DECISION"}
    assert "fee.due: " in messages(**HAND_OVER, fee=fee)


def test_has_no_reasons_to_refuse_what_others_decide() -> None:
    text = {
        language: "Alasan yang cukup panjang untuk ini." for language in ("id", "en")
    }
    reason = {"id": "no", "use": "REFUSE", "text": text}
    assert "reasons.no: " in messages(**HAND_OVER, reasons=[reason])


def desk() -> dict[str, Any]:
    papers = [{**one, "required": False} for one in builders.tree()["requirements"]]
    return {
        "way": "DESK",
        "steps": ["SERVE"],
        "clock": None,
        "output": None,
        "requirements": papers,
    }


def test_takes_a_service_that_is_done_at_the_desk() -> None:
    assert messages(**desk()) == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"steps": ["VERIFY", "SERVE"]}, "steps: "),
        ({"holder": None}, "holder: "),
        ({"register": REGISTER}, "register: "),
        ({"requirements": builders.tree()["requirements"]}, "requirements.R1.required"),
    ],
)
def test_refuses_what_fits_no_desk(changes: dict[str, Any], message: str) -> None:
    assert message in messages(**desk() | changes)


RESULT = {"kind": "ANSWER", "title": {"id": "Jawaban", "en": "Answer"}}


def test_takes_a_service_that_ends_in_an_answer() -> None:
    assert messages(output=None, result=RESULT) == ""


def test_refuses_an_answer_beside_a_document_or_in_another_way() -> None:
    assert "output: " in messages(result=RESULT)
    assert "result: " in messages(**HAND_OVER, result=RESULT)
    assert "result: " in messages(**desk(), result=RESULT)
