"""The form in which a manager changes an agency."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from balarea.foundation import date_parsing, languages, phone_numbers
from balarea.foundation.opening_hours import SpecialDay, Week, is_span
from balarea.foundation.texts import Text
from balarea.people.agency_details import (
    LONGEST_DESK,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SHORT_NAME,
    MOST_SPECIAL_DAYS,
    AgencyDetails,
)

DAYS = range(7)


class DayHours(NamedTuple):
    """The two fields of a weekday, as they are shown again."""

    number: int
    name: str
    opens: str
    closes: str
    error: str


class AgencyForm(forms.Form):
    """Names, desk, numbers, hours of each weekday, and one further special day.

    A name and the title of the head have a field for each language that isn't a draft,
    such as `name_id`. A weekday without hours is closed. What is typed is read back by
    `details`.
    """

    short_name = forms.CharField(label=_("Short name"), max_length=LONGEST_SHORT_NAME)
    desk = forms.CharField(label=_("Desk in the mall"), max_length=LONGEST_DESK)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    whatsapp = forms.CharField(label=_("WhatsApp"), max_length=40, required=False)
    special_day = forms.CharField(
        label=_("Another day with other hours"), max_length=60, required=False
    )
    special_opens = forms.CharField(
        label=_("Opens"),
        help_text=_("Without hours it is closed on that day."),
        max_length=5,
        required=False,
    )
    special_closes = forms.CharField(label=_("Closes"), max_length=5, required=False)
    special_reason = forms.CharField(
        label=_("Reason, for the public"), max_length=LONGEST_REASON, required=False
    )

    def __init__(
        self, data: QueryDict | None, before: AgencyDetails, today: dt.date
    ) -> None:
        super().__init__(data, initial=_initial(before))
        self._before, self._today = before, today
        self.removed = data.getlist("remove") if data is not None else []
        self.details = before
        for code in languages.COMPLETE:
            for part, label in (("name", _("Name")), ("head", _("Title of its head"))):
                self.fields[f"{part}_{code}"] = forms.CharField(
                    label=format_lazy("{} ({})", label, languages.BY_CODE[code].name),
                    max_length=LONGEST_NAME,
                    required=part == "name",
                )
        for day in DAYS:
            for part in ("opens", "closes"):
                self.fields[f"{part}_{day}"] = forms.CharField(
                    max_length=5, required=False
                )

    @property
    def names(self) -> list[forms.BoundField]:
        """The fields of the name, one a language."""
        return [self[f"name_{code}"] for code in languages.COMPLETE]

    @property
    def heads(self) -> list[forms.BoundField]:
        """The fields of the title of its head, one a language."""
        return [self[f"head_{code}"] for code in languages.COMPLETE]

    @property
    def week(self) -> list[DayHours]:
        """The fields of the weekdays, Monday first."""
        return [
            DayHours(
                day,
                str(WEEKDAYS[day]),
                str(self[f"opens_{day}"].value() or ""),
                str(self[f"closes_{day}"].value() or ""),
                str(self.errors[f"opens_{day}"][0])
                if f"opens_{day}" in self.errors
                else "",
            )
            for day in DAYS
        ]

    def clean_phone(self) -> str | None:
        return _number(self.cleaned_data["phone"])

    def clean_whatsapp(self) -> str | None:
        return _number(self.cleaned_data["whatsapp"])

    def clean(self) -> None:
        hours = tuple(self._hours(f"opens_{day}", f"closes_{day}") for day in DAYS)
        special = self._special()
        heads = [f"head_{code}" for code in languages.COMPLETE]
        missing = [name for name in heads if not self.cleaned_data.get(name)]
        if missing and len(missing) < len(heads):
            self.add_error(missing[0], _("Write the title in each of the languages."))
        if not self.errors:
            self.details = self._read(hours, special)

    def _hours(self, opens: str, closes: str) -> tuple[str, str] | None:
        first, last = (
            self.cleaned_data.get(name, "").replace(".", ":")
            for name in (opens, closes)
        )
        if not first and not last:
            return None
        if not is_span(first, last):
            self.add_error(
                opens, _("Write both times, the earlier first, such as 08:00.")
            )
            return None
        return first, last

    def _special(self) -> tuple[SpecialDay, ...]:
        """Those that stay, and the one that is added."""
        stay = [
            one
            for one in self._before.special
            if one.day.isoformat() not in self.removed
        ]
        text = self.cleaned_data.get("special_day", "")
        if not text:
            return tuple(stay)
        hours = self._hours("special_opens", "special_closes")
        reason = self.cleaned_data.get("special_reason", "")
        if not reason:
            self.add_error("special_reason", _("Write why, for those who come."))
        day = self._day(text)
        if day is None:
            self.add_error(
                "special_day", _("Write a day from today until the end of next year.")
            )
            return tuple(stay)
        stay = [one for one in stay if one.day != day]
        if len(stay) >= MOST_SPECIAL_DAYS:
            self.add_error("special_day", _("Remove another day first."))
        added = SpecialDay(day=day, hours=hours, reason=reason)
        return tuple(sorted([*stay, added], key=lambda one: one.day))

    def _day(self, text: str) -> dt.date | None:
        """The day, if hours can be set for it."""
        most = dt.date(self._today.year + 1, 12, 31)
        try:
            day = date_parsing.parse(text, self._today, self._today, most)
        except date_parsing.NotADate:
            return None
        return day if self._today <= day <= most else None

    def _read(self, hours: Week, special: Sequence[SpecialDay]) -> AgencyDetails:
        typed = self.cleaned_data
        name, head = (
            {code: typed[f"{part}_{code}"] for code in languages.COMPLETE}
            for part in ("name", "head")
        )
        return AgencyDetails(
            name=_text(self._before.name, name),
            short_name=typed["short_name"],
            desk=typed["desk"],
            hours=hours,
            phone=typed["phone"],
            whatsapp=typed["whatsapp"],
            head=_text(self._before.head, head) if head[languages.DEFAULT] else None,
            special=tuple(special),
        )


def _text(before: Text | None, typed: Mapping[str, str]) -> Text:
    """Languages that aren't typed stay as they are while the Indonesian text does."""
    if before is None or before.id != typed[languages.DEFAULT]:
        return Text(**typed)
    return msgspec.structs.replace(before, **typed)


def _number(typed: str) -> str | None:
    """A phone number as `+62…`."""
    if not typed.strip():
        return None
    try:
        return phone_numbers.of_an_office(typed)
    except phone_numbers.NotAPhoneNumber:
        raise ValidationError(_("This is no phone number.")) from None


def _initial(details: AgencyDetails) -> dict[str, str]:
    """What the fields show of the details in force."""
    head = details.head
    shown = {
        "short_name": details.short_name,
        "desk": details.desk,
        "phone": details.phone or "",
        "whatsapp": details.whatsapp or "",
    }
    for code in languages.COMPLETE:
        shown[f"name_{code}"] = details.name.of(code)
        shown[f"head_{code}"] = head.of(code) if head else ""
    for day, hours in enumerate(details.hours):
        shown[f"opens_{day}"], shown[f"closes_{day}"] = hours or ("", "")
    return shown
