"""One number of a printed pad, as it was written down."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.foundation import clock, date_parsing
from balarea.visits.rules import PAPER_LAST

_TIME = re.compile(r"([01]?\d|2[0-3])[.:]?([0-5]\d)")
EXAMPLE = _("For example 9.05.")


class TimeOfDay(forms.CharField):
    """`9.05`, `09:05` or `0905`; None if nothing is typed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, help_text=EXAMPLE, max_length=10)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _TIME.fullmatch(text)
        if match is None:
            raise ValidationError(_("Type hour and minute, for example 9.05."))
        return dt.time.fromisoformat(f"{match[1]:0>2}:{match[2]}")


class PaperForm(forms.Form):
    """A number of a queue with the times of the list beside the pad."""

    queue = forms.ChoiceField(label=_("Queue"))
    number = forms.IntegerField(
        label=_("Number on the pad"), min_value=1, max_value=PAPER_LAST
    )
    priority = forms.ChoiceField(label=_("Priority"))
    day = forms.CharField(
        label=_("Day"), help_text=_("For example 17-08-1990."), max_length=40
    )
    taken = TimeOfDay(label=_("Number taken at"))
    called = TimeOfDay(label=_("Called at"), required=False)
    finished = TimeOfDay(label=_("Finished at"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        queues: Sequence[tuple[str, str]],
        priorities: Sequence[tuple[str, str | Promise]],
        today: dt.date,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self._today = today
        for name, choices in (("queue", queues), ("priority", priorities)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean_day(self) -> dt.date:
        try:
            return date_parsing.parse(
                self.cleaned_data["day"], self._today, most=self._today
            )
        except date_parsing.NotADate:
            raise ValidationError(
                _("Type day, month and year, for example 17-08-1990.")
            ) from None

    def moment(self, name: str) -> dt.datetime | None:
        """A time of the form on its day; None if it is empty."""
        time = self.cleaned_data[name]
        if time is None:
            return None
        return dt.datetime.combine(self.cleaned_data["day"], time, clock.zone())
