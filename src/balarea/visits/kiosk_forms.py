"""The form in which a manager registers a kiosk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from balarea.visits.kiosk_rules import CODE

if TYPE_CHECKING:
    from balarea.visits.models import Kiosk

KEY_SIZE = 32  # bytes of a public key
LONGEST_NAME = 60


class KioskForm(forms.Form):
    """Where it stands, its code, its program's public key, and whether it is in use."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Where it stands, for example: east door"),
        max_length=LONGEST_NAME,
    )
    public_key = forms.CharField(
        label=_("Public key of its program"),
        help_text=_(
            "What “balarea kiosk new” shows at the machine. Empty: a browser alone,"
            " without numbers while the server is away."
        ),
        max_length=2 * KEY_SIZE,
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None,
        before: "Kiosk | None",
        sites: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial=_initial(before))
        if before is not None:
            self.fields["is_active"] = forms.BooleanField(
                label=_("In use"),
                help_text=_("A kiosk that isn't in use gives no numbers."),
                required=False,
            )
            return
        self.fields["code"] = forms.RegexField(
            CODE,
            label=_("Code"),
            help_text=_("K and a number: K1. It stands in numbers given offline."),
            max_length=4,
        )
        self.fields["site"] = forms.ChoiceField(label=_("Building"), choices=sites)

    def clean_public_key(self) -> bytes | None:
        text = str(self.cleaned_data["public_key"]).strip()
        if not text:
            return None
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != KEY_SIZE:
            raise forms.ValidationError(
                _("A public key has %(digits)s digits from 0 to f."),
                params={"digits": 2 * KEY_SIZE},
            )
        return key


def _initial(before: "Kiosk | None") -> dict[str, object]:
    if before is None:
        return {}
    return {
        "name": before.name,
        "public_key": bytes(before.public_key or b"").hex(),
        "is_active": before.is_active,
    }
