"""Ready reasons that fit every service: what officers may choose instead of typing.

Those of one service stand in its definition, see `queries.ready_reasons`. A reason that
is chosen comes before what is typed, in the language of whoever reads it. The codes are
sent by forms and not stored.
"""

import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from balarea.foundation.errors import NotFound


class Use(enum.StrEnum):
    """What is to be reasoned."""

    EXTEND = "EXTEND"  # the deadline of a decision
    REVOKE = "REVOKE"  # a document
    ADVISE = "ADVISE"  # conditions, or against it
    OBJECTION = "OBJECTION"  # the outcome of an objection or appeal
    GIVE = "GIVE"  # a case to a colleague, or taking it over
    HAND_OUT = "HAND_OUT"  # that a document was not handed out after all


REASONS: Mapping[Use, Mapping[str, Promise]] = {
    Use.EXTEND: {
        "visit": _("The place must be visited once more before it can be decided."),
        "advice": _("The advice of another agency came late and must be weighed."),
        "complex": _("The case is larger than usual and takes longer to examine."),
        "many": _("Many applications came at the same time, and each is examined."),
    },
    Use.REVOKE: {
        "untrue": _("What the document rests on turned out to be untrue."),
        "ended": _("The holder has ended what the document was issued for."),
        "breach": _("The duties that come with the document were not kept."),
        "error": _("The document was issued by an error of our office."),
    },
    Use.ADVISE: {
        "plan": _("It doesn’t fit the spatial plan that is in force for this place."),
        "safety": _("The place is not yet safe for what is planned there."),
        "traffic": _("Access and parking are to be kept free for the traffic."),
        "environment": _("Waste and noise are to stay within the limits of the law."),
    },
    Use.OBJECTION: {
        "met": _("The requirement that the refusal names is met after all."),
        "misread": _("Our office had misread what the application says."),
        "unmet": _("The requirement that the refusal names is still not met."),
        "nothing_new": _("The objection names nothing that changes the decision."),
    },
    Use.GIVE: {
        "leave": _("I am on leave or away, and the deadline goes on."),
        "expert": _("A colleague knows this kind of case better than I do."),
        "load": _("I have more cases than can be done in time."),
        "head": _("The head of the office has shared out the work anew."),
    },
    Use.HAND_OUT: {
        "other": _("The wrong document was chosen from the list."),
        "left": _("The person left before the document was signed for."),
        "print": _("The document could not be printed properly."),
    },
}


def composed(use: Use, chosen: str, typed: str, language: str) -> str:
    """The chosen reason in a language, then what was typed.

    Raises:
        NotFound: there is no such reason.
    """
    if not chosen:
        return typed
    if chosen not in REASONS[use]:
        raise NotFound
    with override(language):
        reason = str(REASONS[use][chosen])
    return f"{reason}\n{typed.strip()}" if typed.strip() else reason
