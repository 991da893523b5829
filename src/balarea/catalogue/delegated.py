"""Delegations as an edition of the catalogue publishes them."""

import datetime as dt

import msgspec

from balarea.people import queries as people


class Delegated(msgspec.Struct, frozen=True):
    """That `delegate` exercises an agency's authority on a service.

    `kind` and `actions` as in `people.models.Delegation`; `office`: language code →
    whose authority it is. Both days are inclusive.
    """

    service: str
    delegate: str
    kind: str
    actions: tuple[str, ...]
    office: dict[str, str]
    decree: str
    decree_on: dt.date
    begins_on: dt.date
    ends_on: dt.date | None = None


def delegated(today: dt.date) -> tuple[Delegated, ...]:
    """What is in force on a day or later, by service."""
    return tuple(
        Delegated(
            service=one.service,
            delegate=one.delegate.code,
            kind=one.kind,
            actions=tuple(one.actions),
            office={"id": one.office, **one.office_translations},
            decree=one.decree,
            decree_on=one.decree_on,
            begins_on=one.begins_on,
            ends_on=one.ends_on,
        )
        for one in people.delegations(today)
    )
