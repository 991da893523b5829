"""The files that a bundle asks for: one that several services need is sent once."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from . import bundle_questions, reuse
from .bundle_names import Names, both, either
from .format import Definition, Expression, Requirement


@dataclasses.dataclass(slots=True)
class _Paper:
    """A requirement of the form while it is merged, and the services that have it."""

    requirement: Requirement
    conditions: list[Expression]
    members: list[Definition]


def merged(
    members: Iterable[Definition],
    names: Mapping[str, Names],
    whens: Mapping[str, Expression],
    key_of: Callable[[str, Requirement], str | None],
) -> Iterator[Requirement]:
    """The requirements of the form; what answers or a visit prove is no file.

    Notes in `names` which of them each member's own are. `key_of` says what a
    requirement is, whoever has it; None if it is its service's own.
    """
    papers: dict[str, _Paper] = {}
    for definition in members:
        own, when = names[definition.code], whens[definition.code]
        for requirement in definition.requirements:
            if requirement.evidence != "UPLOAD":
                continue
            condition = both(when, own.rule(requirement.when))
            single = f"{definition.code}.{requirement.id}"
            key = key_of(definition.code, requirement) or single
            paper = papers.get(key)
            renamed = msgspec.structs.replace(
                requirement,
                legal_basis=own.basis(requirement.legal_basis),
                holder=_holder(definition, requirement, own),
            )
            if paper is not None and _joins(paper, definition, renamed):
                paper.conditions.append(condition)
                paper.members.append(definition)
                own.requirements[requirement.id] = paper.requirement.id
                continue
            name = f"R{len(papers) + 1}"
            own.requirements[requirement.id] = name
            papers[key if paper is None else single] = _Paper(
                msgspec.structs.replace(renamed, id=name), [condition], [definition]
            )
    return map(_requirement, papers.values())


def _joins(paper: _Paper, definition: Definition, requirement: Requirement) -> bool:
    """Let one file serve a further service, where one can."""
    if definition in paper.members:
        return False
    combined = bundle_questions.combined_requirement(paper.requirement, requirement)
    if combined is None:
        return False
    paper.requirement = combined
    return True


def _holder(
    definition: Definition, requirement: Requirement, names: Names
) -> str | None:
    """The form's question for the NIK to which a fulfilling document is issued."""
    question = reuse.holder_question(definition, requirement)
    return names.fields[question] if requirement.fulfilled_by and question else None


def _requirement(paper: _Paper) -> Requirement:
    when, text = either(paper.conditions), None
    if when is not None:
        titles = [definition.title for definition in paper.members]
        text = bundle_questions.needed_for(titles, paper.requirement.when_text)
    return msgspec.structs.replace(paper.requirement, when=when, when_text=text)
