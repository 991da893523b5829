"""Questions inside a case, officers' notes, and when a decision was taken notice of."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from balarea.applications import file_requests, models
from balarea.applications.queries import officer_records, worklists
from balarea.applications.rules import QUEUES, State
from balarea.applications.talk_rules import Ending, Side
from balarea.catalogue import definition as engine
from balarea.foundation import clock, languages
from balarea.people.queries import Scope
from balarea.people.rules import Action
from balarea.vault.models import Sealed

# Names under which the texts are sealed.
QUESTION, ANSWER, NOTE = "talk-question", "talk-answer", "note-internal"

type SealedTexts = dict[str, tuple[Sealed, str]]


def questions_of(case: UUID) -> list[models.CaseQuestion]:
    """The questions of a case with their answers, the first asked first."""
    rows = models.CaseQuestion.objects.select_related(
        "text__key", "answer__key", "author__agency", "ended_by__agency"
    )
    return list(rows.filter(application=case).order_by("at", "id"))


def open_question(
    application: models.Application, side: Side
) -> models.CaseQuestion | None:
    """What this side asks now, if anything; locked for this transaction."""
    rows = models.CaseQuestion.objects.select_for_update(of=("self",))
    return rows.filter(application=application, side=side, ended_at=None).first()


def locked_question(question: UUID, *, case: UUID) -> models.CaseQuestion | None:
    """One question of one case, locked for this transaction."""
    rows = models.CaseQuestion.objects.select_for_update(of=("self",))
    return rows.filter(id=question, application=case).first()


def notes_of(case: UUID) -> list[models.CaseNote]:
    """The officers' notes of a case, the oldest first."""
    rows = models.CaseNote.objects.select_related("text__key", "officer__agency")
    return list(rows.filter(application=case).order_by("at", "id"))


def note(note_id: UUID, *, case: UUID) -> models.CaseNote | None:
    """One note of one case."""
    return models.CaseNote.objects.filter(id=note_id, application=case).first()


def sealed_questions(rows: Iterable[models.CaseQuestion]) -> SealedTexts:
    """The texts of questions and answers, by `question_key` and `answer_key`."""
    texts: SealedTexts = {}
    for row in rows:
        texts[question_key(row)] = (row.text, QUESTION)
        if row.answer is not None:
            texts[answer_key(row)] = (row.answer, ANSWER)
    return texts


def sealed_notes(rows: Iterable[models.CaseNote]) -> SealedTexts:
    """The texts of notes, by `note_key`."""
    return {note_key(row): (row.text, NOTE) for row in rows}


def question_key(row: models.CaseQuestion) -> str:
    return f"question-{row.id}"


def answer_key(row: models.CaseQuestion) -> str:
    return f"answer-{row.id}"


def note_key(row: models.CaseNote) -> str:
    return f"note-{row.id}"


@dataclasses.dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A case whose citizen waits for an answer; `id` is the case."""

    id: UUID
    question: UUID
    reference: str
    definition: str
    holder_masked: str
    at: dt.datetime

    @property
    def cursor(self) -> worklists.Cursor:
        return clock.today(self.at), self.question


def _unanswered(scope: Scope) -> QuerySet[models.CaseQuestion]:
    """What citizens ask in the services of which the officer takes a step."""
    services = {
        code
        for action in QUEUES
        for code in worklists.services_of(scope, Action(action))
    }
    return models.CaseQuestion.objects.filter(
        service__in=services, side=Side.CITIZEN, ended_at=None
    )


def unanswered_count(scope: Scope, limit: int) -> int:
    """How many citizens wait for an answer of the officer's services, up to a limit."""
    return _unanswered(scope)[:limit].count()


def unanswered(
    scope: Scope,
    *,
    after: worklists.Cursor = worklists.FIRST,
    limit: int = worklists.PAGE,
) -> list[WaitingQuestion]:
    """What citizens asked and nobody answered, the longest waiting first.

    The ids of questions are in the order in which they were asked.
    """
    _day, last = after
    rows = _unanswered(scope).filter(id__gt=last).select_related("application")
    return [
        WaitingQuestion(
            row.application_id,
            row.id,
            row.application.reference,
            row.application.definition,
            row.application.holder_masked,
            row.at,
        )
        for row in rows.order_by("id")[:limit]
    ]


def waiting_since(
    cases_shown: Collection[UUID], side: Side = Side.CITIZEN
) -> Mapping[UUID, dt.datetime]:
    """Of these cases those in which this side waits for an answer, and since when."""
    rows = models.CaseQuestion.objects.filter(
        application__in=list(cases_shown), side=side, ended_at=None
    )
    return dict(rows.values_list("application_id", "at"))


def office_waits_since(case: UUID) -> dt.datetime | None:
    """Since when an office waits for the answer of its citizen; None if it doesn't."""
    rows = models.CaseQuestion.objects.filter(
        application=case, side=Side.OFFICE, ended_at=None
    )
    return rows.values_list("at", flat=True).first()


def news_at_desk() -> Q:
    """Applications whose office asks something, or answered since the last telling."""
    rows = models.CaseQuestion.objects.filter(application=OuterRef("pk"))
    later = models.ToldInPerson.objects.filter(
        application=OuterRef("application_id"), at__gte=OuterRef("ended_at")
    )
    answered = rows.filter(~Exists(later), side=Side.CITIZEN, ending=Ending.ANSWERED)
    waits = rows.filter(side=Side.OFFICE, ended_at=None)
    return Q(Exists(waits)) | Q(Exists(answered))


def decision_in_force(application: models.Application) -> models.Decision | None:
    """The decision that a citizen's page shows; None while it is only proposed."""
    if State(application.state) not in officer_records.DECIDED:
        return None
    return officer_records.last_decision(application)


def taken_notice(decision: models.Decision) -> models.TakenNotice | None:
    """When its citizen came to know a decision, the first time that counts.

    Terms that run from notice count from its `at`. None while nobody is known to have
    taken notice; a hand-out that was undone is none.
    """
    undone = models.HandOutReversal.objects.filter(hand_out=OuterRef("hand_out_id"))
    rows = models.TakenNotice.objects.filter(~Exists(undone), decision=decision)
    return rows.order_by("at", "id").first()


def names_of_files(definition: engine.Definition) -> frozenset[str]:
    """What a service calls the files that it takes: the first word of each name.

    That is the noun in Indonesian, the source; English has the lists alone.
    """
    titles = (one.title for one in definition.requirements if one.evidence == "UPLOAD")
    sources = (title.of(languages.DEFAULT) for title in titles)
    return file_requests.words_of(text.split()[0] for text in sources)


def words_for_files(definition: engine.Definition) -> frozenset[str]:
    """All words of a service's requirements and ready reasons."""
    named = [
        text
        for one in definition.requirements
        for text in (one.title, one.hint, one.when_text, *one.checklist)
        if text is not None
    ]
    named += [one.text for one in definition.reasons]
    texts = (words for text in named for words in text.texts.values())
    return file_requests.words_of(texts)
