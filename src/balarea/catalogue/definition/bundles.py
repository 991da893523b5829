"""Bundles: the services of one event of life, applied for with one form.

`services/bundles/<code>.yaml` says which services an event leads to and asks two to
five questions that settle which of them apply. `bundle_merging` compiles that and the
services' own definitions into a `Bundle`: one form whose answers are split back to each
service when they are filed. What is published stands alone and pins each member.
"""

import datetime as dt
from functools import cached_property
from typing import Any, Literal

from . import engine, logic
from .format import Definition, Expression, Field
from .texts import Shape, Text

FAMILY = "bundle"  # of a form that was compiled from several services


class SourceMember(Shape, frozen=True):
    """A service of a bundle: the rule by which it applies, and the same in words."""

    code: str
    when: Expression = None
    when_text: Text | None = None


class LaterService(Shape, frozen=True):
    """A service that needs a result of this bundle first, so it isn't part of it."""

    code: str
    text: Text
    when: Expression = None


class BundleSource(Shape, frozen=True):
    """A bundle as its file says it.

    `same` names questions (`DKC-016.nik`) and requirements (`DKC-016.R5`) that are one
    and the same although no part says so; `apart` names those that aren't although one
    does. `phrases` are how people speak of the event, by language; a search that has
    all words of one of them shows the bundle first.
    """

    code: str
    title: Text
    summary: Text
    life_event: str
    intro: Text
    questions: tuple[Field, ...]
    services: tuple[SourceMember, ...]
    phrases: dict[str, tuple[str, ...]] = {}
    later: tuple[LaterService, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    apart: tuple[str, ...] = ()


class Member(Shape, frozen=True, dict=True):
    """A service of a compiled bundle.

    `definition` is the SHA-256 of what it is filed by; `fields` and `requirements` lead
    from its own ids to those of the form. A question may stand at more than one place
    of the form, of which one at most is asked.
    """

    code: str
    definition: str
    title: Text
    fields: dict[str, tuple[str, ...]]
    requirements: dict[str, str]
    when: Expression = None
    when_text: Text | None = None

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether the service applies."""
        return logic.always if self.when is None else logic.compile_rule(self.when)


class Later(Shape, frozen=True, dict=True):
    """A service to ask for afterwards."""

    code: str
    title: Text
    text: Text
    when: Expression = None

    @cached_property
    def rule(self) -> logic.Rule:
        """Whether it is of interest."""
        return logic.always if self.when is None else logic.compile_rule(self.when)


class Bundle(Shape, frozen=True, dict=True):
    """A compiled bundle. `form` asks everything that any of its members asks, once."""

    schema: Literal[1]
    code: str
    title: Text
    summary: Text
    life_event: str
    intro: Text
    members: tuple[Member, ...]
    form: Definition
    later: tuple[Later, ...] = ()

    def member(self, code: str) -> Member | None:
        """The member of that service, if there is one."""
        return next((one for one in self.members if one.code == code), None)


def applying(
    bundle: Bundle, answers: dict[str, Any], *, as_of: dt.date
) -> list[Member]:
    """The members that apply to these answers of the form."""
    facts = engine.facts(bundle.form, answers, as_of=as_of)
    return [one for one in bundle.members if one.rule(facts) is True]


def afterwards(
    bundle: Bundle, answers: dict[str, Any], *, as_of: dt.date
) -> list[Later]:
    """The services to apply for after this bundle."""
    facts = engine.facts(bundle.form, answers, as_of=as_of)
    return [one for one in bundle.later if one.rule(facts) is True]


def own_answers(
    bundle: Bundle,
    member: Member,
    definition: Definition,
    answers: dict[str, Any],
    *,
    as_of: dt.date,
) -> dict[str, Any]:
    """A member's own answers, from those of the form.

    Answers that the form or the member's own definition hides are left out.
    """
    visible = engine.visible_answers(bundle.form, answers, as_of=as_of)
    own = {
        name: visible[shared]
        for name, places in member.fields.items()
        for shared in places
        if shared in visible
    }
    return engine.visible_answers(definition, own, as_of=as_of)
