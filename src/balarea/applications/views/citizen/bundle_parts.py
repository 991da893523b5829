"""What pages of a draft show of a bundle beside its questions."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from balarea.applications.presenters import bundles
from balarea.applications.views.citizen import case_pages
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.people import queries as people

if TYPE_CHECKING:
    from balarea.applications import models


def may_follow(opened: case_pages.OpenedDraft) -> list[str]:
    """Documents that later answers may require.

    A bundle would list the papers of all its services: none are named before it is
    known which of them apply, and then those of these.
    """
    maybe = opened.tasks.maybe
    if opened.bundle is None:
        return [words for _, words in maybe]
    if not _is_settled(opened):
        return []
    answers, as_of = opened.answers, opened.as_of
    return bundles.may_follow(opened.bundle, maybe, answers, as_of=as_of)


def applying_here(
    draft: "models.Draft", answers: dict[str, Any], as_of: dt.date
) -> dict[str, Any]:
    """The same of a draft that a desk has open."""
    bundle = catalogue.bundle_of(draft.definition)
    if bundle is None:
        return {}
    return _applying(
        bundle, answers, as_of, is_settled=bundle.form.pages[0].id in draft.pages_done
    )


def _is_settled(opened: case_pages.OpenedDraft) -> bool:
    """Whether the bundle's own questions are answered: they are its first page."""
    return opened.definition.pages[0].id in opened.draft.pages_done


def applying_part(opened: case_pages.OpenedDraft) -> dict[str, Any]:
    """Which services apply and what they cost; empty of a single service."""
    if opened.bundle is None:
        return {}
    return _applying(
        opened.bundle, opened.answers, opened.as_of, is_settled=_is_settled(opened)
    )


def _applying(
    bundle: engine.Bundle,
    answers: dict[str, Any],
    as_of: dt.date,
    *,
    is_settled: bool,
) -> dict[str, Any]:
    return {
        "applying": bundles.applying(
            bundle,
            answers,
            is_settled=is_settled,
            agencies=people.agencies(),
            language=case_pages.language(),
            as_of=as_of,
        )
    }
