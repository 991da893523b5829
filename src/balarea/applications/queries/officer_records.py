"""What officers marked and wrote about an application."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.queries import advice, answers, hand_overs
from balarea.applications.rules import State
from balarea.catalogue import queries as catalogue
from balarea.documents import queries as documents
from balarea.documents.models import IssuedDocument, Step
from balarea.foundation.compiled import compiled
from balarea.payments import queries as payments
from balarea.vault import queries as vault
from balarea.vault.models import Sealed

type SealedText = tuple[Sealed, str]  # and the name that it is sealed under

# A decision is only proposed until its application is in one of these.
ANSWERED = frozenset(
    {State.ANSWERED, State.CONFIRMED, State.DISPUTED, State.UNCONFIRMED}
)
DECIDED = ANSWERED | {
    State.REFUSED,
    State.AWAITING_LEVY,
    State.GRANTED,
    State.ISSUED,
}
# Where a citizen may have said that an answer isn't so.
OBJECTED = ANSWERED | {State.TO_DECIDE, State.TO_COUNTERSIGN}
HANDED_OVER = frozenset({State.HANDED_OVER, State.COMPLETED})


@compiled
def _deficiency_notices(case: UUID) -> QuerySet[models.DeficiencyNotice]:
    rows = models.DeficiencyNotice.objects.select_related("texts__key")
    return rows.filter(application=case)


def deficiency_of_case(case: UUID) -> models.DeficiencyNotice | None:
    """The one deficiency notice of a case, if there was one."""
    return next(iter(_deficiency_notices(case)), None)


def deficiency_of(
    application: models.Application | models.Draft,
) -> models.DeficiencyNotice | None:
    """The same, of an application that may have been read together with it."""
    if "deficiency" in application._state.fields_cache:
        return getattr(application, "deficiency", None)
    return deficiency_of_case(application.id)


@compiled
def _last_decision(case: UUID) -> QuerySet[models.Decision]:
    decisions = models.Decision.objects.select_related(
        "reasons__key",
        "officer__agency",
        "countersignature__note__key",
        "countersignature__officer",
    )
    return decisions.filter(application=case).order_by("-at", "-id")[:1]


def last_decision(application: models.Application) -> models.Decision | None:
    """The decision in force or proposed, with its countersignature."""
    return next(iter(_last_decision(application.id)), None)


@compiled
def _reviews(case: UUID) -> QuerySet[models.Review]:
    rows = models.Review.objects.select_related("request__key", "decision")
    return rows.filter(application=case)


def review_of(application: models.Application) -> models.Review | None:
    """The review that was asked for, if it was."""
    return next(iter(_reviews(application.id)), None)


@compiled
def _outcomes(case: UUID) -> QuerySet[models.ReviewOutcome]:
    rows = models.ReviewOutcome.objects.select_related("reasons__key", "officer")
    return rows.filter(application=case)


def review_outcome(application: models.Application) -> models.ReviewOutcome | None:
    """What a person found in it; None while it waits."""
    return next(iter(_outcomes(application.id)), None)


@compiled
def _inspection(case: UUID) -> QuerySet[models.Inspection]:
    visits = models.Inspection.objects.select_related("report__key")
    return visits.filter(application=case).order_by("id")[:1]


def is_met_on_site(application: models.Application) -> bool:
    """Whether the visit found what the application says."""
    return all(visit.is_met for visit in _inspection(application.id))


@compiled
def _checks(case: UUID) -> QuerySet[models.RequirementCheck]:
    checks = models.RequirementCheck.objects.filter(application=case)
    return checks.order_by("at", "id")


def checks_since(
    application: models.Application, deficiency: models.DeficiencyNotice | None
) -> dict[str, models.RequirementCheck]:
    """Requirement id → the officers' latest check of it.

    What was marked before it was mended is to be looked at afresh.
    """
    mended_at = deficiency.answered_at if deficiency else None
    return {
        check.requirement: check
        for check in _checks(application.id)
        if mended_at is None
        or check.at > mended_at
        or (deficiency is not None and check.requirement not in deficiency.requirements)
    }


def marks_since(
    application: models.Application, deficiency: models.DeficiencyNotice | None
) -> dict[str, bool]:
    """Requirement id → in order or not, by the same."""
    checks = checks_since(application, deficiency)
    return {requirement: check.is_met for requirement, check in checks.items()}


def marks(application: models.Application) -> dict[str, bool]:
    """The officers' latest marks: requirement id → in order or not."""
    return marks_since(application, deficiency_of(application))


def remarks(checks: Mapping[str, models.RequirementCheck]) -> dict[str, Sealed]:
    """Requirement id → what is wrong with it, as the notice will say it; sealed."""
    of_remark = {one.remark_id: key for key, one in checks.items() if one.remark_id}
    sealed = vault.sealed(of_remark) if of_remark else ()
    return {of_remark[one.id]: one for one in sealed}


@dataclasses.dataclass(frozen=True, slots=True)
class OfficerRecords:
    """What officers wrote about an application so far."""

    deficiency: models.DeficiencyNotice | None = None
    inspection: models.Inspection | None = None
    decision: models.Decision | None = None
    revocation: Step | None = None
    hand_over: models.HandOver | None = None
    outcome: models.RegisterOutcome | None = None
    reply: models.Reply | None = None
    review: models.Review | None = None
    review_outcome: models.ReviewOutcome | None = None
    advices: tuple[models.Advice, ...] = ()
    remarks: Mapping[str, Sealed] = dataclasses.field(default_factory=dict)

    @property
    def sealed_texts(self) -> dict[str, SealedText]:
        """What each is called on pages → it; a remark is called by its requirement."""
        countersignature = getattr(self.decision, "countersignature", None)
        visit = self.inspection
        by_name: dict[str, tuple[Sealed | None, str]] = {
            "deficiency": (
                self.deficiency.texts if self.deficiency else None,
                "deficiency",
            ),
            "inspection": (visit.report if visit else None, "inspection"),
            "reasons": (self.decision.reasons if self.decision else None, "reasons"),
            "note": (countersignature.note if countersignature else None, "note"),
            "objection": (self.reply.objection if self.reply else None, "objection"),
            "review": (
                self.review.request if self.review else None,
                "review-request",
            ),
            "reviewed": (
                self.review_outcome.reasons if self.review_outcome else None,
                "review-reasons",
            ),
            "outcome": (self.outcome.text if self.outcome else None, "outcome"),
            "revocation": (
                self.revocation.reason if self.revocation else None,
                "revocation-reason",
            ),
            **{key: (remark, "remark") for key, remark in self.remarks.items()},
        }
        written = {
            called: (sealed, name)
            for called, (sealed, name) in by_name.items()
            if sealed is not None
        }
        return written | advice.sealed_advice(self.advices)


def records_of(
    application: models.Application, document: IssuedDocument | None
) -> OfficerRecords:
    """All but the remarks: what stands on the record of an application."""
    deficiency = deficiency_of(application)
    if application.completed_at is None:  # no inspection or decision before that
        return OfficerRecords(deficiency)
    if State(application.state) in HANDED_OVER:
        return OfficerRecords(
            deficiency=deficiency,
            hand_over=hand_overs.hand_over(application),
            outcome=hand_overs.register_outcome(application),
        )
    revoked = document if document and document.state == "REVOKED" else None
    decision = last_decision(application)
    may_object = decision is not None and State(application.state) in OBJECTED
    review = review_of(application) if decision and decision.is_by_rules else None
    return OfficerRecords(
        deficiency=deficiency,
        inspection=next(iter(_inspection(application.id)), None),
        decision=decision,
        reply=answers.last_objection(application) if may_object else None,
        revocation=documents.revocation(revoked) if revoked else None,
        review=review,
        review_outcome=review_outcome(application) if review else None,
        advices=tuple(advice.advices(application)),
    )


def public_record(application: models.Application) -> OfficerRecords:
    """What holders of the tracking secret may read of it: no sealed text is opened."""
    if State(application.state) in HANDED_OVER:
        return OfficerRecords(
            hand_over=hand_overs.hand_over(application),
            outcome=hand_overs.register_outcome(application),
        )
    return OfficerRecords(
        revocation=documents.revocation_of(application.id),
        advices=tuple(advice.advices(application)),
    )


def concerning(
    application: models.Application, records: OfficerRecords
) -> dict[str, SealedText]:
    """What of it is for the citizen: what is to be mended now, and what took effect.

    And what officers wrote of money that the citizen got back.
    """
    state = State(application.state)
    # What advisers wrote is for the office that decides, which gives its reasons.
    inner = {"note", "objection", *advice.sealed_advice(records.advices)}
    if state != State.RETURNED:
        inner.add("deficiency")
    if state not in DECIDED:
        inner.add("reasons")
    shown = {
        name: one for name, one in records.sealed_texts.items() if name not in inner
    }
    definition = catalogue.definition(application.definition)
    if definition.fee.kind != "FREE":  # how money went back, by the overpayment's id
        proofs = payments.proofs(application.id)
        shown |= {called: (proof, "proof") for called, proof in proofs.items()}
    return shown
