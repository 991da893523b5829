"""Bundles: the services of one event of life, applied for with one form."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from balarea.catalogue import definition as engine
from balarea.catalogue.presenters import words

if TYPE_CHECKING:
    from balarea.catalogue import models


@dataclasses.dataclass(frozen=True, slots=True)
class BundleCard:
    """A bundle in a list."""

    address: str
    title: str
    summary: str
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class MemberRow:
    """A service of a bundle: in which case it is asked for, and how it ends."""

    code: str
    address: str
    title: str
    when: str
    way: str | Promise
    icon: str
    fee: str
    duration: str


@dataclasses.dataclass(frozen=True, slots=True)
class LaterRow:
    """A service that is applied for after this bundle, and why not in it."""

    address: str
    title: str
    text: str


def card(bundle: engine.Bundle, language: str) -> BundleCard:
    """A bundle in a list."""
    return BundleCard(
        address_of(bundle.code),
        bundle.title.of(language),
        bundle.summary.of(language),
        len(bundle.members),
    )


def cards(
    bundles: Iterable[engine.Bundle], language: str, *, event: str = ""
) -> list[BundleCard]:
    """Bundles in a list; with `event` those of one event of life."""
    return [
        card(one, language) for one in bundles if not event or one.life_event == event
    ]


def with_service(
    bundles: Iterable[engine.Bundle], code: str, language: str
) -> list[BundleCard]:
    """The bundles that a service may be asked for in."""
    return [card(one, language) for one in bundles if one.member(code) is not None]


def address_of(code: str) -> str:
    """The address of a bundle's page."""
    return f"/layanan/paket/{code}/"


def members(
    rows: Collection[engine.Member],
    services: Mapping[str, "models.Service"],
    language: str,
) -> list[MemberRow]:
    """Services of a bundle, each with what it costs and how long it takes."""
    return [
        MemberRow(
            code=one.code,
            address=f"/layanan/{one.code}/",
            title=one.title.of(language),
            when=one.when_text.of(language) if one.when_text else "",
            way=words.WAYS[row.way].name,
            icon=words.WAYS[row.way].icon,
            fee=words.fee(row.fee, row.amount),
            duration=words.duration(row.duration, row.unit),
        )
        for one in rows
        if (row := services.get(one.code)) is not None
    ]


def later(rows: Sequence[engine.Later], language: str) -> list[LaterRow]:
    """Services to ask for afterwards; each once."""
    by_code = {
        one.code: LaterRow(
            f"/layanan/{one.code}/", one.title.of(language), one.text.of(language)
        )
        for one in rows
    }
    return list(by_code.values())
