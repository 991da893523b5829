"""Definitions as people write them: YAML, one file a service, one a family.

A service is its family's file, what is said of its way (`services/ways`), and its own
entries, each laid over what stands before it: maps are merged, everything else is
replaced. Parts (`services/parts`) that it names are put in their places; see `parts`.
What results is complete and refers to no other file.

`mall` is whose definitions they are: its words replace `{mall.…}`, its files name the
agencies and places, and its overlay is laid over single services. Without one it is the
mall of the folder, where there is one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from balarea.foundation import mall as malls
from balarea.foundation import opening_hours, yaml_files
from balarea.foundation.mall import Mall

from . import (
    absence,
    links,
    logic,
    numbering,
    overlay,
    placeholders,
    places,
    reuse,
    validation,
)
from .bundles import BundleSource
from .directory import Agency, LifeEvent
from .errors import Defect, InvalidDefinitions
from .format import Definition
from .parts import Parts, UnknownPart, said_of_way
from .placeholders import UnknownPlaceholder

# Keys whose map is one rule, which is replaced as a whole.
_RULES = frozenset({"amount"})
# Folders of `services/` that aren't an agency's.
SHARED = ("families", "parts", "ways")
_NOT_AGENCIES = (*SHARED, "bundles")


class _Shared(NamedTuple):
    """What many services share: families and ways by name, the parts, holidays.

    Of the mall: its `words` for placeholders, and the folder of its overlay.
    """

    families: Mapping[str, Any]
    ways: Mapping[str, Any]
    parts: Parts
    holidays: Sequence[str]
    words: Mapping[str, str]
    overlay: Path | None


def load_all(folder: Path, mall: Mall | None = None) -> dict[str, Definition]:
    """Every definition under the folder by its code.

    Raises `InvalidDefinitions` with all defects of all files.
    """
    defects: list[Defect] = []
    mall = mall or mall_of(folder)
    shared = _load_shared(folder, mall, defects)
    agencies = {agency.code for agency in load_agencies(folder, mall)}
    events = {event.code for event in load_life_events(folder, mall)}
    loaded: dict[str, Definition] = {}
    absent = mall.absent if mall else ()
    for path in _service_files(folder, absent):
        definition = _load(path, folder, shared, defects)
        if definition is None:
            continue
        if path.stem != definition.code or path.parent.name != definition.agency:
            where = str(path.relative_to(folder))
            defects.append(Defect(where, "code", "differs from the name of the file"))
        defects += absence.advice_defects(definition, absent)
        definition = absence.without(definition, absent)
        defects += validation.defects(definition, agencies=agencies, life_events=events)
        loaded[definition.code] = definition
    defects += numbering.clashes(loaded.values())
    defects += links.unknown_services(loaded)
    defects += reuse.unissued_documents(loaded)
    defects += overlay.strays(shared.overlay, loaded)
    if defects:
        raise InvalidDefinitions(defects)
    return loaded


def load_agencies(folder: Path, mall: Mall | None = None) -> list[Agency]:
    """The agencies, in the order of the file; raises `InvalidDefinitions`."""
    mall = mall or mall_of(folder)
    path = Path(mall.agencies) if mall else folder / "agencies.yaml"
    agencies = _load_list(path, Agency, mall)
    _refuse(
        Defect(path.name, agency.code, message)
        for agency in agencies
        for message in opening_hours.contact_defects(agency)
    )
    return [one for one in agencies if not mall or one.code not in mall.absent]


def load_places(folder: Path, mall: Mall | None = None) -> places.Places:
    """Districts and villages; none without the file. Raises `InvalidDefinitions`."""
    mall = mall or mall_of(folder)
    path = Path(mall.places) if mall else folder / places.NAME
    if not path.exists():
        return places.Places(districts=())
    loaded = _load_one(path, places.Places)
    region = mall.region.code if mall else ""
    _refuse(
        Defect(path.name, where, message)
        for where, message in places.place_defects(loaded, region)
    )
    return loaded


def load_life_events(folder: Path, mall: Mall | None = None) -> list[LifeEvent]:
    """The life events, in the order of the file."""
    return _load_list(folder / "life_events.yaml", LifeEvent, mall or mall_of(folder))


def load_holidays(folder: Path) -> list[str]:
    """Holidays from Monday to Friday as ISO texts, none without a file of them.

    Raises `InvalidDefinitions`.
    """
    path = folder / "holidays.yaml"
    return _load_list(path, str) if path.exists() else []


def load_bundles(folder: Path, mall: Mall | None = None) -> list[BundleSource]:
    """The bundles, by the name of their file; raises `InvalidDefinitions`."""
    mall = mall or mall_of(folder)
    sources = [
        _load_one(path, BundleSource, mall)
        for path in sorted((folder / "bundles").glob("*.yaml"))
    ]
    return absence.bundles(sources, mall.absent) if mall else sources


def merge(below: Any, above: Any) -> Any:
    """Maps are merged key by key; anything else, rules too, is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = dict(below)
    for key, value in above.items():
        is_merged = key in below and key not in _RULES
        merged[key] = merge(below[key], value) if is_merged else value
    return merged


def _service_files(folder: Path, absent: Collection[str]) -> Iterator[Path]:
    left_out = {*_NOT_AGENCIES, *absent}
    for path in sorted(folder.glob("*/*.yaml")):
        if path.parent.name not in left_out:
            yield path


def mall_of(folder: Path) -> Mall | None:
    """The mall whose file lies in the folder; raises `InvalidDefinitions`."""
    path = folder / malls.NAME
    if not path.exists():
        return None
    try:
        return malls.read(path)
    except malls.InvalidMall as invalid:
        raise InvalidDefinitions(
            [Defect(path.name, key, message) for key, message in invalid.defects]
        ) from None


def _load_shared(folder: Path, mall: Mall | None, defects: list[Defect]) -> _Shared:
    listed = load_places(folder, mall)
    words = {**(mall.words if mall else {}), **places.example_words(listed)}
    trees = {
        name: {
            path.stem: tree
            for path in sorted((folder / name).glob("*.yaml"))
            if isinstance(tree := _read(path, folder, defects, words), dict)
        }
        for name in SHARED
    }
    try:
        parts = Parts(trees["parts"], places.sources(listed))
    except UnknownPart as unknown:
        raise InvalidDefinitions(
            [*defects, Defect("parts", unknown.path, unknown.message)]
        ) from None
    return _Shared(
        trees["families"],
        trees["ways"],
        parts,
        load_holidays(folder),
        words,
        Path(mall.overlay) if mall and mall.overlay else None,
    )


def _load(
    path: Path,
    folder: Path,
    shared: _Shared,
    defects: list[Defect],
) -> Definition | None:
    where = str(path.relative_to(folder))
    tree = _read(path, folder, defects, shared.words)
    if tree is None:
        return None
    tree = _overlaid(tree, path, shared, defects)
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


def _overlaid(tree: Any, path: Path, shared: _Shared, defects: list[Defect]) -> Any:
    """The tree of a service with what the mall says otherwise laid over it."""
    if shared.overlay is None:
        return tree
    own = shared.overlay / path.parent.name / path.name
    if not own.exists():
        return tree
    above = _read(own, shared.overlay, defects, shared.words)
    try:
        return tree if above is None else overlay.laid_over(tree, above)
    except overlay.NoSuchEntry as missing:
        where = f"overlay/{path.parent.name}/{path.name}"
        defects.append(Defect(where, "entry", str(missing)))
        return tree


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


def _read(
    path: Path, folder: Path, defects: list[Defect], words: Mapping[str, str]
) -> Any:
    """The tree of a file with its placeholders filled; None where it is no YAML."""
    try:
        text = path.read_text("utf-8")
        tree = yaml_files.parse(text)
        return placeholders.fill(tree, words) if placeholders.MARK in text else tree
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        path_in, message = "yaml", " ".join(str(error).split())
    except UnknownPlaceholder as unknown:
        path_in, message = "placeholder", str(unknown)
    defects.append(Defect(str(path.relative_to(folder)), path_in, message))
    return None


def _load_list[Entry](
    path: Path, kind: type[Entry], mall: Mall | None = None
) -> list[Entry]:
    # A type that is made at run time, which mypy treats as a variable.
    return _load_one(path, list[kind], mall)  # type: ignore[valid-type]


def _load_one[Content](
    path: Path, kind: type[Content], mall: Mall | None = None
) -> Content:
    defects: list[Defect] = []
    tree = _read(path, path.parent, defects, mall.words if mall else {})
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
