"""Which function follows which event of another app.

A reaction runs in the transaction of the operation that announces.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from balarea.foundation import events
from balarea.foundation.operation import SYSTEM

if TYPE_CHECKING:  # models can't be imported before Django is ready
    from balarea.documents.events import DocumentIssued, DocumentSuperseded
    from balarea.payments.events import (
        BillExpired,
        BillLeftUnpaid,
        BillPaid,
        BillReplaced,
        OverpaymentFound,
        OverpaymentRefunded,
    )
    from balarea.people.events import (
        AgencyChanged,
        CalendarChanged,
        CodeRequested,
        ContactNameAnswered,
        DaysClosed,
        DelegationsChanged,
        MandateChanged,
        SignInChanged,
        SitesChanged,
    )
    from balarea.people.queries import Scope


# Of codes that are read out to somebody, by purpose; all others are told to nobody.
CODE_KINDS = {"MANDATE": "MANDATE_CODE", "DESK_CONTACT": "DESK_CODE"}


def connect_all() -> None:
    """Connect every reaction across apps; called once when Django is ready."""
    from balarea.documents.events import DocumentIssued, DocumentSuperseded
    from balarea.payments.events import (
        BillExpired,
        BillLeftUnpaid,
        BillPaid,
        BillReplaced,
        OverpaymentFound,
        OverpaymentRefunded,
    )
    from balarea.people.events import (
        AgencyChanged,
        CalendarChanged,
        CodeRequested,
        ContactNameAnswered,
        DaysClosed,
        DelegationsChanged,
        MandateChanged,
        SignInChanged,
        SitesChanged,
    )

    _provide_cases()
    events.connect(CodeRequested, send_code)
    events.connect(SignInChanged, notify_of_sign_in)
    events.connect(MandateChanged, notify_principal)
    events.connect(ContactNameAnswered, notify_of_name)
    events.connect(DaysClosed, lengthen_deadlines)
    events.connect(CalendarChanged, publish_offices)
    events.connect(AgencyChanged, publish_offices)
    events.connect(SitesChanged, publish_offices)
    events.connect(DelegationsChanged, publish_delegations)
    events.connect(BillExpired, notify_of_expired_bill)
    events.connect(BillLeftUnpaid, remind_to_pay)
    events.connect(BillReplaced, notify_of_replaced_bill)
    events.connect(BillPaid, go_on_after_payment)
    events.connect(OverpaymentFound, notify_payer)
    events.connect(OverpaymentRefunded, notify_payer)
    events.connect(DocumentIssued, close_application)
    events.connect(DocumentSuperseded, notify_of_successor)


def _provide_cases() -> None:
    """Visits name the application or prepared file that they are about."""
    from balarea.applications.presenters import visited_cases as at_desk
    from balarea.applications.queries import visited_cases
    from balarea.visits import subjects

    class Cases:
        def own(
            self, case: "UUID", owners: "Collection[UUID]"
        ) -> subjects.SubjectCase | None:
            row = visited_cases.own(case, owners)
            return subjects.SubjectCase(*row) if row is not None else None

        def at_desk(self, owner: "UUID", scope: "Scope") -> list[subjects.DeskCase]:
            return [subjects.DeskCase(*row) for row in at_desk.shown(owner, scope)]

    subjects.provide(Cases())


def send_code(event: "CodeRequested") -> None:
    """Send a requested one-time code as a message."""
    from balarea.notices import operations as notices
    from balarea.people import queries as people

    code = people.code(event.code)
    notices.post(
        case=code.id,
        channel=code.kind,
        recipient=code.sealed_id,
        masked=event.masked,
        kind=CODE_KINDS.get(code.purpose, "CODE"),
        params={"minutes": "10"},
        secrets=code.sealed_id,
        language=event.language,
        by=SYSTEM,
        at=event.at,
    )


def notify_of_sign_in(event: "SignInChanged") -> None:
    """A way to sign in was changed: notify the owner of the account elsewhere."""
    from balarea.notices import operations as notices
    from balarea.people import queries as people

    account = people.account_by_id(event.account)
    for contact in people.contacts_to_notify(event.account):
        notices.post(
            case=contact.id,
            channel=contact.kind,
            recipient=contact.sealed_id,
            masked=contact.masked,
            kind="SIGN_IN",
            params={
                "what": event.what,
                "changed_at": event.at.isoformat(),
                "whose": "citizen" if account.person_id else "officer",
            },
            language=account.language,
            by=SYSTEM,
            at=event.at,
        )


def notify_of_name(event: "ContactNameAnswered") -> None:
    """It was answered who opened contacts: notify whose they are, if they have one."""
    from balarea.notices import operations as notices
    from balarea.people import queries as people

    owner = people.case_owner(event.owner)
    if owner is None or owner.contact is None:
        return  # they come back to the desk
    contact = people.contact(owner.contact.id)
    notices.post(
        case=contact.id,
        channel=contact.kind,
        recipient=contact.sealed_id,
        masked=contact.masked,
        kind="CONTACT_NAME",
        params={},
        language=people.language_of(contact),
        by=SYSTEM,
        at=event.at,
    )


def notify_principal(event: "MandateChanged") -> None:
    """A mandate was given, or ended by another: notify the principal."""
    from balarea.notices import operations as notices
    from balarea.people import queries as people
    from balarea.people.queries import mandates as mandate_queries

    mandate = mandate_queries.mandate(event.mandate)
    person = mandate.principal_person
    contact = mandate.principal_contact
    if contact is None and person is not None:
        contact = people.contacts(person.id).first()
    if contact is None:
        return  # they were at the desk
    notices.post(
        case=mandate.id,
        channel=contact.kind,
        recipient=people.contact(contact.id).sealed_id,
        masked=contact.masked,
        kind="MANDATE",
        params={
            "what": event.what,
            "who": mandate.representative_masked,
            "until_on": mandate.valid_until.isoformat(),
        },
        language=event.language,
        by=SYSTEM,
        at=event.at,
    )


def lengthen_deadlines(event: "DaysClosed") -> None:
    """Days are closed: move every deadline that runs over them, and notify."""
    from balarea.applications.operations import deadline_extension

    deadline_extension.extend(days=event.days, by=SYSTEM, at=event.at)


def publish_offices(event: "CalendarChanged | AgencyChanged | SitesChanged") -> None:
    """Days, an agency or a building changed: public pages show it from now on."""
    from balarea.catalogue import operations as catalogue

    catalogue.publish_offices(by=SYSTEM, at=event.at)


def publish_delegations(event: "DelegationsChanged") -> None:
    """Authority was delegated or taken back: the services' pages name it."""
    from balarea.catalogue import operations as catalogue

    catalogue.publish_delegations(by=SYSTEM, at=event.at)


def notify_of_expired_bill(event: "BillExpired") -> None:
    """A bill expired: notify its citizen how to get another code."""
    from balarea.applications.operations import event_handlers

    event_handlers.notify_of_expired_bill(
        case=event.case, bill=event.bill, by=SYSTEM, at=event.at
    )


def notify_of_replaced_bill(event: "BillReplaced") -> None:
    """A shared bill was made anew for the rest: notify its citizen."""
    from balarea.applications.operations import event_handlers

    event_handlers.notify_of_replaced_bill(
        case=event.case, bill=event.bill, by=SYSTEM, at=event.at
    )


def remind_to_pay(event: "BillLeftUnpaid") -> None:
    """A fee is still unpaid: remind its citizen."""
    from balarea.applications.operations import event_handlers

    event_handlers.remind_to_pay(
        case=event.case, bill=event.bill, by=SYSTEM, at=event.at
    )


def go_on_after_payment(event: "BillPaid") -> None:
    """A bill is paid: the work begins, or the document is written."""
    from balarea.applications.operations import event_handlers

    event_handlers.continue_after_payment(
        case=event.case, bill=event.bill, by=SYSTEM, at=event.at
    )


def notify_payer(event: "OverpaymentFound | OverpaymentRefunded") -> None:
    """Money settles no bill, or was refunded: notify its citizen."""
    from balarea.applications.operations import event_handlers

    event_handlers.notify_of_overpayment(
        case=event.case, overpayment=event.overpayment, by=SYSTEM, at=event.at
    )


def close_application(event: "DocumentIssued") -> None:
    """The document is signed: close the application and notify its citizen."""
    from balarea.applications.operations import event_handlers

    event_handlers.close(case=event.case, number=event.number, by=SYSTEM, at=event.at)


def notify_of_successor(event: "DocumentSuperseded") -> None:
    """A later document is signed: tell the holder of the earlier one."""
    from balarea.applications.operations import following

    following.notify_of_successor(
        case=event.case,
        number=event.number,
        later_number=event.later_number,
        kind=event.kind,
        by=SYSTEM,
        at=event.at,
    )
