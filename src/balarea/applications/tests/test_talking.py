"""Questions inside a case, internal notes, and when a decision was taken notice of."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from balarea.applications import errors, models, queries, testing
from balarea.applications.operations import (
    file_wording,
    front_desk,
    handing_out,
    noticing,
    noting,
    returning,
    steps,
    talking,
)
from balarea.applications.queries import front_desk as desk_queries
from balarea.applications.queries import talk
from balarea.applications.rules import State
from balarea.applications.talk_rules import ASK_AFTER_CLOSING, Ending, Side
from balarea.applications.tests.conftest import (
    Applicants,
    ApplicationIn,
    officer_for,
)
from balarea.applications.tests.test_handing_out import FRIEND, HOLDER, MAILED, WHY
from balarea.foundation import clock, unit_of_work
from balarea.foundation.errors import NotFound, NotPermitted
from balarea.foundation.operation import Actor, operation
from balarea.notices import queries as notices
from balarea.people import testing as people_testing
from balarea.people.rules import Action
from balarea.transparency.models import Entry
from balarea.vault.models import Access

pytestmark = pytest.mark.django_db
CARD = "DKC-006"
QUESTION = "Nama di kartu lama tertulis Siti atau Sitti?"
ANSWER = "Siti, dengan satu huruf T."


@pytest.fixture
def row(application_in: ApplicationIn) -> models.Application:
    return application_in(CARD, State.RECEIVED)


def office(row: models.Application) -> dict[str, Any]:
    return officer_for(Action.VERIFY, row)


def owner(applicants: Applicants, number: int = 0) -> dict[str, Any]:
    return {"owners": applicants[number].owners, "by": applicants[number].by}


def entries(row: models.Application, type: str) -> list[Entry]:
    return list(Entry.objects.filter(subject=row.id, type=type))


def kinds(row: models.Application) -> list[str]:
    return [one.kind for one in notices.of_case(row.id)]


def again(row: models.Application) -> models.Application:
    return models.Application.objects.get(id=row.id)


def test_office_and_citizen_ask_and_answer_under_seal(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    due_on, who = row.due_on, owner(applicants)
    question = talking.ask_as_office(case=row.id, text=QUESTION, at=at, **office(row))
    assert "QUESTION" in kinds(row)
    assert b"Siti" not in bytes(question.text.content or b"")
    # One at a time a side; the other side asks meanwhile.
    with pytest.raises(errors.QuestionOpen), transaction.atomic():
        talking.ask_as_office(case=row.id, text=QUESTION, at=at, **office(row))
    own = talking.ask_as_citizen(case=row.id, text="Kapan selesai?", at=at, **who)

    answer: dict[str, Any] = {
        "case": row.id,
        "question": question.id,
        "text": ANSWER,
        "at": at,
    }
    with pytest.raises(NotFound), transaction.atomic():
        talking.answer_as_citizen(**answer, **owner(applicants, 1))
    talking.answer_as_citizen(**answer, **who)
    with pytest.raises(errors.QuestionOver), transaction.atomic():
        talking.answer_as_citizen(**answer, **who)
    reply: dict[str, Any] = {
        "case": row.id,
        "question": own.id,
        "text": "Besok.",
        "at": at,
    }
    talking.answer_as_office(**reply, **office(row))
    assert "REPLY" in kinds(row)

    opened = talking.open_talk(
        application=row, purpose="OWN_DATA", by=applicants[0].by, at=at
    )
    assert [opened.texts[talk.question_key(one)] for one in opened.questions] == [
        QUESTION,
        "Kapan selesai?",
    ]
    assert [opened.texts[talk.answer_key(one)] for one in opened.questions] == [
        ANSWER,
        "Besok.",
    ]
    assert again(row).due_on == due_on  # no question stops the clock
    assert again(row).revision == row.revision + 4  # pages from before are overtaken
    assert len(entries(row, "QUESTION_ASKED")) == 2
    assert len(entries(row, "QUESTION_ANSWERED")) == 2


def test_an_office_can_ask_for_no_file(
    row: models.Application, at: dt.datetime
) -> None:
    asks = "Tolong unggah foto akta nikah Anda."
    with pytest.raises(errors.AsksForFile) as refused, transaction.atomic():
        talking.ask_as_office(case=row.id, text=asks, at=at, **office(row))
    assert refused.value.code == "ASKS_FOR_FILE"
    assert not talk.questions_of(row.id)
    # The same refusal as in the one notice, for what no requirement names.
    texts = {"R1": "Foto buram. Unggah juga ijazah terakhir Anda."}
    with pytest.raises(errors.AsksForFile), transaction.atomic():
        returning.return_for_correction(
            case=row.id, defects=texts, at=at, **office(row)
        )
    file_wording.check_notice(row, [testing.DEFECT])


def test_a_question_is_closed_by_its_side_and_ends_with_the_period(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    who = owner(applicants)
    question = talking.ask_as_citizen(case=row.id, text="Sudah?", at=at, **who)
    with pytest.raises(NotFound), transaction.atomic():
        talking.close_as_office(case=row.id, question=question.id, at=at, **office(row))
    talking.close_as_citizen(case=row.id, question=question.id, at=at, **who)
    question.refresh_from_db()
    assert question.ending == Ending.CLOSED
    with pytest.raises(errors.QuestionEmpty), transaction.atomic():
        talking.ask_as_citizen(case=row.id, text=" ? ", at=at, **who)


def test_nothing_new_is_asked_long_after_the_end(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    row = application_in(CARD, State.ISSUED)
    assert row.closed_at is not None
    last, who = row.closed_at + ASK_AFTER_CLOSING, owner(applicants)
    late = last + dt.timedelta(seconds=1)
    with pytest.raises(errors.AskingOver), transaction.atomic():
        talking.ask_as_citizen(case=row.id, text="Sudah?", at=late, **who)
    talking.ask_as_citizen(case=row.id, text="Sudah?", at=last, **who)


def test_what_has_ended_never_changes(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    who = owner(applicants)
    question = talking.ask_as_citizen(case=row.id, text="Sudah?", at=at, **who)
    talking.close_as_citizen(case=row.id, question=question.id, at=at, **who)
    question.refresh_from_db()

    @operation
    def edit(*, by: Actor, at: dt.datetime) -> None:
        question.side = Side.OFFICE
        unit_of_work.change(question, "side")

    with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
        edit(by=applicants[0].by, at=at)


def test_citizens_who_wait_are_counted_where_officers_work(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    scope = office(row)["scope"]
    assert not talk.unanswered(scope)
    talking.ask_as_citizen(case=row.id, text="Sudah?", at=at, **owner(applicants))
    [waiting] = talk.unanswered(scope)
    assert waiting.id == row.id
    assert talk.unanswered_count(scope, 10) == 1
    assert talk.waiting_since([row.id]) == {row.id: at}


def test_somebody_without_phone_is_told_and_answers_at_the_desk(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    desk = officer_for(Action.RECEIVE, row)
    # Whoever has a contact answers by themselves.
    with pytest.raises(NotPermitted), transaction.atomic():
        talking.ask_at_desk(case=row.id, text="Sudah?", at=at, **desk)
    without_contact(row, desk, at)
    question = talking.ask_as_office(case=row.id, text=QUESTION, at=at, **office(row))
    assert row in desk_queries.to_tell(desk["scope"], clock.today(at))
    talking.answer_at_desk(
        case=row.id, question=question.id, text=ANSWER, at=at, **desk
    )
    assert row not in desk_queries.to_tell(desk["scope"], clock.today(at))
    own = talking.ask_at_desk(case=row.id, text="Kapan selesai?", at=at, **desk)
    assert own.author == desk["scope"].officer
    reply: dict[str, Any] = {
        "case": row.id,
        "question": own.id,
        "text": "Besok.",
        "at": at,
    }
    talking.answer_as_office(**reply, **office(row))
    assert row in desk_queries.to_tell(desk["scope"], clock.today(at))
    front_desk.tell(case=row.id, seen_revision=again(row).revision, at=at, **desk)
    assert row not in desk_queries.to_tell(desk["scope"], clock.today(at))


def without_contact(row: models.Application, desk: Any, at: dt.datetime) -> None:
    """Let the case belong to a person whom a desk identified."""
    person = people_testing.identified_person(desk["scope"].officer, at)

    @operation
    def move(*, by: Actor, at: dt.datetime) -> None:
        row.contact, row.person = None, person
        unit_of_work.change(row, "contact", "person")
        steps.log_entry(application=row, type="DUE_MOVED", by=by, at=at)

    move(by=desk["by"], at=at)


def test_a_note_is_sealed_recorded_and_corrected_by_a_new_one(
    row: models.Application, applicants: Applicants, at: dt.datetime
) -> None:
    who = office(row)
    first = noting.add_note(case=row.id, text="Pemohon sudah ditelepon.", at=at, **who)
    noting.add_note(case=row.id, text="Belum.", corrects=first.id, at=at, **who)
    with pytest.raises(NotFound), transaction.atomic():
        noting.add_note(case=row.id, text="Ya", corrects=UUID(int=0), at=at, **who)
    assert len(entries(row, "NOTE_ADDED")) == 2
    assert b"telepon" not in bytes(first.text.content or b"")
    opened = talking.open_talk(
        application=row, with_notes=True, purpose="VERIFY", by=who["by"], at=at
    )
    assert [opened.texts[talk.note_key(one)] for one in opened.notes] == [
        "Pemohon sudah ditelepon.",
        "Belum.",
    ]
    access = Access.objects.filter(case=row.id, names__contains=[talk.NOTE]).get()
    assert access.actor == who["by"].id
    # The citizen's own page opens none of it.
    own = talking.open_talk(
        application=row, purpose="OWN_DATA", by=applicants[0].by, at=at
    )
    assert not own.notes


def test_taking_notice_is_recorded_once(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    row = application_in(CARD, State.REFUSED)
    decision = queries.last_decision(row)
    assert decision is not None
    assert queries.taken_notice(decision) is None
    for later in (0, 1):
        noticing.note_opened(
            application=row, by=applicants[0].by, at=at + dt.timedelta(hours=later)
        )
    notice = queries.taken_notice(decision)
    assert notice is not None
    assert (notice.way, notice.at) == ("OPENED", at)
    assert len(entries(row, "NOTICE_TAKEN")) == 1


def test_a_proposal_is_no_decision_to_take_notice_of(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    row = application_in(CARD, State.TO_DECIDE)
    assert noticing.note_opened(application=row, by=applicants[0].by, at=at) is None


def test_a_hand_out_is_taken_notice_of_unless_it_was_undone(
    application_in: ApplicationIn, applicants: Applicants, at: dt.datetime
) -> None:
    row = application_in(CARD, State.ISSUED)
    decision = queries.last_decision(row)
    assert decision is not None
    desk = officer_for(Action.RECEIVE, row)

    def hand_out(handing: handing_out.Handing) -> models.HandOut:
        sheet = handing_out.hand_out(cases=[row.id], handing=handing, at=at, **desk)
        return models.HandOut.objects.get(sheet=sheet)

    def undo(handed: models.HandOut) -> None:
        handing_out.undo(hand_out=handed.id, reason=WHY, at=at, **desk)

    undo(hand_out(MAILED))  # nobody has opened a link yet
    assert queries.taken_notice(decision) is None
    handed = hand_out(FRIEND)
    notice = queries.taken_notice(decision)
    assert notice is not None
    assert (notice.way, notice.is_by_representative) == ("HANDED", True)
    undo(handed)
    assert queries.taken_notice(decision) is None
    hand_out(HOLDER)
    noticing.note_opened(application=row, by=applicants[0].by, at=at)
    notice = queries.taken_notice(decision)
    assert notice is not None
    assert (notice.way, notice.is_by_representative) == ("HANDED", False)
