"""The texts of the service definitions, read from their YAML."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from balarea.foundation import languages


def texts(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each text of each file: where it stands, and its mapping from language code."""
    for path in sorted(folder.rglob("*.yaml")):
        with path.open("rb") as file:
            tree = yaml.load(file, yaml.CSafeLoader)
        for place, text in _texts(tree):
            yield f"{path.relative_to(folder)}: {place or 'the file'}", text


def has(text: Mapping[str, Any], code: str) -> bool:
    """Whether a text is there in a language."""
    return bool(str(text.get(code) or "").strip())


def _texts(tree: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(tree, list):
        for number, part in enumerate(tree):
            yield from _texts(part, f"{place}[{number}]")
    if not isinstance(tree, dict):
        return
    codes = set(tree) & set(languages.CODES)
    # A requirement of a standard has further keys beside its languages.
    if codes and (codes == set(tree) or codes >= set(languages.COMPLETE)):
        yield place, {code: tree[code] for code in codes}
    else:
        codes = set()
    for key, part in tree.items():
        if key in codes:
            continue
        yield from _texts(part, f"{place}.{key}" if place else str(key))
