"""Each opening of a citizen's contacts stands with its entry of the public log."""

import datetime as dt

import pytest

from balarea.foundation import ids
from balarea.foundation.operation import Actor, ActorKind
from balarea.people import presenters
from balarea.vault.models import Access

OFFICER = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", "Petugas, Dinas")


@pytest.mark.parametrize("is_sealed", [True, False])
def test_says_whether_the_entry_of_an_opening_is_proven(
    is_sealed: bool, at: dt.datetime
) -> None:
    entry = ids.uuid7()
    row = Access(purpose="COUNTER", office=OFFICER.office, at=at, entry=entry)
    sealed = {entry} if is_sealed else set()
    [shown] = presenters.openings([row], [], {}, sealed, at)
    assert (shown.entry, shown.is_sealed) == (entry, is_sealed)
    assert shown.who == OFFICER.office
