"""Refusals of the applications app."""

from django.utils.translation import gettext_lazy as _

from balarea.applications.work_errors import CannotAssign as CannotAssign
from balarea.applications.work_errors import Excluded as Excluded
from balarea.applications.work_errors import GroundMissing as GroundMissing
from balarea.applications.work_errors import NotYours as NotYours
from balarea.applications.work_errors import WithColleague as WithColleague
from balarea.foundation.errors import Refusal


class ChangedMeanwhile(Refusal):
    code = "CHANGED_MEANWHILE"
    reason = _("Something changed since this page was opened.")
    next_step = _("Look at it as it is now, then do it again if it is still right.")
    status = 409


class SeenUnknown(ChangedMeanwhile):
    """What was sent doesn't say which state of the application its page showed."""

    code = "SEEN_UNKNOWN"
    reason = _("We can't tell what your page showed when you pressed.")
    next_step = _("Look at it as it is here, then do it again if it is still right.")


class SavedMeanwhile(ChangedMeanwhile):
    """`params`: `who` saved the draft (empty: its owner), and `at` which time."""

    code = "SAVED_MEANWHILE"
    reason = _("This draft was saved elsewhere since your page was opened.")
    next_step = _("Both stand at the questions that differ. Choose, and save again.")


class SessionWasOver(Refusal):
    code = "SESSION_WAS_OVER"
    reason = _("You were signed out before this was sent.")
    next_step = _("What you typed is here again. Look it over, then press once more.")
    status = 200  # shown on a page that was opened


class LeftUnsent(Refusal):
    code = "LEFT_UNSENT"
    reason = _("You left this page before you sent what you typed.")
    next_step = _("It is here again. Look it over, then press once more.")
    status = 200  # shown on a page that was opened


class NotSent(Refusal):
    code = "NOT_SENT"
    reason = _("This was not sent: the application went on meanwhile.")
    next_step = _(
        "Look under My applications for where it stands. You may always apply anew."
    )
    status = 409


class FiledAlready(Refusal):
    code = "FILED_ALREADY"
    reason = _("What was filed goes on with the contact of its filing.")
    next_step = _("Follow it under My applications, or ask the agency.")
    status = 409


class NotOnline(Refusal):
    code = "NOT_ONLINE"
    reason = _("This service can't be asked for online yet.")
    next_step = _("Open the service's page: it says at which counter to ask.")


class NothingApplies(Refusal):
    code = "NOTHING_APPLIES"
    reason = _("By your answers you need none of these services now.")
    next_step = _(
        "Look at your answers to the first part again, or choose a single service."
    )
    status = 422


class NoPaymentOnline(Refusal):
    """`service` is its code."""

    code = "NO_PAYMENT_ONLINE"
    reason = _("This service has a fee, and this mall takes no payments online yet.")
    next_step = _("Open the service's page: it says at which desk to ask.")
    leads_to = "/layanan/%(service)s/"
    status = 503


class NoLevyOnline(Refusal):
    code = "NO_LEVY_ONLINE"
    reason = _("A levy is due when this is granted, and this mall takes no payments.")
    next_step = _(
        "Ask whoever runs the mall to name a payment provider, then grant it. "
        "The deadline goes on."
    )
    status = 503


class Incomplete(Refusal):
    """`problems` lists everything that is still missing."""

    code = "INCOMPLETE"
    reason = _("Something is still missing or not in order.")
    next_step = _("Mend what the list names, then submit again.")


class Unconfirmed(Refusal):
    code = "UNCONFIRMED"
    reason = _("A NIK and a date of birth differ.")
    next_step = _("Mend one of them, or tick that both stand like that on your card.")


class DraftExpired(Refusal):
    code = "DRAFT_EXPIRED"
    reason = _(
        "This draft waited longer than %(days)s days, or was begun more than %(max)s "
        "days ago, and is gone."
    )
    next_step = _("Begin the application again.")
    status = 410


class NotReusable(Refusal):
    """It is not offered for this requirement, or not any more.

    `case` and `requirement` name the page that offers what can be used.
    """

    code = "NOT_REUSABLE"
    reason = _("This can't be used again here, or not any more.")
    next_step = _("Choose another one from the list, or add a file.")
    leads_to = "/permohonan/%(case)s/berkas/%(requirement)s/"
    status = 409


class TooManyDrafts(Refusal):
    code = "TOO_MANY_DRAFTS"
    reason = _("You have %(max)s drafts already, as many as there may be at once.")
    next_step = _("Submit one of them, or throw one away, then begin this one.")
    leads_to = "/permohonan/"
    status = 409


class DraftsTooLarge(Refusal):
    code = "DRAFTS_TOO_LARGE"
    reason = _("The files of all your drafts together may have %(max)s MB.")
    next_step = _("Send smaller files, or submit or throw away another draft first.")
    leads_to = "/permohonan/"
    status = 413


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


class OwnDecision(Refusal):
    code = "OWN_DECISION"
    reason = _("Two people put this document into force, and you proposed it.")
    next_step = _("Leave it to another person with the right to revoke.")
    status = 403


class NobodyCountersigns(Refusal):
    code = "NOBODY_COUNTERSIGNS"
    reason = _("Besides you nobody may countersign decisions on this service.")
    next_step = _("Leave the proposal to somebody else, then countersign it yourself.")


class SamePerson(Refusal):
    code = "SAME_PERSON"
    reason = _("Whoever proposed the decision can't countersign it.")
    next_step = _("Leave it to another person with the right to countersign.")
    status = 403


class CannotWithdraw(Refusal):
    code = "CANNOT_WITHDRAW"
    reason = _("This application is already decided or closed.")
    next_step = _("Look at its page for what you can still do.")
    status = 409


class NothingToPay(Refusal):
    code = "OWES_NOTHING"
    reason = _("This application waits for no payment.")
    next_step = _("Look at its page for where it stands.")
    status = 409


class UnknownRequirement(Refusal):
    code = "UNKNOWN_REQUIREMENT"
    reason = _("This application doesn't ask for this document.")
    next_step = _("Go back to the task list and choose a document there.")
    status = 404


class ScanLinkOver(Refusal):
    code = "SCAN_LINK_OVER"
    reason = _("This code takes no photos any more.")
    next_step = _(
        "Show a new code on the computer, and point the camera at it. Photos that "
        "were sent before are there."
    )
    status = 410


class NoPhotos(Refusal):
    code = "NO_PHOTOS"
    reason = _("No photo is here yet.")
    next_step = _("Send one from the phone, then look here again.")


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


class AdvicePending(Refusal):
    """`advice` lists the agencies, each with since when and until when."""

    code = "ADVICE_PENDING"
    reason = _("The advice of another agency is still waited for: %(advice)s.")
    next_step = _(
        "Decide when it has come, or when its last day has passed: then the silence "
        "counts as the service’s rules say."
    )
    status = 409


class AdviceNotFollowed(Refusal):
    """`agencies` are those that advise against."""

    code = "ADVICE_NOT_FOLLOWED"
    reason = _("%(agencies)s advises against granting this.")
    next_step = _(
        "Say in your reasons, in at least %(count)s letters, why you grant it all the "
        "same, or refuse it."
    )


class AdviceOver(Refusal):
    code = "ADVICE_OVER"
    reason = _("This advice isn’t waited for any more.")
    next_step = _("Look at what came of it below, or go on with your next one.")
    status = 409


class AdviceUnanswered(Refusal):
    """`problems` lists what is wrong with the answers to the adviser's questions."""

    code = "ADVICE_UNANSWERED"
    reason = _("Some questions are not answered yet.")
    next_step = _("Answer the questions that are marked, then send again.")


class NoGroundAgainst(Refusal):
    code = "NO_GROUND_AGAINST"
    reason = _("Advice against must name the requirement that isn’t met.")
    next_step = _("Mark it in the list, or agree with conditions instead.")
