"""The texts of a definition, and what is wrong with them."""

from collections.abc import Iterator
from typing import Any

import msgspec

from balarea.foundation import languages
from balarea.foundation.texts import Shape, Text

__all__ = ["Shape", "Text", "defects"]


def defects(part: Any, path: str, key: str) -> Iterator[tuple[str, str]]:
    """Every complete language is there; each text is trimmed, of one paragraph."""
    if isinstance(part, Text):
        by_language = dict.fromkeys(languages.COMPLETE, "") | part.texts
        for language, text in by_language.items():
            if not text or text != " ".join(text.split()):
                yield path or key, f"the text ({language}) is empty or untidy"
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            inside = f"{path}.{name}" if path else name
            yield from defects(getattr(part, name), inside, name)
    elif isinstance(part, tuple):
        for index, child in enumerate(part):
            yield from defects(child, f"{path}[{index}]", key)
