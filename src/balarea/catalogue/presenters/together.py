"""Agencies that take part in a service: who advises, and by whose authority."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from balarea.catalogue import definition as engine
from balarea.catalogue.delegated import Delegated
from balarea.catalogue.presenters import words


@dataclasses.dataclass(frozen=True, slots=True)
class Adviser:
    """Which agency is asked what, when, for how long, and what silence means."""

    agency: str
    title: str
    when: str
    days: str
    silence: str
    law: str


@dataclasses.dataclass(frozen=True, slots=True)
class Delegation:
    """That another agency exercises the authority, by which decree and how long."""

    delegate: str
    text: str
    decree: str
    begins_on: dt.date
    ends_on: dt.date | None


def advisers(
    definition: engine.Definition,
    agencies: Mapping[str, engine.Agency],
    language: str,
) -> list[Adviser]:
    """Whom the definition asks for advice, in its order."""
    law = {one.id: one.text for one in definition.standard.legal_basis}
    silence = {
        "AGREED": _("No answer in time counts as agreed."),
        "NONE": _("Without an answer in time it is decided without it."),
    }
    return [
        Adviser(
            agency=_name(agencies, one.agency, language),
            title=one.title.of(language),
            when=one.when_text.of(language) if one.when_text else "",
            days=words.duration(one.working_days, "WORKING_DAY"),
            silence=silence[one.silence.means],
            law=law.get(one.legal_basis, ""),
        )
        for one in definition.advice
    ]


def delegations(
    code: str,
    rows: Iterable[Delegated],
    agencies: Mapping[str, engine.Agency],
    language: str,
) -> Sequence[Delegation]:
    """The delegations of a service, as its page names them."""
    return [
        Delegation(
            delegate=_name(agencies, one.delegate, language),
            text=_how(one) % {"office": one.office.get(language) or one.office["id"]},
            decree=one.decree,
            begins_on=one.begins_on,
            ends_on=one.ends_on,
        )
        for one in rows
        if one.service == code
    ]


def _how(one: Delegated) -> str:
    decides = "DECIDE" in one.actions
    if one.kind == "MANDATE":
        if decides:
            return _("decides in the name of %(office)s")
        return _("signs in the name of %(office)s")
    if decides:
        return _("decides by authority delegated from %(office)s")
    return _("signs by authority delegated from %(office)s")


def _name(agencies: Mapping[str, engine.Agency], code: str, language: str) -> str:
    agency = agencies.get(code)
    return agency.name.of(language) if agency else code
