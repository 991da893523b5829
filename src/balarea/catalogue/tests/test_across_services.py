"""What holds between services: nobody is sent in a circle, or to an office unknown."""

from balarea.catalogue import definition as engine
from balarea.catalogue.tests.conftest import FOLDER, shipped

# Two services that require each other's result, and why nobody waits for both.
APART = {
    ("BPD-005", "BPD-007"): "a reduction comes before the tax, a waiver after it",
    ("DHB-006", "DPM-060"): "a route permit is shown for its renewal only",
    ("DHB-007", "POL-011"): "the police's agreement stands for their permit",
    ("DKS-007", "DPM-042"): "a house shows what its healers got one by one",
    ("DPM-001", "KPP-001"): "a tax number is shown by those who have one",
}


def required_by(service: engine.Definition) -> set[str]:
    """Codes of the services whose result must be there when this one is filed."""
    return {
        requirement.service
        for requirement in service.requirements
        if requirement.service and requirement.required
    }


def test_no_two_services_wait_for_each_others_result() -> None:
    required = {code: required_by(service) for code, service in shipped().items()}
    mutual = {
        (code, other)
        for code, others in required.items()
        for other in others
        if code < other and code in required[other]
    }
    assert mutual == APART.keys()


def test_a_place_is_given_before_the_crowd_is_permitted() -> None:
    for code in ("DPM-073", "PAR-003"):
        assert "POL-011" not in required_by(shipped()[code])


def test_one_objects_to_an_office_that_there_is() -> None:
    offices = {"Bupati"}
    for agency in engine.load_agencies(FOLDER):
        short = agency.short_name
        names = (agency.name.texts["id"], short, f"Dinas {short}", f"Badan {short}")
        offices |= {f"Kepala {name}" for name in names}
    said = {
        code: service.objection.to.texts["id"]
        for code, service in shipped().items()
        if service.objection is not None
    }
    assert {
        code: office for code, office in said.items() if office not in offices
    } == {}


def test_whoever_is_decided_about_here_may_object() -> None:
    assert not [
        code
        for code, service in shipped().items()
        if service.way == "DECIDE" and service.objection is None
    ]


def test_every_service_can_be_checked_without_signing_in() -> None:
    assert not [code for code, service in shipped().items() if not service.eligibility]
