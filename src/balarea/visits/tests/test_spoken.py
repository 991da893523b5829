"""Which clips say a call, and that each of them exists."""

import string
from pathlib import Path

import pytest

from balarea.visits import spoken

VOICE = Path(spoken.__file__).with_name("voice")


def words(clips: tuple[str, ...], language: str) -> str:
    return " ".join(spoken.WORDS[language][clip] for clip in clips)


@pytest.mark.parametrize(
    ("label", "desk", "sentence"),
    [
        ("B012", "B3", "nomor antréan bé dua belas silakan ke loket bé tiga"),
        ("A001", "1", "nomor antréan a satu silakan ke loket satu"),
        ("A010", "", "nomor antréan a sepuluh"),
        ("A011", "A11", "nomor antréan a sebelas silakan ke loket a sebelas"),
        ("C100", "", "nomor antréan cé seratus"),
        ("C115", "", "nomor antréan cé seratus lima belas"),
        ("C240", "", "nomor antréan cé dua ratus empat puluh"),
        ("C999", "", "nomor antréan cé sembilan ratus sembilan puluh sembilan"),
        ("D000", "", "nomor antréan dé nol"),
        ("B-K1-012", "", "nomor antréan bé ka satu dua belas"),
        ("E1234", "", "nomor antréan é satu dua tiga empat"),
    ],
)
def test_a_call_is_said_in_indonesian(label: str, desk: str, sentence: str) -> None:
    assert words(spoken.call(label, desk), "id") == sentence


@pytest.mark.parametrize(
    ("label", "desk", "sentence"),
    [
        ("B012", "B3", "queue number b twelve please go to desk b three"),
        (
            "B120",
            "20",
            "queue number b one hundred and twenty please go to desk twenty",
        ),
        ("B300", "", "queue number b three hundred"),
        ("B099", "", "queue number b ninety nine"),
    ],
)
def test_a_call_is_said_in_english(label: str, desk: str, sentence: str) -> None:
    assert words(spoken.call(label, desk, "en"), "en") == sentence


def test_digits_are_read_one_by_one_when_a_mall_prefers_that() -> None:
    clips = spoken.call("B012", "B12", is_by_digits=True)
    assert words(clips, "id") == (
        "nomor antréan bé nol satu dua silakan ke loket bé dua belas"
    )


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_every_clip_that_can_be_named_is_there_and_small(language: str) -> None:
    named = {spoken.CHIME}
    for letter in string.ascii_uppercase:
        named |= {*spoken.call(f"{letter}1", letter, language)}
    for number in range(1100):
        named |= {*spoken.call(f"A{number:03}", str(number), language)}
        named |= {*spoken.call(f"A{number}", "", language, is_by_digits=True)}
    files = {file.stem for file in (VOICE / language).glob("*.mp3")}
    assert named == files == spoken.every_clip(language)


def test_the_whole_voice_weighs_little() -> None:
    sizes = [file.stat().st_size for file in VOICE.rglob("*.mp3")]
    assert sum(sizes) < 1_500_000
    assert min(sizes) > 500
