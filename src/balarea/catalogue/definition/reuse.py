"""Requirements that a document issued here or an earlier file proves: validation."""

import datetime as dt
from collections.abc import Iterator, Mapping

from . import display_texts
from .errors import Defect
from .format import Definition, Requirement

MAX_MONTHS = 120


def defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Keys of reuse where nothing could be used again."""
    for requirement in definition.requirements:
        path = f"requirements.{requirement.id}"
        is_upload = requirement.evidence == "UPLOAD"
        if requirement.fulfilled_by and not is_upload:
            yield f"{path}.fulfilled_by", "needs the evidence UPLOAD"
        if requirement.fulfilled_by and "PDF" not in requirement.accepts:
            yield f"{path}.fulfilled_by", "needs PDF among what it accepts"
        if requirement.valid_for is not None:
            if not is_upload:
                yield f"{path}.valid_for", "needs the evidence UPLOAD"
            if not 1 <= requirement.valid_for <= MAX_MONTHS:
                yield f"{path}.valid_for", f"is 1 to {MAX_MONTHS} months"
        yield from _holder_defects(definition, requirement, path)


def _holder_defects(
    definition: Definition, requirement: Requirement, path: str
) -> Iterator[tuple[str, str]]:
    name = requirement.holder
    if name is None:
        return
    if not requirement.fulfilled_by:
        yield f"{path}.holder", "needs fulfilled_by"
    field = definition.fields.get(name)
    if field is None or field.type != "NIK":
        yield f"{path}.holder", f"{name!r} is no question for a NIK"


def unissued_documents(definitions: Mapping[str, Definition]) -> Iterator[Defect]:
    """Requirements fulfilled by a service that is unknown or issues no document."""
    for code, definition in definitions.items():
        for requirement in definition.requirements:
            for service in requirement.fulfilled_by:
                issuer = definitions.get(service)
                if issuer is None or issuer.output is None:
                    path = f"requirements.{requirement.id}.fulfilled_by"
                    yield Defect(code, path, f"{service} issues no document")


def holder_question(definition: Definition, requirement: Requirement) -> str | None:
    """The question with the NIK of whom the fulfilling document must be issued to."""
    if requirement.holder is not None:
        return requirement.holder
    return definition.holder.nik if definition.holder is not None else None


def usable_until(requirement: Requirement, uploaded_on: dt.date) -> dt.date | None:
    """The last day on which a file of that upload may be used again; None: never."""
    if requirement.valid_for is None:
        return None
    return display_texts.last_day(uploaded_on, requirement.valid_for)
