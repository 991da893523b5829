"""What the office determines is asked of the officer who decides, not of citizens."""

import re
from collections.abc import Iterator

import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition import display_texts
from balarea.catalogue.definition.tests import builders
from balarea.catalogue.testing import shipped

# Words of what an office finds, weighs or classes, in labels of what a document states.
OF_THE_OFFICE = re.compile(
    r"\b(zona|skor|nilai|predikat|njop|golongan|kategori|peil|dinilai|lunas|tunggakan"
    r"|kelas|desil|layak|dokumen .* yang wajib|keterangan yang diminta)\b",
    re.IGNORECASE,
)
# Questions that documents state although a label has such a word, and why.
KNOWN_TO_CITIZENS = {
    "BPD-004.from_year": "from which year somebody asks",
    "BPD-006.tax_year": "of which year somebody asks",
    "BPD-008.njop_total": "of a tax that citizens assess themselves",
    "BPD-008.price": "the price that was paid",
    "BPD-010.road_class": "the tariff; checked by the officer",
    "DHB-005.road_class": "what the road sign and the map say; checked on the papers",
    "DIK-003.grade": "a pupil's class at school",
    "DKS-004.class_place": "where a lesson is held",
    "DLH-002.phases": "what the citizen's own document is about",
    "DLH-003.amdal_category": "decided before, in the record of the terms of reference",
    "DLH-007.customer_class": "what one subscribes to",
    "DPM-044.hospital_class": "what one applies for",
    "DPM-052.classes": "how many classes a school has",
}
# An earlier document of the same kind is handed in, and replaced or changed.
REPLACES_AN_EARLIER_ONE = {"DKC-001.R3", "DKC-002.R1", "DPM-014.R3"}
services = shipped


def decided_here() -> Iterator[definitions.Definition]:
    for service in services().values():
        if service.ends_by == "DECIDE" and service.output is not None:
            yield service


def stated(service: definitions.Definition) -> Iterator[str]:
    """The questions whose answers the document states."""
    output = service.output
    assert output is not None
    yield from output.shown
    for statement in output.statements:
        yield from display_texts.PLACEHOLDER.findall(" ".join(statement.texts.values()))


def test_no_document_states_as_an_answer_what_the_office_determines() -> None:
    labels = {
        f"{service.code}.{name}"
        for service in decided_here()
        for name in stated(service)
        if OF_THE_OFFICE.search(service.fields[name].label.id)
    }
    assert labels == {*KNOWN_TO_CITIZENS}


@pytest.mark.parametrize(
    "label",
    ["Zona pada peta tata ruang", "Skor penilaian", "Dinilai oleh", "Lunas sampai"],
)
def test_the_words_of_an_office_are_recognised(label: str) -> None:
    assert OF_THE_OFFICE.search(label)


def test_what_a_document_announces_below_is_written_by_an_officer() -> None:
    for service in decided_here():
        assert service.output is not None
        texts = " ".join(one.id for one in service.output.statements)
        if "tertulis di bawah ini" in " ".join(texts.split()):
            assert service.finding is not None, service.code


def test_a_first_document_does_not_ask_for_itself() -> None:
    codes = {
        f"{service.code}.{one.id}"
        for service in services().values()
        for one in service.requirements
        if service.code in (one.service, *one.fulfilled_by)
        if one.required and one.when is None
    }
    assert codes == REPLACES_AN_EARLIER_ONE


def test_those_that_asked_for_a_finding_have_it_now() -> None:
    """PUT-001 asked the citizen for the zone that its letter certifies."""
    letter = services()["PUT-001"]
    assert "zone" not in letter.fields
    assert letter.finding is not None
    assert letter.finding.by_rules is None
    with_finding = [one.code for one in decided_here() if one.finding is not None]
    assert len(with_finding) >= 20


def test_rules_need_a_text_of_their_own_and_officers_have_none() -> None:
    screening = services()["DLH-001"]
    assert screening.finding is not None
    assert screening.finding.by_rules is not None
    finding = {"label": builders.text(), "hint": builders.text()}
    assert "finding" not in builders.messages(
        builders.make(output={"finding": finding})
    )
    by_rules = {**finding, "by_rules": builders.text()}
    assert "output.finding.by_rules: is for services that rules decide" in (
        builders.messages(builders.make(output={"finding": by_rules}))
    )
