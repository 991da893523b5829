"""What answers of public rounds count: only those with their chain's signature."""

import json

import pytest

from balarea.applications.providers import beacons
from balarea.transparency.draw import rounds
from balarea.transparency.draw.tests.test_rounds import SIGNED

NUMBER, SIGNATURE = next(iter(SIGNED.items()))


def answering(monkeypatch: pytest.MonkeyPatch, answer: bytes | None) -> None:
    """Let quicknet's public interface answer this."""
    monkeypatch.setitem(beacons.BEACONS, "demo", beacons.Drand())
    monkeypatch.setattr(
        beacons.Drand,
        "answer",
        lambda *_: None if answer is None else beacons.signature_in(answer),
    )


def content(signature: str, number: int = NUMBER) -> bytes:
    return json.dumps({"round": number, "signature": signature}).encode()


def test_takes_a_round_that_the_chain_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, content(SIGNATURE.hex()))
    assert beacons.signature_of(NUMBER) == SIGNATURE


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"[]",
        b"{}",
        content("00"),
        content("zz"),
        content(SIGNATURE.hex()[:-2]),
        content(rounds.simulated_signature(NUMBER).hex()),
    ],
)
def test_takes_no_other_answer(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    answering(monkeypatch, answer)
    assert beacons.signature_of(NUMBER) is None


def test_takes_no_signature_of_another_round(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, content(SIGNATURE.hex(), NUMBER + 1))
    assert beacons.signature_of(NUMBER + 1) is None


def test_takes_none_where_it_can_verify_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise rounds.LibraryMissing("pyblst is not installed")

    monkeypatch.setattr(rounds, "_library", missing)
    answering(monkeypatch, content(SIGNATURE.hex()))
    assert beacons.signature_of(NUMBER) is None
