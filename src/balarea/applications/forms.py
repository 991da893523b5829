"""The two fixed forms of this app; questions of services come from definitions."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balarea.applications.rules import SECRET_LETTERS
from balarea.foundation import normalization, references
from balarea.foundation.lazy_text import filled


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
            _("%(length)s characters. It stands on your receipt."),
            length=SECRET_LETTERS,
        ),
        max_length=40,
        error_messages={"required": _("Type the tracking code.")},
    )

    def clean_reference(self) -> str:
        return _reference(self.cleaned_data["reference"])

    def clean_secret(self) -> str:
        return normalization.letters(self.cleaned_data["secret"], SECRET_LETTERS)


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
        secret = normalization.letters(fields.get("secret", ""), SECRET_LETTERS)
        if not secret:
            self.add_error("secret", _("Type the tracking code."))
            return fields
        try:
            fields["reference"] = _reference(fields["reference"])
        except ValidationError as error:
            self.add_error("reference", error)
            return fields
        return fields | {"secret": secret}
