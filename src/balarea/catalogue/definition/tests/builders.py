"""A small definition to vary in tests."""

import datetime as dt
from typing import Any

import msgspec

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition.loading import merge

TODAY = dt.date(2026, 11, 24)
NIK = "9999014107900001"
INTERNAL = (
    "cost",
    "product",
    "complaints",
    "facilities",
    "competence",
    "supervision",
    "staff",
    "guarantee",
    "safety",
    "evaluation",
)


def text(indonesian: str = "Teks", english: str = "Text") -> dict[str, str]:
    return {"id": indonesian, "en": english}


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "label": text(), **more}


def tree() -> dict[str, Any]:
    """Three pages: who, what (with a conditional field), and a conditional page."""
    yes = {"==": [{"var": "is_large"}, True]}
    rate = {"table": ["rates", "rupiah", {"var": "kind"}]}
    internal = {name: text() for name in INTERNAL}
    return {
        "schema": 1,
        "code": "TST-001",
        "version": 1,
        "family": "licence",
        "agency": "TST",
        "category": "LICENSING",
        "title": text(),
        "summary": text(),
        "audience": text(),
        "illustrative": True,
        "confidence": "LOW",
        "life_events": ["WORK"],
        "online": True,
        "standard": {
            "requirements": [text()],
            "procedure": [text()],
            "duration": {"value": 1, "unit": "WORKING_DAY"},
            "legal_basis": [{"id": "L1", "text": "UU 25/2009"}],
            **internal,
        },
        "tables": {
            "rates": {
                "columns": ["kind", "rupiah"],
                "rows": [["BOARD", 1000], ["SCREEN", 5000]],
            }
        },
        "fee": {
            "kind": "TARIFF",
            "amount": {"ceil": {"*": [rate, {"var": "area"}]}},
            "legal_basis": "L1",
            "explanation": text(),
        },
        "pages": [
            {
                "id": "who",
                "title": text(),
                "fields": [field("full_name", "TEXT"), field("nik", "NIK")],
            },
            {
                "id": "what",
                "title": text(),
                "fields": [
                    field(
                        "kind",
                        "CHOICE",
                        choices=[
                            {"value": "BOARD", "label": text("Papan", "Board")},
                            {"value": "SCREEN", "label": text("Layar", "Screen")},
                        ],
                    ),
                    field("area", "DECIMAL", min=0.5, max=100),
                    field("is_large", "YES_NO"),
                    field("height", "NUMBER", show_if=yes, min=1, max=50),
                ],
            },
            {
                "id": "structure",
                "title": text(),
                "show_if": yes,
                "fields": [field("engineer", "TEXT", required=False)],
            },
        ],
        "requirements": [
            {
                "id": "R1",
                "title": text(),
                "evidence": "UPLOAD",
                "legal_basis": "L1",
            },
            {
                "id": "R2",
                "title": text(),
                "evidence": "UPLOAD",
                "legal_basis": "L1",
                "max_files": 2,
                "when": {">=": [{"var": "height"}, 6]},
                "when_text": text("Bila 6 meter ke atas.", "From 6 metres."),
            },
        ],
        "clock": {"working_days": 5},
        "steps": ["VERIFY", "DECIDE"],
        "holder": {"name": "full_name", "nik": "nik"},
        "output": {
            "template": "LICENCE",
            "title": text(),
            "number_format": "503/{sequence}/{month}/{year}",
            "statements": [text("Izin bagi {full_name}.", "Leave for {full_name}.")],
            "shown": ["kind", "area"],
            "valid": {"years": 1},
        },
        "tests": [
            {"name": "one", "answers": {}, "expect": {}},
            {"name": "two", "answers": {}, "expect": {}},
        ],
    }


def make(**changes: Any) -> definitions.Definition:
    """The small definition with some top-level parts replaced."""
    return msgspec.convert(merge(tree(), changes), definitions.Definition)


def make_asking(*fields: dict[str, Any]) -> definitions.Definition:
    """A definition of one page with these questions."""
    page = {"id": "only", "title": text(), "fields": list(fields)}
    free = {"kind": "FREE"}
    whole = {**tree(), "pages": [page], "requirements": [], "fee": free}
    return msgspec.convert(whole, definitions.Definition)


def messages(definition: definitions.Definition) -> str:
    """All defects as one text."""
    return "\n".join(str(defect) for defect in definitions.defects(definition))
