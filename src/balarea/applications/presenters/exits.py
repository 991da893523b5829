"""The page on which a form ends without filing: why, what to do, and what to change."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from balarea.applications.presenters import checking
from balarea.catalogue import definition as engine
from balarea.catalogue import queries as catalogue
from balarea.catalogue.presenters import links


@dataclasses.dataclass(frozen=True, slots=True)
class Exit:
    """`answers` are those that led here, each with the address where it is changed."""

    title: str
    reason: str
    text: str
    instead: links.Link | None
    answers: Sequence[checking.Answer]


def exit_shown(
    case: UUID,
    definition: engine.Definition,
    page: engine.Page,
    answers: Mapping[str, Any],
    language: str,
) -> Exit | None:
    """An exit page in the reader's language; None of any other page."""
    if page.exit is None:
        return None
    deciding = set(engine.variables(page.show_if))
    return Exit(
        title=page.title.of(language),
        reason=page.intro.of(language) if page.intro else "",
        text=page.exit.text.of(language),
        instead=links.link(page.exit.service, catalogue.services(), language),
        answers=[
            checking.answer(case, form_page, field, answers[field.id], language)
            for form_page in definition.pages
            for field in form_page.fields
            if field.id in deciding and field.id in answers
        ],
    )
