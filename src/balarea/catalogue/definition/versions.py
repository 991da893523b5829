"""The committed list of published definitions: one text for each version.

Malls pin applications to a text and name it by its version, so a service whose text
changes gets the next one. The list is committed beside the services: one line a text,
`CODE VERSION SHA-256`, sorted.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from .errors import Defect, InvalidDefinitions
from .format import Definition
from .identity import identity

NAME = "versions.txt"
HEAD = "# Every text of a service by its version; `script/versions raise` adds to it.\n"

type VersionList = dict[str, dict[int, str]]

_LINE = re.compile(r"([A-Z]{3}-\d{3}) ([1-9]\d*) ([0-9a-f]{64})")
_VERSION = re.compile(r"^version: *\d+ *$", re.MULTILINE)


def read(folder: Path) -> VersionList:
    """Code → version → identity. Raises `InvalidDefinitions` with every wrong line."""
    path = folder / NAME
    defects: list[Defect] = []
    listed: VersionList = {}
    lines = path.read_text("ascii").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            defects.append(
                Defect(NAME, f"line {number}", "is not CODE VERSION SHA-256")
            )
            continue
        of_service = listed.setdefault(match[1], {})
        if int(match[2]) in of_service:
            # Two branches raised the same service: one needs a further version.
            message = f"{match[1]} has version {match[2]} twice: keep what is on main"
            defects.append(Defect(NAME, f"line {number}", message))
        of_service[int(match[2])] = match[3]
    if defects:
        raise InvalidDefinitions(defects)
    return listed


def write(folder: Path, listed: VersionList) -> None:
    """Write the whole list."""
    lines = (
        f"{code} {version} {hash}\n"
        for code, versions in sorted(listed.items())
        for version, hash in sorted(versions.items())
    )
    (folder / NAME).write_text(HEAD + "".join(lines), "ascii")


def changed(
    definitions: Mapping[str, Definition], listed: VersionList
) -> Iterator[tuple[Definition, int]]:
    """Definitions that aren't in the list, each with the version that it must have."""
    for code, definition in sorted(definitions.items()):
        versions = listed.get(code, {})
        if versions.get(definition.version) != identity(definition):
            highest = max(versions, default=0)
            yield definition, max(definition.version, highest + 1)


def raise_versions(folder: Path, definitions: Mapping[str, Definition]) -> list[str]:
    """Raise the version of changed definitions in file and list; returns the codes."""
    listed, done = read(folder), []
    for definition, version in changed(definitions, listed):
        if version != definition.version:
            _raise_file(folder / definition.agency / f"{definition.code}.yaml", version)
            definition = msgspec.structs.replace(definition, version=version)
        listed.setdefault(definition.code, {})[version] = identity(definition)
        done.append(f"{definition.code} {version}")
    if done:
        write(folder, listed)
    return done


def _raise_file(path: Path, version: int) -> None:
    text, count = _VERSION.subn(f"version: {version}", path.read_text("utf-8"))
    if count != 1:
        defect = Defect(path.name, "version", "must stand once, in a line of its own")
        raise InvalidDefinitions([defect])
    path.write_text(text, "utf-8")
