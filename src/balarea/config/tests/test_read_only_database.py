"""A full disk stops writes, not reads."""

import json
from collections.abc import Iterator

import pytest
from django.db import InternalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from balarea.applications.tests.citizen.conftest import published_services, services
from balarea.config.read_only_database import ReadOnlyDatabaseMiddleware

__all__ = ["published_services", "services"]

READ = [
    "/",
    "/layanan/",
    "/layanan/?q=ktp",
    "/verifikasi/",
    "/lacak/",
    "/masuk/",
    "/transparansi/",
    "/api/v1/services",
]


@pytest.fixture
def readonly(services: object, db: None) -> Iterator[None]:
    """The database as the launcher leaves it when its disk is nearly full."""
    before = transaction.savepoint_create()
    with connection.cursor() as cursor:
        cursor.execute("SET transaction_read_only = on")
    yield
    transaction.savepoint_rollback(before)


@pytest.mark.parametrize("address", READ)
def test_pages_are_read(readonly: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("accepts", ["id", "en"])
def test_what_would_be_written_is_refused_with_the_next_step(
    readonly: None, client: Client, accepts: str
) -> None:
    client.cookies["bahasa"] = accepts
    answer = client.post("/masuk/", {"contact": "081390001234"})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    words = {"id": "kirim lagi", "en": "send it again"}[accepts]
    assert words in answer.content.decode()


def test_programs_are_told_as_a_problem(readonly: None, rf: RequestFactory) -> None:
    middleware = ReadOnlyDatabaseMiddleware(lambda _: HttpResponse())
    with pytest.raises(InternalError) as refused, connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
    answer = middleware.process_exception(rf.post("/api/v1/any"), refused.value)
    assert answer
    assert answer.status_code == 503
    assert json.loads(answer.content)["code"] == "TAKES_NOTHING_IN"
    assert middleware.process_exception(rf.post("/"), ValueError()) is None
