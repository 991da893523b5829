"""Events of this app; `config/wiring.py` names their handlers."""

import dataclasses
import datetime as dt
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True)
class DaysClosed:
    """Days were closed by one decree, whether they were working days or not.

    All of them in one event, so that each applicant gets one message.
    """

    days: tuple[dt.date, ...]
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Days were closed or opened: what pages say of opening hours differs."""

    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class AgencyChanged:
    """A manager changed what is said of an agency."""

    code: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SitesChanged:
    """A building of the mall, or who serves there, was changed."""

    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class DelegationsChanged:
    """An agency's authority was delegated, or a delegation was ended."""

    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class CodeRequested:
    """A one-time code was made; send it to the sealed address.

    `code` is the id of a `ContactCode`, whose `sealed` is JSON {"address", "code"};
    `masked` is what officers may see of the address.
    """

    code: UUID
    masked: str
    language: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class SignInChanged:
    """A way to sign in to an account changed; `what` is in `factors.NOTIFIED_CHANGES`.

    The owner is notified at every contact in `queries.contacts_to_notify`.
    """

    account: UUID
    what: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class MandateChanged:
    """A mandate was given or ended; `what` is GIVEN or ENDED.

    Its principal is notified, if they have a contact and didn't end it themselves.
    """

    mandate: UUID
    what: str
    language: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class ContactNameAnswered:
    """Somebody was answered who had opened the data of `owner`, a contact or person.

    They are notified at their first contact, if they have one.
    """

    owner: UUID
    at: dt.datetime
