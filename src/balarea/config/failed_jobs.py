"""Which jobs failed, keep failing or wait too long.

Reported as an alarm in the log (`tasks`) and by `script/manage failed_jobs`.
"""

from django.db import connection

# One failure or two may be temporary; a job that is due waits seconds at most.
QUERY = """
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


def find() -> list[dict[str, object]]:
    """One row a task: its name, the oldest job, most attempts, and counts by kind."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
