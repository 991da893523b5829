"""A text in several languages, and the base class of what is read from YAML.

Pure Python, because the definition engine uses it without Django.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

import msgspec

from balarea.foundation import languages


class Shape(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """The base class of every part of a definition and of the mall's file."""


if TYPE_CHECKING:

    class _ByLanguage(Shape, frozen=True):
        id: str
        en: str = ""

else:
    # One key a language of the table; Indonesian alone is required. An empty text is a
    # default, so a further language changes no identity that was published before it.
    _ByLanguage = msgspec.defstruct(
        "_ByLanguage",
        [
            (languages.DEFAULT, str),
            *((code, str, "") for code in languages.CODES if code != languages.DEFAULT),
        ],
        bases=(Shape,),
        frozen=True,
    )


class Text(_ByLanguage, frozen=True):
    """One sentence by language code, in YAML `{id: …, en: …}`.

    `validation` demands every language that isn't a draft.
    """

    def of(self, language: str | None) -> str:
        """The sentence in a language; in Indonesian where it is missing."""
        text: str = getattr(self, languages.code_of(language)) or self.id
        return text

    @property
    def texts(self) -> dict[str, str]:
        """Language code → sentence, of the languages that it is in."""
        every = ((code, getattr(self, code)) for code in languages.CODES)
        return {code: text for code, text in every if text}

    @property
    def translations(self) -> dict[str, str]:
        """`texts` without Indonesian, as tables store them beside it."""
        texts = self.texts
        del texts[languages.DEFAULT]
        return texts

    @classmethod
    def by_language(cls, make: Callable[[str], str]) -> Self:
        """The text that `make` gives for each language code."""
        return cls(**languages.by_language(make))
