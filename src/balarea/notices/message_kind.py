"""What is known of a kind of message."""

import dataclasses

from django.utils.functional import Promise

from balarea.notices.rules import NORMAL, RetryPolicy


@dataclasses.dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message.

    Args:
        code: stored with each message and in its log entry; never changed.
        label: for officers, in the list of undelivered messages.
        citizen_label: for the citizen, on the page of their application.
        case_label: for officers, on the page of a case; `label` where there is none.
        retry: how urgent it is and when it is given up.
        is_about_service: whether its mail says that services are illustrative.
    """

    code: str
    label: Promise
    citizen_label: Promise
    case_label: Promise | None = None
    retry: RetryPolicy = NORMAL
    is_about_service: bool = True

    @property
    def officer_label(self) -> Promise:
        return self.case_label or self.label
