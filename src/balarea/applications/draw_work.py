"""The job that draws: it asks the overseers between the operations, never in one."""

import datetime as dt
import logging
from uuid import UUID

from balarea.applications import models
from balarea.applications.draw_rules import SILENCE
from balarea.applications.operations import drawing, rosters
from balarea.applications.providers import beacons, overseers
from balarea.applications.queries import drawing as queries
from balarea.foundation.operation import SYSTEM
from balarea.transparency.draw import ecvrf

log = logging.getLogger(__name__)


def run(at: dt.datetime) -> None:
    """Fix rosters, request what is due, and complete what can be completed now."""
    if not queries.is_in_force():
        return
    while rosters.commit_next(by=SYSTEM, at=at):
        pass
    seen: set[UUID] = set()
    while (case := drawing.request_next(besides=seen, by=SYSTEM, at=at)) is not None:
        seen.add(case)
    for draw in queries.waiting():
        _advance(draw, at)


def _advance(draw: models.Draw, at: dt.datetime) -> None:
    """Take one draw a step further; it stays as it is where somebody is awaited."""
    logged = queries.logged_request(draw)
    if logged is None:  # not in a cosigned checkpoint yet
        return
    if hasattr(draw, "fallback"):
        _by_public_round(draw, logged, at)
    elif not _by_overseers(draw, logged, at) and at - draw.at >= SILENCE:
        drawing.announce_fallback(draw=draw.id, by=SYSTEM, at=at)


def _by_overseers(
    draw: models.Draw, logged: queries.LoggedRequest, at: dt.datetime
) -> bool:
    """Whether both gave a valid proof, by which an officer is drawn."""
    proofs = [
        overseers.prove(one, logged.leaf, logged.log_proof)
        for one in overseers.overseers()
    ]
    first, second = proofs
    if first is None or second is None:
        return False
    try:
        drawing.complete(
            draw=draw.id, logged=logged, proofs=(first, second), by=SYSTEM, at=at
        )
    except ecvrf.InvalidProof as error:
        log.warning("draw %s: a proof is not the overseer's: %s", draw.id, error)
        return False
    return True


def _by_public_round(
    draw: models.Draw, logged: queries.LoggedRequest, at: dt.datetime
) -> None:
    if at < draw.fallback.due_at:
        return
    signature = beacons.signature_of(draw.fallback.beacon_round)
    if signature is not None:
        drawing.complete_by_public_round(
            draw=draw.id, logged=logged, signature=signature, by=SYSTEM, at=at
        )
