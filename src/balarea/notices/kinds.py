"""Every kind of message to citizens: one record each, and nothing listed elsewhere.

The text of a kind stands in ``templates/notices/<code in lower case>.<language>.txt``,
one file a language; `rendering` fills it. How to add one: ``docs/how-to/``.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from balarea.notices.message_kind import MessageKind as MessageKind
from balarea.notices.rules import URGENT
from balarea.notices.visit_kinds import VISIT_KINDS

_ALL = (
    MessageKind(
        "CODE",
        label=_("One-time code"),
        citizen_label=_("A code to sign in"),
        retry=URGENT,
        is_about_service=False,
    ),
    MessageKind(
        "MANDATE_CODE",
        label=_("Code to agree to a mandate"),
        citizen_label=_("A code to let somebody act for you"),
        retry=URGENT,
        is_about_service=False,
    ),
    MessageKind(
        "DESK_CODE",
        label=_("Code to prove a contact at a desk"),
        citizen_label=_("A code to read out at the desk"),
        retry=URGENT,
        is_about_service=False,
    ),
    MessageKind(
        "MANDATE",
        label=_("Mandate given or ended"),
        citizen_label=_("Somebody may act for you, or no longer"),
        is_about_service=False,
    ),
    MessageKind(
        "SIGN_IN",
        label=_("Sign-in changed"),
        citizen_label=_("Sign-in changed"),
        is_about_service=False,
    ),
    MessageKind(
        "DRAFT_SAVED",
        label=_("Answers saved"),
        citizen_label=_("Your draft was saved"),
        case_label=_("Code of the draft"),
    ),
    MessageKind(
        "RECEIVED",
        label=_("Application received"),
        citizen_label=_("Your application was received"),
        case_label=_("Receipt"),
    ),
    MessageKind(
        "BUNDLE",
        label=_("Applications received together"),
        citizen_label=_("Your applications were received"),
        case_label=_("Receipt"),
    ),
    MessageKind(
        "BILL",
        label=_("Fee to pay"),
        citizen_label=_("There is something to pay"),
        case_label=_("Bill"),
    ),
    MessageKind(
        "BILL_EXPIRED",
        label=_("Payment code run out"),
        citizen_label=_("Your payment code ran out"),
    ),
    MessageKind(
        "UNPAID",
        label=_("Reminder to pay"),
        citizen_label=_("A reminder: it is still to be paid"),
    ),
    MessageKind(
        "PAID",
        label=_("Payment received"),
        citizen_label=_("Your payment came in"),
    ),
    MessageKind(
        "SURPLUS",
        label=_("Money that settles no bill"),
        citizen_label=_("Money came that settles no bill"),
    ),
    MessageKind(
        "REFUNDED",
        label=_("Money given back"),
        citizen_label=_("Your money was given back"),
    ),
    MessageKind(
        "NO_ADVICE",
        label=_("Advice that did not come in time"),
        citizen_label=_("Advice that did not come in time"),
        is_about_service=False,
    ),
    MessageKind(
        "UNSTAFFED",
        label=_("Work that nobody can do now"),
        citizen_label=_("Work that nobody can do now"),
        is_about_service=False,
    ),
    MessageKind(
        "RETURNED",
        label=_("To be completed"),
        citizen_label=_("Something must be mended"),
        case_label=_("Notice of defects"),
    ),
    MessageKind(
        "REMINDED",
        label=_("Reminder to complete"),
        citizen_label=_("A reminder: something must still be mended"),
        case_label=_("Reminder to amend"),
    ),
    MessageKind(
        "AMENDED",
        label=_("Corrections received"),
        citizen_label=_("What you mended was received"),
        case_label=_("Amendment received"),
    ),
    MessageKind(
        "UNANSWERED",
        label=_("Decided without corrections"),
        citizen_label=_("The time to mend is over"),
        case_label=_("Time to amend is over"),
    ),
    MessageKind(
        "COMPLETE",
        label=_("Application complete"),
        citizen_label=_("Your file is complete"),
        case_label=_("Accepted as complete"),
    ),
    MessageKind(
        "DUE_MOVED",
        label=_("Last day moved"),
        citizen_label=_("The last day has moved"),
    ),
    MessageKind(
        "INSPECTION",
        label=_("Site inspection"),
        citizen_label=_("A visit to the place"),
        case_label=_("Inspection"),
    ),
    MessageKind(
        "DECIDED",
        label=_("Application approved"),
        citizen_label=_("It was decided"),
        case_label=_("Granted"),
    ),
    MessageKind(
        "REFUSED",
        label=_("Application refused"),
        citizen_label=_("It was refused, with reasons"),
        case_label=_("Refused"),
    ),
    MessageKind(
        "ISSUED",
        label=_("Document issued"),
        citizen_label=_("Your document is ready"),
        case_label=_("Document ready"),
    ),
    MessageKind(
        "ANSWERED",
        label=_("Answer to confirm"),
        citizen_label=_("There is an answer for you"),
        case_label=_("Answered"),
    ),
    MessageKind(
        "REOPENED",
        label=_("Decided again"),
        citizen_label=_("It is decided again, as you asked"),
    ),
    MessageKind(
        "DISPUTED",
        label=_("Closed in disagreement"),
        citizen_label=_("It was closed, and you disagree"),
    ),
    MessageKind(
        "UNCONFIRMED",
        label=_("Closed unconfirmed"),
        citizen_label=_("It was closed without your word"),
    ),
    MessageKind(
        "REVIEW_ASKED",
        label=_("Review asked for"),
        citizen_label=_("An officer looks at the decision again"),
    ),
    MessageKind(
        "REVIEWED",
        label=_("Decision confirmed by a person"),
        citizen_label=_("An officer has confirmed the decision"),
    ),
    MessageKind(
        "MADE_PUBLIC",
        label=_("Application announced"),
        citizen_label=_("Your application is announced"),
    ),
    MessageKind(
        "TP_ANSWERED",
        label=_("Objection of a third party answered"),
        citizen_label=_("Your objection was answered"),
    ),
    MessageKind(
        "QUESTION",
        label=_("Question to the citizen"),
        citizen_label=_("The office asks you something"),
    ),
    MessageKind(
        "REPLY",
        label=_("Question of the citizen answered"),
        citizen_label=_("The office answered your question"),
    ),
    MessageKind(
        "NAME_ANSWER",
        label=_("Answer who opened the data"),
        citizen_label=_("The answer who opened your data"),
    ),
    MessageKind(
        "CONTACT_NAME",
        label=_("Answer who opened the contacts"),
        citizen_label=_("The answer who opened your contacts"),
        is_about_service=False,
    ),
    MessageKind(
        "OVERDUE",
        label=_("Last day of a decision passed"),
        citizen_label=_("The last day passed without a decision"),
    ),
    MessageKind(
        "EXTENDED",
        label=_("Deadline extended"),
        citizen_label=_("The office needs more days"),
    ),
    MessageKind(
        "OBJECTION",
        label=_("Objection received"),
        citizen_label=_("Your objection was received"),
    ),
    MessageKind(
        "APPEAL",
        label=_("Appeal received"),
        citizen_label=_("Your appeal was received"),
    ),
    MessageKind(
        "OBJ_DECIDED",
        label=_("Objection or appeal decided"),
        citizen_label=_("It was decided on your objection"),
    ),
    MessageKind(
        "PREPARED",
        label=_("File prepared for the desk"),
        citizen_label=_("Your file is prepared"),
        case_label=_("Prepared"),
    ),
    MessageKind(
        "BRING_SOON",
        label=_("Reminder to come to the desk"),
        citizen_label=_("A reminder: bring your file to the desk"),
    ),
    MessageKind(
        "COLLECTED",
        label=_("Paper handed out"),
        citizen_label=_("Your paper was handed out at the desk"),
    ),
    MessageKind(
        "PAPER_MAILED",
        label=_("Link to a paper"),
        citizen_label=_("The link to your document"),
    ),
    MessageKind(
        "UNCOLLECTED",
        label=_("Reminder to collect"),
        citizen_label=_("A reminder: your paper waits at the desk"),
    ),
    MessageKind(
        "SERVED",
        label=_("Done at the desk"),
        citizen_label=_("It was done at the desk"),
    ),
    MessageKind(
        "NOT_SERVED",
        label=_("Not done at the desk"),
        citizen_label=_("It was not done at the desk"),
    ),
    MessageKind(
        "HANDED_OVER",
        label=_("File handed over"),
        citizen_label=_("Your file went to the register that decides"),
        case_label=_("Handed over"),
    ),
    MessageKind(
        "OUTCOME",
        label=_("Outcome of another register"),
        citizen_label=_("It was decided at the other register"),
        case_label=_("Outcome recorded"),
    ),
    MessageKind(
        "WITHDRAWN",
        label=_("Application withdrawn"),
        citizen_label=_("You took the application back"),
        case_label=_("Withdrawn"),
    ),
    MessageKind(
        "REPLACEMENT",
        label=_("Lost document replaced"),
        citizen_label=_("Your replacement is ready"),
    ),
    MessageKind(
        "CORRECTED",
        label=_("Document corrected"),
        citizen_label=_("Your corrected document is ready"),
    ),
    MessageKind(
        "CORR_REFUSED",
        label=_("Document not corrected"),
        citizen_label=_("Why your document was not corrected"),
    ),
    MessageKind(
        "TRANSFERRED",
        label=_("Document transferred"),
        citizen_label=_("Your document was transferred"),
    ),
    MessageKind(
        "RENEW_SOON",
        label=_("Reminder to renew"),
        citizen_label=_("Your document ends soon and can be renewed"),
    ),
    MessageKind(
        "REVOKED",
        label=_("Document revoked"),
        citizen_label=_("Your document was revoked"),
    ),
    MessageKind(
        "MEASURE",
        label=_("Revocation or suspension proposed"),
        citizen_label=_("The office means to revoke or suspend your document"),
    ),
    MessageKind(
        "STAYS_VALID",
        label=_("Proposal to revoke or suspend rejected"),
        citizen_label=_("Your document stays in force"),
    ),
    MessageKind(
        "SUSPENDED",
        label=_("Document suspended"),
        citizen_label=_("Your document was suspended"),
    ),
    MessageKind(
        "LIFTED",
        label=_("Suspension ended early"),
        citizen_label=_("Your document is in force again"),
    ),
    MessageKind(
        "OBJ_DROPPED",
        label=_("Objection or appeal withdrawn"),
        citizen_label=_("An objection was withdrawn"),
    ),
    *VISIT_KINDS,
)
KINDS: Mapping[str, MessageKind] = {kind.code: kind for kind in _ALL}
