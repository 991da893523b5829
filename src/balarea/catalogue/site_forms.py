"""The form in which a manager describes a building."""

import re
from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from balarea.foundation import ids
from balarea.people.operations.sites import SiteDetails

_POINT = re.compile(r"\s*(-?\d{1,3}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*")
LONGEST_NAME, LONGEST_ADDRESS = 200, 300
MOST_NORTH, MOST_EAST = 90, 180


class SiteForm(forms.Form):
    """Name, address, a point as maps copy it, and the agencies that serve there."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    address = forms.CharField(label=_("Address"), max_length=LONGEST_ADDRESS)
    point = forms.CharField(
        label=_("Point on the map"),
        help_text=_("As maps copy it, for example -6.858300, 107.920400"),
        max_length=60,
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        before: SiteDetails | None,
        options: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial=_initial(before))
        self.fields["agencies"] = forms.MultipleChoiceField(
            label=_("Which agencies serve there"),
            widget=forms.CheckboxSelectMultiple,
            choices=list(options),
            required=False,
        )

    def clean_point(self) -> tuple[float, float] | None:
        text = self.cleaned_data["point"]
        if not text.strip():
            return None
        match = _POINT.fullmatch(text)
        if match is not None:
            north, east = float(match[1]), float(match[2])
            if abs(north) <= MOST_NORTH and abs(east) <= MOST_EAST:
                return north, east
        raise forms.ValidationError(
            _("Write latitude and longitude, such as -6.858300, 107.920400")
        )

    def details(self) -> SiteDetails:
        """What was typed; only of a valid form."""
        typed = self.cleaned_data
        north, east = typed["point"] or (None, None)
        return SiteDetails(
            name=typed["name"],
            address=typed["address"],
            latitude=north,
            longitude=east,
            agencies=tuple(sorted(typed["agencies"])),
        )

    @staticmethod
    def new_code() -> str:
        """A code that no other building has."""
        return ids.uuid7().hex[-12:].upper()


def _initial(before: SiteDetails | None) -> dict[str, object]:
    if before is None:
        return {}
    has_point = before.latitude is not None and before.longitude is not None
    return {
        "name": before.name,
        "address": before.address,
        "point": f"{before.latitude}, {before.longitude}" if has_point else "",
        "agencies": list(before.agencies),
    }
