"""The agencies and the life events, beside the services."""

from typing import Literal

from balarea.foundation.opening_hours import Week

from .texts import Shape, Text


class Agency(Shape, frozen=True):
    """An agency with a desk in the mall; without a phone of its own, the mall's.

    Numbers are international: `+62…`.
    """

    code: str
    name: Text
    short_name: str
    kind: Literal["LOCAL", "CENTRAL", "JUSTICE", "ENTERPRISE"]
    hours: Week
    desk: str
    phone: str | None = None
    whatsapp: str | None = None


class LifeEvent(Shape, frozen=True):
    """An event in a person's life that leads to services."""

    code: str
    name: Text
    description: Text
