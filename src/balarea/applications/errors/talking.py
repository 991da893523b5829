"""Refusals about questions inside a case, and about asking for files."""

from django.utils.translation import gettext_lazy as _

from balarea.foundation.errors import Refusal


class AsksForFile(Refusal):
    """What an officer writes asks for a file that nothing lets them ask for here.

    `word` is the word for it. The same in a question and in the deficiency notice.
    """

    code = "ASKS_FOR_FILE"
    reason = _("This reads as if you ask for a file: “%(word)s”.")
    next_step = _(
        "Ask in words only. A file is asked for in the one list of defects, and only "
        "if a requirement of the service names it."
    )


class QuestionOpen(Refusal):
    code = "QUESTION_OPEN"
    reason = _("A question of this side is still open: each side has one at a time.")
    next_step = _("Wait for its answer, or close it, then ask the next one.")
    status = 409


class QuestionOver(Refusal):
    code = "QUESTION_OVER"
    reason = _("This question was answered or closed meanwhile.")
    next_step = _("Look at what stands there now. You may ask something new.")
    status = 409


class QuestionEmpty(Refusal):
    code = "QUESTION_EMPTY"
    reason = _("Nothing was written.")
    next_step = _("Write it in the field, then send it again.")


class AskingOver(Refusal):
    """`days` after its end nothing new is asked in a case."""

    code = "ASKING_OVER"
    reason = _("This case ended more than %(days)s days ago.")
    next_step = _("Call the agency or go to its desk: its page says where.")
    status = 409
