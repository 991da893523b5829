"""Advice of other agencies: asked at once, given or passed in silence, then decided."""

import contextlib
import datetime as dt
from random import Random
from typing import Any
from uuid import UUID

import pytest
from tests import sampling, snapshots

from balarea.applications import errors, models, queries, testing, testing_advice
from balarea.applications.operations import (
    advising,
    asking_advice,
    deciding,
    filing,
    printed_conditions,
)
from balarea.applications.rules import (
    GIVEN_ADVICE,
    SILENT_ADVICE,
    AdviceOutcome,
    Outcome,
    State,
)
from balarea.applications.tests.conftest import Applicants, officer_for
from balarea.catalogue import testing as catalogue_testing
from balarea.foundation import calendar, clock
from balarea.foundation.errors import NotFound, Refusal
from balarea.foundation.operation import SYSTEM
from balarea.notices.models import Message
from balarea.people import queries as people_queries
from balarea.people import testing as people
from balarea.people.operations import calendar as calendar_operations
from balarea.people.operations import officer_contacts
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
PBG = "DPM-012"
WHY = "Jalan masuknya terlalu dekat dengan persimpangan jalan kabupaten."
ALL_THE_SAME = "Jalan masuk sudah dipindahkan menurut gambar yang diperbaiki di lokasi."


@pytest.fixture
def pbg(applicants: Applicants, at: dt.datetime) -> models.Application:
    """A building approval that asked three agencies some days ago, and was visited."""

    def made() -> UUID:
        schedule = testing.Schedule(at - dt.timedelta(days=3), at)
        case = draft_with_all(applicants[0], schedule)
        testing.submit(case, applicants[0], schedule)
        testing.advance(case, State.TO_DECIDE, applicants[0], schedule)
        return case

    case = snapshots.arrange("asked for advice", made)
    return models.Application.objects.get(id=case)


def draft_with_all(who: testing.Applicant, schedule: testing.Schedule) -> UUID:
    """A draft by the second example, whose one missing file is there."""
    definition = catalogue_testing.online()[PBG]
    example = definition.tests[1]
    start = schedule.next()
    raw = catalogue_testing.raw_answers(definition, example, clock.today(start))
    begun_at = start - testing.READING_TIME
    case = testing.fill_draft(PBG, who, raw, begun_at=begun_at, next_time=schedule.next)
    for requirement in definition.requirements:
        if requirement.id in example.evidence or requirement.id == "R10":
            testing.attach(case, requirement, who, schedule)
    return case


def advice(application: models.Application) -> dict[str, models.Advice]:
    return {one.advice: one for one in queries.advices(application)}


def decide(
    application: models.Application,
    at: dt.datetime,
    outcome: Outcome = Outcome.GRANTED,
    **arguments: Any,
) -> models.Decision:
    return deciding.decide(
        case=application.id,
        outcome=outcome,
        **arguments,
        **officer_for(Action.DECIDE, application),
        at=at,
    )


def advise(row: models.Advice, at: dt.datetime, *arguments: Any, **more: Any) -> None:
    testing_advice.advise(row, at, *arguments, **more)


def log_types(application: models.Application) -> list[str]:
    rows = Entry.objects.filter(subject=application.id).order_by("id")
    return list(rows.values_list("type", flat=True))


def test_all_that_applies_is_asked_when_the_file_is_complete(
    pbg: models.Application,
) -> None:
    rows = advice(pbg)
    assert {key: one.agency for key, one in rows.items()} == {
        "building": "PUT",
        "environment": "DLH",
        "traffic": "DHB",
    }
    assert {one.asked_at for one in rows.values()} == {pbg.completed_at}
    assert rows["traffic"].due_on < rows["environment"].due_on
    assert log_types(pbg).count("ADVICE_ASKED") == 3


def test_a_condition_that_is_not_true_asks_nobody(
    applicants: Applicants, at: dt.datetime
) -> None:
    schedule = testing.Schedule(at - dt.timedelta(days=12), at)
    case = testing.draft(PBG, applicants[0], schedule)
    testing.submit(case, applicants[0], schedule)
    testing.advance(case, State.TO_INSPECT, applicants[0], schedule)
    assert list(advice(queries.case(case))) == ["building"]


def test_refuses_a_decision_while_advice_is_pending(
    pbg: models.Application, at: dt.datetime
) -> None:
    with pytest.raises(errors.AdvicePending) as refused:
        decide(pbg, at)
    assert "PUTR" in str(refused.value.why)
    for outcome in (Outcome.GRANTED, Outcome.REFUSED):
        with pytest.raises(errors.AdvicePending):
            decide(pbg, at, outcome, reasons=WHY, unmet=["R7"])


def test_decides_once_all_have_agreed(pbg: models.Application, at: dt.datetime) -> None:
    for row in advice(pbg).values():
        advise(row, at)
    decide(pbg, at)
    assert queries.case(pbg.id).state == State.TO_COUNTERSIGN
    assert log_types(pbg).count("ADVICE_GIVEN") == 3


def test_whoever_advised_had_a_part_and_decides_on_no_objection(
    pbg: models.Application, at: dt.datetime
) -> None:
    for row in advice(pbg).values():
        advise(row, at)
    advisers = {row.officer_id for row in advice(pbg).values()}
    assert len(advisers) == 3
    assert advisers <= queries.participants(pbg)


def test_an_adviser_sees_no_more_than_the_definition_names(
    pbg: models.Application, at: dt.datetime
) -> None:
    row = advice(pbg)["traffic"]
    scope, by = people.officer_for(Action.ADVISE, PBG, "DHB")
    opened = advising.open_advice(advice=row.id, scope=scope, by=by, at=at)
    assert opened.asking.sees.pages == ("place", "building")
    access = Access.objects.filter(case=pbg.id, actor=scope.officer.id).get()
    assert access.purpose == "ADVISE"


def test_another_agency_finds_no_advice(
    pbg: models.Application, at: dt.datetime
) -> None:
    row = advice(pbg)["traffic"]
    scope, by = people.officer_for(Action.ADVISE, PBG, "DLH")
    with pytest.raises(NotFound):
        advising.open_advice(advice=row.id, scope=scope, by=by, at=at)
    assert queries.case_in_reach(pbg.id, scope) is None
    assert [one.id for one in queries.awaited_advices(scope)] == [
        advice(pbg)["environment"].id
    ]


def test_refuses_advice_that_names_what_no_rule_asks_for(
    pbg: models.Application, at: dt.datetime
) -> None:
    row = advice(pbg)["traffic"]
    for foreign in ("R99", "R4"):  # R4 applies, but not to what traffic is asked
        with pytest.raises(errors.ForeignRequirement):
            advise(row, at, AdviceOutcome.AGAINST, text=WHY, unmet=(foreign,))
    with pytest.raises(errors.NoGroundAgainst):
        advise(row, at, AdviceOutcome.AGAINST, text=WHY)
    with pytest.raises(errors.ReasonsMissing):
        advise(row, at, AdviceOutcome.AGAINST, text="Tidak.", unmet=("R10",))
    with pytest.raises(errors.ReasonsMissing):
        advise(row, at, AdviceOutcome.CONDITIONS)


def test_refuses_to_grant_against_advice_without_saying_why(
    pbg: models.Application, at: dt.datetime
) -> None:
    rows = advice(pbg)
    advise(rows["traffic"], at, AdviceOutcome.AGAINST, text=WHY, unmet=("R10",))
    advise(rows["environment"], at)
    advise(rows["building"], at, AdviceOutcome.CONDITIONS, text=ALL_THE_SAME)
    with pytest.raises(errors.AdviceNotFollowed) as refused:
        decide(pbg, at)
    assert "Dishub" in str(refused.value.why)
    decide(pbg, at, reasons=ALL_THE_SAME)
    assert queries.case(pbg.id).state == State.TO_COUNTERSIGN


def test_refuses_advice_that_was_given_before(
    pbg: models.Application, at: dt.datetime
) -> None:
    row = advice(pbg)["traffic"]
    advise(row, at)
    with pytest.raises(errors.AdviceOver):
        advise(row, at, AdviceOutcome.AGAINST, text=WHY, unmet=("R10",))


def test_silence_means_what_the_definition_says(
    pbg: models.Application, at: dt.datetime
) -> None:
    rows = advice(pbg)
    last = max(one.due_on for one in rows.values())
    days = (last - clock.today(at)).days
    on_the_last_day, after = at + dt.timedelta(days=days), at + dt.timedelta(days + 1)
    while asking_advice.pass_silent(by=SYSTEM, at=on_the_last_day):
        pass
    assert advice(pbg)["building"].outcome == ""  # its last day is not over
    assert advice(pbg)["traffic"].outcome == AdviceOutcome.SILENT_AGREED
    while asking_advice.pass_silent(by=SYSTEM, at=after):
        pass
    assert advice(pbg)["building"].outcome == AdviceOutcome.SILENT_NONE
    assert log_types(pbg).count("ADVICE_SILENT") == 3
    decide(queries.case(pbg.id), after)


def test_a_late_job_delays_no_decision(
    pbg: models.Application, at: dt.datetime
) -> None:
    after = at + dt.timedelta(days=30)
    decide(pbg, after)
    assert log_types(pbg).count("ADVICE_SILENT") == 3


def test_refuses_advice_after_its_last_day(
    pbg: models.Application, at: dt.datetime
) -> None:
    with pytest.raises(errors.AdviceOver):
        advise(advice(pbg)["traffic"], at + dt.timedelta(days=30))


def test_withdrawing_ends_what_is_waited_for(
    pbg: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    advise(advice(pbg)["traffic"], at)
    filing.withdraw(
        case=pbg.id,
        owners=frozenset({applicants[0].contact.id}),
        by=applicants[0].by,
        at=at,
    )
    outcomes = {key: one.outcome for key, one in advice(pbg).items()}
    assert outcomes == {
        "traffic": AdviceOutcome.AGREES,
        "environment": AdviceOutcome.ENDED,
        "building": AdviceOutcome.ENDED,
    }
    assert log_types(pbg).count("ADVICE_ENDED") == 2


def test_a_page_shown_before_advice_came_decides_nothing(
    pbg: models.Application, at: dt.datetime
) -> None:
    rows = list(advice(pbg).values())
    for row in rows[1:]:
        advise(row, at)
    seen = queries.case(pbg.id).revision
    advise(rows[0], at, AdviceOutcome.CONDITIONS, text=ALL_THE_SAME)
    with pytest.raises(errors.ChangedMeanwhile):
        decide(pbg, at, seen_revision=seen)


def test_heads_are_told_of_silence(pbg: models.Application, at: dt.datetime) -> None:
    head = next(one for one in people_queries.officers("DPM") if one.role == "HEAD")
    contact, _ = people.verified_contact("+6281200009901", at)
    officer_contacts.set_contact(officer=head, contact=contact, by=SYSTEM, at=at)
    after = at + dt.timedelta(days=30)
    while asking_advice.pass_silent(by=SYSTEM, at=after):
        pass
    posted = Message.objects.filter(case=contact.id, kind="NO_ADVICE")
    names = sorted(one.params["agency"] for one in posted)
    assert names == ["DLHK", "Dishub", "PUTR"]
    assert not Message.objects.filter(case=pbg.id, kind="NO_ADVICE").exists()


def test_a_day_that_is_closed_extends_what_is_waited_for(
    pbg: models.Application, at: dt.datetime
) -> None:
    before = {key: one.due_on for key, one in advice(pbg).items()}
    advise(advice(pbg)["traffic"], at)
    tomorrow = calendar.add_working_days(clock.today(at), 1)
    calendar_operations.set_days(
        days=[tomorrow], is_open=False, reason="Cuti bersama", by=SYSTEM, at=at
    )
    after = {key: one.due_on for key, one in advice(pbg).items()}
    assert after["traffic"] == before["traffic"]  # it was given before
    for key in ("building", "environment"):
        assert after[key] == calendar.add_working_days(before[key], 1)


def test_conditions_stand_on_the_document_where_the_definition_says_so(
    pbg: models.Application, at: dt.datetime
) -> None:
    rows, other = advice(pbg), "Jalan masuk dijaga petugas pada jam sibuk."
    advise(rows["building"], at, AdviceOutcome.CONDITIONS, text=ALL_THE_SAME)
    advise(rows["traffic"], at, AdviceOutcome.CONDITIONS, text=other)
    advise(rows["environment"], at)
    application = queries.with_step_data(
        models.Application.objects.filter(id=pbg.id)
    ).get()
    printed = printed_conditions.conditions(application=application, by=SYSTEM, at=at)
    assert [words.id for words in printed] == [f"Syarat dari PUTR: {ALL_THE_SAME}"]


@pytest.mark.parametrize("life", range(8))
def test_no_life_of_a_case_is_decided_before_all_have_answered(
    pbg: models.Application, applicants: Applicants, at: dt.datetime, life: int
) -> None:
    chance, now = sampling.draw(f"lives {life}"), at
    for _ in range(14):
        now += dt.timedelta(days=chance.choice((0, 0, 1, 3)), minutes=1)
        happens(chance, pbg, applicants[0], now)
        state, rows = queries.case(pbg.id).state, advice(pbg).values()
        pending = [one for one in rows if one.ended_at is None]
        assert state == State.TO_DECIDE or not pending
        ended = [one.outcome for one in rows if one.ended_at is not None]
        assert len(ended) + len(pending) == 3
        log = log_types(pbg)
        assert log.count("ADVICE_ASKED") == 3
        outcomes_of = {"ADVICE_GIVEN": GIVEN_ADVICE, "ADVICE_SILENT": SILENT_ADVICE}
        for type, outcomes in outcomes_of.items():
            count = sum(one in outcomes for one in ended)
            assert log.count(type) == count
        assert log.count("ADVICE_ENDED") == ended.count(AdviceOutcome.ENDED)


def happens(
    chance: Random, pbg: models.Application, who: testing.Applicant, at: dt.datetime
) -> None:
    """One thing that somebody tries; what can't be done then is refused."""
    row = chance.choice(list(advice(pbg).values()))
    with contextlib.suppress(Refusal):
        match chance.choice(
            ("advise", "advise", "job", "decide", "decide", "take back")
        ):
            case "advise":
                outcome = chance.choice(sorted(GIVEN_ADVICE))
                unmet = ("R7",) if row.advice != "environment" else ("R9",)
                advise(row, at, AdviceOutcome(outcome), text=WHY, unmet=unmet)
            case "job":
                asking_advice.pass_silent(by=SYSTEM, at=at)
            case "decide":
                before = queries.pending_advices(pbg)
                decide(pbg, at, reasons=ALL_THE_SAME)
                assert all(one.due_on < clock.today(at) for one in before)
            case _ if chance.random() < 0.3:
                owners = frozenset({who.contact.id})
                filing.withdraw(case=pbg.id, owners=owners, by=who.by, at=at)
