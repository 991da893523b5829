"""Advice of other agencies: whom a definition asks, what they see, and by when.

Advice never adds a requirement: it answers the questions that the definition asks, and
may find that a requirement of the same definition isn't met (UU 25/2009 art. 21;
UU 30/2014 arts. 46-49 on hearing others before a decision, to be confirmed by a
lawyer).
"""

from functools import cached_property
from typing import Any, Literal

from . import logic
from .texts import Shape, Text

type AdviceType = Literal["YES_NO", "CHOICE", "NUMBER", "DATE", "TEXT", "LONG_TEXT"]


class AdviceChoice(Shape, frozen=True):
    """One choice of a question: the stored value and its label."""

    value: str
    label: Text


class AdviceQuestion(Shape, frozen=True):
    """A question to the adviser, of one of few types; `min`/`max` bound a number."""

    id: str
    type: AdviceType
    label: Text
    hint: Text | None = None
    required: bool = True
    choices: tuple[AdviceChoice, ...] = ()
    min: int | None = None
    max: int | None = None


class AdviceFile(Shape, frozen=True):
    """The parts of a file that an adviser sees, by their ids: whole pages, single
    questions, and requirements with their files."""

    pages: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()


class AdviceSilence(Shape, frozen=True):
    """What no answer by the last day means, by which article.

    `AGREED`: it counts as agreed. `NONE`: the decision is made without it.
    """

    means: Literal["AGREED", "NONE"]
    legal_basis: str


class Advice(Shape, frozen=True, dict=True):
    """One asking: `agency` advises within `working_days` of the complete file.

    `when` says in which cases, `when_text` the same in words. With `on_document` the
    conditions that the adviser sets are stated in the issued document.
    """

    id: str
    agency: str
    title: Text
    legal_basis: str
    working_days: int
    sees: AdviceFile
    silence: AdviceSilence
    questions: tuple[AdviceQuestion, ...] = ()
    when: Any = None
    when_text: Text | None = None
    on_document: bool = False

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether the advice is asked for."""
        return logic.always if self.when is None else logic.compile_rule(self.when)
