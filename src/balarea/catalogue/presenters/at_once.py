"""What a service page says of a decision that rules take alone."""

from collections.abc import Sequence
from typing import NamedTuple

from balarea.catalogue import definition as engine


class AtOnce(NamedTuple):
    """By which article and decree rules decide, in whose name, and what they check.

    `checks` are pairs of a condition and its article.
    """

    law: str
    decree: str
    office: str
    checks: Sequence[tuple[str, str]]


def at_once(definition: engine.Definition, language: str) -> AtOnce | None:
    """None where an officer decides in every case."""
    decides = definition.decides
    if decides is None:
        return None
    laws = {basis.id: basis.text for basis in definition.standard.legal_basis}
    return AtOnce(
        law=laws[decides.legal_basis],
        decree=decides.decree.of(language),
        office=decides.office.of(language),
        checks=[
            (check.text.of(language), laws[check.legal_basis])
            for check in decides.checks
        ],
    )
