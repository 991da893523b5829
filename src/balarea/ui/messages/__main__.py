"""Keep the texts of the pages in each language.

script/messages update [APP …] [--prune]    bring catalogues level with the code
script/messages compile                     make the .mo files that Django reads
script/messages check                       list faults, and fail if there are any
script/messages missing [APP …] [--list]    count the texts that a language lacks
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from balarea.foundation.languages import Language
from balarea.ui.messages import catalogues, checking, missing

SOURCE = Path(__file__).resolve().parents[2]
SERVICES = SOURCE.parents[1] / "services"


def main(arguments: list[str]) -> int:
    """The exit status: 1 when `check` found something, 2 for a wrong command."""
    parser = argparse.ArgumentParser(
        prog="script/messages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=["update", "compile", "check", "missing"])
    parser.add_argument("apps", nargs="*", metavar="APP")
    parser.add_argument("--prune", action="store_true", help="drop unused messages")
    parser.add_argument("--list", action="store_true", help="each missing message")
    options = parser.parse_args(arguments)
    every = catalogues.apps(SOURCE)
    chosen = [app for app in every if app.name in options.apps] or every
    if unknown := set(options.apps) - {app.name for app in chosen}:
        parser.error(f"there is no app {', '.join(sorted(unknown))}")
    match options.command:
        case "update":
            for language in catalogues.LANGUAGES:
                _update(chosen, every, language, options.prune)
        case "compile":
            done = sum(catalogues.compile_app(app) for app in chosen)
            _print(f"Compiled the catalogues of {done} apps.")
        case "check":
            return _check(chosen, with_services=not options.apps)
        case "missing":
            _missing(chosen, with_services=not options.apps, is_long=options.list)
    return 0


def _update(
    chosen: list[Path], every: list[Path], language: Language, prune: bool
) -> None:
    code = language.code
    texts = catalogues.translations(catalogues.read(app, code) for app in every)
    for app in chosen:
        is_changed = catalogues.update(app, SOURCE, texts, prune=prune, code=code)
        messages = catalogues.messages(catalogues.read(app, code))
        empty = sum(not all(catalogues.texts(message)) for message in messages)
        if messages or is_changed:
            _print(f"{app.name} ({code}): {len(messages)} messages, {empty} empty")


def _check(chosen: list[Path], *, with_services: bool) -> int:
    def faults() -> Iterator[str]:
        yield from checking.faults_of_apps(SOURCE, chosen)
        if with_services and SERVICES.is_dir():
            yield from checking.faults_of_services(SERVICES)

    count = 0
    for fault in faults():
        count += 1
        _print(fault)
    for language in catalogues.LANGUAGES:
        if language.is_draft:
            rows = missing.of_apps(SOURCE, chosen, language.code)
            total = sum(len(row.missing) for row in rows)
            _print(f"{language.name} is a draft: {total} messages fall back.")
    if count:
        _print(f"{count} faults. Translate in src/balarea/APP/locale/LANGUAGE/.")
    return 1 if count else 0


def _missing(chosen: list[Path], *, with_services: bool, is_long: bool) -> None:
    for language in catalogues.LANGUAGES:
        rows = missing.of_apps(SOURCE, chosen, language.code)
        if with_services and SERVICES.is_dir():
            rows.append(missing.of_services(SERVICES, language.code))
        for row in rows:
            if row.total:
                count = f"{len(row.missing)} of {row.total} texts missing"
                _print(f"{language.code} {row.name}: {count}")
            for name in row.missing if is_long else ():
                _print(f"    {name}")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
