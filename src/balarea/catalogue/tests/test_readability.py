"""What citizens read is hardly harder than in the fifteen services written first."""

import pytest

from balarea.catalogue import testing
from balarea.catalogue.definition import readability

FIRST = testing.ARRANGED[:15]
MOST = 1.65  # times the mean of the fifteen; the hardest of these has 1.34
LANGUAGES = ["id", "en"]


def like(language: str) -> readability.Measures:
    """The mean of the fifteen."""
    return readability.usual((testing.online()[code] for code in FIRST), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_service_is_much_harder_to_read_than_the_first_fifteen(
    language: str,
) -> None:
    rated = readability.hardest(testing.online(), like(language), language)
    harder = [(code, round(rate, 2)) for rate, code in rated if rate > MOST]
    assert harder == [], (
        "shorter sentences, everyday words; see script/bench readability"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_fifteen_are_usual_by_definition(language: str) -> None:
    rates = [
        rate
        for rate, code in readability.hardest(
            testing.online(), like(language), language
        )
        if code in FIRST
    ]
    assert sum(rates) / len(rates) == pytest.approx(1)


PLAIN = {
    "id": "Bawa KTP Anda. Kami kirim surat itu besok.",
    "en": "Bring your card. We send the letter tomorrow.",
}
OFFICIAL = {
    "id": "Pengajuan permohonan dilaksanakan dengan penyampaian persyaratan "
    "kependudukan yang ditetapkan berdasarkan ketentuan peraturan.",
    "en": "The submission of applications is conducted upon presentation of the "
    "documentation that was determined by the regulation.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_tells_official_prose_from_plain_words(language: str) -> None:
    plain = readability.measures([PLAIN[language]], language)
    official = readability.measures([OFFICIAL[language]], language)
    assert plain.words == 4
    assert plain.long == plain.nominal == plain.passive == 0
    assert all(one > 5 for one in official)
    assert readability.relative(official, plain) > 5


def test_counts_sentences_at_their_ends_only() -> None:
    split = readability.sentences("Umur 17 tahun, atau kawin? Rp1.250.000 cukup; ya.")
    assert [len(words) for words in split] == [4, 2, 1]


def test_measures_nothing_where_nothing_is_written() -> None:
    assert readability.measures([], "id") == readability.Measures(0, 0, 0, 0)
