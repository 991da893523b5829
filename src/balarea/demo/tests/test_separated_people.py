"""The demonstration's officers suffice where different people take the steps."""

from itertools import product

from balarea.catalogue import definition as engine
from balarea.catalogue.testing import shipped
from balarea.demo import cast


def able(step: str, agency: str) -> set[str]:
    """The logins of an agency's officers who may take a step."""
    steps = {
        step for one in shipped().values() if one.agency == agency for step in one.steps
    }
    return {
        part.login
        for part in cast.parts_of(steps)
        if step in cast.actions_of(part, steps)
    }


def signers_left(definition: engine.Definition) -> list[int]:
    """How many can still sign, for every choice of who checks, visits and decides."""
    agency = definition.agency
    checking = [one for one in definition.steps if one in {"VERIFY", "INSPECT"}]
    counts = []
    for checkers in product(*(able(step, agency) for step in checking)):
        deciders = able("DECIDE", agency) - set(checkers)
        counts += [0] if not deciders else []
        for decider in deciders:
            left = able("COUNTERSIGN", agency) - {*checkers, decider}
            counts.append(len(left))
    return counts


def test_somebody_is_left_to_decide_and_to_sign_whoever_checked() -> None:
    separated = [one for one in shipped().values() if one.separate_people]
    assert len(separated) >= 5
    for definition in separated:
        assert "COUNTERSIGN" in definition.steps, definition.code
        counts = signers_left(definition)
        assert counts, definition.code
        assert min(counts) > 0, definition.code
