"""The fixed forms of this app; questions of services come from definitions."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balarea.applications.rules import LOOKUP_REASONS, SECRET_LETTERS
from balarea.foundation import date_parsing, normalization, references, spoken_codes
from balarea.foundation.lazy_text import filled
from balarea.people import mandate_rules
from balarea.people.mandate_rules import Kind, Terms
from balarea.people.substitute_rules import AbsenceKind


def _reference(text: str) -> str:
    try:
        return references.normalise(text)
    except references.InvalidReference:
        raise ValidationError(
            _(
                "No application or draft has this number. Compare it letter by "
                "letter: it has %(length)s characters, like 7K3-M9Q-XAC."
            )
            % {"length": references.LENGTH}
        ) from None


# The address in the QR code of a slip, as a scanner types it into a field.
_SLIP = re.compile(r"/lacak/([^/?#\s]+)/([^/?#\s]+)", re.IGNORECASE)


class ResumeForm(forms.Form):
    """The code under which a draft waits."""

    reference = forms.CharField(
        label=_("Code of your draft"),
        help_text=filled(
            _("%(length)s characters. For example: 7K3-M9Q-XAC"),
            length=references.LENGTH,
        ),
        max_length=40,
        error_messages={"required": _("Type the code.")},
    )

    def clean_reference(self) -> str:
        return _reference(self.cleaned_data["reference"])


def _secret(typed: str) -> str:
    """A tracking code in its stored form, from letters or from its words."""
    words = spoken_codes.read(typed)
    if len(words) == SECRET_LETTERS:
        return words
    return normalization.letters(typed, SECRET_LETTERS)


class TrackingForm(forms.Form):
    """The two words of a receipt."""

    reference = forms.CharField(
        label=_("Application number"),
        help_text=filled(
            _("%(length)s characters. For example: 7K3-M9Q-XAC"),
            length=references.LENGTH,
        ),
        max_length=40,
        error_messages={"required": _("Type the application number.")},
    )
    secret = forms.CharField(
        label=_("Tracking code"),
        help_text=filled(
            _("%(length)s characters, or five words. It stands on your receipt."),
            length=SECRET_LETTERS,
        ),
        max_length=80,
        error_messages={"required": _("Type the tracking code.")},
    )

    def clean_reference(self) -> str:
        return _reference(self.cleaned_data["reference"])

    def clean_secret(self) -> str:
        return _secret(self.cleaned_data["secret"])


class PersonForm(forms.Form):
    """By what somebody is found at the desk, and what a person is begun with."""

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
            day = date_parsing.parse(text, self._today, most=self._today)
        except date_parsing.NotADate:
            raise ValidationError(
                _("Type day, month and year, for example 17-08-1990.")
            ) from None
        if day > self._today:
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> None:
        typed = self.cleaned_data
        if not any(typed.get(one) for one in ("nik", "address", "name")):
            self.add_error(
                "nik", _("Type a NIK, a phone number, or a name with date of birth.")
            )
        elif not (typed.get("nik") or typed.get("address") or typed.get("born_on")):
            self.add_error("born_on", _("A name is looked up with the date of birth."))

    def is_identity(self) -> bool:
        """Whether name and birth date are there, which a new person needs."""
        for field in ("name", "born_on"):
            if not self.cleaned_data.get(field):
                self.add_error(field, _("A new person needs a name and a birth date."))
        return not self.errors


class SelfServiceForm(forms.Form):
    """The same two for a public terminal; one scan may give both."""

    reference = forms.CharField(
        max_length=200, error_messages={"required": _("Type the application number.")}
    )
    secret = forms.CharField(max_length=40, required=False)

    def clean(self) -> dict[str, str]:
        """Number and code in their stored form."""
        fields: dict[str, str] = self.cleaned_data
        scanned = _SLIP.search(fields.get("reference", ""))
        if scanned:
            fields["reference"], fields["secret"] = scanned[1], scanned[2]
        if "reference" not in fields:
            return fields
        secret = _secret(fields.get("secret", ""))
        if not secret:
            self.add_error("secret", _("Type the tracking code."))
            return fields
        try:
            fields["reference"] = _reference(fields["reference"])
        except ValidationError as error:
            self.add_error("reference", error)
            return fields
        return fields | {"secret": secret}


# Places for the services that a mandate names; none filled means all services.
MANDATE_SERVICES = ("service", "service_2", "service_3", "service_4", "service_5")


class MandateForm(forms.Form):
    """What a mandate says; the caller adds whom it is about.

    `principal` and `representative` are their names; some services, or all.
    """

    kind = forms.ChoiceField(
        choices=[(one.value, one.label) for one in Kind],
        error_messages={
            "required": _("Choose what you are to each other."),
            "invalid_choice": _("Choose what you are to each other."),
        },
    )
    principal = forms.CharField(
        max_length=mandate_rules.MAX_NAME,
        error_messages={"required": _("Type the name of who gives the mandate.")},
    )
    representative = forms.CharField(
        max_length=mandate_rules.MAX_NAME,
        error_messages={"required": _("Type the name of who acts for them.")},
    )
    until = forms.CharField(required=False, max_length=40)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        today: dt.date,
        services: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.today = today
        self.services = list(services)
        for name in MANDATE_SERVICES:
            self.fields[name] = forms.ChoiceField(
                choices=[("", ""), *self.services],
                required=False,
                error_messages={
                    "invalid_choice": _("Choose a service of the list, or all.")
                },
            )

    @property
    def has_more_services(self) -> bool:
        """Whether a place for a further service is filled, or wrong."""
        return any(value or fault for _name, value, fault in self.more_services)

    @property
    def more_services(self) -> list[tuple[str, str, str]]:
        """The places for further services: name, what was chosen, what is wrong."""
        faults = self.errors if self.is_bound else {}
        wrong = {name: str(next(iter(texts), "")) for name, texts in faults.items()}
        return [
            (name, str(self.data.get(name, "")), wrong.get(name, ""))
            for name in MANDATE_SERVICES[1:]
        ]

    def _name(self, field: str) -> str:
        name = normalization.plain(self.cleaned_data[field])
        if not mandate_rules.name_in_message(name):
            raise ValidationError(_("Type a name in letters."))
        return name

    def clean_principal(self) -> str:
        return self._name("principal")

    def clean_representative(self) -> str:
        return self._name("representative")

    def clean_until(self) -> dt.date:
        text = self.cleaned_data["until"].strip()
        if not text:
            return mandate_rules.default_day(self.today)
        last = mandate_rules.last_day(self.today)
        try:
            day = date_parsing.parse(text, self.today)
        except ValueError:
            raise ValidationError(
                _("This is no date. Write it like 17-8-2027.")
            ) from None
        if not self.today <= day <= last:
            raise ValidationError(
                _("Choose a day from today on, at most %(days)s days ahead.")
                % {"days": mandate_rules.MAX_DAYS}
            )
        return day

    def terms(self) -> Terms:
        """The terms of a valid form."""
        typed = self.cleaned_data
        chosen = [typed[name] for name in MANDATE_SERVICES if typed[name]]
        services = tuple(dict.fromkeys(chosen))
        return Terms(
            Kind(typed["kind"]),
            services,
            typed["until"],
            typed["principal"],
            typed["representative"],
        )


class AbsenceForm(forms.Form):
    """From when until when an officer is away, and the kind of absence."""

    kind = forms.ChoiceField(
        choices=[(one.value, one.label) for one in AbsenceKind],
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )
    begins_on = forms.CharField(
        max_length=40, error_messages={"required": _("Type the first day.")}
    )
    ends_on = forms.CharField(
        max_length=40, error_messages={"required": _("Type the last day.")}
    )

    def __init__(self, data: Mapping[str, Any] | None, today: dt.date) -> None:
        super().__init__(data)
        self.today = today

    def _day(self, field: str) -> dt.date:
        try:
            return date_parsing.parse(self.cleaned_data[field].strip(), self.today)
        except ValueError:
            raise ValidationError(
                _("This is no date. Write it like 17-8-2027.")
            ) from None

    def clean_begins_on(self) -> dt.date:
        return self._day("begins_on")

    def clean_ends_on(self) -> dt.date:
        return self._day("ends_on")


class NameSearchForm(forms.Form):
    """By what an officer looks for cases of somebody without reference and NIK."""

    name = forms.CharField(
        max_length=100, error_messages={"required": _("Type the full name.")}
    )
    born_on = forms.CharField(
        max_length=40, error_messages={"required": _("Type the date of birth.")}
    )
    reason = forms.ChoiceField(
        choices=list(LOOKUP_REASONS.items()),
        error_messages={
            "required": _("Choose why you search."),
            "invalid_choice": _("Choose why you search."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, today: dt.date) -> None:
        super().__init__(data)
        self.today = today

    def clean_born_on(self) -> dt.date:
        text = self.cleaned_data["born_on"].strip()
        try:
            return date_parsing.parse(text, self.today, most=self.today)
        except date_parsing.NotADate:
            raise ValidationError(
                _("Type day, month and year, for example 17-08-1990.")
            ) from None
