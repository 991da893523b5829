"""What a regency says otherwise than the services it takes over: `mall.yaml`'s overlay.

A file `<AGENCY>/<CODE>.yaml` of the overlay is laid over the service of that code. Maps
are merged and everything else is replaced, as between a service and its family; and a
map laid over a list changes those of its entries whose `id` it names, so that a market
or a regional regulation is replaced without repeating the form around it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .errors import Defect


class NoSuchEntry(Exception):
    """An overlay names an entry that the service's list hasn't got."""


def laid_over(below: Any, above: Any, path: str = "") -> Any:
    """The tree of a service with an overlay's on it; raises `NoSuchEntry`."""
    if not isinstance(above, dict):
        return above
    if isinstance(below, list):
        return _entries_changed(below, above, path)
    if not isinstance(below, dict):
        return above
    changed = dict(below)
    for key, value in above.items():
        where = f"{path}.{key}" if path else str(key)
        changed[key] = laid_over(below[key], value, where) if key in below else value
    return changed


def _entries_changed(below: list[Any], above: dict[str, Any], path: str) -> list[Any]:
    own = [_name(entry) for entry in below]
    if unknown := [key for key in above if key not in own]:
        raise NoSuchEntry(f"{path} has no entry {', '.join(unknown)}")
    return [
        laid_over(entry, above[name], f"{path}.{name}") if name in above else entry
        for name, entry in zip(own, below, strict=True)
    ]


def _name(entry: Any) -> str:
    """The `id` of an entry; of one that is taken from a part, the part's."""
    if not isinstance(entry, dict):
        return ""
    part = str(entry.get("part", "")).rpartition(".")[2]
    return str(entry.get("id") or f"{entry.get('prefix', '')}{part}")


def strays(folder: Path | None, codes: Iterable[str]) -> Iterator[Defect]:
    """Files of an overlay that lie over no service."""
    services = set(codes)
    for path in sorted(folder.rglob("*.yaml")) if folder else ():
        if path.stem not in services or path.parent.name != path.stem[:3]:
            where = f"overlay/{path.parent.name}/{path.name}"
            yield Defect(where, "file", "lies over no service of this name")
