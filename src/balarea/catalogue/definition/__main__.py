"""One version, one text, for every service in services/.

script/versions check    say which texts changed without a new version, and fail
script/versions raise    give these their next version, in their files and in the list
"""

import argparse
import sys
from pathlib import Path

from balarea.catalogue.definition import versions
from balarea.catalogue.definition.errors import InvalidDefinitions
from balarea.catalogue.definition.loading import load_all

SERVICES = Path(__file__).resolve().parents[4] / "services"


def main(words: list[str], folder: Path = SERVICES) -> int:
    """The exit status: 1 when a text needs a new version, 2 for a wrong command."""
    parser = argparse.ArgumentParser(
        prog="script/versions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["check", "raise"])
    options = parser.parse_args(words)
    try:
        return _raise(folder) if options.what == "raise" else _check(folder)
    except InvalidDefinitions as invalid:
        sys.stdout.write(f"{invalid}\n")
        return 1


def _raise(folder: Path) -> int:
    done = versions.raise_versions(folder, load_all(folder))
    sys.stdout.writelines(f"{line}\n" for line in done)
    sys.stdout.write(f"{len(done)} versions noted in {versions.NAME}.\n")
    return 0


def _check(folder: Path) -> int:
    changes = list(versions.changed(load_all(folder), versions.read(folder)))
    sys.stdout.writelines(
        f"{definition.code}: version {definition.version} is not this text\n"
        for definition, _ in changes
    )
    if changes:
        sys.stdout.write(
            f"{len(changes)} texts need a version of their own: run"
            " `script/versions raise` and commit what it writes.\n"
        )
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
