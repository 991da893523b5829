"""A phone number that may sign in may stand in a form, and no other."""

import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition.tests import builders
from balarea.people import addresses

SAMPLES = ["0812 3456 7890", "+62 (0)812 3456 7890", "6281234567890", "0261 201234"]
SAMPLES += ["+447911123456", "081234", "٠٨١٢٣٤٥٦٧٨٩٠", "+12025550123", "telepon"]


@pytest.mark.parametrize("typed", SAMPLES)
def test_sign_in_and_forms_read_phone_numbers_alike(typed: str) -> None:
    try:
        here = addresses.parse(typed).value
    except addresses.UnknownAddress:
        here = None
    definition = builders.make_asking(builders.field("it", "PHONE"))
    answers, _ = definitions.check_page(
        definition,
        definition.pages[0],
        {"it": [typed]},
        answers={},
        today=builders.TODAY,
    )
    assert answers.get("it") == here
