"""The standard of a service: what it publishes of itself."""

from typing import Literal

from .texts import Shape, Text


class StandardRequirement(Text, frozen=True):
    """One requirement of a standard: in which cases, and which service issues it."""

    when_text: Text | None = None
    service: str | None = None


class LegalBasis(Shape, frozen=True):
    """A regulation, cited as lawyers do."""

    id: str
    text: str


class Duration(Shape, frozen=True):
    """The promised time."""

    value: int
    unit: Literal["WORKING_DAY", "HOUR", "MINUTE"]


class Standard(Shape, frozen=True):
    """The 14 components of a service standard (UU 25/2009 art. 21).

    The first six are published, the others are internal (PermenPANRB 15/2014).
    """

    requirements: tuple[StandardRequirement, ...]
    procedure: tuple[Text, ...]
    duration: Duration
    cost: Text
    product: Text
    complaints: Text
    legal_basis: tuple[LegalBasis, ...]
    facilities: Text
    competence: Text
    supervision: Text
    staff: Text
    guarantee: Text
    safety: Text
    evaluation: Text
