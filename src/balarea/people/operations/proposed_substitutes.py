"""The kind of proposal that names a substitute of an official (Plh., Plt.)."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.foundation import clock
from balarea.foundation.operation import Actor
from balarea.people import models
from balarea.people.operations import substitutes
from balarea.people.operations.proposals import Kind, Payload, register
from balarea.people.operations.proposed_powers import (
    Actions,
    Code,
    Lines,
    Text,
    Texts,
    agency_of,
    in_all_languages,
    office_of,
    serving,
)
from balarea.people.rules import Action
from balarea.people.substitute_rules import SubstituteKind


class NewSubstitute(Payload, frozen=True):
    """Let an officer stand in for an official; see `substitutes.substitute`."""

    officer: UUID
    kind: SubstituteKind
    agency: Code
    replaced: UUID | None
    position: Text
    position_translations: Texts
    actions: Actions
    services: Annotated[tuple[Code, ...], msgspec.Meta(max_length=400)]
    decree: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    decree_on: dt.date
    begins_on: dt.date
    ends_on: dt.date


def _replaced(payload: NewSubstitute) -> models.Officer | None:
    return serving(payload.replaced) if payload.replaced else None


def _check(payload: NewSubstitute) -> None:
    """What the operation checks, except that its last day isn't past."""
    replaced = _replaced(payload)
    row = models.Substitution(
        kind=payload.kind,
        substitute=serving(payload.officer),
        replaced=replaced,
        agency=agency_of(payload.agency),
        position=payload.position or (replaced.position if replaced else ""),
        services=sorted(payload.services),
        actions=sorted(payload.actions),
        decree=payload.decree,
        decree_on=payload.decree_on,
        begins_on=payload.begins_on,
        ends_on=payload.ends_on,
    )
    substitutes.check(row, clock.start_of(payload.begins_on))


def _substitute(
    *, payload: NewSubstitute, by: Actor, at: dt.datetime
) -> models.Substitution:
    return substitutes.substitute(
        kind=payload.kind,
        officer=serving(payload.officer),
        agency=agency_of(payload.agency),
        replaced=_replaced(payload),
        position=payload.position,
        position_translations=payload.position_translations,
        actions=payload.actions,
        services=payload.services,
        decree=payload.decree,
        decree_on=payload.decree_on,
        begins_on=payload.begins_on,
        ends_on=payload.ends_on,
        by=by,
        at=at,
    )


def _lines(payload: NewSubstitute) -> Lines:
    lines: Lines = [
        (_("Substitute"), office_of(payload.officer)),
        (_("Kind"), payload.kind.prefix),
        (_("Agency"), agency_of(payload.agency).name),
    ]
    if payload.replaced:
        lines.append((_("Stands in for"), office_of(payload.replaced)))
    if payload.position:
        texts = in_all_languages(payload.position, payload.position_translations)
        lines.append((_("Office that documents name"), texts))
    labels = [str(one.label) for one in Action if one in payload.actions]
    return [
        *lines,
        (_("Actions"), ", ".join(labels)),
        (_("Services"), ", ".join(payload.services) or _("all services")),
        (_("Decree"), payload.decree),
        (_("Day of the decree"), payload.decree_on),
        (_("First day"), payload.begins_on),
        (_("Last day"), payload.ends_on),
    ]


def _agencies(payload: NewSubstitute) -> list[str]:
    """Of the office, and of who exercises it."""
    return [payload.agency, serving(payload.officer).agency.code]


SUBSTITUTE = register(
    Kind(
        code="SUBSTITUTE",
        label=gettext_lazy("Name a substitute (Plh., Plt.)"),
        payload=NewSubstitute,
        agencies=_agencies,
        officer=lambda payload: payload.officer,
        check=_check,
        carry_out=_substitute,
        lines=_lines,
    )
)
