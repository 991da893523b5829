"""A draw as the public and its citizen read it, and as programs recompute it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.applications import models
from balarea.applications.draw_rules import Cause
from balarea.applications.queries import drawing
from balarea.people.presenters import position_name
from balarea.transparency.draw import picking, records
from balarea.transparency.draw.audit import Export, PublishedDraw, PublishedRoster
from balarea.transparency.tlog import merkle

STEPS: Mapping[str, Promise] = {
    "VERIFY": _("Checking the requirements"),
    "INSPECT": _("Visiting the place"),
    "DECIDE": _("Deciding"),
    "COUNTERSIGN": _("Signing as second person"),
    "HAND_OVER": _("Handing over to the register"),
}
CAUSES: Mapping[str, Promise] = {
    Cause.AWAY: _("The officer drawn before is away."),
    Cause.EXCLUDED: _("A conflict of interest came up with the officer drawn before."),
    Cause.LEFT: _("The officer drawn before no longer has this task."),
}


@dataclasses.dataclass(frozen=True, slots=True)
class CandidateRow:
    """An officer of the roster in one draw, by the code of this quarter."""

    code: str
    weight: int
    share: str
    is_excluded: bool
    is_drawn: bool


@dataclasses.dataclass(frozen=True, slots=True)
class DrawView:
    """One draw; `beacon` and below are empty while it waits."""

    id: str
    service: str
    title: str
    agency: str
    step: str | Promise
    at: dt.datetime
    drawn_at: dt.datetime | None
    count: int
    left: int
    code: str
    cause: str | Promise
    beacon_round: int | None
    due_at: dt.datetime | None
    request_entry: str
    roster_entry: str
    rows: tuple[CandidateRow, ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    randomness: str = ""
    signature: str = ""
    leaf_hash: str = ""
    result_entry: str = ""
    previous: str = ""
    replaced_by: str = ""


def draw_view(draw: models.Draw, title: str) -> DrawView:
    """Everything that is published of one draw, in the order of recomputing it."""
    request = records.read_request(draw.document)
    roster = records.read_roster(draw.roster.document)
    listed = roster.officers(request.action, request.service)
    left = [one for one in listed if one.pseudonym not in request.excluded]
    result = getattr(draw, "result", None)
    fallback = getattr(draw, "fallback", None)
    drawn = result.pseudonym if result is not None else ""
    return DrawView(
        id=str(draw.id),
        service=request.service,
        title=title,
        agency=roster.agency,
        step=STEPS[draw.action],
        at=draw.at,
        drawn_at=result.at if result is not None else None,
        count=len(listed),
        left=len(left),
        code=drawn[:8],
        cause=CAUSES.get(draw.cause, ""),
        beacon_round=fallback.beacon_round if fallback is not None else None,
        due_at=fallback.due_at if fallback is not None else None,
        request_entry=str(draw.entry),
        roster_entry=str(draw.roster.entry),
        rows=_rows(listed, request.excluded, drawn),
        proofs=_proofs(result, roster.overseers),
        randomness=_hex(result.randomness) if result is not None else "",
        signature=_hex(result.round_signature) if result is not None else "",
        leaf_hash=merkle.leaf_hash(bytes(result.leaf)).hex() if result else "",
        result_entry=str(result.entry) if result is not None else "",
        previous=str(draw.previous_id or ""),
        replaced_by=str(one.id) if (one := getattr(draw, "replaced_by", None)) else "",
    )


@dataclasses.dataclass(frozen=True, slots=True)
class DrawnLine:
    """One draw on the page of its case; `code` is empty while it waits."""

    id: str
    step: str | Promise
    code: str
    office: str
    left: int
    count: int
    cause: str | Promise
    beacon_round: int | None


def drawn(application: models.Application) -> list[DrawnLine]:
    """How the officers of a case were drawn; nothing where they aren't."""
    if not application.is_drawn:
        return []
    lines = []
    for draw in drawing.draws_of(application.id):
        one = draw_view(draw, "")
        result = getattr(draw, "result", None)
        line = DrawnLine(
            one.id,
            one.step,
            one.code,
            position_name(result.officer) if result is not None else "",
            one.left,
            one.count,
            one.cause,
            one.beacon_round,
        )
        lines.append(line)
    return lines


def _rows(
    listed: Iterable[picking.Candidate], excluded: Mapping[str, str], drawn: str
) -> tuple[CandidateRow, ...]:
    total = sum(one.weight for one in listed if one.pseudonym not in excluded)
    return tuple(
        CandidateRow(
            one.pseudonym[:8],
            one.weight,
            f"{one.weight} / {total}" if one.pseudonym not in excluded else "",
            one.pseudonym in excluded,
            one.pseudonym == drawn,
        )
        for one in listed
    )


def _proofs(
    result: models.DrawResult | None, overseers: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    if result is None or result.first_proof is None:
        return ()
    proofs = (_hex(result.first_proof), _hex(result.second_proof))
    return tuple(zip((name for name, _ in overseers), proofs, strict=True))


def _hex(value: bytes | memoryview | None) -> str:
    return bytes(value).hex() if value is not None else ""


def export(draws: Sequence[models.Draw], after: str) -> Export:
    """A page of draws as programs read them."""
    rosters = {draw.roster_id: draw.roster for draw in draws}
    return Export(
        tuple(PublishedRoster(one.document, one.opening) for one in rosters.values()),
        tuple(map(published, draws)),
        after,
    )


def published(draw: models.Draw) -> PublishedDraw:
    """One draw as programs read it."""
    result = getattr(draw, "result", None)
    fallback = getattr(draw, "fallback", None)
    opened = PublishedDraw(
        draw.document,
        draw.opening,
        fallback=fallback.opening if fallback is not None else "",
    )
    if result is None:
        return opened
    proofs = (result.first_proof, result.second_proof)
    return dataclasses.replace(
        opened,
        leaf=_hex(result.leaf),
        log_proof=result.log_proof,
        proofs=tuple(_hex(one) for one in proofs if one is not None),
        randomness=_hex(result.randomness),
        signature=_hex(result.round_signature),
        officer=result.pseudonym,
        result=result.opening,
    )
