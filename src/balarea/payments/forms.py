"""The officer's form that settles an overpayment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from balarea.payments.rules import Remedy


class Settling(forms.Form):
    """What an officer did with money that settled no bill."""

    remedy = forms.ChoiceField(
        label=_("What is done with it"),
        widget=forms.RadioSelect,
        choices=[
            (Remedy.REFUNDED, _("It was given back")),
            (Remedy.ACCEPTED, _("It settles the bill after all")),
        ],
        error_messages={"required": _("Choose what is done with the money.")},
    )
    evidence = forms.CharField(
        label=_("Proof"),
        help_text=_(
            "The number of the transfer, or why it is accepted. The payer reads it."
        ),
        max_length=120,
        error_messages={"required": _("Write the number of the transfer or a reason.")},
    )
