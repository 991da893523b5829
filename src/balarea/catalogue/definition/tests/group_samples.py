"""A definition with a group of workers, to vary in tests."""

from typing import Any

from balarea.catalogue import definition as definitions

from . import builders
from .builders import field, text

FOREIGN = {"==": [{"var": "origin"}, "FOREIGN"]}
WORKERS = {"var": "workers"}


def group(**changes: Any) -> dict[str, Any]:
    """Workers: a name, where from, a passport of foreigners, a wage, days of birth."""
    origins = [
        {"value": "HERE", "label": text("Setempat", "Local")},
        {"value": "FOREIGN", "label": text("Asing", "Foreign")},
    ]
    fields = [
        field("name", "TEXT", max_length=60, label=text("Nama", "Name")),
        field("origin", "CHOICE", choices=origins),
        field("passport", "TEXT", show_if=FOREIGN, max_length=20),
        field("wage", "MONEY", min=100, max=1000, label=text("Upah", "Wage")),
        field("born", "DATE", required=False, max="TODAY"),
        field("worker_nik", "NIK", required=False, birth="born"),
    ]
    whole = field(
        "workers",
        "GROUP",
        label=text("Para pekerja", "The workers"),
        entry=text("Pekerja", "Worker"),
        min=1,
        max=3,
        fields=fields,
    )
    return whole | changes


def make(
    *before: dict[str, Any], after: tuple[dict[str, Any], ...] = (), **changes: Any
) -> definitions.Definition:
    """A definition of one page: some questions, the group, and some more."""
    return builders.make_asking(*before, group(**changes), *after)


def defects(definition: definitions.Definition) -> str:
    """The defects of its questions; the rest of the definition is left out."""
    lines = builders.messages(definition).splitlines()
    return "\n".join(line for line in lines if " pages." in line or " fields." in line)


def worker(**changes: Any) -> dict[str, Any]:
    """A stored entry."""
    return {"name": "Budi", "origin": "HERE", "wage": 500} | changes


def typed(*entries: dict[str, str]) -> dict[str, list[str]]:
    """Entries as a form sends them, each with what it has besides the usual."""
    form = {"workers": [str(number) for number in range(len(entries))]}
    usual = {"name": "Budi", "origin": "HERE", "wage": "500"}
    for number, entry in enumerate(entries):
        for name, value in (usual | entry).items():
            form[f"workers-{number}-{name}"] = [value]
    return form
