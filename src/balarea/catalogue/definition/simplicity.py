"""How much a service asks, and how much of that registers of the state hold already.

Questions are all that the definition can ask; nobody is asked more than these.
"""

from typing import NamedTuple

from .format import Definition, Field

# Numbers that a register of the state issued.
_NUMBERS = frozenset({"NIK", "KK", "NPWP", "NIB"})
# Questions of the parts whose answers stand in a register: of residents (UU 24/2013
# art. 58), of business licences (OSS, PP 28/2025), of land (PP 24/1997), of vehicles
# (Perpol 7/2021), of buildings (SIMBG, PP 16/2021) and of health workers (UU 17/2023).
_REGISTERED = {
    "applicant": ("full_name", "birth_place", "birth_date", "occupation", "address"),
    "on_behalf": ("person_name",),
    "business": ("business_form", "business_name", "kbli", "business_address"),
    "land": ("land_right", "title_number", "land_area_m2", "owner_name"),
    "vehicle": (
        *("plate", "vehicle_kind", "brand", "vehicle_year"),
        *("chassis_number", "engine_number", "gross_weight_kg"),
    ),
    "building": ("pbg_number",),
    "health_worker": ("str_number", "str_lifelong", "str_until"),
}


class Simplicity(NamedTuple):
    """What one application takes at most.

    `known_questions` and `held_documents` are those whose content is in a register of
    the state, or issued by a service of the mall.
    """

    questions: int
    known_questions: int
    pages: int
    documents: int
    held_documents: int

    @property
    def needless(self) -> int:
        """How much is asked for although the state has it."""
        return self.known_questions + self.held_documents


def simplicity(definition: Definition) -> Simplicity:
    """The figures of an online service."""
    uploads = [one for one in definition.requirements if one.evidence == "UPLOAD"]
    return Simplicity(
        questions=len(definition.fields),
        known_questions=sum(map(_is_known, definition.fields.values())),
        pages=len(definition.pages),
        documents=len(uploads),
        held_documents=sum(bool(one.held_by or one.service) for one in uploads),
    )


def _is_known(field: Field) -> bool:
    if field.type in _NUMBERS:
        return True
    part, _, entry = (field.part or "").partition(".")
    # With a prefix, `applicant.wife_full_name`, it is the same of another person.
    return any(entry.endswith(name) for name in _REGISTERED.get(part, ()))
