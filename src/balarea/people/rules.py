"""Roles, the actions that a grant allows, tries of a one-time code, masked names."""

import datetime as dt
import enum
from collections.abc import Mapping
from typing import NamedTuple, Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRIES = 5  # of one one-time code
VILLAGE = "VILLAGE"  # the kind of agency that is the office of a desa or kelurahan


class Role(enum.StrEnum):
    """The kind of office; rights come from grants, not from the role."""

    FRONT_OFFICER = "FRONT_OFFICER"
    VERIFIER = "VERIFIER"
    HEAD = "HEAD"
    MANAGER = "MANAGER"
    AUDITOR = "AUDITOR"


ROLE_LABELS: Mapping[Role, str | Promise] = {
    Role.FRONT_OFFICER: _("front officer"),
    Role.VERIFIER: _("verifier"),
    Role.HEAD: _("head"),
    Role.MANAGER: _("manager"),
    Role.AUDITOR: _("auditor"),
}


class Action(enum.StrEnum):
    """What a grant allows on the services that it names.

    `label`: its name in lists of rights. `opens_cases`: whether it gives access to
    the applications of the agency that the grant names.
    """

    label: str | Promise
    opens_cases: bool

    def __new__(
        cls, code: str, label: str | Promise = "", opens_cases: bool = True
    ) -> Self:
        action = str.__new__(cls, code)
        action._value_ = code
        action.label = label
        action.opens_cases = opens_cases
        return action

    READ = "READ", _("read")
    VERIFY = "VERIFY", _("verify")
    INSPECT = "INSPECT", _("inspect on site")
    DECIDE = "DECIDE", _("decide")
    COUNTERSIGN = "COUNTERSIGN", _("countersign")
    HAND_OVER = "HAND_OVER", _("hand over")
    SERVE = "SERVE", _("serve at the desk")
    REVOKE = "REVOKE", _("revoke")
    RECEIVE = "RECEIVE", _("take in at the front desk")
    # Numbers at a desk: opens no file by itself.
    CALL = "CALL", _("call visitors to a desk"), False
    ASSIGN = "ASSIGN", _("hand out the work")
    # On what other agencies ask of its own: opens parts of their files only.
    ADVISE = "ADVISE", _("advise other agencies"), False
    DECIDE_OBJECTION = "DECIDE_OBJECTION", _("decide on objections")
    DECIDE_APPEAL = "DECIDE_APPEAL", _("decide on appeals")
    ASSIST = "ASSIST", _("file for residents of a village")
    OVERSEE = "OVERSEE", _("oversee figures and the log"), False
    # Officers, rights and offices of an agency; of the whole mall if it runs the mall.
    MANAGE = "MANAGE", _("manage officers and offices"), False


class DelegationKind(enum.StrEnum):
    """How an agency exercises another's authority.

    UU 30/2014 arts. 13 and 14, from memory, to be confirmed by a lawyer: by delegation
    (delegasi) it signs in its own name and answers for it; by mandate (mandat) it signs
    in the name of the office that gave it ("a.n."), which goes on answering.
    """

    DELEGATION = "DELEGATION"
    MANDATE = "MANDATE"


DELEGATION_LABELS: Mapping[DelegationKind, str | Promise] = {
    DelegationKind.DELEGATION: _("in its own name (delegation)"),
    DelegationKind.MANDATE: _("in the name of the office that gave it (mandate)"),
}
# What of an agency's authority another may exercise.
DELEGABLE = frozenset({Action.DECIDE, Action.COUNTERSIGN})
# What opens the applications of the agency that a grant names.
CASE_ACTIONS = frozenset(action for action in Action if action.opens_cases)


class Identity(NamedTuple):
    """What an officer read from an identity card; `nik` is empty without one."""

    name: str
    born_on: dt.date
    nik: str = ""


def desk_code_details(person: UUID) -> dict[str, str]:
    """What is sealed with a code that proves a contact at a desk: for whom it was sent.

    So a code that was sent for somebody else, or for another purpose, adds nothing.
    """
    return {"person_id": str(person)}


def masked_name(name: str) -> str:
    """``Siti Nurhaliza`` → ``S*** N***``; a word of one letter becomes ``***``.

    Always three stars, at most eight words: lengths would identify a rare name.
    """
    words = name.split()[:8]
    return " ".join(word[0] + "***" if len(word) > 1 else "***" for word in words)


# Shared by millions: such a host identifies nobody, and helps to recognise one's own.
WELL_KNOWN_HOSTS = frozenset(
    {
        "aol.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.co.id",
        "hotmail.com",
        "icloud.com",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.co.id",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "rocketmail.com",
        "yahoo.co.id",
        "yahoo.co.uk",
        "yahoo.com",
        "yandex.com",
        "ymail.com",
        "zoho.com",
    }
)
# Second-level domains before ".id" that many share, so that they identify nobody.
SHARED_ENDINGS = frozenset(
    {"ac", "biz", "co", "desa", "go", "mil", "my", "net", "or", "ponpes", "sch", "web"}
)


def masked_contact(contact: str) -> str:
    """``+6281234567890`` → ``+62*******890``; ``ani@gmail.com`` → ``a**@gmail.com``.

    A host of few users identifies them: ``ani@siti-rahayu.id`` → ``a**@s***.id``. A
    local part of one letter is masked whole.
    """
    if "@" in contact:
        user, _, host = contact.rpartition("@")
        shown = user[0] + "*" * (len(user) - 1) if len(user) > 1 else "*"
        return f"{shown}@{_masked_host(host)}"
    return contact[:3] + "*" * max(0, len(contact) - 6) + contact[-3:]


def _masked_host(host: str) -> str:
    """Always three stars, since the length would identify a rare name."""
    if host in WELL_KNOWN_HOSTS:
        return host
    *names, ending = host.split(".")
    if ending == "id" and len(names) > 1 and names[-1] in SHARED_ENDINGS:
        ending = f"{names[-1]}.id"
    return f"{host[:1]}***.{ending}"
