"""Officers of drawn services: requested in the log, drawn, replaced by a draw only."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django.fixtures import Settings
from tests import snapshots

from balarea.applications import (
    draw_work,
    errors,
    models,
    testing,
    testing_draws,
)
from balarea.applications.draw_rules import ROUND_DELAY, SILENCE, Cause
from balarea.applications.operations import (
    assigning,
    conflicts,
    drawing,
    rosters,
    steps,
    verifying,
)
from balarea.applications.providers import beacons, overseers
from balarea.applications.queries import drawing as queries
from balarea.applications.queries import separation
from balarea.applications.rules import State
from balarea.applications.tests.conftest import Applicants, ApplicationIn
from balarea.catalogue.testing import ARRANGED
from balarea.foundation import clock, unit_of_work
from balarea.foundation.operation import SYSTEM, Actor, operation
from balarea.people import queries as people
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.operations import absences
from balarea.people.rules import Action
from balarea.people.substitute_rules import AbsenceKind
from balarea.transparency.draw import audit, ecvrf, picking, records, rounds
from balarea.transparency.entries import composing, leaves
from balarea.transparency.models import Entry
from balarea.transparency.tlog import merkle
from balarea.vault import operations as vault

pytestmark = pytest.mark.django_db
LICENCE = "DPM-058"
WHY = "Petugas sedang mendampingi kunjungan lapangan hari ini."


def acting(officer: Officer) -> dict[str, Any]:
    return {
        "scope": people_testing.scope_of(officer),
        "by": people.officer_actor(officer),
    }


@pytest.fixture
def filed(
    settings: Settings, applicants: Applicants, at: dt.datetime
) -> models.Application:
    """A licence that was filed after the day's rosters were fixed."""
    assert LICENCE in ARRANGED
    settings.BALAREA_OVERSEERS = testing_draws.OVERSEERS

    def arranged() -> UUID:
        while rosters.commit_next(by=SYSTEM, at=at):
            pass
        schedule = testing.Schedule(at, at)
        case = testing.draft(LICENCE, applicants[0], schedule)
        testing.submit(case, applicants[0], schedule)
        return case

    case = snapshots.arrange(("drawn case", LICENCE), arranged)
    application = models.Application.objects.get(id=case)
    assert application.state == State.RECEIVED
    return application


def test_waits_for_its_draw_and_then_is_with_whom_the_draw_picked(
    filed: models.Application, at: dt.datetime
) -> None:
    assert filed.is_drawn
    verifier = people.officers_with(Action.VERIFY, agency="DPM", service=LICENCE)[0]
    requirement = testing.first_requirement(filed.id, at=at, **acting(verifier))
    with pytest.raises(errors.NotDrawnYet):
        verifying.save_marks(
            case=filed.id, marks={requirement: True}, at=at, **acting(verifier)
        )
    [officer] = testing_draws.draw_all(at)
    assert officer is not None
    filed.refresh_from_db()
    assert filed.handler_id == officer.id
    draw = queries.last_draw(filed.id)
    assert draw is not None
    roster = records.read_roster(draw.roster.document)
    request = records.read_request(draw.document)
    leaf = bytes(draw.result.leaf)
    alpha = picking.alpha(merkle.leaf_hash(leaf))
    first, second = (
        ecvrf.verify(ecvrf.public_key(seed), alpha, proof)
        for seed, proof in zip(
            testing_draws.SEEDS, testing_draws.proofs(leaf), strict=True
        )
    )
    beacon = picking.beacon(first, second)
    picked = picking.pick(beacon, records.candidates(roster, request))
    assert queries.officers_of(draw.roster)[picked] == officer.id
    types = list(Entry.objects.filter(subject=filed.id).values_list("type", flat=True))
    assert [types.count(one) for one in ("DRAW_REQUESTED", "DRAWN")] == [1, 1]
    verifying.save_marks(
        case=filed.id, marks={requirement: True}, at=at, **acting(officer)
    )


def away(officer: Officer, at: dt.datetime) -> None:
    today = clock.today(at)
    absences.record_absence(
        officer=officer,
        kind=AbsenceKind.LEAVE,
        begins_on=today,
        ends_on=today + dt.timedelta(days=3),
        at=at,
        **acting(officer),
    )


def head() -> Officer:
    return people.officers_with(Action.ASSIGN, agency="DPM", service=LICENCE)[0]


def drawn_now(case: models.Application, at: dt.datetime) -> Officer:
    """Who is drawn for what the case waits for now."""
    [officer] = testing_draws.draw_all(at)
    assert officer is not None
    case.refresh_from_db()
    assert case.handler_id == officer.id
    return officer


def test_is_neither_taken_nor_given_nor_passed_on_by_anybody(
    filed: models.Application, at: dt.datetime
) -> None:
    officers = people.officers_with(Action.VERIFY, agency="DPM", service=LICENCE)
    assert len(officers) > 1
    for one in officers:
        with pytest.raises(errors.OfficerIsDrawn):
            assigning.take(case=filed.id, at=at, **acting(one))
        with pytest.raises(errors.OfficerIsDrawn):
            assigning.give_back(case=filed.id, at=at, **acting(one))
        with pytest.raises(errors.OfficerIsDrawn):
            assigning.give(
                case=filed.id, officer=one.id, reason=WHY, at=at, **acting(head())
            )
    assert (
        assigning.take_next(queue=Action.VERIFY, at=at, **acting(officers[0])) is None
    )
    drawn = drawn_now(filed, at)
    [other, *_] = [one for one in officers if one != drawn]
    with pytest.raises(errors.OfficerIsDrawn):
        assigning.take(case=filed.id, reason=WHY, at=at, **acting(other))


def test_the_database_refuses_an_officer_whom_no_draw_picked(
    filed: models.Application, at: dt.datetime
) -> None:
    drawn = drawn_now(filed, at)
    officers = people.officers_with(Action.VERIFY, agency="DPM", service=LICENCE)
    [other, *_] = [one for one in officers if one != drawn]

    @operation
    def choose(*, by: Actor, at: dt.datetime) -> None:
        filed.handler = other
        unit_of_work.change(filed, "handler")
        steps.log_entry(application=filed, type="ASSIGNED", by=by, at=at)

    with transaction.atomic():
        choose(by=SYSTEM, at=at)
        with pytest.raises(DatabaseError, match="is drawn"):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_a_new_draw_follows_an_absence_and_never_a_wish(
    filed: models.Application, at: dt.datetime
) -> None:
    first = drawn_now(filed, at)
    with pytest.raises(errors.CannotRedraw):
        drawing.replace(case=filed.id, at=at, **acting(head()))
    away(first, at)
    outsider = people.officers_with(Action.VERIFY, agency="DPM", service=LICENCE)
    [other, *_] = [one for one in outsider if one != first]
    with pytest.raises(errors.NotYours):
        drawing.replace(case=filed.id, at=at, **acting(other))
    assert drawing.replace(case=filed.id, at=at, **acting(head())) == Cause.AWAY
    second = drawn_now(filed, at)
    assert second != first
    last = queries.last_draw(filed.id)
    assert last is not None
    assert last.previous is not None
    assert records.read_request(last.document).cause == "AWAY"
    kinds = models.Assignment.objects.filter(application=filed).order_by("at", "id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "DRAWN",
        "GIVEN_BACK",
        "DRAWN",
    ]


def test_a_conflict_that_comes_up_later_is_followed_by_a_new_draw(
    filed: models.Application, at: dt.datetime
) -> None:
    first = drawn_now(filed, at)
    conflicts.declare(case=filed.id, ground="FAMILY", at=at, **acting(first))
    assert drawn_now(filed, at) != first
    last = queries.last_draw(filed.id)
    assert last is not None
    assert last.cause == Cause.EXCLUDED
    assert "FAMILY" not in last.document  # the reason is sealed


def test_a_public_round_stands_in_for_silence_and_only_then(
    filed: models.Application, at: dt.datetime
) -> None:
    drawing.request_next(besides=(), by=SYSTEM, at=at)
    [draw] = queries.waiting()
    with pytest.raises(errors.CannotRedraw):
        drawing.announce_fallback(draw=draw.id, by=SYSTEM, at=at)
    later = at + SILENCE
    drawing.announce_fallback(draw=draw.id, by=SYSTEM, at=later)
    [draw] = queries.waiting()
    assert draw.fallback.due_at >= later + ROUND_DELAY
    logged = testing_draws.logged(draw)
    arguments: dict[str, Any] = {"draw": draw.id, "logged": logged, "by": SYSTEM}
    proofs = testing_draws.proofs(logged.leaf)
    assert drawing.complete(proofs=proofs, at=later, **arguments) is None
    due = draw.fallback.due_at
    signature = beacons.signature_of(draw.fallback.beacon_round)
    assert signature is not None
    by_round = drawing.complete_by_public_round
    assert by_round(signature=signature, at=later, **arguments) is None
    other = rounds.simulated_signature(draw.fallback.beacon_round + 1)
    with pytest.raises(rounds.InvalidSignature):
        by_round(signature=other, at=due, **arguments)
    officer = by_round(signature=signature, at=due, **arguments)
    result = models.DrawResult.objects.get(draw=draw)
    assert result.round_signature == signature
    filed.refresh_from_db()
    assert officer is not None
    assert filed.handler_id == officer.id


def test_refuses_a_proof_that_is_not_the_overseers(
    filed: models.Application, at: dt.datetime
) -> None:
    drawing.request_next(besides=(), by=SYSTEM, at=at)
    [draw] = queries.waiting()
    logged = testing_draws.logged(draw)
    first, second = testing_draws.proofs(logged.leaf)
    with pytest.raises(ecvrf.InvalidProof):
        drawing.complete(
            draw=draw.id, logged=logged, proofs=(second, first), by=SYSTEM, at=at
        )
    assert queries.waiting() == [draw]


def test_anybody_recomputes_what_is_published(
    filed: models.Application, at: dt.datetime, client: Client
) -> None:
    drawn_now(filed, at)
    [entry] = [
        one
        for one in Entry.objects.filter(type="ROSTER", agency="DPM").order_by("-id")[:1]
    ]
    entries = [entry, *Entry.objects.filter(subject=filed.id).order_by("id")]
    log = audit.Log([leaves.encode(composing.leaf_of(one, b"")) for one in entries])
    text = client.get("/transparansi/undian.json").content.decode()
    report = audit.audit(audit.read_export(text), log)
    assert (report.recomputed, report.discrepancies) == (1, ())
    assert audit.audit(audit.read_export(text)).is_clean
    draw = queries.last_draw(filed.id)
    assert draw is not None
    for address in ("/transparansi/undian/", f"/transparansi/undian/{draw.id}/"):
        page = client.get(address).content.decode()
        assert draw.result.pseudonym[:8] in page
        assert filed.reference not in page
        assert draw.result.officer.name not in page


def test_the_job_asks_both_overseers_once_the_request_is_in_the_log(
    filed: models.Application, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[queries.LoggedRequest | None] = [None]
    silent = {"Ombudsman"}

    def prove(overseer: overseers.Overseer, leaf: bytes, proof: str) -> bytes | None:
        names = [one.name for one in overseers.overseers()]
        proofs = dict(zip(names, testing_draws.proofs(leaf), strict=True))
        return None if overseer.name in silent else proofs[overseer.name]

    monkeypatch.setattr(queries, "logged_request", lambda _: logged[-1])
    monkeypatch.setattr(overseers, "prove", prove)
    draw_work.run(at)
    [draw] = queries.waiting()
    assert not hasattr(draw, "fallback")
    logged.append(testing_draws.logged(draw))
    draw_work.run(at)
    assert queries.waiting() == [draw]  # one is silent, and not for long
    draw_work.run(at + SILENCE)
    [draw] = queries.waiting()
    assert draw.fallback.beacon_round
    silent.clear()
    draw_work.run(at + SILENCE)
    assert queries.waiting() == [draw]  # what was announced counts
    draw_work.run(draw.fallback.due_at)
    filed.refresh_from_db()
    assert filed.handler_id is not None


def test_each_step_has_its_own_draw_without_whoever_may_not_take_it(
    filed: models.Application,
    at: dt.datetime,
    applicants: Applicants,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    schedule = testing.Schedule(at, at)
    drawn: dict[str, Officer] = {}
    for state in (State.TO_INSPECT, State.TO_DECIDE, State.TO_COUNTERSIGN):
        officer = drawn_now(filed, at)
        last = queries.last_draw(filed.id)
        assert last is not None
        assert last.previous is None
        drawn[last.action] = officer
        who = tuple(acting(officer).values())
        monkeypatch.setattr(
            people_testing, "officer_for", lambda *_, who=who, **__: who
        )
        testing.advance(filed.id, state, applicants[0], schedule)
        filed.refresh_from_db()
    assert list(drawn) == ["VERIFY", "INSPECT", "DECIDE"]
    assert drawn_now(filed, at) != drawn["DECIDE"]


def test_one_officer_takes_one_of_the_steps_that_are_separated(
    application_in: ApplicationIn, at: dt.datetime
) -> None:
    """Refused by the operation with its reason, and by the database in any case."""
    case = application_in(LICENCE, State.TO_DECIDE)

    @operation
    def separate(*, by: Actor, at: dt.datetime) -> None:
        case.separates_people = True
        unit_of_work.change(case, "separates_people")
        steps.log_entry(application=case, type="CHECKED", by=by, at=at)

    @operation
    def decide(*, officer: UUID, by: Actor, at: dt.datetime) -> None:
        reasons = vault.seal(case=case.id, name="reasons", content=b"", by=by, at=at)
        decision = models.Decision(
            application=case, outcome="GRANTED", reasons=reasons, at=at
        )
        decision.officer_id = officer
        unit_of_work.add(decision)
        steps.log_entry(application=case, type="DECIDED", by=by, at=at)

    separate(by=SYSTEM, at=at)
    checkers = models.RequirementCheck.objects.filter(application=case)
    checker = checkers.values_list("officer", flat=True)[0]
    assert checker in separation.barred(case, Action.DECIDE)
    assert checker not in separation.barred(case, Action.VERIFY)
    with pytest.raises(DatabaseError, match="two steps"), transaction.atomic():
        decide(officer=checker, by=SYSTEM, at=at)
    other = people.officers_with(Action.DECIDE, agency="DPM", service=LICENCE)
    [fresh, *_] = [one for one in other if one.id != checker]
    decide(officer=fresh.id, by=SYSTEM, at=at)
    assert fresh.id in separation.barred(case, Action.VERIFY)
