"""The agencies and the life events, beside the services."""

from typing import Literal

from balarea.foundation.opening_hours import SpecialDay, Week

from .texts import Shape, Text


class Agency(Shape, frozen=True):
    """An agency with a desk in the mall; without a phone of its own, the mall's.

    Numbers are international: `+62…`. `head`: the title of whoever leads it. A manager
    may change all but `code` and `kind` on a page (decision 134).
    """

    code: str
    name: Text
    short_name: str
    kind: Literal["LOCAL", "CENTRAL", "JUSTICE", "ENTERPRISE"]
    hours: Week
    desk: str
    phone: str | None = None
    whatsapp: str | None = None
    head: Text | None = None
    special: tuple[SpecialDay, ...] = ()


class LifeEvent(Shape, frozen=True):
    """An event in a person's life that leads to services."""

    code: str
    name: Text
    description: Text
