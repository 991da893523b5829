"""How much the definitions ask and say: most ask as much as the first fifteen.

The first fifteen were written by hand before the others; the least of each measure
among them is what the others are compared with.
"""

import itertools

from balarea.catalogue import definition as definitions
from balarea.catalogue.testing import shipped

FIRST = (
    *("BPN-001", "DHB-007", "DKC-006", "DKC-012", "DKC-016", "DNK-001", "DPM-010"),
    *("DPM-025", "DPM-058", "DPM-070", "DSO-001", "KOP-006", "KPP-001", "POL-001"),
)
FULL = 120  # services that must reach it in every measure
services = shipped


def measures(service: definitions.Definition) -> dict[str, int]:
    """What can be counted of a definition's depth."""
    rules = [field.show_if for field in service.fields.values()]
    rules += [page.show_if for page in service.pages]
    return {
        "questions": len(service.fields),
        "conditions": sum(rule is not None for rule in rules),
        "requirements": len(service.requirements),
        "at times": sum(one.when is not None for one in service.requirements),
        "law": len(service.standard.legal_basis),
        "reasons": len(service.reasons),
        "examples": len(service.tests),
    }


def bar() -> dict[str, int]:
    """What the thinnest of the first has of each measure."""
    first = [measures(services()[code]) for code in FIRST]
    return {name: min(one[name] for one in first) for name in first[0]}


def is_full(service: definitions.Definition) -> bool:
    own, least = measures(service), bar()
    return all(own[name] >= least[name] for name in least)


def test_most_services_are_as_deep_as_the_first_in_nearly_all_agencies() -> None:
    full = [service for service in services().values() if is_full(service)]
    assert len(full) >= FULL
    assert len({one.agency for one in full}) >= 30
    assert {one.ends_by for one in full} == {"DECIDE", "HAND_OVER", "DESK"}


def test_none_is_a_shell() -> None:
    for code, service in services().items():
        own = measures(service)
        assert own["questions"] >= 5, code
        assert own["requirements"] >= 2, code
        assert own["law"] >= 2, code
        assert own["examples"] >= 2, code
        assert service.fee.kind == "FREE" or service.fee.legal_basis, code


def content(service: definitions.Definition) -> tuple[object, ...]:
    """The family, and what a service asks for, in words."""
    questions = sorted((one.id, one.label.id) for one in service.fields.values())
    papers = sorted(one.title.id for one in service.requirements)
    return service.family, questions, papers


def test_no_two_services_of_a_family_ask_the_same() -> None:
    pairs = itertools.pairwise(sorted(services().values(), key=content))
    assert [(a.code, b.code) for a, b in pairs if content(a) == content(b)] == []
