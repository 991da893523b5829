"""Public rounds by quicknet's clock, and their signatures, each wrong byte refused.

The signatures are real rounds of drand, as public clients of it record them.
"""

import datetime as dt
import hashlib
import subprocess
import sys

import pytest

from balarea.transparency.draw import rounds
from balarea.transparency.draw.rounds import QUICKNET, SIMULATED

ROUND, MOMENT = 27_946_612, dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
SIGNED = {
    number: bytes.fromhex(signature)
    for number, signature in {
        1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
        "e342b73a8dd2bacbe47e4b6b63ed5e39",
        12_040_883: "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec8"
        "95bb6868e5b9ff13ab289bdb5266b394",
        32_281_667: "b0f5ae301358ff87a9d3dd539ed4a07c0148b1ab4f7b61a8ca43c7e9ca7ca955"
        "3e4faae9188deb30b2cd1a7f447e3e5b",
        32_285_085: "81dbce51d584d90d618547f4b50391d53ace6f6b9aeb8fb67e1879427af9d031"
        "0ac0ec6f519271d9a313ee84b378d416",
        32_285_086: "a64d99fd7fa3e48912be7209c7b69c72c88fc5224be2516949b6f29f3a4b7e3f"
        "a069dd58b2bbb4bf2c34ae61ef631a44",
    }.items()
}
# Round 1000 of fastnet, a chain of drand before quicknet.
FASTNET = bytes.fromhex(
    "b09eacd45767c4d58306b98901ad0d6086e2663766f3a4ec71d00cf26f0f49ea"
    "f248abc7151c60cf419c4e8b37e80412"
)
INFINITY = bytes([0xC0]) + bytes(47)


def test_has_the_key_that_the_name_of_the_chain_commits_to() -> None:
    seed = "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"
    period, genesis = (3).to_bytes(4), (1_692_803_367).to_bytes(8)
    content = period + genesis + QUICKNET.public_key + bytes.fromhex(seed)
    name = hashlib.sha256(content + QUICKNET.name.encode()).hexdigest()
    assert name == rounds.QUICKNET_HASH


def test_counts_rounds_as_the_chain_does() -> None:
    assert rounds.time_of(ROUND) == MOMENT
    assert rounds.round_after(MOMENT) == ROUND


@pytest.mark.parametrize("later", [0.000001, 0.5, 2.999999])
def test_takes_no_round_that_was_made_before(later: float) -> None:
    moment = MOMENT + dt.timedelta(seconds=later)
    number = rounds.round_after(moment)
    assert rounds.time_of(number - 1) < moment <= rounds.time_of(number)


@pytest.mark.parametrize("later", [0, 0.4, 1, 1.7, 2, 2.999])
def test_an_announcement_leaves_no_choice_of_a_round(later: float) -> None:
    announced = MOMENT.timestamp() + later
    moment = dt.datetime.fromtimestamp(announced, dt.UTC) + rounds.ROUND_DELAY
    number = rounds.round_after(moment)
    assert rounds.is_fixed_by(number, int(announced))
    others = (number - 2, number + 2)
    assert not any(rounds.is_fixed_by(other, int(announced)) for other in others)


@pytest.mark.parametrize("number", SIGNED)
def test_verifies_real_rounds(number: int) -> None:
    signature = SIGNED[number]
    expected = hashlib.sha256(signature).digest()
    assert rounds.verify(QUICKNET, number, signature) == expected


def test_has_the_random_number_that_drand_published() -> None:
    published = "4fd2fc55983dbfa3f446d8a0bd56f16cc8c5e76afd1ec154b60d477cbabed13b"
    number = rounds.verify(QUICKNET, 32_281_667, SIGNED[32_281_667])
    assert number.hex() == published


def test_refuses_every_wrong_bit_of_a_signature() -> None:
    for place in range(48 * 8):
        wrong = bytearray(SIGNED[1000])
        wrong[place // 8] ^= 1 << place % 8
        with pytest.raises(rounds.InvalidSignature):
            rounds.verify(QUICKNET, 1000, bytes(wrong))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        SIGNED[1000][:-1],
        SIGNED[1000] + b"\0",
        bytes(48),
        b"\xff" * 48,
        INFINITY,
        SIGNED[32_285_085],
        FASTNET,
        rounds.simulated_signature(1000),
    ],
)
def test_refuses_what_the_chain_did_not_sign_for_the_round(signature: bytes) -> None:
    with pytest.raises(rounds.InvalidSignature):
        rounds.verify(QUICKNET, 1000, signature)


@pytest.mark.parametrize("number", [-1, 0, 2**63, 2**70])
def test_refuses_a_number_that_no_round_has(number: int) -> None:
    with pytest.raises(rounds.InvalidSignature):
        rounds.verify(QUICKNET, number, SIGNED[1000])


def test_verifies_simulated_rounds_by_their_own_key_alone() -> None:
    signature = rounds.simulated_signature(ROUND)
    assert rounds.verify(SIMULATED, ROUND, signature)
    for chain, number in ((QUICKNET, ROUND), (SIMULATED, ROUND + 1)):
        with pytest.raises(rounds.InvalidSignature):
            rounds.verify(chain, number, signature)


def test_says_so_where_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds._library.cache_clear()
    monkeypatch.setitem(sys.modules, "pyblst", None)
    with pytest.raises(rounds.LibraryMissing, match="pyblst"):
        rounds.verify(QUICKNET, 1000, SIGNED[1000])


def test_needs_the_library_only_to_verify() -> None:
    program = (
        "import sys; from balarea.transparency.programs import draws;"
        "sys.exit('pyblst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
