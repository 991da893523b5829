"""Draws for tests: two overseers in this process, and leaves made from entries."""

import datetime as dt
from uuid import UUID

from balarea.applications import models
from balarea.applications.operations import drawing
from balarea.applications.queries import drawing as queries
from balarea.foundation.operation import SYSTEM
from balarea.people.models import Officer
from balarea.transparency import testing as transparency
from balarea.transparency.draw import ecvrf, picking
from balarea.transparency.entries import composing, leaves
from balarea.transparency.tlog import merkle

SEEDS = (b"\x01" * 32, b"\x02" * 32)
# For `BALAREA_OVERSEERS`; nothing answers at the addresses.
OVERSEERS = tuple(
    f"{name}={ecvrf.public_key(seed).hex()}@http://127.0.0.1:1"
    for name, seed in zip(("Ombudsman", "Inspektorat"), SEEDS, strict=True)
)


def logged(draw: models.Draw) -> queries.LoggedRequest:
    """The request's leaf as the sequencer would make it, without a place in a log."""
    entries = transparency.entries_of(draw.application_id)
    [entry] = [one for one in entries if one.id == draw.entry]
    leaf = leaves.encode(composing.leaf_of(entry, b""))
    return queries.LoggedRequest(leaf, "")


def proofs(leaf: bytes) -> tuple[bytes, bytes]:
    """What both overseers prove for a leaf."""
    alpha = picking.alpha(merkle.leaf_hash(leaf))
    first, second = (ecvrf.prove(seed, alpha) for seed in SEEDS)
    return first, second


def draw_all(at: dt.datetime) -> list[Officer | None]:
    """Request every draw that is due and complete it; who was drawn."""
    seen: list[UUID] = []
    while case := drawing.request_next(besides=seen, by=SYSTEM, at=at):
        seen.append(case)
    drawn = []
    for draw in queries.waiting():
        request = logged(draw)
        drawn.append(
            drawing.complete(
                draw=draw.id,
                logged=request,
                proofs=proofs(request.leaf),
                by=SYSTEM,
                at=at,
            )
        )
    return drawn
