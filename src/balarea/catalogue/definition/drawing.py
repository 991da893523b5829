"""Whether the officers of a service are drawn, rather than take its cases."""

from .format import Definition


def is_drawn(definition: Definition) -> bool:
    """As the definition's `drawn` says; without it licences, and what needs a visit.

    Only of services that officers check here before they are decided or handed over.
    """
    if not definition.online or "VERIFY" not in definition.steps:
        return False
    if definition.drawn is not None:
        return definition.drawn
    return definition.category == "LICENSING" or "INSPECT" in definition.steps
