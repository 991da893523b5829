"""How plain the texts are that citizens read of a service: measures of each language.

No formula measures what people understand. These four figures are counted because
authors can change them: words of a sentence, the share of long words, of nouns made of
verbs, and of passive verbs. A service is compared with others (see `relative`), never
with a fixed number, since legal terms are long in every language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .format import Definition, Field
from .texts import Text

LONG = {"id": 11, "en": 10}  # letters of a long word, affixes included
_SENTENCE = re.compile(r"[.!?:;]+(?:\s+|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOMINAL = {
    "id": re.compile(r"(?:ke|pe[rmn]?|peng|peny)[a-z]{3,}an(?:nya)?"),
    "en": re.compile(r"[a-z]{3,}(?:tion|ment|ance|ence|ity|ness|sion)s?"),
}
_PASSIVE = {
    "id": re.compile(r"\bdi(?!a\b|ri\b|nas)[a-z]{4,}\b"),
    "en": re.compile(
        r"\b(?:is|are|was|were|be|been|being)\s+(?:not\s+)?[a-z]+(?:ed|en|wn|ught|ld)\b"
    ),
}


class Measures(NamedTuple):
    """Words a sentence; long words, nouns of verbs and passives of 100 words."""

    words: float
    long: float
    nominal: float
    passive: float


def texts(definition: Definition) -> Iterator[tuple[str, Text]]:
    """Every text that citizens read before and while they apply, with its place.

    Not the title, which the law gives, nor what only officers read.
    """
    yield "summary", definition.summary
    yield "audience", definition.audience
    yield from _named("fee.explanation", definition.fee.explanation)
    for one in definition.eligibility:
        path = f"eligibility.{one.id}"
        yield f"{path}.question", one.question
        yield from _named(f"{path}.hint", one.hint)
        yield f"{path}.otherwise", one.otherwise.text
    for page in definition.pages:
        yield f"pages.{page.id}.title", page.title
        yield from _named(f"pages.{page.id}.intro", page.intro)
        if page.exit is not None:
            yield f"pages.{page.id}.exit", page.exit.text
        for field in page.fields:
            yield from _of_question(field)
    for requirement in definition.requirements:
        path = f"requirements.{requirement.id}"
        yield f"{path}.title", requirement.title
        yield from _named(f"{path}.hint", requirement.hint)
        yield from _named(f"{path}.when_text", requirement.when_text)
    for reason in definition.reasons:
        yield f"reasons.{reason.id}", reason.text


def _of_question(field: Field) -> Iterator[tuple[str, Text]]:
    path = f"fields.{field.id}"
    yield f"{path}.label", field.label
    yield from _named(f"{path}.hint", field.hint)
    yield from _named(f"{path}.help", field.help)
    yield from _named(f"{path}.mismatch", field.mismatch)
    for choice in field.choices:
        yield f"{path}.{choice.value}", choice.label
    for limit in field.limits:
        yield f"{path}.limit", limit.text


def _named(path: str, text: Text | None) -> Iterator[tuple[str, Text]]:
    if text is not None:
        yield path, text


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    split = (_WORD.findall(part) for part in _SENTENCE.split(text))
    return [words for words in split if words]


def measures(all_texts: Iterable[str], language: str) -> Measures:
    """The measures over all sentences; zeros where there is none."""
    written = list(all_texts)
    every = [words for text in written for words in sentences(text)]
    words = [word for sentence in every for word in sentence]
    if not words:
        return Measures(0, 0, 0, 0)
    share = 100 / len(words)
    return Measures(
        words=len(words) / len(every),
        long=share * sum(len(word) >= LONG[language] for word in words),
        nominal=share
        * sum(_NOMINAL[language].fullmatch(word.lower()) is not None for word in words),
        passive=share
        * sum(len(_PASSIVE[language].findall(text.lower())) for text in written),
    )


def of_service(definition: Definition, language: str) -> Measures:
    """The measures of all that citizens read of a service."""
    return measures((text.of(language) for _, text in texts(definition)), language)


def relative(one: Measures, usual: Measures) -> float:
    """How hard to read, 1.0 being usual.

    Like the LIX formula it adds the words of a sentence and the share of hard words.
    """
    return sum(one) / sum(usual)


def usual(services: Iterable[Definition], language: str) -> Measures:
    """The mean measures of some services."""
    every = [of_service(service, language) for service in services]
    return Measures(*(sum(column) / len(every) for column in zip(*every, strict=True)))


def hardest(
    definitions: Mapping[str, Definition], like: Measures, language: str
) -> list[tuple[float, str]]:
    """All services with their relative difficulty, the hardest first."""
    rated = (
        (relative(of_service(one, language), like), code)
        for code, one in definitions.items()
    )
    return sorted(rated, reverse=True)
