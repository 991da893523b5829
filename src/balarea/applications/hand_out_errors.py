"""Refusals of handing papers out at a desk."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class NoPaperChosen(Refusal):
    code = "NO_PAPER_CHOSEN"
    reason = _("No paper is ticked.")
    next_step = _("Tick each paper that is handed out now.")


class TooManyPapers(Refusal):
    code = "TOO_MANY_PAPERS"
    reason = _("More than %(max)s papers are handed out at once.")
    next_step = _("Hand them out in two parts, each with its own sheet.")


class NothingToHandOut(Refusal):
    code = "NOTHING_TO_HAND_OUT"
    reason = _("There is no paper in force that can be handed out.")
    next_step = _("Look at the case: it isn't issued yet, or it was revoked.")
    status = 409


class DocumentSuspended(Refusal):
    code = "DOCUMENT_SUSPENDED"
    reason = _("This document is suspended, so it is not handed out now.")
    next_step = _(
        "The page of the case says until when, and why. Hand it out once it is in "
        "force again."
    )
    status = 409


class HandedOutAlready(Refusal):
    code = "HANDED_OUT_ALREADY"
    reason = _("One of these papers was handed out already.")
    next_step = _("Open the page again: it says to whom and when.")
    status = 409


class NotOnePerson(Refusal):
    code = "NOT_ONE_PERSON"
    reason = _("These papers belong to different people.")
    next_step = _("Hand out the papers of each person on a sheet of their own.")
    status = 409


class WayMissing(Refusal):
    code = "WAY_MISSING"
    reason = _("It isn't said how the paper is handed out.")
    next_step = _("Choose whether it is printed or a link is mailed.")


class CollectorMissing(Refusal):
    code = "COLLECTOR_MISSING"
    reason = _("It isn't said who collects.")
    next_step = _("Choose the holder, or somebody for the holder.")


class IdentityMissing(Refusal):
    code = "IDENTITY_MISSING"
    reason = _("It isn't said what you saw of the person.")
    next_step = _("Choose the slip or the card that was shown to you.")


class MandateMissing(Refusal):
    code = "MANDATE_MISSING"
    reason = _("Whoever collects for somebody needs a mandate.")
    next_step = _("Choose the mandate that was shown, and write the person's name.")


class SlipIsNoIdentity(Refusal):
    code = "SLIP_IS_NO_IDENTITY"
    reason = _("A slip alone doesn't say who collects for somebody else.")
    next_step = _("Ask to see a card with a photo, and choose it here.")


class MailAddressNeeded(Refusal):
    code = "MAIL_ADDRESS_NEEDED"
    reason = _("This is no e-mail address.")
    next_step = _("Type it as the person spells it, such as ani@contoh.id.")


class TooLateToUndo(Refusal):
    code = "TOO_LATE_TO_UNDO"
    reason = _("A handing-out can be undone within %(minutes)s minutes only.")
    next_step = _("Write down what happened, and tell the head of your agency.")
    status = 409
