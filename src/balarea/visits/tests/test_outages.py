"""A register that is down is said wherever people wait, until it works again."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from balarea.foundation import clock
from balarea.foundation.errors import NotFound
from balarea.visits import errors, models, testing
from balarea.visits.operations import outages
from balarea.visits.outage_rules import NAMES, System
from balarea.visits.queries import boards, tickets
from balarea.visits.queries import outages as queries

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_who_waits_reads_which_register_is_down_until_it_works_again(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at)
    site = testing.mall(at, others=("BPN",))
    clerk, other = testing.clerk(site, "A1", at), testing.clerk(site, "B1", at)
    how: dict[str, Any] = {"scope": clerk.scope, "by": clerk.by, "at": at}
    ticket = testing.ticket(testing.queue(site), at)
    outages.report(system=System.POPULATION, **how)
    outages.report(system=System.POPULATION, **how)
    [row] = models.Outage.objects.all()
    pages = ("/antrean/", f"/antrean/{tickets.token_of(ticket.visit_id)}/", "/kios/")
    text = queries.sentences(site, at)[0]
    assert text.startswith("DKC: ")
    for page in pages:
        assert text in Client().get(page).content.decode(), page
    shown = boards.board(site, "B", at).texts[0]
    assert shown["id"] != shown["en"]
    assert "is down since 10.00" in shown["en"]
    # Another agency can't end it; its own can.
    with pytest.raises(NotFound):
        outages.end(outage=row.id, scope=other.scope, by=other.by, at=at)
    outages.end(outage=row.id, **how)
    assert queries.current(site, at) == []
    # What nobody ended is over with its day, and can be reported anew.
    outages.report(system=System.NETWORK, **how)
    assert len(queries.current(site, at)) == 1
    assert queries.current(site, at + DAY) == []
    outages.report(system=System.NETWORK, **{**how, "at": at + DAY})
    assert len(queries.current(site, at + DAY)) == 1
    assert models.Outage.objects.filter(until=None).count() == 1
    without = testing.clerk(site, "A2", at, opens=False)
    with pytest.raises(errors.DeskClosed):
        outages.report(system=System.TAX, scope=without.scope, by=without.by, at=at)


def test_every_register_has_a_name() -> None:
    assert set(NAMES) == set(System)
