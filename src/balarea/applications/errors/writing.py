"""Refusals while an application is written and filed."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class NewsOfPrincipal(Refusal):
    code = "NEWS_OF_PRINCIPAL"
    reason = _("News of this application goes to the person for whom you act.")
    next_step = _("Go back and go on: it reaches them, and you see it here as well.")
    status = 409


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
