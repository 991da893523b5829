"""Keep the texts of the house in two languages.

script/messages update [ROOM …] [--prune]   bring catalogues level with the code
script/messages compile                     make the .mo files that Django reads
script/messages check                       say what is missing, and fail
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from balarea.ui.messages import catalogues, checking

SOURCE = Path(__file__).resolve().parents[2]
SERVICES = SOURCE.parents[1] / "services"


def main(words: list[str]) -> int:
    """The exit status: 1 when `check` found something, 2 for a wrong command."""
    parser = argparse.ArgumentParser(
        prog="script/messages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["update", "compile", "check"])
    parser.add_argument("rooms", nargs="*", metavar="ROOM")
    parser.add_argument("--prune", action="store_true", help="forget what isn't said")
    asked = parser.parse_args(words)
    every = catalogues.rooms(SOURCE)
    chosen = [room for room in every if room.name in asked.rooms] or every
    if unknown := set(asked.rooms) - {room.name for room in chosen}:
        parser.error(f"there is no room {', '.join(sorted(unknown))}")
    if asked.what == "update":
        return _update(chosen, every, asked.prune)
    if asked.what == "compile":
        done = sum(catalogues.compile_room(room) for room in chosen)
        _say(f"Compiled the catalogues of {done} rooms.")
        return 0
    return _check(chosen, with_services=not asked.rooms)


def _update(chosen: list[Path], every: list[Path], prune: bool) -> int:
    known = catalogues.known_texts(catalogues.read(room) for room in every)
    for room in chosen:
        changed = catalogues.update(room, SOURCE, known, prune=prune)
        said = catalogues.messages(catalogues.read(room))
        empty = sum(not all(catalogues.texts(message)) for message in said)
        if said or changed:
            _say(f"{room.name}: {len(said)} messages, {empty} to translate")
    return 0


def _check(chosen: list[Path], with_services: bool) -> int:
    def faults() -> Iterator[str]:
        yield from checking.faults_of_rooms(SOURCE, chosen)
        if with_services and SERVICES.is_dir():
            yield from checking.faults_of_services(SERVICES)

    count = 0
    for fault in faults():
        count += 1
        _say(fault)
    if count:
        _say(f"{count} faults. Translate them in src/balarea/ROOM/locale/id/.")
    return 1 if count else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
