"""When two questions, or two requirements, of different services can be merged."""

import datetime as dt
from typing import Any

import msgspec

from .format import (
    Field,
    Requirement,
)
from .standards import Duration, LegalBasis, Standard, StandardRequirement
from .texts import Text

_OF_EACH = Text(
    id="Menurut standar tiap layanan di dalamnya.",
    en="By the standard of each service in it.",
)


def combined(one: Field, other: Field) -> Field | None:
    """One question whose answer is valid for both; None if there is none.

    `other` has the id of `one`. What both restrict is restricted by the stricter.
    """
    if one.type != other.type or _values(one) != _values(other):
        return None
    if (one.within, one.fields) != (other.within, other.fields):
        return None
    patterns = {field.pattern for field in (one, other)} - {None}
    if len(patterns) > 1:
        return None
    try:
        low, high = (
            _stricter(one.min, other.min, max),
            _stricter(one.max, other.max, min),
        )
    except ValueError:
        return None
    lengths = [one.max_length, other.max_length]
    given_lengths = [length for length in lengths if length is not None]
    with_pattern = one if one.pattern else other
    limits = [limit for limit in other.limits if limit not in one.limits]
    return msgspec.structs.replace(
        one,
        required=one.required or other.required,
        min=low,
        max=high,
        max_length=min(given_lengths) if given_lengths else None,
        pattern=with_pattern.pattern,
        mismatch=with_pattern.mismatch,
        personal=one.personal or other.personal,
        limits=(*one.limits, *limits),
    )


def _values(field: Field) -> list[str]:
    return sorted(choice.value for choice in field.choices)


def _stricter(one: Any, other: Any, choose: Any) -> Any:
    """The stricter of two bounds; raises `ValueError` if that depends on the day."""
    if one is None or other is None or one == other:
        return other if one is None else one
    if not (isinstance(one, str) or isinstance(other, str)):
        return choose(one, other)
    kinds = [_day(str(bound)) for bound in (one, other)]
    if kinds[0][0] != kinds[1][0]:
        raise ValueError("which of the two is stricter depends on the day")
    return choose((one, other), key=lambda bound: _day(str(bound)))


def _day(bound: str) -> tuple[bool, int]:
    """A bound of a date: whether it counts from today, and its place among such."""
    if bound.startswith("TODAY"):
        return True, int(bound.removeprefix("TODAY") or 0)
    return False, dt.date.fromisoformat(bound).toordinal()


def combined_requirement(one: Requirement, other: Requirement) -> Requirement | None:
    """One requirement for both; None if no file can prove both."""
    accepts = tuple(kind for kind in one.accepts if kind in other.accepts)
    if not accepts:
        return None
    # A document of this mall must fulfil both, and be of the same person.
    fulfilled_by = tuple(
        code
        for code in one.fulfilled_by
        if code in other.fulfilled_by and one.holder == other.holder
    )
    return msgspec.structs.replace(
        one,
        accepts=accepts,
        max_files=min(one.max_files, other.max_files),
        required=one.required or other.required,
        when_text=None,
        fulfilled_by=fulfilled_by,
        holder=one.holder if fulfilled_by else None,
        valid_for=_shorter(one.valid_for, other.valid_for),
    )


def _shorter(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else min(one, other)


def needed_for(titles: list[Text], when_text: Text | None) -> Text:
    """In which cases a requirement applies: for which services."""

    def text(language: str) -> str:
        names = "; ".join(title.of(language) for title in titles)
        case = f" {when_text.of(language)}" if when_text is not None else ""
        lead = {"id": "Untuk", "en": "For"}.get(language, "Untuk")
        return f"{lead} {names}.{case}"

    return Text.by_language(text)


def title_of(title: Text, service: Text) -> Text:
    """The title of a page of one service, where another has the same."""
    return Text.by_language(
        lambda language: f"{title.of(language)}: {service.of(language)}"
    )


def intro_of(title: Text, intro: Text | None) -> Text:
    """What a page of one service alone says above its questions."""

    def text(language: str) -> str:
        lead = {"id": "Untuk layanan", "en": "For the service"}.get(language, "Untuk")
        more = f" {intro.of(language)}" if intro is not None else ""
        return f"{lead} {title.of(language)}.{more}"

    return Text.by_language(text)


def standard(
    legal_basis: tuple[LegalBasis, ...], requirements: tuple[Requirement, ...]
) -> Standard:
    """A form of several services has no standard of its own: each has its own."""
    needed = tuple(
        StandardRequirement(**one.title.texts, when_text=one.when_text)
        for one in requirements
    )
    return Standard(
        requirements=needed,
        procedure=(_OF_EACH,),
        duration=Duration(value=1, unit="WORKING_DAY"),
        cost=_OF_EACH,
        product=_OF_EACH,
        complaints=_OF_EACH,
        legal_basis=legal_basis,
        facilities=_OF_EACH,
        competence=_OF_EACH,
        supervision=_OF_EACH,
        staff=_OF_EACH,
        guarantee=_OF_EACH,
        safety=_OF_EACH,
        evaluation=_OF_EACH,
    )
