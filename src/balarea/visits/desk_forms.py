"""By what an officer looks for the person who stands at the desk."""

import datetime as dt
from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balarea.foundation import date_parsing


class VisitorForm(forms.Form):
    """A NIK, a phone number or e-mail, or a name with the day of birth."""

    nik = forms.CharField(label=_("NIK"), required=False, max_length=60)
    address = forms.CharField(
        label=_("Phone or e-mail"), required=False, max_length=120
    )
    name = forms.CharField(label=_("Full name"), required=False, max_length=100)
    born_on = forms.CharField(
        label=_("Date of birth"),
        help_text=_("For example 17-08-1990."),
        required=False,
        max_length=40,
    )

    def __init__(self, data: Mapping[str, object] | None, today: dt.date) -> None:
        super().__init__(data)
        self._today = today

    def clean_born_on(self) -> dt.date | None:
        text = self.cleaned_data["born_on"].strip()
        if not text:
            return None
        try:
            return date_parsing.parse(text, self._today, most=self._today)
        except date_parsing.NotADate:
            raise ValidationError(
                _("Type day, month and year, for example 17-08-1990.")
            ) from None

    def clean(self) -> None:
        typed = self.cleaned_data
        if typed.get("nik") or typed.get("address"):
            return
        if not typed.get("name"):
            self.add_error(
                "nik", _("Type a NIK, a phone number, or a name with date of birth.")
            )
        elif not typed.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", _("A name is looked up with the date of birth."))
