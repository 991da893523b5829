"""The kinds of proposals about officers and their rights."""

import dataclasses
import datetime as dt
import re
import secrets
from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balarea.foundation.errors import NotFound
from balarea.foundation.operation import Actor
from balarea.people import errors, models, rules
from balarea.people.addresses import Address, kind_of
from balarea.people.operations import officer_contacts, officers
from balarea.people.operations.proposals import Kind, Payload, register
from balarea.people.queries import managers
from balarea.people.rules import Action, Role

_SHORTEST, _LONGEST = 3, 60
_LOGIN = re.compile(rf"[a-z0-9][a-z0-9._-]{{{_SHORTEST - 1},{_LONGEST - 1}}}")
type Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
type Text = Annotated[str, msgspec.Meta(max_length=120)]
type Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
# Language code → the text in it.
type Texts = dict[str, Name]
type Actions = Annotated[tuple[Action, ...], msgspec.Meta(min_length=1, max_length=30)]
type Lines = list[tuple[str, str | dt.date]]


@dataclasses.dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password that is shown once, to be handed to its officer."""

    officer: models.Officer
    password: str


def new_password() -> str:
    """As the command line makes them: 16 letters and digits."""
    return secrets.token_urlsafe(12)


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an officer gets their first code."""

    kind: Literal["PHONE", "EMAIL"]
    value: Annotated[str, msgspec.Meta(min_length=3, max_length=254)]

    @property
    def address(self) -> Address:
        return Address(kind_of(self.kind), self.value)


def agency_of(code: str) -> models.Agency:
    """An agency or an office of a village.

    Raises:
        NotFound: there is none of this code.
    """
    row = models.Agency.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    return row


def _officer(officer: UUID) -> models.Officer:
    rows = models.Officer.objects.select_related("account", "agency")
    row = rows.filter(id=officer).first()
    if row is None:
        raise NotFound
    return row


def serving(officer: UUID) -> models.Officer:
    """An officer in office, with account and agency.

    Raises:
        NotFound, errors.OfficerDismissed: there is none.
    """
    row = _officer(officer)
    if row.dismissed_at is not None:
        raise errors.OfficerDismissed
    return row


def office_of(officer: UUID) -> str:
    """An officer's name, position and agency."""
    row = _officer(officer)
    return f"{row.name}, {row.position}, {row.agency.short_name}"


class Appointment(Payload, frozen=True):
    """Open an officer's account; rights are proposed separately."""

    login: Annotated[str, msgspec.Meta(max_length=_LONGEST)]
    name: Name
    position: Name
    position_translations: Texts
    agency: Code
    role: Role
    contact: Contact


def _check_appointment(payload: Appointment) -> None:
    agency_of(payload.agency)
    if not _LOGIN.fullmatch(payload.login):
        raise errors.LoginUnfit(min=_SHORTEST, max=_LONGEST)
    if models.Account.objects.filter(login=payload.login).exists():
        raise errors.LoginTaken


def _appoint(*, payload: Appointment, by: Actor, at: dt.datetime) -> FirstPassword:
    _check_appointment(payload)
    password = new_password()
    officer = officers.appoint(
        login=payload.login,
        password=password,
        name=payload.name,
        position=payload.position,
        position_translations=payload.position_translations,
        role=payload.role,
        agency=agency_of(payload.agency),
        address=payload.contact.address,
        by=by,
        at=at,
    )
    return FirstPassword(officer, password)


def _appointment_lines(payload: Appointment) -> Lines:
    return [
        (_("Name"), payload.name),
        (
            _("Position"),
            in_all_languages(payload.position, payload.position_translations),
        ),
        (_("Agency"), agency_of(payload.agency).name),
        (_("Kind of office"), str(rules.ROLE_LABELS[payload.role])),
        (_("Login"), payload.login),
        (_("Contact"), payload.contact.value),
    ]


def in_all_languages(text: str, translations: Mapping[str, str]) -> str:
    """The text, and in brackets what it is in the other languages."""
    others = "; ".join(one for _code, one in sorted(translations.items()))
    return f"{text} ({others})" if others else text


APPOINT = register(
    Kind(
        code="APPOINT",
        label=gettext_lazy("Appoint an officer"),
        payload=Appointment,
        agencies=lambda payload: [payload.agency],
        officer=lambda payload: None,
        check=_check_appointment,
        carry_out=_appoint,
        lines=_appointment_lines,
    )
)


class NewRight(Payload, frozen=True):
    """Give an officer actions on services of an agency; none named: all."""

    officer: UUID
    agency: Code
    actions: Actions
    services: Annotated[tuple[Code, ...], msgspec.Meta(max_length=400)]


def _check_right(payload: NewRight) -> None:
    serving(payload.officer)
    agency_of(payload.agency)


def _grant(*, payload: NewRight, by: Actor, at: dt.datetime) -> models.Grant:
    return officers.grant(
        officer=serving(payload.officer),
        agency=agency_of(payload.agency),
        actions=payload.actions,
        services=payload.services,
        by=by,
        at=at,
    )


def _right_lines(payload: NewRight) -> Lines:
    labels = [str(one.label) for one in Action if one in payload.actions]
    return [
        (_("Officer"), office_of(payload.officer)),
        (_("Agency"), agency_of(payload.agency).name),
        (_("Actions"), ", ".join(labels)),
        (_("Services"), ", ".join(payload.services) or _("all services")),
    ]


GRANT = register(
    Kind(
        code="GRANT",
        label=gettext_lazy("Give a right"),
        payload=NewRight,
        agencies=lambda payload: [
            payload.agency,
            _officer(payload.officer).agency.code,
        ],
        officer=lambda payload: payload.officer,
        check=_check_right,
        carry_out=_grant,
        lines=_right_lines,
    )
)


class ChangedOffice(Payload, frozen=True):
    """What citizens read of an officer from now on; a new contact if there is one.

    Papers name the position, and whoever holds the contact can sign in after a new
    password: therefore a second person.
    """

    officer: UUID
    name: Name
    position: Name
    position_translations: Texts
    contact: Contact | None = None


def _check_change(payload: ChangedOffice) -> None:
    serving(payload.officer)


def _change(*, payload: ChangedOffice, by: Actor, at: dt.datetime) -> None:
    officer = serving(payload.officer)
    if payload.contact is not None:
        officer_contacts.set_unproved_address(
            officer=officer, address=payload.contact.address, by=by, at=at
        )
    new: Mapping[str, object] = {
        "name": payload.name,
        "position": payload.position,
        "position_translations": payload.position_translations,
    }
    details = {key: one for key, one in new.items() if getattr(officer, key) != one}
    if details:
        officers.change(officer=officer, details=details, by=by, at=at)


def _change_lines(payload: ChangedOffice) -> Lines:
    lines: Lines = [
        (_("Officer"), office_of(payload.officer)),
        (_("Name from now on"), payload.name),
        (
            _("Position from now on"),
            in_all_languages(payload.position, payload.position_translations),
        ),
    ]
    if payload.contact is not None:
        lines.append((_("Contact from now on"), payload.contact.value))
    return lines


CHANGE = register(
    Kind(
        code="CHANGE_OFFICER",
        label=gettext_lazy("Change an officer’s name, position or contact"),
        payload=ChangedOffice,
        agencies=lambda payload: managers.reached_agencies(_officer(payload.officer)),
        officer=lambda payload: payload.officer,
        check=_check_change,
        carry_out=_change,
        lines=_change_lines,
    )
)


class Reinstatement(Payload, frozen=True):
    """Take a dismissed officer back, without rights and with a new first password."""

    officer: UUID
    contact: Contact


def _dismissed(officer: UUID) -> models.Officer:
    row = _officer(officer)
    if row.dismissed_at is None:
        raise errors.OfficerInOffice
    return row


def _check_reinstatement(payload: Reinstatement) -> None:
    _dismissed(payload.officer)


def _reinstate(*, payload: Reinstatement, by: Actor, at: dt.datetime) -> FirstPassword:
    officer, password = _dismissed(payload.officer), new_password()
    officers.reinstate(
        officer=officer,
        password=password,
        address=payload.contact.address,
        by=by,
        at=at,
    )
    return FirstPassword(officer, password)


REINSTATE = register(
    Kind(
        code="REINSTATE",
        label=gettext_lazy("Take a dismissed officer back"),
        payload=Reinstatement,
        agencies=lambda payload: managers.reached_agencies(_officer(payload.officer)),
        officer=lambda payload: payload.officer,
        check=_check_reinstatement,
        carry_out=_reinstate,
        lines=lambda payload: [
            (_("Officer"), office_of(payload.officer)),
            (_("Contact"), payload.contact.value),
        ],
    )
)
