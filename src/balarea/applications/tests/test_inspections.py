"""A visit is promised, and waited for, only where the service has an inspection."""

import datetime as dt

import pytest
from django.utils import translation

from balarea.applications.models import Application
from balarea.applications.presenters import progress
from balarea.applications.rules import STATES, State
from balarea.applications.tests.citizen.conftest import online
from balarea.applications.tests.conftest import ApplicationIn
from balarea.notices import queries as notices

pytestmark = pytest.mark.django_db

VISIT = STATES[State.TO_INSPECT].now


@pytest.mark.parametrize("code", sorted(online()))
def test_the_way_ahead_has_a_visit_only_if_the_service_has_an_inspection(
    code: str,
) -> None:
    definition = online()[code]
    application = Application(state=State.RECEIVED, due_on=dt.date(2026, 11, 24))
    with translation.override("id"):
        shown = progress.progress(application, definition, [], "Dinas")
        titles = [step.title for step in shown.steps]
        assert (translation.gettext(VISIT) in titles) is ("INSPECT" in definition.steps)


@pytest.mark.parametrize(
    ("service", "state", "is_visited"),
    [("DKC-006", State.TO_DECIDE, False), ("DPM-058", State.TO_INSPECT, True)],
)
def test_a_complete_application_waits_for_a_visit_only_then(
    application_in: ApplicationIn, service: str, state: State, is_visited: bool
) -> None:
    application = application_in(service, State.RECEIVED)
    assert not announced(application)
    complete = application_in(service, state)
    assert announced(complete) is is_visited


def announced(application: Application) -> bool:
    """Whether its citizen got a message about a visit."""
    kinds = [message.kind for message in notices.of_case(application.id)]
    return "INSPECTION" in kinds
