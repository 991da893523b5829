"""Refusals about advice of other agencies."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


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
