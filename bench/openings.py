"""How long from an opening of somebody's data until its proof is on the page."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

PATIENCE = 60.0  # seconds, which are promised
PAUSE = 0.02


def waits(count: int) -> list[float]:
    """Seconds from the commit of each opening until its entry's page has the proof.

    Raises:
        SystemExit: one wasn't there within `PATIENCE`.
    """
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from balarea.foundation import clock, ids
    from balarea.foundation.operation import SYSTEM, Actor, ActorKind
    from balarea.transparency.receipts import receipt_proofs
    from balarea.vault import operations as vault
    from balarea.vault import queries

    client = Client(SERVER_NAME=urlsplit(settings.BALAREA_BASE_URL).hostname or "")
    officer = Actor(ActorKind.OFFICER, ids.uuid7(), "DKC", office="Bench, DKC")
    case, spent = ids.uuid7(), []
    sealed = vault.seal(
        case=case, name="answers", content=b"{}", by=SYSTEM, at=clock.now()
    )
    for _ in range(count):
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
        page = client.get(reverse("transparency:entry", args=[entry]))
        if reverse("transparency:entry_proof", args=[entry]) not in str(page.content):
            raise SystemExit(f"The page of entry {entry} doesn't lead to its proof.")
        spent.append(time.perf_counter() - began)
    return spent
