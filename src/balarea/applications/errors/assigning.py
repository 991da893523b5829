"""Refusals about who works on a case."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class WithColleague(Refusal):
    code = "WITH_COLLEAGUE"
    reason = _("A colleague works on this case.")
    next_step = _("Ask them, or take it over and say why.")
    status = 409


class NotYours(Refusal):
    code = "NOT_YOURS"
    reason = _("This case isn’t with you.")
    next_step = _("Only who has it, or who hands out the work, can pass it on.")
    status = 409


class CannotAssign(Refusal):
    code = "CANNOT_ASSIGN"
    reason = _("This case can't be given to that officer.")
    next_step = _("Choose somebody of the list: each may take its next step.")


class Excluded(Refusal):
    code = "EXCLUDED"
    reason = _("A conflict of interest excludes you from this case.")
    next_step = _("A colleague goes on with it. You need do nothing more.")
    status = 403


class GroundMissing(Refusal):
    code = "GROUND_MISSING"
    reason = _("It isn’t said what the conflict of interest is.")
    next_step = _("Choose one of the reasons. Colleagues don’t see it.")


class Away(Refusal):
    """`until`: the last day of the absence."""

    code = "AWAY"
    reason = _("You are recorded as away until %(until)s, so no work is given to you.")
    next_step = _("If you are back, end your absence first: Absence, in the menu.")
    status = 409


class UndoOver(Refusal):
    """`minutes`: how long it can be undone."""

    code = "UNDO_OVER"
    reason = _("This can be undone for %(minutes)s minutes only.")
    next_step = _("Give the cases again, to whom they should go.")
    status = 409


class OfficerIsDrawn(Refusal):
    code = "OFFICER_IS_DRAWN"
    reason = _(
        "The officers of this service are drawn. Nobody takes or gives its cases."
    )
    next_step = _("If the drawn officer can’t go on, ask for a new draw on its page.")
    status = 409


class NotDrawnYet(Refusal):
    code = "NOT_DRAWN_YET"
    reason = _("No officer is drawn for this step yet.")
    next_step = _(
        "Wait a few minutes. Whoever is drawn finds the case in their worklist."
    )
    status = 409


class TookAnotherStep(Refusal):
    code = "TOOK_ANOTHER_STEP"
    reason = _("In this service who checks, who decides and who signs are different.")
    next_step = _("You took another step of this case. A colleague takes this one.")
    status = 409


class CannotRedraw(Refusal):
    code = "CANNOT_REDRAW"
    reason = _("A new draw isn’t possible now.")
    next_step = _(
        "It is for officers who are recorded as away, excluded or no longer in office,"
        " and needs a colleague who can be drawn."
    )
    status = 409
