"""Which texts a language lacks, by app and in the service definitions."""

import dataclasses
from pathlib import Path

from balarea.ui.messages import catalogues, definitions, extraction


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """What one app, or the services, lack in a language: msgids or places in a file."""

    name: str
    total: int
    missing: tuple[str, ...]


def of_apps(source: Path, apps: list[Path], code: str) -> list[Missing]:
    """The messages of each app without a translation."""
    return [_of_app(app, source, code) for app in apps]


def of_services(folder: Path, code: str) -> Missing:
    """The texts of all definitions without the language."""
    total, missing = 0, []
    for place, texts in definitions.texts(folder):
        total += 1
        if not definitions.has(texts, code):
            missing.append(place)
    return Missing("services", total, tuple(missing))


def _of_app(app: Path, source: Path, code: str) -> Missing:
    translated = {
        catalogues.key(message)
        for message in catalogues.messages(catalogues.read(app, code))
        if all(catalogues.texts(message)) and not message.fuzzy
    }
    wanted = catalogues.messages(extraction.gather(app, source))
    missing = [m for m in wanted if catalogues.key(m) not in translated]
    names = tuple(catalogues.name(message) for message in missing)
    return Missing(app.name, len(wanted), names)
