"""A visitor's cases as a desk shows them beside the number that it serves."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language

from balarea.applications.presenters import front_desk
from balarea.applications.queries import front_desk as queries
from balarea.people import queries as people
from balarea.people.queries import Scope

SHOWN = 8  # the newest; all stand on the person's page of the front desk


class Row(NamedTuple):
    """A draft or an application, without anything that is sealed."""

    id: UUID
    reference: str
    title: str
    word: str
    kind: str
    address: str


def shown(owner: UUID, scope: Scope) -> list[Row]:
    """Those of services that the officer takes in, drafts first."""
    match, language = people.case_owner(owner), get_language() or ""
    if match is None:
        return []
    drafts = front_desk.drafts(queries.drafts_of(match, scope), language)
    filed = front_desk.cases(queries.applications_of(match, scope), language)
    return [
        Row(one.id, one.reference, one.title, one.status, one.kind, one.address)
        for one in [*drafts, *filed][:SHOWN]
    ]
