"""Refusals of officers' steps: checking, returning, deciding, recording."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class NoLevyOnline(Refusal):
    code = "NO_LEVY_ONLINE"
    reason = _("A levy is due when this is granted, and this mall takes no payments.")
    next_step = _(
        "Ask whoever runs the mall to name a payment provider, then grant it. "
        "The deadline goes on."
    )
    status = 503


class ForeignRequirement(Refusal):
    code = "FOREIGN_REQUIREMENT"
    reason = _(
        "%(requirement)s is not required of this application: "
        "nothing else may be asked."
    )
    next_step = _("Name only requirements on the list.")


class NoDefects(Refusal):
    code = "NO_DEFECTS"
    reason = _(
        "A return must name at least one requirement, and say what is wrong with each "
        "in at least %(count)s letters."
    )
    next_step = _("Mark each defect and write what the citizen should do.")


class ReturnedBefore(Refusal):
    code = "RETURNED_BEFORE"
    reason = _("An application is returned at most once.")
    next_step = _("Mark what is still wrong, accept it, and decide on what is there.")


class NotChecked(Refusal):
    code = "NOT_CHECKED"
    reason = _("These requirements are not marked as in order: %(requirements)s.")
    next_step = _("Check each of them, or return the application with its defects.")


class NotMarked(Refusal):
    """Returning, and accepting after a return, need a mark on each requirement."""

    code = "NOT_MARKED"
    reason = _("These requirements are not marked: %(requirements)s.")
    next_step = _("Mark each as in order or as a defect, then press once more.")


class StillDefective(Refusal):
    code = "STILL_DEFECTIVE"
    reason = _("These requirements are marked as defects: %(requirements)s.")
    next_step = _("Refuse the application and name them in your reasons.")


class ReasonsMissing(Refusal):
    code = "REASONS_MISSING"
    reason = _("What you write needs at least %(count)s letters.")
    next_step = _("Write why, in words that the citizen understands.")


class NoGround(Refusal):
    code = "NO_GROUND"
    reason = _("Nothing is marked for which this application could be refused.")
    next_step = _("Mark the requirement that isn't met, or grant what was asked for.")


class NobodyCountersigns(Refusal):
    code = "NOBODY_COUNTERSIGNS"
    reason = _("Besides you nobody may countersign decisions on this service.")
    next_step = _("Leave the proposal to somebody else, then countersign it yourself.")


class SamePerson(Refusal):
    code = "SAME_PERSON"
    reason = _("Whoever proposed the decision can't countersign it.")
    next_step = _("Leave it to another person with the right to countersign.")
    status = 403


class UnknownRequirement(Refusal):
    code = "UNKNOWN_REQUIREMENT"
    reason = _("This application doesn't ask for this document.")
    next_step = _("Go back to the task list and choose a document there.")
    status = 404


class OutcomeMissing(Refusal):
    code = "OUTCOME_MISSING"
    reason = _("No choice was made.")
    next_step = _("Choose one of the answers, then send again.")


class RemarkWithoutDefect(Refusal):
    code = "REMARK_WITHOUT_DEFECT"
    reason = _(
        "You wrote what is wrong with %(requirements)s, but didn't mark it as a defect."
    )
    next_step = _("Mark it as a defect, or delete what you wrote.")


class TextTooLong(Refusal):
    code = "TEXT_TOO_LONG"
    reason = _("The text has %(length)s characters; it may have %(max)s.")
    next_step = _("Say it in fewer words.")


class DayUnreadable(Refusal):
    code = "DAY_UNREADABLE"
    reason = _("The day of the visit is missing or unreadable.")
    next_step = _("Write day, month and year, for example 24-11-2026.")


class DayImpossible(Refusal):
    code = "DAY_IMPOSSIBLE"
    reason = _("The visit must lie between %(first)s, when it was filed, and today.")
    next_step = _("Correct the day of the visit.")


class RegisterNumberMissing(Refusal):
    code = "REGISTER_NUMBER_MISSING"
    reason = _("The other register's number is missing or can't be one.")
    next_step = _(
        "Type it as the other register gave it, in at most %(max)s characters."
    )


class StepDayUnreadable(Refusal):
    code = "STEP_DAY_UNREADABLE"
    reason = _("The day is missing or unreadable.")
    next_step = _("Write day, month and year, for example 24-11-2026.")


class StepDayImpossible(Refusal):
    code = "STEP_DAY_IMPOSSIBLE"
    reason = _("The day must lie between %(first)s and today.")
    next_step = _("Correct the day.")


class NotServedReasonMissing(Refusal):
    code = "NOT_SERVED_REASON_MISSING"
    reason = _("It says that it was not done, but not why.")
    next_step = _("Choose one of the reasons.")


class NothingToReview(Refusal):
    code = "NOTHING_TO_REVIEW"
    reason = _("There is no decision of rules here that a person could review.")
    next_step = _("Look at the application as it is now, or ask the agency.")
    status = 409


class ReviewRequested(Refusal):
    code = "REVIEW_REQUESTED"
    reason = _("You have asked for this review already.")
    next_step = _("An officer answers by the day on the page of your application.")
    status = 409
