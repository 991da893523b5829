"""Drawing an officer: request it, take its result, replace who can't go on.

The request is in the log, with who may be drawn, before anybody can know the random
value that picks; the value is proven, so nobody can choose it. How anybody recomputes
it: `transparency.draw.audit`.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Mapping
from uuid import UUID

from balarea.applications import errors, models
from balarea.applications import queries as applications
from balarea.applications.draw_rules import ROUND_DELAY, SILENCE, Cause
from balarea.applications.operations import assigning, steps
from balarea.applications.providers import beacons
from balarea.applications.queries import drawing as queries
from balarea.applications.rules import STATES, State
from balarea.foundation import clock, ids, unit_of_work
from balarea.foundation import errors as foundation_errors
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import queries as people
from balarea.people.models import Officer
from balarea.people.queries import Scope
from balarea.transparency.draw import ecvrf, picking, records, rounds
from balarea.transparency.entries import entry_fields
from balarea.transparency.tlog import merkle
from balarea.vault import operations as vault

_SALT_BYTES = 32


@operation
def request_next(
    *, besides: Collection[UUID], by: Actor, at: dt.datetime
) -> UUID | None:
    """Request the draw that has been due longest; the case, or None where none is.

    `besides` are cases that were looked at already: nobody may be drawn for them now.
    """
    rows = queries.unrequested().exclude(id__in=besides)
    application = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if application is None:
        return None
    last = queries.last_draw(application.id)
    if last is not None and not hasattr(last, "result"):
        return application.id  # another job requested it before this one had the lock
    previous, cause = None, None
    if last is not None and _is_same_turn(application, last):
        previous, cause = last, queries.cause_of_redraw(last, clock.today(at))
    if last is None or cause is None:
        previous = None
    request(application=application, previous=previous, cause=cause, by=by, at=at)
    return application.id


def _is_same_turn(application: models.Application, last: models.Draw) -> bool:
    """Whether the case still waits for the step for which an officer was drawn last."""
    if STATES[State(application.state)].queue != last.action:
        return False
    return applications.changes(application)[-1].at <= last.at


@operation
def request(
    *,
    application: models.Application,
    previous: models.Draw | None = None,
    cause: Cause | None = None,
    by: Actor,
    at: dt.datetime,
) -> models.Draw | None:
    """Request a draw for a locked case; None where nobody can be drawn."""
    today = clock.today(at)
    roster = queries.roster_of(application.agency, today)
    if roster is None:
        return None
    replaced = previous.result.officer_id if previous is not None else None
    action = str(STATES[State(application.state)].queue)
    lists = records.read_roster(roster.document)
    listed = {one.pseudonym for one in lists.officers(action, application.service)}
    codes = queries.exclusions(application, roster, today, replaced=replaced)
    excluded = {name: code for name, code in codes.items() if name in listed}
    salts = {name: secrets.token_bytes(_SALT_BYTES) for name in excluded}
    requested = records.Request(
        id=ids.uuid7().hex,
        roster=roster.digest,
        action=action,
        service=application.service,
        excluded={
            name: records.exclusion_commitment(salts[name], code)
            for name, code in excluded.items()
        },
        previous=previous.digest if previous is not None else "",
        cause=str(cause or ""),
    )
    if not records.candidates(lists, requested):
        return None
    return _add_request(
        application=application,
        roster=roster,
        requested=requested,
        reasons={name: [code, salts[name].hex()] for name, code in excluded.items()},
        previous=previous,
        by=by,
        at=at,
    )


@operation
def _add_request(
    *,
    application: models.Application,
    roster: models.Roster,
    requested: records.Request,
    reasons: Mapping[str, list[str]],
    previous: models.Draw | None,
    by: Actor,
    at: dt.datetime,
) -> models.Draw:
    document = records.write_request(requested)
    digest = records.digest(document)
    sealed = vault.seal(
        case=application.id,
        name="exclusions",
        content=steps.to_json(dict(reasons)),
        by=by,
        at=at,
    )
    entry, opening = _log(
        application=application,
        type="REDRAWN" if previous is not None else "DRAW_REQUESTED",
        facts={"draw": digest},
        by=by,
        at=at,
    )
    draw = models.Draw(
        id=UUID(hex=requested.id),
        application=application,
        action=requested.action,
        roster=roster,
        document=document,
        digest=digest,
        exclusions=sealed,
        entry=entry,
        opening=opening,
        previous=previous,
        cause=requested.cause,
        at=at,
    )
    return unit_of_work.add(draw)


@operation
def _log(
    *,
    application: models.Application,
    type: str,
    facts: Mapping[str, str | int],
    by: Actor,
    at: dt.datetime,
) -> tuple[UUID, str]:
    """Write an entry; its id, and the opening of its facts, which are all published."""
    entry = steps.log_entry(
        application=application, type=type, by=by, at=at, facts=facts
    )
    secret = vault.log_secret(case=application.id, by=by, at=at)
    fields = entry_fields.fields_of(entry, by, facts)
    names = [name for name in fields if name.startswith("fact.")]
    opening = entry_fields.opening_of(entry, secret, fields, names)
    return entry.id, opening.to_bytes().decode()


@operation
def complete(
    *,
    draw: UUID,
    logged: queries.LoggedRequest,
    proofs: tuple[bytes, bytes],
    by: Actor,
    at: dt.datetime,
) -> Officer | None:
    """Draw by both overseers' proofs; who was drawn.

    None if that was done already, or a public round was announced instead.

    Raises:
        ecvrf.InvalidProof: a proof isn't that of the key which the roster names.
    """
    row = _waiting(draw)
    if row is None or hasattr(row, "fallback"):
        return None
    leaf_hash = merkle.leaf_hash(logged.leaf)
    alpha = picking.alpha(leaf_hash)
    keys = records.read_roster(row.roster.document).overseers
    first, second = (
        ecvrf.verify(bytes.fromhex(key), alpha, proof)
        for (_, key), proof in zip(keys, proofs, strict=True)
    )
    result = models.DrawResult(
        draw=row,
        application=row.application,
        leaf=logged.leaf,
        log_proof=logged.log_proof,
        first_proof=proofs[0],
        second_proof=proofs[1],
        at=at,
    )
    beacon = picking.beacon(first, second)
    return _add_result(row=row, result=result, beacon=beacon, by=by, at=at)


@operation
def announce_fallback(*, draw: UUID, by: Actor, at: dt.datetime) -> None:
    """Let a public round stand in for an overseer who stayed silent too long.

    The round is the first one `ROUND_DELAY` after this, so its number is unknown now.
    From here on the overseers' values count no more for this draw.

    Raises:
        errors.CannotRedraw: the time for an answer isn't over.
    """
    row = _waiting(draw)
    if row is None or hasattr(row, "fallback"):
        return
    if at - row.at < SILENCE:
        raise errors.CannotRedraw
    number = rounds.round_after(at + ROUND_DELAY)
    entry, opening = _log(
        application=row.application,
        type="FALLBACK_BEACON",
        facts={"draw": row.digest, "round": number},
        by=by,
        at=at,
    )
    fallback = models.DrawFallback(
        draw=row,
        application=row.application,
        beacon_round=number,
        due_at=rounds.time_of(number),
        entry=entry,
        opening=opening,
        at=at,
    )
    unit_of_work.add(fallback)


@operation
def complete_by_public_round(
    *,
    draw: UUID,
    logged: queries.LoggedRequest,
    signature: bytes,
    by: Actor,
    at: dt.datetime,
) -> Officer | None:
    """Draw by the signed public round that was announced; who was drawn.

    None if that was done already, or the round isn't due.

    Raises:
        rounds.InvalidSignature: it isn't the signature of the announced round.
        rounds.LibraryMissing: it can't be verified here.
    """
    row = _waiting(draw)
    if row is None or not hasattr(row, "fallback") or at < row.fallback.due_at:
        return None
    number = row.fallback.beacon_round
    randomness = rounds.verify(beacons.beacon().chain, number, signature)
    result = models.DrawResult(
        draw=row,
        application=row.application,
        leaf=logged.leaf,
        log_proof=logged.log_proof,
        randomness=randomness,
        round_signature=signature,
        at=at,
    )
    leaf_hash = merkle.leaf_hash(logged.leaf)
    beacon = picking.public_beacon(number, randomness, leaf_hash)
    return _add_result(row=row, result=result, beacon=beacon, by=by, at=at)


def _waiting(draw: UUID) -> models.Draw | None:
    """A draw without a result, its case locked."""
    rows = models.Draw.objects.filter(id=draw)
    case = rows.values_list("application", flat=True).get()
    models.Application.objects.select_for_update(of=("self",)).get(id=case)
    waiting = rows.filter(result__isnull=True)
    return waiting.select_related("application", "roster", "fallback").first()


@operation
def _add_result(
    *,
    row: models.Draw,
    result: models.DrawResult,
    beacon: bytes,
    by: Actor,
    at: dt.datetime,
) -> Officer:
    """Record who was drawn, and give them the case if it still waits for that step."""
    roster = records.read_roster(row.roster.document)
    candidates = records.candidates(roster, records.read_request(row.document))
    result.pseudonym = picking.pick(beacon, candidates)
    officer_id = queries.officers_of(row.roster)[result.pseudonym]
    [officer] = people.officers_by_id([officer_id])
    result.officer = officer
    facts = {
        "draw": row.digest,
        "beacon": beacon.hex(),
        "officer": result.pseudonym,
    }
    result.entry, result.opening = _log(
        application=row.application, type="DRAWN", facts=facts, by=by, at=at
    )
    unit_of_work.add(result)
    application = row.application
    is_waiting = STATES[State(application.state)].queue == row.action
    if is_waiting and application.handler_id is None:
        assigning.give_drawn(application=application, officer=officer, by=by, at=at)
    return officer


@operation
def replace(
    *,
    case: UUID,
    scope: Scope,
    seen_revision: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Cause:
    """Have another officer drawn, because the one who was drawn can't go on.

    By the head who hands out the work, or by that officer. Who comes next is drawn; a
    reason is none of theirs to write: it is what the system finds.

    Raises:
        errors.NotYours: the officer neither has it nor hands out the work.
        errors.CannotRedraw: whoever was drawn can go on.
    """
    application = applications.case_in_reach(case, scope, lock=True)
    if application is None:
        raise foundation_errors.NotFound
    if seen_revision is not None and seen_revision != application.revision:
        raise errors.ChangedMeanwhile
    assigning.check_passes_on(scope, application)
    last = queries.last_draw(case)
    cause = queries.redraw_cause(application, clock.today(at))
    if last is None or cause is None:
        raise errors.CannotRedraw
    assigning.free_drawn(
        application=application, assigned_by=scope.officer, by=by, at=at
    )
    draw = request(
        application=application, previous=last, cause=cause, by=SYSTEM, at=at
    )
    if draw is None:  # nothing is freed then
        raise errors.CannotRedraw
    return cause
