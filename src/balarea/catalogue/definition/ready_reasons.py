"""Predefined reasons that officers choose from, in each language."""

import re
from collections import Counter
from collections.abc import Iterator

from balarea.foundation import languages

from .format import Definition

MIN_LETTERS = 20  # what officers write themselves is held to the same
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


def defects(definition: Definition) -> Iterator[tuple[str, str]]:
    """Defects of predefined reasons: ids, requirements, length of texts."""
    times = Counter(reason.id for reason in definition.reasons)
    for twice in (one for one, number in times.items() if number > 1):
        yield "reasons", f"{twice!r} stands there twice"
    checked = {r.id for r in definition.requirements if r.evidence != "INSPECTION"}
    for reason in definition.reasons:
        path = f"reasons.{reason.id}"
        if not _ID.fullmatch(reason.id):
            yield path, "an id is of small letters, digits and underscores"
        if reason.requirement is not None and reason.requirement not in checked:
            yield path, f"{reason.requirement!r} is no requirement that officers check"
        for language in languages.CODES:
            letters = sum(map(str.isalpha, reason.text.of(language)))
            if letters < MIN_LETTERS:
                yield path, f"the text ({language}) has at least {MIN_LETTERS} letters"
