"""The name of an uploaded file: only displayed, never used as a path."""

import re
import unicodedata

MAX_LABEL = 80
_PATHS = re.compile(r"[/\\]")
_SPACES = re.compile(r"\s+")
_UNSAFE = frozenset('<>:"|?*')


def label_of(name: str) -> str:
    """A readable label without path, control characters and direction marks.

    Returns an empty string where nothing readable is left.
    """
    last = _PATHS.split(unicodedata.normalize("NFC", name))[-1]
    spaced = _SPACES.sub(" ", last)
    # Categories C*: control, format (direction overrides), surrogate, private.
    label = "".join(
        char
        for char in spaced
        if unicodedata.category(char)[0] != "C" and char not in _UNSAFE
    ).strip(" .")
    if len(label) <= MAX_LABEL:
        return label
    stem, dot, ending = label.rpartition(".")
    if dot and 0 < len(ending) <= 5:
        return stem[: MAX_LABEL - len(ending) - 2].rstrip(" .") + "…." + ending
    return label[: MAX_LABEL - 1] + "…"
