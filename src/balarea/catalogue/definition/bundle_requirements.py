"""The files that a bundle asks for: one that several services need is sent once."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from . import bundle_questions, reuse
from .bundle_names import Names, both, either
from .format import Definition, Expression, Requirement


@dataclasses.dataclass(slots=True)
class _Merged:
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

    Adds to `names` which of them each member's own are. `key_of` gives the identity by
    which several services share a requirement; None if they don't.
    """
    merged_by_key: dict[str, _Merged] = {}
    for definition in members:
        own, when = names[definition.code], whens[definition.code]
        for requirement in definition.requirements:
            if requirement.evidence != "UPLOAD":
                continue
            condition = both(when, own.rule(requirement.when))
            single = f"{definition.code}.{requirement.id}"
            key = key_of(definition.code, requirement) or single
            existing = merged_by_key.get(key)
            renamed = msgspec.structs.replace(
                requirement,
                legal_basis=own.basis(requirement.legal_basis),
                holder=_holder(definition, requirement, own),
            )
            if existing is not None and _merge(existing, definition, renamed):
                existing.conditions.append(condition)
                existing.members.append(definition)
                own.requirements[requirement.id] = existing.requirement.id
                continue
            name = f"R{len(merged_by_key) + 1}"
            own.requirements[requirement.id] = name
            merged_by_key[key if existing is None else single] = _Merged(
                msgspec.structs.replace(renamed, id=name), [condition], [definition]
            )
    return map(_requirement, merged_by_key.values())


def _merge(existing: _Merged, definition: Definition, requirement: Requirement) -> bool:
    """Merge a requirement of a further service into this one, if a file proves both."""
    if definition in existing.members:
        return False
    combined = bundle_questions.combined_requirement(existing.requirement, requirement)
    if combined is None:
        return False
    existing.requirement = combined
    return True


def _holder(
    definition: Definition, requirement: Requirement, names: Names
) -> str | None:
    """The form's question for the NIK to which a fulfilling document is issued."""
    question = reuse.holder_question(definition, requirement)
    return names.fields[question] if requirement.fulfilled_by and question else None


def _requirement(existing: _Merged) -> Requirement:
    when, text = either(existing.conditions), None
    if when is not None:
        titles = [definition.title for definition in existing.members]
        text = bundle_questions.needed_for(titles, existing.requirement.when_text)
    return msgspec.structs.replace(existing.requirement, when=when, when_text=text)
