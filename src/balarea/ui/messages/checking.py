"""What is wrong with the texts, each as one line that says where."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message

from balarea.foundation import languages
from balarea.foundation.languages import Language
from balarea.ui.messages import catalogues, definitions, extraction

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd](?!\w)|\{\w*\}")


def faults_of_apps(source: Path, apps: list[Path]) -> Iterator[str]:
    """Every message that is missing, fuzzy, empty, orphaned or badly filled in.

    In a draft language a message may be missing.
    """
    for language in catalogues.LANGUAGES:
        for app in apps:
            for fault in _faults_of_app(app, source, language):
                yield f"{app.name} ({language.code}): {fault}"
        yield from _disagreements(apps, language.code)


def faults_of_services(folder: Path) -> Iterator[str]:
    """Every text in the definitions that lacks a complete language."""
    for place, text in definitions.texts(folder):
        if not all(definitions.has(text, code) for code in languages.COMPLETE):
            yield f"{place} lacks a language"


def _faults_of_app(app: Path, source: Path, language: Language) -> Iterator[str]:
    catalogue = catalogues.read(app, language.code)
    translated = {
        catalogues.key(message): message for message in catalogues.messages(catalogue)
    }
    for message in catalogues.messages(extraction.gather(app, source)):
        name = catalogues.name(message)
        translation = translated.pop(catalogues.key(message), None)
        if translation is None:
            if not language.is_draft:
                yield f"missing {name!r}, said in {message.locations[0][0]}"
        elif fault := _fault(message, translation):
            yield f"{fault} {name!r}"
    for name, _ in translated:
        yield f"orphan {name!r}, which no code says"
    for unused in catalogue.obsolete.values():
        yield f"left over {catalogues.name(unused)!r} (update --prune)"


def _fault(message: Message, translation: Message) -> str:
    if translation.fuzzy:
        return "fuzzy"
    if not all(text.strip() for text in catalogues.texts(translation)):
        return "empty"
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = {name for form in forms for name in PLACEHOLDER.findall(form)}
    for text in catalogues.texts(translation):
        # A singular may leave the number out ("one day"), Indonesian has one form.
        if set(PLACEHOLDER.findall(text)) != wanted:
            return f"other placeholders than {sorted(wanted)} in"
    return ""


def _disagreements(apps: list[Path], code: str) -> Iterator[str]:
    """Django merges all catalogues: one sentence can have one translation only."""
    versions: dict[catalogues.Key, dict[str, str]] = defaultdict(dict)
    for app in apps:
        for message in catalogues.messages(catalogues.read(app, code)):
            if text := catalogues.texts(message)[0]:
                versions[catalogues.key(message)].setdefault(text, app.name)
    for (name, _), by_text in versions.items():
        if len(by_text) > 1:
            each = ", ".join(f"{text!r} in {app}" for text, app in by_text.items())
            yield f"{name!r} is said in two ways: {each}"
