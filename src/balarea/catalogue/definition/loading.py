"""Definitions as people write them: YAML, one file a service, one a family.

A service is its family's file, what is said of its way (`services/ways`), and its own
entries, each laid over what stands before it: maps are merged, everything else is
replaced. Parts (`services/parts`) that it names are put in their places; see `parts`.
What results is complete and refers to no other file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from . import directory, links, logic, numbering, places, reuse, validation
from .bundles import BundleSource
from .directory import Agency, LifeEvent, Mall
from .errors import Defect, InvalidDefinitions
from .format import Definition
from .parts import Parts, UnknownPart, said_of_way

# Keys whose map is one rule, which is replaced as a whole.
_RULES = frozenset({"amount"})
# Folders of `services/` that aren't an agency's.
SHARED = ("families", "parts", "ways")
_NOT_AGENCIES = (*SHARED, "bundles")


class _Shared(NamedTuple):
    """What many services share: families and ways by name, the parts, holidays."""

    families: Mapping[str, Any]
    ways: Mapping[str, Any]
    parts: Parts
    holidays: Sequence[str]


def load_all(folder: Path) -> dict[str, Definition]:
    """Every definition under the folder by its code.

    Raises `InvalidDefinitions` with all defects of all files.
    """
    defects: list[Defect] = []
    shared = _load_shared(folder, defects)
    agencies = {agency.code for agency in load_agencies(folder)}
    events = {event.code for event in load_life_events(folder)}
    loaded: dict[str, Definition] = {}
    for path in _service_files(folder):
        definition = _load(path, folder, shared, defects)
        if definition is None:
            continue
        if path.stem != definition.code or path.parent.name != definition.agency:
            where = str(path.relative_to(folder))
            defects.append(Defect(where, "code", "differs from the name of the file"))
        defects += validation.defects(definition, agencies=agencies, life_events=events)
        loaded[definition.code] = definition
    defects += numbering.clashes(loaded.values())
    defects += links.unknown_services(loaded)
    defects += reuse.unissued_documents(loaded)
    load_mall(folder)
    if defects:
        raise InvalidDefinitions(defects)
    return loaded


def load_agencies(folder: Path) -> list[Agency]:
    """The agencies, in the order of the file; raises `InvalidDefinitions`."""
    agencies = _load_list(folder / "agencies.yaml", Agency)
    _refuse(
        Defect("agencies.yaml", agency.code, message)
        for agency in agencies
        for message in directory.contact_defects(agency)
    )
    return agencies


def load_mall(folder: Path) -> Mall:
    """Where the mall is and whom to call; raises `InvalidDefinitions`."""
    mall = _load_one(folder / "mall.yaml", Mall)
    _refuse(
        Defect("mall.yaml", "mall", message)
        for message in directory.contact_defects(mall)
    )
    return mall


def load_places(folder: Path) -> places.Places:
    """Districts and villages; none without the file. Raises `InvalidDefinitions`."""
    if not (folder / places.NAME).exists():
        return places.Places(districts=())
    loaded = _load_one(folder / places.NAME, places.Places)
    _refuse(
        Defect(places.NAME, path, message)
        for path, message in places.place_defects(loaded)
    )
    return loaded


def load_life_events(folder: Path) -> list[LifeEvent]:
    """The life events, in the order of the file."""
    return _load_list(folder / "life_events.yaml", LifeEvent)


def load_holidays(folder: Path) -> list[str]:
    """Holidays from Monday to Friday as ISO texts, none without a file of them.

    Raises `InvalidDefinitions`.
    """
    path = folder / "holidays.yaml"
    return _load_list(path, str) if path.exists() else []


def load_bundles(folder: Path) -> list[BundleSource]:
    """The bundles, by the name of their file; raises `InvalidDefinitions`."""
    return [
        _load_one(path, BundleSource)
        for path in sorted((folder / "bundles").glob("*.yaml"))
    ]


def merge(below: Any, above: Any) -> Any:
    """Maps are merged key by key; anything else, rules too, is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = dict(below)
    for key, value in above.items():
        is_merged = key in below and key not in _RULES
        merged[key] = merge(below[key], value) if is_merged else value
    return merged


def _service_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.glob("*/*.yaml")):
        if path.parent.name not in _NOT_AGENCIES:
            yield path


def _load_shared(folder: Path, defects: list[Defect]) -> _Shared:
    trees = {
        name: {
            path.stem: tree
            for path in sorted((folder / name).glob("*.yaml"))
            if isinstance(tree := _read(path, folder, defects), dict)
        }
        for name in SHARED
    }
    try:
        parts = Parts(trees["parts"], places.sources(load_places(folder)))
    except UnknownPart as unknown:
        raise InvalidDefinitions(
            [*defects, Defect("parts", unknown.path, unknown.message)]
        ) from None
    return _Shared(trees["families"], trees["ways"], parts, load_holidays(folder))


def _load(
    path: Path,
    folder: Path,
    shared: _Shared,
    defects: list[Defect],
) -> Definition | None:
    where = str(path.relative_to(folder))
    tree = _read(path, folder, defects)
    if tree is None:
        return None
    family = tree.get("family") if isinstance(tree, dict) else None
    if not isinstance(family, str) or family not in shared.families:
        defects.append(Defect(where, "family", f"there is no family {family!r}"))
        return None
    try:
        whole = _tidy(_whole(tree, shared.families[family], shared))
        if logic.uses(whole, "working_days_between"):
            whole["holidays"] = shared.holidays
            if not shared.holidays:
                defects.append(Defect(where, "holidays", "holidays.yaml is missing"))
        return msgspec.convert(whole, Definition)
    except UnknownPart as unknown:
        defects.append(Defect(where, unknown.path, unknown.message))
    except msgspec.ValidationError as error:
        defects.append(Defect(where, "shape", str(error)))
    except (TypeError, KeyError, AttributeError) as error:
        # A list where a map belongs, or an entry without its id or title.
        defects.append(Defect(where, "shape", f"not of the documented shape: {error}"))
    return None


def _whole(tree: Any, family: Any, shared: _Shared) -> Any:
    """The tree with its family, its way and its parts."""
    below = shared.parts.resolve(family)
    own = shared.parts.resolve(tree)
    whole = merge(below, own)
    if not whole.get("online") or whole.get("way") not in shared.ways:
        return whole
    said = said_of_way(whole, shared.ways[whole["way"]])
    return merge(merge(below, said), own)


def _tidy(tree: Any) -> Any:
    """Whole numbers are written one way: 2.0 is 2."""
    if isinstance(tree, dict):
        return {key: _tidy(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_tidy(value) for value in tree]
    if isinstance(tree, float) and tree.is_integer():
        return int(tree)
    return tree


class _Loader(yaml.CSafeLoader):
    """The safe loader, which also refuses duplicate keys."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) != len(keys):
            message = "a key stands twice"
            raise yaml.constructor.ConstructorError(
                None, None, message, node.start_mark
            )
        return super().construct_mapping(node, deep)


def _read(path: Path, folder: Path, defects: list[Defect]) -> Any:
    try:
        # _Loader extends the safe loader.
        return yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = str(path.relative_to(folder))
        defects.append(Defect(where, "yaml", " ".join(str(error).split())))
        return None


def _load_list[Entry](path: Path, kind: type[Entry]) -> list[Entry]:
    # A type that is made at run time, which mypy treats as a variable.
    return _load_one(path, list[kind])  # type: ignore[valid-type]


def _load_one[Content](path: Path, kind: type[Content]) -> Content:
    defects: list[Defect] = []
    tree = _read(path, path.parent, defects)
    _refuse(defects)
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as error:
        defect = Defect(path.name, "shape", str(error))
        raise InvalidDefinitions([defect]) from None


def _refuse(defects: Iterable[Defect]) -> None:
    """Raise `InvalidDefinitions` where there are any."""
    if listed := list(defects):
        raise InvalidDefinitions(listed)
