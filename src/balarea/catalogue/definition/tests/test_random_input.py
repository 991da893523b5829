"""Random input: a page always gives answers and problems, never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.catalogue import definition as definitions

from . import builders
from .builders import TODAY
from .test_services import ONLINE, services

VALUES = st.one_of(
    st.sampled_from(["", "YES", "NO", "1", "2,5", "17-08-1990", builders.NIK, "AGREE"]),
    st.text(max_size=20),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ONLINE), st.data())
def test_no_input_breaks_a_page(code: str, data: st.DataObject) -> None:
    service = services()[code]
    answers: definitions.Answers = {}
    for page in service.pages:
        raw = {}
        for field in page.fields:
            offered = st.sampled_from([c.value for c in field.choices] or ["YES", "NO"])
            raw[field.id] = data.draw(st.lists(st.one_of(offered, VALUES), max_size=2))
        read, problems = definitions.check_page(
            service, page, raw, answers=answers, today=builders.TODAY
        )
        # What breaks a limit of law can be read all the same, and so can the entries
        # of a group of which there are too few or too many.
        groups = {one.id for one in page.fields if definitions.is_group(one)}
        unreadable = {one.field for one in problems if one.code != "RULE"} - groups
        assert not set(read) & unreadable
        answers.update(read)
    assert (
        definitions.visible_answers(service, answers, as_of=TODAY).keys()
        <= answers.keys()
    )
    amount = definitions.fee(service, answers, as_of=TODAY).amount
    assert amount is None or 0 <= amount <= 10**12
    definitions.statements(service, answers, as_of=TODAY)
    definitions.check_all(service, answers, {}, today=builders.TODAY)
