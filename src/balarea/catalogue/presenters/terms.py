"""What the law gives an applicant besides the service: silence, objection, renewal."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from balarea.catalogue import definition as engine
from balarea.catalogue.presenters import links, words

if TYPE_CHECKING:
    from balarea.catalogue import models

SILENCE = {
    "GRANTED": gettext_lazy(
        "When it passes without a decision, your application counts as granted by law."
    ),
    "REFUSED": gettext_lazy(
        "When it passes without a decision, your application counts as refused by law."
    ),
    "ESCALATED": gettext_lazy(
        "When it passes without a decision, the superior of the office has to decide."
    ),
}


class Term(NamedTuple):
    """One of them: what it is, what it says, by which law, and where it leads."""

    name: str
    text: str
    law: str
    link: links.Link | None = None


def terms(
    definition: engine.Definition,
    services: Mapping[str, "models.Service"],
    language: str,
) -> Iterator[Term]:
    """Those that the definition names, in the order in which they matter."""
    laws = {basis.id: basis.text for basis in definition.standard.legal_basis}
    silence, objection = definition.silence, definition.objection
    if silence is not None:
        yield Term(
            _("The deadline"), str(SILENCE[silence.means]), laws[silence.legal_basis]
        )
    if (extension := definition.extension) is not None:
        text = _(
            "The office may extend the deadline once, by %(days)s, with its reason "
            "and before the last day."
        ) % {"days": words.duration(extension.working_days, "WORKING_DAY")}
        yield Term(_("Extension"), text, laws[extension.legal_basis])
    if (announced := definition.announcement) is not None:
        text = _(
            "Once complete, your application is announced here for %(days)s. %(who)s "
            "may object. Your name is not shown."
        ) % {
            "days": words.duration(announced.working_days, "WORKING_DAY"),
            "who": announced.who.of(language),
        }
        yield Term(_("Announcement"), text, laws[announced.legal_basis])
    if objection is not None:
        text = _("You may object within %(days)s of the decision, to: %(office)s.") % {
            "days": words.duration(objection.working_days, "WORKING_DAY"),
            "office": objection.to.of(language),
        }
        yield Term(_("Objection"), text, laws[objection.legal_basis])
    if definition.renewal is not None:
        days = definition.renewal.days_before
        text = ngettext(
            "You may renew it from %(days)s day before it ends.",
            "You may renew it from %(days)s days before it ends.",
            days,
        )
        link = links.link(definition.renewal.service, services, language)
        yield Term(_("Renewal"), text % {"days": days}, "", link)
    if (transfer := definition.transfer) is not None:
        text = _(
            "It may pass to another holder, who applies with the holder’s consent."
        )
        yield Term(_("Transfer"), text, laws[transfer.legal_basis])


def retention(definition: engine.Definition) -> str:
    """How long the agency stores a closed case; empty where nothing is said."""
    if definition.retention is None:
        return ""
    years = definition.retention.years
    laws = {basis.id: basis.text for basis in definition.standard.legal_basis}
    length = (
        ngettext("%(years)s year", "%(years)s years", years) % {"years": years}
        if years
        else _("permanently")
    )
    return f"{length} ({laws[definition.retention.legal_basis]})"
