"""The name that somebody gave a file: shown again, never used as a path."""

import re
import unicodedata

MAX_LABEL = 80
_PATHS = re.compile(r"[/\\]")
_SPACES = re.compile(r"\s+")
_UNSAFE = frozenset('<>:"|?*')


def label_of(name: str) -> str:
    """A readable, harmless label: no path, no control or direction marks.

    Returns an empty string where nothing readable is left.
    """
    last = _PATHS.split(unicodedata.normalize("NFC", name))[-1]
    spaced = _SPACES.sub(" ", last)
    # Categories C*: control, format (direction overrides), surrogate, private.
    kept = "".join(
        sign
        for sign in spaced
        if unicodedata.category(sign)[0] != "C" and sign not in _UNSAFE
    ).strip(" .")
    if len(kept) <= MAX_LABEL:
        return kept
    stem, dot, ending = kept.rpartition(".")
    if dot and 0 < len(ending) <= 5:
        return stem[: MAX_LABEL - len(ending) - 2].rstrip(" .") + "…." + ending
    return kept[: MAX_LABEL - 1] + "…"
