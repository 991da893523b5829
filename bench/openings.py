"""How long from an opening of somebody's data until its proof is on the page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

PATIENCE = 60.0  # seconds, which are promised
PAUSE = 0.02


def waits(count: int) -> list[float]:
    """Seconds from the commit of each opening until its entry's page has the proof.

    That is what the page shows of it, and the proof that it links to, without HTML.

    Raises:
        SystemExit: one wasn't there within `PATIENCE`.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from balarea.foundation import clock, ids
    from balarea.foundation.operation import SYSTEM, Actor, ActorKind
    from balarea.transparency.receipts import receipt_proofs
    from balarea.vault import operations as vault
    from balarea.vault import queries

    call_command("make_keys")  # only those that are missing
    client = Client(SERVER_NAME=urlsplit(settings.BALAREA_BASE_URL).hostname or "")
    officer = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", office="Bench, DKC")
    case, spent = ids.uuid7(), []
    sealed = vault.seal(
        case=case, name="answers", content=b"{}", by=SYSTEM, at=clock.now()
    )
    for _ in range(count + 1):
        vault.open(
            sealed=sealed,
            case=case,
            name="answers",
            by=officer,
            purpose="VERIFY",
            at=clock.now(),
        )
        began = time.perf_counter()
        entry = queries.accesses(case)[0].entry
        if entry is None:
            raise SystemExit("The opening has no entry of its own.")
        while not receipt_proofs.published([entry]):
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"Entry {entry} isn't proven after {PATIENCE:.0f} s.")
            time.sleep(PAUSE)
        if not is_shown(client, entry):
            raise SystemExit(f"The page of entry {entry} doesn't lead to its proof.")
        spent.append(time.perf_counter() - began)
    return spent[1:]  # the first loads every view


def is_shown(client: Client, entry: UUID) -> bool:
    """Whether the page of an entry has its place, and the proof that it links to."""
    from django.urls import reverse

    from balarea.transparency import queries
    from balarea.transparency.presenters import live

    row = queries.entry(entry)
    proof = client.get(reverse("transparency:entry_proof", args=[entry]))
    return (
        row is not None and live.place_of(row) is not None and proof.status_code == 200
    )
