"""Refusals of what follows once a document is issued."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class CannotReplace(Refusal):
    code = "CANNOT_REPLACE"
    reason = _("There is no document here that can be replaced.")
    next_step = _(
        "Look at the page of the application: it says which document counts now. "
        "One that has expired is renewed instead."
    )
    status = 409


class NotConfirmed(Refusal):
    code = "NOT_CONFIRMED"
    reason = _("You have not confirmed that the document is lost or damaged.")
    next_step = _("Tick the box if it is so. The lost one is not valid any more then.")


class CannotRenew(Refusal):
    code = "CANNOT_RENEW"
    reason = _("This document can't be renewed now.")
    next_step = _("Its page says from which day on it can be renewed.")
    status = 409


class CannotCorrect(Refusal):
    code = "CANNOT_CORRECT"
    reason = _("There is no document here that can be corrected.")
    next_step = _("Look at the page of the application: it says what counts now.")
    status = 409


class CorrectionWaits(Refusal):
    code = "CORRECTION_WAITS"
    reason = _("Somebody has already said what is wrong in this document.")
    next_step = _("The page of the application says how far that is.")
    status = 409


class NothingChanged(Refusal):
    code = "NOTHING_CHANGED"
    reason = _("The values are those that the document shows already.")
    next_step = _("Change what is wrong, or say why nothing is corrected.")


class ValuesInvalid(Refusal):
    """Some values can't be read; `problems` are those of the fields."""

    code = "VALUES_INVALID"
    reason = _("One of the values can't be right.")
    next_step = _("Look at the fields that are marked, and correct them.")

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__()
        self.problems = problems


class ChangesDecision(Refusal):
    code = "CHANGES_DECISION"
    reason = _(
        "With these values another fee, other requirements or another decision would "
        "follow. That is no correction."
    )
    next_step = _("Say so as the reason, and let the holder apply anew.")


class OwnCorrection(Refusal):
    code = "OWN_CORRECTION"
    reason = _("You proposed these values, so somebody else decides on them.")
    next_step = _("Leave it to a colleague who may decide on this service.")
    status = 409


class CannotTransfer(Refusal):
    code = "CANNOT_TRANSFER"
    reason = _("This document can't be transferred.")
    next_step = _("Ask the agency who may use it, or apply anew.")
    status = 409


class OnlyHolder(Refusal):
    code = "ONLY_HOLDER"
    reason = _("Only the holder agrees to a transfer, not somebody who acts for them.")
    next_step = _("Let the holder do it in their account, or sign for it at a desk.")
    status = 403


class ConsentUnknown(Refusal):
    code = "CONSENT_UNKNOWN"
    reason = _("We don't know this code, or it can't be used any more.")
    next_step = _("Compare it letter by letter, or ask the holder for a new one.")


class StatementMissing(Refusal):
    code = "STATEMENT_MISSING"
    reason = _("The signed statement of the holder is missing.")
    next_step = _("Scan it or take a photo, and choose that file.")
