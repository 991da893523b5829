"""The vocabulary of the search: stop words, spellings, synonyms, phrases.

Pure Python; the words are data (`services/search.yaml`, `services/phrases.*.yaml`).
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import yaml

from balarea.catalogue.definition import (
    Defect,
    InvalidDefinitions,
    loading,
    placeholders,
)
from balarea.foundation import languages
from balarea.foundation.mall import Mall

# Longer queries are cut.
MAX_LETTERS = 200
MAX_WORDS = 12
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Prefixes that don't negate a word.
AFFIX = re.compile(r"^(?:di|ter|ber|ke|re|[mp]e(?:n[gy]?|m)?)(?=\w{4})")
ALIKE = 0.6  # least likeness of two words, from 0 to 1
SYNONYM = 0.55  # weight of a synonym; a typed word has 1
# Inflections of Sundanese and of spoken Indonesian, which no stemmer here removes: a
# prefix with the letters that it replaces (`nyewa` is of `sewa`, `motong` of `potong`),
# and a suffix (`daptarkeun`, `gantiin`).
PREFIXES = (
    ("nga", ("",)),
    ("nge", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s", "c")),
    ("n", ("t",)),
    ("m", ("p", "b")),
    *((prefix, ("",)) for prefix in ("di", "ka", "ke", "pang", "pa", "ti", "sa")),
)
SUFFIXES = ("keun", "eun", "ana", "na", "an", "in", "nya")
LEAST_ROOT = 4  # letters of a word that is looked for inside another


# Service code → language code → phrases, beside the keywords of its definition.
Phrases = dict[str, dict[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Term:
    """One word of a query; `others` are its synonyms."""

    word: str
    others: tuple[str, ...] = ()


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The data of `services/search.yaml`."""

    stop: tuple[str, ...] = ()
    spelling: dict[str, str] = {}
    synonyms: tuple[tuple[str, ...], ...] = ()
    negating: tuple[str, ...] = ()  # prefixes that negate a word
    wanted: tuple[str, ...] = ()  # the services that most people come for
    phrases: Phrases = {}

    @cached_property
    def stop_words(self) -> frozenset[str]:
        return frozenset(word for line in self.stop for word in line.split())

    @cached_property
    def _longest(self) -> int:
        """The most words of a misspelling."""
        return max((len(wrong.split()) for wrong in self.spelling), default=0)

    def plain(self, text: str) -> str:
        """Small letters, no accents, one spelling: `Akte Lahir?` → `akta lahir`."""
        folded = unicodedata.normalize("NFKD", text[:MAX_LETTERS].lower())
        folded = "".join(c for c in folded if not unicodedata.combining(c))
        return " ".join(self._spelled(WORD.findall(folded))).replace("-", " ")

    def _spelled(self, words: list[str]) -> Iterator[str]:
        """The words in one spelling; of several misspellings the longest counts."""
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                spelled = self.spelling.get(" ".join(words[at : at + length]))
                if spelled is not None:
                    yield spelled
                    at += length
                    break
            else:
                yield words[at]
                at += 1

    def words(self, text: str) -> list[str]:
        """Words without stop words; all of them if only stop words are there."""
        words = self.plain(text).split()
        content = [word for word in words if word not in self.stop_words]
        return (content or words)[:MAX_WORDS]

    def are_opposites(self, one: str, other: str) -> bool:
        """Whether one is the other with a negating prefix."""
        return self._turns(one, other) or self._turns(other, one)

    def _turns(self, one: str, other: str) -> bool:
        turned, plain = (AFFIX.sub("", word) for word in (one, other))
        for negation in self.negating:
            if plain.startswith(negation) or not turned.startswith(negation):
                continue
            rest = AFFIX.sub("", turned.removeprefix(negation))
            alike = difflib.SequenceMatcher(None, rest, plain).ratio()
            if rest[:2] == plain[:2] and len(rest) >= 4 and alike >= ALIKE:
                return True
        return False

    def roots(self, word: str) -> list[str]:
        """What the word may be an inflection of, in one spelling; the likeliest first.

        The longest is the likeliest, because it assumes the least.
        """
        stems = [word]
        for prefix, initials in PREFIXES:
            if word.startswith(prefix):
                stems += [first + word.removeprefix(prefix) for first in initials]
        ends = ("", *SUFFIXES)
        stripped = {s.removesuffix(end) for s in stems for end in ends} - {word}
        likeliest = sorted(stripped, key=lambda root: (-len(root), root))
        plain = (self.plain(root) for root in likeliest if len(root) >= LEAST_ROOT)
        return [root for root in dict.fromkeys(plain) if root != word]

    def terms(self, words: list[str]) -> list[Term]:
        """Each word with its synonyms."""
        said = f" {' '.join(words)} "
        return [
            Term(word, tuple(dict.fromkeys(self._others(word, said))))
            for word in dict.fromkeys(words)
        ]

    def _others(self, word: str, said: str) -> Iterator[str]:
        for member, group in self._groups.get(word, ()):
            if f" {member} " in said:
                yield from (other for other in group if other not in (word, member))

    @cached_property
    def _groups(self) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
        """First word → each synonym that begins with it, and its whole group."""
        groups: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for members in self.synonyms:
            group = tuple(dict.fromkeys(self.plain(member) for member in members))
            for member in group:
                groups.setdefault(member.split()[0], []).append((member, group))
        return groups


def load(folder: Path, mall: Mall | None = None) -> Vocabulary:
    """The data of `search.yaml` and `phrases.*.yaml`; none where they are missing.

    `mall` says what their `{mall.…}` stand for; without one, that of the folder.
    """
    mall = mall or loading.mall_of(folder)
    words = mall.words if mall else {}
    vocabulary = _read(folder / "search.yaml", Vocabulary, words) or Vocabulary()
    phrases: Phrases = {}
    for language in languages.CODES:
        path = folder / f"phrases.{language}.yaml"
        read = _read(path, dict[str, tuple[str, ...]], words)
        for code, said in (read or {}).items():
            phrases.setdefault(code, {})[language] = said
    return msgspec.structs.replace(vocabulary, phrases=phrases)


def _read[T](path: Path, kind: type[T], words: Mapping[str, str]) -> T | None:
    if not path.exists():
        return None
    try:
        tree = yaml.safe_load(path.read_text("utf-8"))
        return msgspec.convert(placeholders.fill(tree, words), kind)
    except (
        yaml.YAMLError,
        msgspec.ValidationError,
        placeholders.UnknownPlaceholder,
    ) as error:
        defect = Defect(path.name, "shape", " ".join(str(error).split()))
        raise InvalidDefinitions([defect]) from None
