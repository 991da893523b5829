"""The kind of proposal that delegates an agency's authority."""

import datetime as dt
from typing import Annotated

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.foundation.operation import Actor
from balarea.people import models, rules
from balarea.people.operations import delegations
from balarea.people.operations.proposals import Kind, Payload, register
from balarea.people.operations.proposed_powers import (
    Actions,
    Code,
    Lines,
    Name,
    Texts,
    agency_of,
    in_all_languages,
)
from balarea.people.rules import DelegationKind


class NewDelegation(Payload, frozen=True):
    """Let another agency decide or countersign on a service; see `delegations`."""

    service: Code
    agency: Code
    delegate: Code
    kind: DelegationKind
    actions: Actions
    office: Name
    office_translations: Texts
    decree: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    decree_on: dt.date
    begins_on: dt.date
    ends_on: dt.date | None


def _check_delegation(payload: NewDelegation) -> None:
    delegations.check(
        payload.service,
        agency_of(payload.agency),
        agency_of(payload.delegate),
        payload.actions,
        office=payload.office,
        decree=payload.decree,
        days=(payload.decree_on, payload.begins_on, payload.ends_on),
    )


def _delegate(
    *, payload: NewDelegation, by: Actor, at: dt.datetime
) -> models.Delegation:
    return delegations.delegate(
        service=payload.service,
        agency=agency_of(payload.agency),
        to=agency_of(payload.delegate),
        kind=payload.kind,
        actions=payload.actions,
        office=payload.office,
        office_translations=payload.office_translations,
        decree=payload.decree,
        decree_on=payload.decree_on,
        begins_on=payload.begins_on,
        ends_on=payload.ends_on,
        by=by,
        at=at,
    )


def _delegation_lines(payload: NewDelegation) -> Lines:
    return [
        (_("Service"), payload.service),
        (_("Whose authority"), agency_of(payload.agency).name),
        (_("Exercised by"), agency_of(payload.delegate).name),
        (_("In whose name"), str(rules.DELEGATION_LABELS[payload.kind])),
        (_("What"), ", ".join(str(one.label) for one in payload.actions)),
        (
            _("Office that documents name"),
            in_all_languages(payload.office, payload.office_translations),
        ),
        (_("Decree"), payload.decree),
        (_("Day of the decree"), payload.decree_on),
        (_("First day"), payload.begins_on),
        (_("Last day"), payload.ends_on or _("none")),
    ]


DELEGATE = register(
    Kind(
        code="DELEGATE",
        label=gettext_lazy("Delegate authority to another agency"),
        payload=NewDelegation,
        agencies=lambda payload: [payload.agency, payload.delegate],
        officer=lambda payload: None,
        check=_check_delegation,
        carry_out=_delegate,
        lines=_delegation_lines,
    )
)
