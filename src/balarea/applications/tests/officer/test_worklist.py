"""The worklist: as many statements for 361 services as for one, and no case is lost."""

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balarea.applications import queries
from balarea.applications.tests.officer.conftest import (
    Appoint,
    File,
    Publish,
    at_the_desk,
    shipped,
)
from balarea.catalogue import queries as catalogue
from balarea.people import queries as people
from balarea.people.rules import Action

FREE = ("DKC-006", "DKC-012", "DKC-016")
WORKLIST, FIGURES = "/petugas/", "/petugas/angka/"

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def statements(client: Client, path: str) -> list[str]:
    page(client, path)  # what is read once an edition is read now
    with CaptureQueriesContext(connection) as captured:
        page(client, path)
    return [query["sql"] for query in captured]


@pytest.mark.usefixtures("whole_catalogue")
@pytest.mark.parametrize("path", [WORKLIST, FIGURES])
def test_costs_as_many_statements_for_every_agency_as_for_one_service(
    file: File, appoint: Appoint, path: str
) -> None:
    agencies = sorted(people.agencies())
    assert len(agencies) == 32
    filed = [file(code) for code in FREE]
    narrow = at_the_desk(appoint(["DKC"], named=FREE[:1]))
    one_agency = at_the_desk(appoint(["DKC"]))
    wide = at_the_desk(appoint(agencies))
    for application in filed:
        assert str(application.id) in page(wide, WORKLIST)
    least = statements(narrow, path)
    for client in (one_agency, wide):
        assert len(statements(client, path)) == len(least), "\n".join(least)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_of_many_queues_put_together_are_all_that_waits_in_its_order(
    file: File, appoint: Appoint, limit: int
) -> None:
    filed = [file(code) for code in (*FREE, *FREE, FREE[0], FREE[0])]
    scope = people.scope_of(appoint(["DKC"]).account)
    assert scope is not None
    items = list(queries.worklist(scope, Action.VERIFY, limit=limit))
    while more := queries.worklist(
        scope, Action.VERIFY, after=(items[-1].due_on, items[-1].id), limit=limit
    ):
        assert len(more) <= limit
        items += more
    wanted = sorted((one.due_on, one.id) for one in filed)
    assert [(one.due_on, one.id) for one in items] == wanted


def test_an_open_case_of_a_service_taken_offline_still_waits_and_is_counted(
    file: File, appoint: Appoint, publish: Publish
) -> None:
    application = file("DKC-006")
    officer = appoint(["DKC"])
    client = at_the_desk(officer)
    before = page(client, FIGURES)
    definition = shipped()["DKC-006"]
    publish(
        [
            msgspec.structs.replace(
                definition, online=False, version=definition.version + 1
            )
        ]
    )
    assert not catalogue.service("DKC-006").is_online
    assert str(application.id) in page(client, WORKLIST)
    scope = people.scope_of(officer.account)
    assert scope is not None
    assert queries.waiting(scope, Action.VERIFY) == 1
    assert main(page(client, FIGURES)) == main(before)
    assert "Kependudukan" in main(before)


def main(text: str) -> str:
    return text[text.index("<main") : text.index("</main>")]
