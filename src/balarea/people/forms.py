"""A manager's forms; what they propose is checked again by the kind's own schema."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balarea.foundation import languages
from balarea.foundation.lazy_text import filled
from balarea.people import addresses, models, proposal_rules, rules

# The languages besides Indonesian, in which a position may have a name.
TRANSLATED = [one for one in languages.LANGUAGES if one.code != languages.DEFAULT]
_REQUIRED = {"required": _("This is missing.")}
_CHOICE = {"required": _("Choose one."), "invalid_choice": _("Choose one.")}


class SpacedField(forms.CharField):
    """A line of text, with single spaces."""

    def to_python(self, value: object) -> str:
        return " ".join(str(super().to_python(value)).split())


class ContactField(forms.CharField):
    """A phone number or e-mail address to which this mall sends messages."""

    def clean(self, value: object) -> addresses.Address | None:
        text = str(super().clean(value))
        if not text:
            return None
        try:
            address = addresses.parse(text)
        except addresses.UnknownAddress:
            raise ValidationError(
                _("This is neither a mobile number nor an e-mail address.")
            ) from None
        if address.kind not in settings.BALAREA_NOTICE_PROVIDERS:
            raise ValidationError(_("This mall sends no messages there. Try another."))
        return address


class ProposalForm(forms.Form):
    """The reason, which every proposal has."""

    why = SpacedField(
        label=_("Reason"),
        help_text=filled(
            _("At least %(min)s letters. The manager who confirms it reads this."),
            min=proposal_rules.MIN_REASON,
        ),
        min_length=proposal_rules.MIN_REASON,
        max_length=proposal_rules.MAX_REASON,
        widget=forms.Textarea,
        error_messages=_REQUIRED,
    )


def add_translations(
    form: forms.Form, name: str, texts: Mapping[str, str], label: Any
) -> None:
    """Add a field for each further language, filled with what `texts` has."""
    for language in TRANSLATED:
        form.fields[f"{name}_{language.code}"] = SpacedField(
            label=filled(label, language=language.name),
            required=False,
            max_length=120,
            initial=texts.get(language.code, ""),
        )


def translations(form: forms.Form, name: str) -> dict[str, str]:
    """Language code → what was typed in it, without empty ones."""
    typed = {
        one.code: form.cleaned_data[f"{name}_{one.code}"].strip() for one in TRANSLATED
    }
    return {code: text for code, text in typed.items() if text}


class OfficeForm(ProposalForm):
    """What citizens read of an officer."""

    name = SpacedField(label=_("Name"), max_length=120, error_messages=_REQUIRED)
    position = SpacedField(
        label=_("Position"),
        help_text=_("As citizens and documents read it."),
        max_length=120,
        error_messages=_REQUIRED,
    )
    contact = ContactField(
        label=_("Phone or e-mail of the officer"),
        help_text=_("The code of the first sign-in is sent there."),
        max_length=254,
        error_messages=_REQUIRED,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        officer: models.Officer | None = None,
    ) -> None:
        super().__init__(data)
        texts = officer.position_translations if officer else {}
        add_translations(self, "position", texts, _("Position in %(language)s"))
        if officer is not None:
            self.initial = {"name": officer.name, "position": officer.position}
            self.fields["contact"].required = False
            self.fields["contact"].help_text = _(
                "Leave it empty unless it changes. Once that is confirmed, give the "
                "officer a new first password: its code is sent there."
            )
        texts_of = [f"position_{one.code}" for one in TRANSLATED]
        first = ["agency", "name", "position", *texts_of, "role", "login", "contact"]
        self.order_fields([*first, "why"])


class AppointmentForm(OfficeForm):
    """Whom to appoint, where."""

    role = forms.ChoiceField(
        label=_("Kind of office"),
        help_text=_("It gives no rights: these are given one by one."),
        choices=[(role.value, label) for role, label in rules.ROLE_LABELS.items()],
        error_messages=_CHOICE,
    )
    login = forms.CharField(
        label=_("Login"),
        help_text=_("Small letters, digits, dots. For example: dkc.siti"),
        max_length=60,
        error_messages=_REQUIRED,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        agencies: Mapping[str, models.Agency],
        agency: str = "",
    ) -> None:
        super().__init__(data)
        choices = [(code, one.name) for code, one in agencies.items()]
        self.fields["agency"] = forms.ChoiceField(
            label=_("Agency or village"), choices=choices, error_messages=_CHOICE
        )
        self.initial = {"agency": agency}
        self.order_fields(["agency"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()


class ReinstatementForm(ProposalForm):
    """Where a dismissed officer gets the code of their next first sign-in."""

    contact = ContactField(
        label=_("Phone or e-mail of the officer"),
        help_text=_("The code of the first sign-in is sent there."),
        max_length=254,
        error_messages=_REQUIRED,
    )
    field_order = ("contact", "why")
