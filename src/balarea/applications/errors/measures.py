"""Refusals about revoking and suspending issued documents, and remedies against it."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class NothingInForce(Refusal):
    code = "NOTHING_IN_FORCE"
    reason = _("There is no document in force that could be revoked or suspended.")
    next_step = _("Look at the case: it isn't issued yet, or it is revoked already.")
    status = 409


class ProposedAlready(Refusal):
    code = "PROPOSED_ALREADY"
    reason = _("A proposal about this document waits for its second person.")
    next_step = _(
        "It is linked on the page of the case. Propose again once it is over."
    )
    status = 409


class MeasureMissing(Refusal):
    code = "MEASURE_MISSING"
    reason = _("Choose what is proposed, and a ground that fits it.")
    next_step = _("Harm that can't wait is a ground to suspend, not to revoke.")


class SuspensionDaysWrong(Refusal):
    code = "SUSPENSION_DAYS_WRONG"
    reason = _("These days can't be the days of a suspension.")
    next_step = _(
        "The last day is today or later, and not before the first. Leave it empty if "
        "the suspension lasts until somebody ends it."
    )


class OwnProposal(Refusal):
    code = "OWN_PROPOSAL"
    reason = _("You proposed this, so another person decides on it.")
    next_step = _("It waits in their list of proposals.")
    status = 403


class OwnProposalAnswered(Refusal):
    code = "OWN_PROPOSAL_ANSWERED"
    reason = _("You proposed this, so somebody else takes in the holder’s answer.")
    next_step = _(
        "Ask a colleague at the front desk. The holder may also write online."
    )
    status = 403


class NotOwnProposal(Refusal):
    code = "NOT_OWN_PROPOSAL"
    reason = _("Only who proposed this can take it back.")
    next_step = _("If you have the right to revoke, you may reject it with reasons.")
    status = 403


class AnswerAwaited(Refusal):
    code = "ANSWER_AWAITED"
    reason = _("The holder may answer until %(last)s, and is heard first.")
    next_step = _(
        "Approve it once the answer is here, or on the next day. You may reject it now."
    )
    status = 409


class AnswerOver(Refusal):
    code = "ANSWER_OVER"
    reason = _("This can't be answered any more.")
    next_step = _(
        "The page of your application shows what was decided, and how you can object."
    )
    status = 409


class NotSuspendedNow(Refusal):
    code = "NOT_SUSPENDED_NOW"
    reason = _("This document is not suspended any more.")
    next_step = _("Nothing needs to be done: it is in force.")
    status = 409


class NotWaiting(Refusal):
    code = "NOT_WAITING"
    reason = _("This objection or appeal doesn't wait any more.")
    next_step = _("The page of the application shows what came of it.")
    status = 409
