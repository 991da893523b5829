"""Which jobs don't get done: told as an alarm, and by `script/manage troubles`."""

from django.db import connection

# A failure or two are of the moment; what is due waits seconds at most.
FOUND = """
SELECT task_name,
       min(id) AS id,
       max(attempts) AS attempts,
       count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE status <> 'failed' AND attempts >= 3) AS failing,
       count(*) FILTER (WHERE is_late) AS late
FROM (
    SELECT *, status = 'todo' AND attempts < 3 AND coalesce(
        scheduled_at,
        (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id)
    ) < now() - interval '5 minutes' AS is_late
    FROM procrastinate_jobs AS job
    WHERE status IN ('todo', 'doing', 'failed')
) AS job
WHERE status = 'failed' OR attempts >= 3 OR is_late
GROUP BY task_name
ORDER BY task_name
"""


def found() -> list[dict[str, object]]:
    """One entry a task: its name, the oldest job, and how many are in which trouble."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
