"""Which services are so simple that several of their cases may be granted together."""

from .format import Definition

_STEPS = ("VERIFY", "DECIDE")


def may_decide_together(definition: Definition) -> bool:
    """Whether a grant needs nothing but the checked file, and says the same each time.

    Nobody visits, advises, objects beforehand or countersigns; nothing is paid; the
    office writes no answer and no finding of its own; and no rules decide, since what
    they leave to an officer is what they could not confirm.
    """
    return (
        definition.ends_by == "DECIDE"
        and definition.steps == _STEPS
        and definition.fee.kind == "FREE"
        and definition.output is not None
        and definition.finding is None
        and definition.result is None
        and definition.decides is None
        and definition.announcement is None
        and not definition.advice
    )
