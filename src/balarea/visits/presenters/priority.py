"""Classes of priority as visitors choose and read them."""

from django.utils.translation import gettext_lazy as _

from balarea.visits.rules import FAVOURED, PriorityClass

PRIORITIES = (
    (PriorityClass.REGULAR.value, _("None of these")),
    (PriorityClass.ELDERLY.value, _("I am elderly")),
    (PriorityClass.PREGNANT.value, _("I am pregnant")),
    (PriorityClass.DISABLED.value, _("I have a disability")),
    (PriorityClass.INFANT.value, _("I come with an infant")),
)


def priority_of(text: str) -> PriorityClass:
    """The class that was chosen; regular for any other text."""
    return PriorityClass(text) if text in FAVOURED else PriorityClass.REGULAR
