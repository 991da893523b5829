"""`{mall.region}` and the like in definitions, replaced while they are loaded.

So the same files serve another regency: what is published names its own region, and
refers to no file of the mall.
"""

import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = re.compile(r"\{mall\.(\w*)\}")
MARK = "{mall."


class UnknownPlaceholder(Exception):
    """A text has a `{mall.…}` that stands for nothing."""


def fill(tree: Any, words: Mapping[str, str]) -> Any:
    """The tree with each `{mall.…}` of its texts and keys replaced.

    Raises `UnknownPlaceholder` with a message for authors.
    """
    if isinstance(tree, str):
        return _PLACEHOLDER.sub(lambda match: _word(match[1], words), tree)
    if isinstance(tree, list):
        return [fill(part, words) for part in tree]
    if isinstance(tree, dict):
        return {fill(key, words): fill(part, words) for key, part in tree.items()}
    return tree


def _word(name: str, words: Mapping[str, str]) -> str:
    if name not in words:
        message = f"{{mall.{name}}} is none of {', '.join(words)}"
        raise UnknownPlaceholder(message)
    return words[name]
