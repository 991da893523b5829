"""What a manager may change of an agency, as it is stored and published."""

import dataclasses
from collections.abc import Iterator

import msgspec

from balarea.foundation.opening_hours import (
    SpecialDay,
    Week,
    contact_defects,
    is_span,
)
from balarea.foundation.texts import Shape, Text

LONGEST_NAME, LONGEST_SHORT_NAME, LONGEST_DESK = 200, 60, 40
MOST_SPECIAL_DAYS = 60
LONGEST_REASON = 200


class AgencyDetails(Shape, frozen=True):
    """Names, desk, numbers and hours of an agency; `head`: the title of its head."""

    name: Text
    short_name: str
    desk: str
    hours: Week
    phone: str | None = None
    whatsapp: str | None = None
    head: Text | None = None
    special: tuple[SpecialDay, ...] = ()

    def changed_from(self, before: "AgencyDetails") -> list[str]:
        """The names of the fields that differ."""
        fields = (one.name for one in msgspec.structs.fields(AgencyDetails))
        return [name for name in fields if getattr(self, name) != getattr(before, name)]


@dataclasses.dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with a field; the sentence is for programs."""

    field: str
    text: str


def defects(details: AgencyDetails) -> Iterator[Defect]:
    """What no page could show: the same rules as for `agencies.yaml`, and lengths."""
    for field, text, longest in (
        ("name", details.name.id, LONGEST_NAME),
        ("name", details.name.en or details.name.id, LONGEST_NAME),
        ("short_name", details.short_name, LONGEST_SHORT_NAME),
        ("desk", details.desk, LONGEST_DESK),
    ):
        if not 0 < len(text) <= longest:
            yield Defect(field, f"has 1 to {longest} letters")
    for text in contact_defects(details):
        yield Defect("hours" if "hours" in text or " to " in text else "phone", text)
    days = [one.day for one in details.special]
    if len(days) > MOST_SPECIAL_DAYS or len(set(days)) < len(days):
        yield Defect("special", f"at most {MOST_SPECIAL_DAYS}, each day once")
    for one in details.special:
        if one.hours is not None and not is_span(*one.hours):
            yield Defect("special", f"{one.hours} are no hours")
        if not 0 < len(one.reason) <= LONGEST_REASON:
            yield Defect("special", f"a reason has 1 to {LONGEST_REASON} letters")
