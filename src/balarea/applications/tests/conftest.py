"""An open mall in which an application is brought to the state that a test needs."""

import datetime as dt
import functools
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from tests import first_steps, sampling, snapshots

from balarea.applications import models, testing, testing_advice
from balarea.applications.rules import State
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.documents import testing as document_testing
from balarea.documents.providers import authority
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import testing as people
from balarea.people.rules import Action


def _traits(code: str) -> Iterator[str]:
    """What makes one service's way another than the next one's."""
    definition = catalogue_testing.online()[code]
    yield from definition.steps
    yield f"{definition.ends_by} {definition.fee.kind} {definition.fee.due}"
    yield definition.output.template if definition.output else "no document"


_EVERY = sorted(catalogue_testing.online())
# The services that this run takes through the database: of each kind one, and a few.
OF_EACH_KIND = sampling.sample("kinds", _EVERY, _traits)
WALKED = sorted({*OF_EACH_KIND, *sampling.part("services", _EVERY, of=30)})
type Applicants = list[testing.Applicant]
type ApplicationIn = Callable[[str, State], models.Application]


@pytest.fixture(scope="session", autouse=True)
def _signer(keys_and_files: Path) -> None:
    """A demo signer in the tests' own key folder."""
    authority.make(keys_and_files / "keys", at=clock.now())


@functools.cache
def sample_file(*, is_picture: bool) -> bytes:
    """A small picture, or a PDF of one page."""
    make = document_testing.picture if is_picture else document_testing.page
    return make("Berkas", "Siti Rahayu")


@pytest.fixture(scope="module", autouse=True)
def _same_files() -> Iterator[None]:
    """All that is attached has the same content.

    Otherwise each requirement's picture is drawn, and examined by a program of its own,
    for half a second of processor time.
    """

    def make(_title: str, _name: str, *, is_picture: bool) -> bytes:
        return sample_file(is_picture=is_picture)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "sample_file", make)
        yield


@pytest.fixture(scope="module")
def open_mall(
    request: pytest.FixtureRequest, keys_and_files: Path
) -> Iterator[Applicants]:
    """The online services, their agencies' staff and two applicants, once a module."""
    folder = Path(settings.BALAREA_SERVICES_DIR)
    every = catalogue_testing.online()
    online = [every[code] for code in {*catalogue_testing.ARRANGED, *WALKED}]
    serving = {definition.agency for definition in online}
    serving |= testing_advice.asked_agencies(online)

    def opened() -> Applicants:
        at = clock.now() - dt.timedelta(days=100)
        catalogue.publish(
            definitions=online,
            agencies=[a for a in engine.load_agencies(folder) if a.code in serving],
            by=SYSTEM,
            at=at,
        )
        for agency in sorted(serving):
            people.appoint_staff(agency, at)
        return [testing.applicant(number, at) for number in (1, 2)]

    with first_steps.first_step(request, "open mall", opened) as applicants:
        yield applicants


@pytest.fixture
def applicants(open_mall: Applicants) -> Iterator[Applicants]:
    """Two citizens in the open mall; what a test does there is rolled back.

    Deferred constraints are checked first, so that a missing log entry fails the test.
    """
    with transaction.atomic():
        snapshots.resume()
        yield open_mall
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture
def application_in(applicants: Applicants, at: dt.datetime) -> ApplicationIn:
    """The first applicant's application for a service, brought to a state."""

    def make(service: str, state: State) -> models.Application:
        case = snapshots.arrange(
            ("application", service, state), lambda: advanced(service, state)
        )
        return models.Application.objects.get(id=case)

    def advanced(service: str, state: State) -> UUID:
        schedule = testing.Schedule(at - dt.timedelta(days=50), at)
        case = testing.draft(service, applicants[0], schedule)
        testing.submit(case, applicants[0], schedule)
        testing.advance(case, state, applicants[0], schedule)
        return case

    return make


def arrange_on[T](
    schedule: testing.Schedule, key: Hashable, make: Callable[[], T]
) -> T:
    """As `snapshots.arrange`, for steps at the times of `schedule`, which goes on."""
    result, reached = snapshots.arrange(
        (key, f"{schedule.reached:%F %H:%M}"), lambda: (make(), schedule)
    )
    vars(schedule).update(vars(reached))
    return result


def officer_for(
    action: Action, application: models.Application, other_than: UUID | None = None
) -> dict[str, Any]:
    """The arguments `scope` and `by` of an officer who may do `action` here."""
    scope, by = people.officer_for(
        action, application.service, application.agency, other_than
    )
    return {"scope": scope, "by": by}
