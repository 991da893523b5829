"""Who reacts to what, on one page.

A reaction runs in the transaction of the operation that announces.
"""

from balarea.foundation import events
from balarea.foundation.operation import SYSTEM


def connect_all() -> None:
    """Connect every reaction across rooms; called once when Django is ready."""
    from balarea.applications.operations import following
    from balarea.documents.events import DocumentIssued
    from balarea.payments.events import BillPaid
    from balarea.people.events import CodeWanted

    events.connect(CodeWanted, send_code)
    events.connect(BillPaid, following.on_paid)
    events.connect(DocumentIssued, following.on_issued)


def send_code(event: object) -> None:
    """Somebody wants a one-time code: it goes out as a message."""
    from balarea.notices import operations as notices
    from balarea.people import queries as people
    from balarea.people.events import CodeWanted

    if not isinstance(event, CodeWanted):
        return
    code = people.code(event.code)
    notices.post(
        case=code.id,
        channel=code.kind,
        recipient=code.sealed,
        masked="",
        kind="CODE",
        params={},
        secrets=code.sealed,
        language=event.language,
        by=SYSTEM,
        at=event.at,
    )
