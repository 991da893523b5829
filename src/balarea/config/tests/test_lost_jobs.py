"""A job of a killed worker is done by another."""

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from balarea.config.tasks import retry_lost_jobs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heartbeat", "state"), [("5 minutes", "todo"), ("5 seconds", "doing")]
)
def test_takes_up_the_jobs_of_dead_workers_only(heartbeat: str, state: str) -> None:
    job = app.configure_task("documents.issue").defer(document="none")
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - %s::interval) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = worker.id"
            " FROM worker WHERE procrastinate_jobs.id = %s",
            [heartbeat, job],
        )

        async_to_sync(retry_lost_jobs.func)(timestamp=0)

        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == (state,)
