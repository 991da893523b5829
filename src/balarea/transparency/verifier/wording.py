"""A verdict in words, Indonesian or English, for a terminal or a page."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from balarea.transparency.verifier.checking import Verdict

WORDS = Path(__file__).with_name("verdicts.json")
LANGUAGES = ("id", "en")


@functools.cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences of codes, types and lines, by language."""
    content: dict[str, dict[str, dict[str, str]]] = json.loads(WORDS.read_text("utf-8"))
    return content


def sentence(verdict: Verdict, language: str) -> str:
    """What a verdict says, and what to do about it."""
    return words()["codes"][verdict.code][language]


def facts(
    verdict: Verdict, language: str, time_text: Callable[[int], str]
) -> list[tuple[str, str]]:
    """What a valid receipt proves, as label and value.

    Args:
        time_text: how the reader's place writes a Unix time.
    """
    if not verdict.is_valid:
        return []
    rows = [*_of_leaf(verdict, language, time_text)]
    rows += [
        ("hash", verdict.leaf_hash.hex()),
        ("log", verdict.origin),
        ("index", verdict.index),
        ("size", verdict.size),
    ]
    if verdict.since is not None:
        rows.append(("since", time_text(verdict.since)))
    if verdict.witnesses:
        rows.append(("until", time_text(min(verdict.witnesses.values()))))
    rows += [
        ("witness", f"{name}, {time_text(time)}")
        for name, time in verdict.witnesses.items()
    ]
    rows += [
        ("fields", f"{field_name(name, language)} = {value}")
        for name, value in verdict.opened.items()
    ]
    rows += [("sealed", field_name(name, language)) for name in verdict.sealed]
    rows.append(("policy", verdict.policy_hash))
    lines = words()["lines"]
    return [(lines[key][language], str(value)) for key, value in rows]


def field_name(name: str, language: str) -> str:
    """What a field is called, with its name in the log."""
    label = words()["names"].get(name, {}).get(language)
    return f"{label} ({name})" if label else name


def remarks(verdict: Verdict, language: str) -> list[str]:
    """What the reader of a valid receipt must know besides."""
    if not verdict.is_valid:
        return []
    keys = []
    if verdict.leaf is None:
        keys.append("leaf_only")
    elif verdict.leaf.is_late:
        keys.append("late")
    if not verdict.witnesses:
        keys.append("unwitnessed")
    if verdict.is_own_policy:
        keys.append("own_policy")
    return [words()["lines"][key][language] for key in keys]


def _of_leaf(
    verdict: Verdict, language: str, time_text: Callable[[int], str]
) -> list[tuple[str, Any]]:
    leaf = verdict.leaf
    if leaf is None:
        return []
    label = words()["types"].get(leaf.type, {}).get(language, leaf.type)
    rows = [
        ("type", label),
        ("agency", leaf.agency),
        ("service", leaf.service),
        ("time", time_text(leaf.time)),
    ]
    return [(key, value) for key, value in rows if value]
