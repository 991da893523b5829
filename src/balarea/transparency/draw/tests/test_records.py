"""Documents of draws have one spelling each; everything else is refused."""

import json

import pytest

from balarea.transparency.draw import records
from balarea.transparency.draw.picking import Candidate
from balarea.transparency.draw.records import Request, Roster, RosterList

ANA, BUDI = Candidate("a" * 32, 3), Candidate("b" * 32, 1)
OVERSEERS = (("Ombudsman", "2" * 64), ("Inspektorat", "3" * 64))
LISTS = (RosterList("VERIFY", ("DPM-058",), (ANA, BUDI)),)
ROSTER = Roster("DPM", "2026-11-30", OVERSEERS, LISTS)
REQUEST = Request("d" * 32, "0" * 64, "VERIFY", "DPM-058", {BUDI.pseudonym: "1" * 64})


def test_reads_what_it_wrote() -> None:
    assert records.read_roster(records.write_roster(ROSTER)) == ROSTER
    assert records.read_request(records.write_request(REQUEST)) == REQUEST


def test_writes_the_same_whatever_the_order() -> None:
    turned = ROSTER._replace(lists=(ROSTER.lists[0]._replace(officers=(BUDI, ANA)),))
    assert records.write_roster(turned) == records.write_roster(ROSTER)


def test_leaves_out_who_is_excluded_or_not_listed_for_this_step() -> None:
    assert records.candidates(ROSTER, REQUEST) == [ANA]
    assert records.candidates(ROSTER, REQUEST._replace(action="DECIDE")) == []
    assert records.candidates(ROSTER, REQUEST._replace(service="DPM-001")) == []


@pytest.mark.parametrize(
    "document",
    [
        "",
        "[]",
        "{" * 2000,
        " " + records.write_roster(ROSTER),
        records.write_roster(ROSTER).replace('"v":1', '"v":2'),
        records.write_roster(ROSTER).replace(",3]", ",0]"),
        records.write_roster(ROSTER).replace(",3]", ",true]"),
        records.write_roster(ROSTER).replace(ANA.pseudonym, "Ana"),
        json.dumps(json.loads(records.write_roster(ROSTER))),
        records.write_roster(ROSTER).replace("3" * 64, "3"),
        records.write_roster(ROSTER).replace('["Ombudsman",', "["),
        records.write_request(REQUEST),
    ],
)
def test_refuses_another_spelling_of_a_roster(document: str) -> None:
    with pytest.raises(records.InvalidDocument):
        records.read_roster(document)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0" * 64, "0"),
        ("1" * 64, "FAMILY"),
        ('"cause":""', '"cause":"because of Budi"'),
        ('"previous":""', '"previous":null'),
        ('{"' + BUDI.pseudonym, '{"Budi'),
    ],
)
def test_refuses_free_text_in_a_request(old: str, new: str) -> None:
    document = records.write_request(REQUEST)
    assert old in document
    with pytest.raises(records.InvalidDocument):
        records.read_request(document.replace(old, new))


def test_hides_the_reason_of_an_exclusion_without_its_salt() -> None:
    first = records.exclusion_commitment(b"1" * 32, "SAME_FAMILY")
    assert first != records.exclusion_commitment(b"2" * 32, "SAME_FAMILY")
    assert first != records.exclusion_commitment(b"1" * 32, "OWN_NIK")
