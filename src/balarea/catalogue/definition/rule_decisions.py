"""Decisions that rules take alone: their shape.

An application is granted at once where every check is true and every requirement that
applies is proven by the answers. Anything else goes to an officer, so that nobody is
refused by rules (UU 30/2014 arts. 38, 55; UU 27/2022 art. 10).
"""

from functools import cached_property
from typing import Any, Literal

from . import logic
from .texts import Shape, Text


class RuleCheck(Shape, frozen=True, dict=True):
    """One condition of the decision; `text` says in words what the rule confirms."""

    id: str
    rule: Any
    text: Text
    legal_basis: str

    @cached_property
    def compiled(self) -> logic.Rule:
        """True, false, or None where an answer that it needs wasn't given."""
        return logic.compile_rule(self.rule)


class RuleDecision(Shape, frozen=True):
    """That rules decide, by which article and decree, and in whose name.

    `office` is whose electronic seal the document has; `decree` is the number and
    title of the regulation that allows the decision without an officer.
    """

    by: Literal["RULES"]
    office: Text
    decree: Text
    legal_basis: str
    checks: tuple[RuleCheck, ...]
