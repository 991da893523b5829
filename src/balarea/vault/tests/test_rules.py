"""For what sealed data may be opened, and which accesses the public log leaves out."""

import datetime as dt

from balarea.vault import rules

# UU 27/2022 arts. 20 and 31: each processing has a purpose that was named before.
PURPOSES = (
    "OWN_DATA REUSE SELF_SERVICE VERIFY INSPECT DECIDE HAND_OVER ADVISE CONSULT ISSUE"
    " NOTIFY COUNTER AUDIT COVERT"
)


def test_data_is_opened_for_these_purposes_only() -> None:
    assert set(PURPOSES.split()) == rules.PURPOSES


def test_an_owner_s_own_accesses_and_messages_to_them_are_not_public() -> None:
    assert {"OWN_DATA", "NOTIFY"} == rules.COUNTED_PURPOSES
    private = {"OWN_DATA", "NOTIFY", "REUSE", "SELF_SERVICE"}
    assert private == rules.PRIVATE_PURPOSES
    assert {"CITIZEN", "VISITOR"} == rules.OWNERS


def test_what_an_officer_opens_for_an_owner_is_opened_at_a_counter() -> None:
    assert rules.owner_purpose("CITIZEN") == "OWN_DATA"
    assert rules.owner_purpose("VISITOR", "REUSE") == "REUSE"
    assert rules.owner_purpose("OFFICER", "REUSE") == "COUNTER"


def test_files_without_a_row_are_removed_after_a_day() -> None:
    assert dt.timedelta(days=1) == rules.ORPHAN_AFTER
    assert rules.FEW == 20
