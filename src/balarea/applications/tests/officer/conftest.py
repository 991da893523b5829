"""The whole catalogue, cases filed as citizens file them, officers at their desk."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib import auth as django_auth
from django.test import Client
from tests import first_steps, snapshots

from balarea.applications import models, testing
from balarea.applications.tests.citizen.conftest import (
    Arrange,
    sign_in,
)
from balarea.catalogue import definition as engine
from balarea.catalogue import operations as catalogue
from balarea.catalogue import testing as catalogue_testing
from balarea.catalogue.definition import examples
from balarea.catalogue.testing import shipped
from balarea.documents.providers import authority
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.people import auth
from balarea.people import testing as people_testing
from balarea.people.models import Officer
from balarea.people.rules import Action

__all__ = ["shipped", "sign_in"]

type Publish = Callable[[Iterable[engine.Definition]], None]
type File = Callable[[str], models.Application]
type Appoint = Callable[..., Officer]
CITIZEN = "+6281211112222"  # of `sign_in`
FOLDER = Path(settings.BALAREA_SERVICES_DIR)
RIGHTS = (Action.READ, Action.VERIFY, Action.DECIDE, Action.OVERSEE)


def act(client: Client, address: str, form: Mapping[str, str]) -> Any:
    """Press a button of a case's page, which says the revision that it shows."""
    case = re.findall(r"/petugas/permohonan/([0-9a-f-]{36})/", address)[0]
    seen = models.Application.objects.values_list("revision", flat=True).get(id=case)
    path = f"/petugas/permohonan/{case}/langkah/"
    return client.post(path, {"revision": str(seen), **form})


@pytest.fixture(scope="session", autouse=True)
def _signer(keys_and_files: Path) -> None:
    """A demo signer in the tests' own key folder."""
    authority.make(keys_and_files / "keys", at=clock.now())


@pytest.fixture
def publish(db: None, at: dt.datetime) -> Publish:
    """Bring the catalogue level with these definitions, all agencies open."""

    def level(definitions: Iterable[engine.Definition]) -> None:
        catalogue.publish(
            definitions=definitions,
            agencies=engine.load_agencies(FOLDER),
            by=SYSTEM,
            at=at,
        )

    return level


@pytest.fixture(scope="module")
def published_services(
    request: pytest.FixtureRequest,
) -> Iterator[Callable[[], object]]:
    """Those that tests name, once a module: with all 361 it takes seconds more."""

    def publish() -> None:
        catalogue.publish(
            definitions=[shipped()[code] for code in catalogue_testing.ARRANGED],
            agencies=engine.load_agencies(FOLDER),
            by=SYSTEM,
            at=clock.now(),
        )

    with first_steps.first_of_module(
        request, "services of all agencies", publish
    ) as prepare:
        yield prepare


@pytest.fixture
def services(published_services: Arrange, db: None) -> dict[str, engine.Definition]:
    """They are published; what a test does there is rolled back."""
    published_services()
    return {code: shipped()[code] for code in catalogue_testing.ARRANGED}


@pytest.fixture
def whole_catalogue(services: dict[str, engine.Definition], publish: Publish) -> None:
    """Every service of every agency, published."""
    snapshots.arrange("whole catalogue", lambda: publish(shipped().values()))


@pytest.fixture
def file(services: dict[str, engine.Definition]) -> File:
    """File an application for a service, by its first valid example.

    By operations: through a dozen of pages it takes half a second.
    """

    def filed(service: str) -> models.Application:
        case = snapshots.arrange(("file", service), lambda: file_example(service))
        return models.Application.objects.get(id=case)

    return filed


class Now(testing.Schedule):
    """All steps are taken now."""

    def __init__(self) -> None:
        now = clock.now()
        super().__init__(now, now)

    def next(self) -> dt.datetime:
        return clock.now()


def file_example(service: str) -> UUID:
    """File as the citizen of `sign_in` does; returns the case."""
    at = clock.now()
    contact, by = people_testing.verified_contact(CITIZEN, at)
    who = testing.Applicant(contact, by, "Siti Rahayu")
    definition = shipped()[service]
    example = next(one for one in definition.tests if not one.expect.problems)
    raw = examples.as_typed(definition, example)
    case = testing.fill_draft(service, who, raw, begun_at=at, next_time=clock.now)
    for requirement in definition.requirements:
        for _ in range(example.evidence.get(requirement.id, 0)):
            testing.attach(case, requirement, who, Now())
    testing.submit(case, who, Now())
    return case


@pytest.fixture
def appoint(services: dict[str, engine.Definition], at: dt.datetime) -> Appoint:
    """An officer with these rights in agencies, or on services."""

    def appointed(
        agencies: Iterable[str],
        named: Iterable[str] = (),
        actions: Collection[Action] = RIGHTS,
        english: str = "",
    ) -> Officer:
        first, *others = agencies
        officer = people_testing.appoint(
            first,
            actions,
            at,
            services=named,
            position_translations={"en": english} if english else {},
        )
        for code in others:
            people_testing.grant(officer, code, actions, at, services=named)
        return officer

    return lambda agencies, *args, **named: snapshots.arrange(
        ("appoint", tuple(agencies), repr(args), repr(named)),
        lambda: appointed(agencies, *args, **named),
    )


def at_the_desk(officer: Officer) -> Client:
    """The browser of an officer who has proved both factors a moment ago."""
    client, now = Client(), clock.now().timestamp()
    session = client.session
    session[django_auth.SESSION_KEY] = str(officer.account.pk)
    session[django_auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[django_auth.HASH_SESSION_KEY] = officer.account.get_session_auth_hash()
    session[auth.SINCE] = session[auth.LAST_REQUEST] = now
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client
