"""A manager's forms that name services: a right, a delegation."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balarea.foundation import date_parsing
from balarea.people.forms import ProposalForm, SpacedField, add_translations
from balarea.people.rules import DELEGABLE, DELEGATION_LABELS, Action
from balarea.people.substitute_rules import SUBSTITUTABLE, SubstituteKind

_REQUIRED = {"required": _("This is missing.")}
_CHOICE = {"required": _("Choose one."), "invalid_choice": _("Choose one.")}
_CHOICES = {
    "required": _("Choose at least one."),
    "invalid_choice": _("Choose among these."),
}
# A decree may come into force long after it was signed.
_FAR = dt.timedelta(days=3660)


def _labels(actions: Iterable[Action]) -> list[tuple[str, Any]]:
    return [(one.value, one.label) for one in Action if one in set(actions)]


def services_field(services: Mapping[str, str]) -> forms.MultipleChoiceField:
    """A box for each of an agency's services."""
    return forms.MultipleChoiceField(
        label=_("On these services only"),
        help_text=_("None chosen means all services of the agency."),
        choices=[(code, f"{code} {name}") for code, name in services.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=_CHOICES,
    )


class RightForm(ProposalForm):
    """Which actions on which of an agency's services."""

    actions = forms.MultipleChoiceField(
        label=_("May do"),
        choices=_labels(Action),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOICES,
    )

    def __init__(
        self, data: Mapping[str, object] | None, services: Mapping[str, str]
    ) -> None:
        super().__init__(data)
        if services:
            self.fields["services"] = services_field(services)
        self.order_fields(["actions", "services", "why"])

    def clean(self) -> None:
        typed = self.cleaned_data
        if typed.get("services") and Action.MANAGE in typed.get("actions", []):
            self.add_error(
                "services",
                _("Who manages an agency manages all of it: choose no services."),
            )


class DayField(forms.CharField):
    """A day as people type it, in words or digits."""

    def __init__(self, today: dt.date, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.today = today

    def clean(self, value: object) -> dt.date | None:
        text = str(super().clean(value)).strip()
        if not text:
            return None
        try:
            return date_parsing.parse(text, self.today, most=self.today + _FAR)
        except date_parsing.NotADate:
            raise ValidationError(
                _("Type day, month and year, for example 17-08-2026.")
            ) from None


class DelegationForm(ProposalForm):
    """Which authority, to whom, by which decree, from when until when."""

    service = forms.ChoiceField(label=_("Service"), error_messages=_CHOICE)
    delegate = forms.ChoiceField(
        label=_("Agency that exercises it"), error_messages=_CHOICE
    )
    actions = forms.MultipleChoiceField(
        label=_("What is delegated"),
        choices=_labels(DELEGABLE),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOICES,
    )
    kind = forms.ChoiceField(
        label=_("How it signs"),
        choices=[(kind.value, label) for kind, label in DELEGATION_LABELS.items()],
        widget=forms.RadioSelect,
        error_messages=_CHOICE,
    )
    office = SpacedField(
        label=_("Whose authority it is"),
        help_text=_("As documents name it. For example: Kepala Dinas Kesehatan"),
        max_length=120,
        error_messages=_REQUIRED,
    )
    decree = SpacedField(
        label=_("Decree, number and title"), max_length=200, error_messages=_REQUIRED
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        services: Mapping[str, str],
        agencies: Mapping[str, str],
        today: dt.date,
    ) -> None:
        super().__init__(data)
        self._set_choices("service", {c: f"{c} {name}" for c, name in services.items()})
        self._set_choices("delegate", agencies)
        add_translations(self, "office", {}, _("The same office in %(language)s"))
        for name, label in (
            ("decree_on", _("Day of the decree")),
            ("begins_on", _("First day")),
        ):
            self.fields[name] = DayField(today, label=label, error_messages=_REQUIRED)
        self.fields["ends_on"] = DayField(
            today,
            label=_("Last day"),
            help_text=_("Empty if the decree names none."),
            required=False,
        )
        texts = [name for name in self.fields if name.startswith("office_")]
        first = ["service", "delegate", "actions", "kind", "office", *texts, "decree"]
        self.order_fields([*first, "decree_on", "begins_on", "ends_on", "why"])

    def _set_choices(self, name: str, choices: Mapping[str, str]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=self.fields[name].label,
            choices=list(choices.items()),
            error_messages=_CHOICE,
        )


class SubstituteForm(ProposalForm):
    """Whose office, until when, with which of its rights."""

    kind = forms.ChoiceField(
        label=_("Kind of substitute"),
        choices=[
            (SubstituteKind.PLH, _("Plh.: the official is away for a time")),
            (SubstituteKind.PLT, _("Plt.: the office is vacant")),
        ],
        widget=forms.RadioSelect,
        error_messages=_CHOICE,
    )
    position = SpacedField(
        label=_("Office, without Plh. or Plt."),
        help_text=_("Empty for a Plh.: then it is that of the official who is away."),
        max_length=120,
        required=False,
    )
    actions = forms.MultipleChoiceField(
        label=_("May do"),
        choices=_labels(SUBSTITUTABLE),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_CHOICES,
    )
    decree = SpacedField(
        label=_("Decree, number and title"), max_length=200, error_messages=_REQUIRED
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        officials: Mapping[str, str],
        services: Mapping[str, str],
        today: dt.date,
    ) -> None:
        super().__init__(data)
        self._today = today
        self.fields["replaced"] = forms.ChoiceField(
            label=_("Official who is away"),
            choices=list(officials.items()),
            required=False,
            error_messages=_CHOICE,
        )
        add_translations(self, "position", {}, _("The same office in %(language)s"))
        if services:
            self.fields["services"] = services_field(services)
        for name, label in (
            ("decree_on", _("Day of the decree")),
            ("begins_on", _("First day")),
            ("ends_on", _("Last day")),
        ):
            self.fields[name] = DayField(today, label=label, error_messages=_REQUIRED)
        texts = [name for name in self.fields if name.startswith("position_")]
        first = ["kind", "replaced", "position", *texts, "actions", "services"]
        days = ["decree_on", "begins_on", "ends_on"]
        self.order_fields([*first, "decree", *days, "why"])

    def clean(self) -> None:
        typed = self.cleaned_data
        is_away = typed.get("kind") == SubstituteKind.PLH
        if is_away and not typed.get("replaced"):
            self.add_error("replaced", _("A Plh. stands in for somebody: choose them."))
        if typed.get("kind") == SubstituteKind.PLT:
            if typed.get("replaced"):
                self.add_error("replaced", _("The office of a Plt. is vacant."))
            if not typed.get("position"):
                self.add_error("position", _("Name the office that is vacant."))
        if (last := typed.get("ends_on")) and last < self._today:
            self.add_error("ends_on", _("This day has passed."))
