"""Ready reasons of a definition, and requirements by their names."""

from collections.abc import Iterable
from typing import Literal

from balarea.catalogue import definition as engine
from balarea.foundation.errors import NotFound

type Use = Literal["RETURN", "REFUSE", "NOT_SERVED"]


def ready_reasons(
    definition: engine.Definition, use: Use, requirement: str | None = None
) -> list[engine.Reason]:
    """What officers may choose: for one requirement, or of all there are.

    One that names no requirement is about a file, whichever it is.
    """
    uploads = {one.id for one in definition.requirements if one.evidence == "UPLOAD"}
    fits = {requirement, None} if requirement in uploads else {requirement}
    return [
        reason
        for reason in definition.reasons
        if reason.use == use and (requirement is None or reason.requirement in fits)
    ]


def reason_text(
    definition: engine.Definition, use: Use, chosen: str, typed: str, language: str
) -> str:
    """The chosen reason in the citizen's language, then what the officer typed.

    Raises:
        NotFound: the definition has no such reason.
    """
    if not chosen:
        return typed
    for reason in ready_reasons(definition, use):
        if reason.id == chosen:
            text = reason.text.of(language)
            return f"{text}\n{typed.strip()}" if typed.strip() else text
    raise NotFound


def requirement_titles(
    definition: engine.Definition, ids: Iterable[str], language: str
) -> str:
    """Requirements as officers read them: each code with its name beside it."""
    titles = {one.id: one.title.of(language) for one in definition.requirements}
    return "; ".join(f"{id} {titles[id]}" if id in titles else id for id in ids)
