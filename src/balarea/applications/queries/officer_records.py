"""What officers marked and wrote about an application."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet

from balarea.applications import models
from balarea.applications.queries import answers, hand_overs
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
def _deficiency(case: UUID) -> QuerySet[models.DeficiencyNotice]:
    notices = models.DeficiencyNotice.objects.select_related("texts__key")
    return notices.filter(application=case)


def notice_of(case: UUID) -> models.DeficiencyNotice | None:
    """The one notice of defects of a case, if there was one."""
    return next(iter(_deficiency(case)), None)


def deficiency(
    application: models.Application | models.Draft,
) -> models.DeficiencyNotice | None:
    """The same, of an application that may have been read together with it."""
    if "deficiency" in application._state.fields_cache:
        return getattr(application, "deficiency", None)
    return notice_of(application.id)


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
    application: models.Application, notice: models.DeficiencyNotice | None
) -> dict[str, models.RequirementCheck]:
    """Requirement id → the officers' latest check of it.

    What was marked before it was mended is to be looked at afresh.
    """
    mended_at = notice.answered_at if notice else None
    return {
        check.requirement: check
        for check in _checks(application.id)
        if mended_at is None
        or check.at > mended_at
        or (notice is not None and check.requirement not in notice.requirements)
    }


def marks_since(
    application: models.Application, notice: models.DeficiencyNotice | None
) -> dict[str, bool]:
    """Requirement id → in order or not, by the same."""
    checks = checks_since(application, notice)
    return {requirement: check.is_met for requirement, check in checks.items()}


def marks(application: models.Application) -> dict[str, bool]:
    """The officers' latest marks: requirement id → in order or not."""
    return marks_since(application, deficiency(application))


def remarks(checks: Mapping[str, models.RequirementCheck]) -> dict[str, Sealed]:
    """Requirement id → what is wrong with it, as the notice will say it; sealed."""
    of_remark = {one.remark_id: key for key, one in checks.items() if one.remark_id}
    sealed = vault.sealed(of_remark) if of_remark else ()
    return {of_remark[one.id]: one for one in sealed}


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What officers wrote about an application so far."""

    notice: models.DeficiencyNotice | None = None
    inspection: models.Inspection | None = None
    decision: models.Decision | None = None
    revocation: Step | None = None
    hand_over: models.HandOver | None = None
    outcome: models.RegisterOutcome | None = None
    reply: models.Reply | None = None
    remarks: Mapping[str, Sealed] = dataclasses.field(default_factory=dict)

    @property
    def sealed_texts(self) -> dict[str, SealedText]:
        """What each is called on pages → it; a remark is called by its requirement."""
        signed = getattr(self.decision, "countersignature", None)
        visit = self.inspection
        things: dict[str, tuple[Sealed | None, str]] = {
            "deficiency": (self.notice.texts if self.notice else None, "deficiency"),
            "inspection": (visit.report if visit else None, "inspection"),
            "reasons": (self.decision.reasons if self.decision else None, "reasons"),
            "note": (signed.note if signed else None, "note"),
            "objection": (self.reply.objection if self.reply else None, "objection"),
            "outcome": (self.outcome.text if self.outcome else None, "outcome"),
            "revocation": (
                self.revocation.reason if self.revocation else None,
                "revocation-reason",
            ),
            **{key: (remark, "remark") for key, remark in self.remarks.items()},
        }
        return {
            called: (sealed, name)
            for called, (sealed, name) in things.items()
            if sealed is not None
        }


def written(
    application: models.Application, document: IssuedDocument | None
) -> Written:
    """All but the remarks: what stands on the record of an application."""
    notice = deficiency(application)
    if application.completed_at is None:  # no inspection or decision before that
        return Written(notice)
    if State(application.state) in HANDED_OVER:
        return Written(
            notice=notice,
            hand_over=hand_overs.hand_over(application),
            outcome=hand_overs.register_outcome(application),
        )
    revoked = document if document and document.state == "REVOKED" else None
    decision = last_decision(application)
    may_object = decision is not None and State(application.state) in OBJECTED
    return Written(
        notice=notice,
        inspection=next(iter(_inspection(application.id)), None),
        decision=decision,
        reply=answers.last_objection(application) if may_object else None,
        revocation=documents.revocation(revoked) if revoked else None,
    )


def public_record(application: models.Application) -> Written:
    """What holders of the tracking secret may read of it: no sealed text is opened."""
    if State(application.state) in HANDED_OVER:
        return Written(
            hand_over=hand_overs.hand_over(application),
            outcome=hand_overs.register_outcome(application),
        )
    return Written(revocation=documents.revocation_of(application.id))


def concerning(
    application: models.Application, written: Written
) -> dict[str, SealedText]:
    """What of it is for the citizen: what is to be mended now, and what took effect.

    And what officers wrote of money that the citizen got back.
    """
    state = State(application.state)
    inner = {"note", "objection"}
    if state != State.RETURNED:
        inner.add("deficiency")
    if state not in DECIDED:
        inner.add("reasons")
    shown = {
        name: one for name, one in written.sealed_texts.items() if name not in inner
    }
    definition = catalogue.definition(application.definition)
    if definition.fee.kind != "FREE":  # how money went back, by the overpayment's id
        proofs = payments.proofs(application.id)
        shown |= {called: (proof, "proof") for called, proof in proofs.items()}
    return shown
