import itertools
import re
from typing import Any

import pytest

from balarea.notices import rendering
from balarea.notices.kinds import KINDS
from balarea.notices.rules import Channel

# GSM 03.38: the letters of which 160 fit into one short message.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
VALUES = {
    "reference": "7K3-M9Q-XAC",
    "tracking_reference": "7K3M9QXAC",
    "secret": "ACDEFGHJKM",
    "service": "Izin Penyelenggaraan Reklame & Papan Nama",
    "code": "493817",
    "minutes": "10",
    "check_due_on": "2026-11-27",
    "due_on": "2026-11-30",
    "expires_on": "2026-11-30T10:00:00+00:00",
    "expired_on": "2026-11-30",
    "was_on": "2026-11-27",
    "closed_on": "2026-11-26,2026-11-27",
    "days": "3",
    "amount": "1500000",
    "number": "500.16/12/IPR/2026",
    "count": "3",
    "office": "Penata Perizinan",
    "why": "PAID_TWICE",
    "thing": "Replacement identity card",
    "place": "Desk in the mall",
    "ready_on": "2026-12-14",
    "queue": "KTP-el dan identitas digital",
    "starts_at": "2026-12-14T01:30:00+00:00",
    "visit_token": "A" * 43,
    "label": "B-K1-012",
    "ahead": "3",
    "bring": "- Kartu Keluarga (KK) asli\n- KTP-el yang rusak",
}
FEWEST = {"reference": "7K3-M9Q-XAC", "amount": "5000", "code": "493817"}
EVERY = list(itertools.product(KINDS, rendering.LANGUAGES))


@pytest.fixture(autouse=True)
def mall(settings: Any) -> None:
    settings.BALAREA_BASE_URL = "https://mpp.sumedangkab.go.id"


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_short_message_fits_into_one(kind: str, language: str) -> None:
    short = rendering.write(
        kind=kind, channel=Channel.PHONE, language=language, values=VALUES
    )
    assert short.subject == ""
    assert len(short.text) <= 160
    assert set(short.text) <= GSM


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("values", [VALUES, FEWEST])
def test_a_mail_has_a_subject_and_no_holes(
    kind: str, language: str, values: dict[str, str]
) -> None:
    mail = rendering.write(
        kind=kind, channel=Channel.EMAIL, language=language, values=values
    )
    assert 5 < len(mail.subject) < 90
    assert "\n" not in mail.subject
    assert "\n\n\n" not in mail.text
    assert not re.search(r"\{[{%]|&amp;|None|\w  \w| [.,:]", mail.text)
    assert max(map(len, mail.text.splitlines())) < 110


def test_a_link_leads_straight_to_the_case_of_whoever_has_its_secret() -> None:
    mail = rendering.write(
        kind="RECEIVED", channel=Channel.EMAIL, language="id", values=VALUES
    )
    assert "/lacak/7K3M9QXAC/ACDEFGHJKM/" in mail.text
    assert "Reklame & Papan Nama" in mail.text
    assert "30 November 2026" in mail.text


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_a_letter_about_a_service_says_that_it_is_an_example(
    kind: str, language: str, settings: Any
) -> None:
    settings.BALAREA_DEMO = False
    note = {"id": "contoh, bukan data resmi", "en": "illustrative, not official"}
    mail = rendering.write(
        kind=kind, channel=Channel.EMAIL, language=language, values=VALUES
    )
    assert (note[language] in mail.text) is KINDS[kind].is_about_service
    assert "tarif resmi" not in mail.text
    assert "official tariff" not in mail.text


@pytest.mark.parametrize(("language", "word"), [("id", "contoh"), ("en", "example")])
def test_a_short_bill_says_that_its_tariff_is_an_example(
    language: str, word: str, settings: Any
) -> None:
    settings.BALAREA_DEMO = False
    short = rendering.write(
        kind="BILL", channel=Channel.PHONE, language=language, values=VALUES
    )
    assert word in short.text


def test_amounts_are_shown_as_on_receipts() -> None:
    short = rendering.write(
        kind="BILL", channel=Channel.PHONE, language="en", values=VALUES
    )
    assert "Rp1.500.000" in short.text


def test_an_unknown_language_is_answered_in_indonesian() -> None:
    mail = rendering.write(
        kind="PAID", channel=Channel.EMAIL, language="su", values=VALUES
    )
    assert "Pembayaran" in mail.subject


PROMISED = {  # in the same words as on the page and in the PDF
    "id": (
        "Diperiksa s.d. 27 Nov 2026; bila lengkap, diputus s.d. 30 Nov 2026.",
        "Diperiksa paling lambat: 27 November 2026\n"
        "Bila lengkap, diputus paling lambat: 30 November 2026\n"
        "Bila ada yang kurang, hari dihitung sejak",
    ),
    "en": (
        "Checked by 27 Nov 2026; if complete, decided by 30 Nov 2026.",
        "Checked by: 27 November 2026\n"
        "If complete, decided by: 30 November 2026 at the latest\n"
        "If anything is missing, the days count from",
    ),
}
PAID_FIRST = {
    "id": ("Bila dibayar hari ini dan lengkap, ", "bergeser"),
    "en": ("If paid today and complete, ", "Both days move"),
}


@pytest.mark.parametrize("language", rendering.LANGUAGES)
@pytest.mark.parametrize("turn", ["", "PAY"])
def test_a_promised_day_is_never_told_without_its_condition(
    language: str, turn: str
) -> None:
    params: dict[str, Any] = {
        "kind": "RECEIVED",
        "language": language,
        "values": {**VALUES, "turn": turn},
    }
    sms = rendering.write(channel=Channel.PHONE, **params).text
    mail = rendering.write(channel=Channel.EMAIL, **params).text
    short, full = PROMISED[language]
    paid, moves = PAID_FIRST[language]
    assert [short in sms, paid in sms] == [not turn, bool(turn)]
    assert len(sms) <= 160
    assert full in mail
    assert (moves in mail) is bool(turn)


@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_a_day_without_that_of_the_check_is_not_told(language: str) -> None:
    values = {**FEWEST, "due_on": "2026-11-30"}
    for channel in Channel:
        text = rendering.write(
            kind="RECEIVED", channel=channel, language=language, values=values
        ).text
        assert "2026" not in text
