"""The page that says whether a service is for somebody, and what to bring."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from balarea.catalogue import definition as engine
from balarea.catalogue.presenters import links, standard

if TYPE_CHECKING:
    import datetime as dt

    from balarea.catalogue import models

type Options = Sequence[tuple[str, str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """A question with its options; `kind` names the component."""

    name: str
    label: str
    hint: str
    options: Options
    value: Sequence[str]
    kind: str = "radios"


@dataclasses.dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the service isn't for somebody, by which law, and what fits instead; where
    the form itself ends, its words say why, and `law` is empty."""

    text: str
    law: str
    instead: links.Link | None


@dataclasses.dataclass(frozen=True, slots=True)
class Result:
    """What the answers come to. `outcome`: YES, NO or ASK."""

    outcome: str
    obstacles: Sequence[Obstacle]
    certain: Sequence[standard.Needed]
    possible: Sequence[standard.Needed]


def eligibility_questions(
    definition: engine.Definition, raw: Mapping[str, Sequence[str]], language: str
) -> list[Question]:
    """The questions that each have a yes, a no and an open answer."""
    options = (("YES", _("Yes")), ("NO", _("No")), ("OPEN", _("I don't know")))
    return [
        Question(
            one.id,
            one.question.of(language),
            one.hint.of(language) if one.hint else "",
            options,
            raw.get(one.id, ()),
        )
        for one in definition.eligibility
    ]


def deciding_questions(
    definition: engine.Definition, raw: Mapping[str, Sequence[str]], language: str
) -> list[Question]:
    """The questions of the form that decide which documents are needed."""
    yes_no = (("YES", _("Yes")), ("NO", _("No")))
    return [
        Question(
            field.id,
            field.label.of(language),
            field.hint.of(language) if field.hint else "",
            [(c.value, c.label.of(language)) for c in field.choices] or yes_no,
            raw.get(field.id, ()),
            "checkboxes" if field.type == "CHOICES" else "radios",
        )
        for field in engine.deciding_fields(definition)
    ]


def result(
    definition: engine.Definition,
    raw: Mapping[str, Sequence[str]],
    services: Mapping[str, "models.Service"],
    *,
    language: str,
    today: "dt.date",
) -> Result:
    """The verdict in the reader's language, with the list of documents."""
    verdict = engine.verdict(definition, raw)
    documents = engine.document_list(definition, raw, today=today)
    laws = {basis.id: basis.text for basis in definition.standard.legal_basis}
    obstacles = [
        Obstacle(
            one.otherwise.text.of(language),
            laws[one.otherwise.legal_basis],
            links.link(one.otherwise.service, services, language),
        )
        for one in verdict.failed
    ]
    if (page := documents.exit) is not None and page.exit is not None:
        reasons = [page.intro, page.exit.text]
        text = " ".join(one.of(language) for one in reasons if one is not None)
        instead = links.link(page.exit.service, services, language)
        obstacles.append(Obstacle(text, "", instead))
    is_desk = definition.ends_by == "DESK"
    certain, possible = (
        [standard.needed(one, services, language, is_desk=is_desk) for one in part]
        for part in (documents.certain, documents.possible)
    )
    return Result("NO" if obstacles else verdict.outcome, obstacles, certain, possible)
