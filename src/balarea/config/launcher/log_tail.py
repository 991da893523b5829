"""The reason of a failure, out of the end of a program's log."""

import json
import re
from pathlib import Path

from balarea.config.launcher import disk
from balarea.config.launcher.errors import ProgramFailed

TRACEBACK = "Traceback (most recent call last):\n"
EXCEPTION = re.compile(r"(?:\w+\.)*(\w+(?:: .*)?)")  # as Python ends a traceback


def failure(what: str, log: Path, since: int, folder: Path) -> ProgramFailed:
    """The error about a program: a full disk in its folder, else its log's reason."""
    cause = reason(log, since)
    disk.explain(folder, cause)
    return ProgramFailed(
        f"{what}: {cause}. More stands in {log}; mend the cause and start again."
    )


def reason(log: Path, since: int = 0) -> str:
    """Class and message of the last exception, else the last three lines.

    Args:
        since: where this run begins in the log, in bytes.
    """
    if not log.exists():
        return "it left no log"
    content = log.read_bytes()
    text = content[since if since <= len(content) else 0 :].decode("utf-8", "replace")
    _, has_traceback, after = text.rpartition(TRACEBACK)
    unindented = [line for line in after.splitlines() if line[:1].strip()]
    if has_traceback and unindented and not unindented[-1].startswith("{"):
        match = EXCEPTION.fullmatch(unindented[0])
        return (match[1] if match else unindented[0]).rstrip(".")
    tail = [_event(line) for line in text.splitlines() if line.strip()][-3:]
    return " / ".join(tail).rstrip(".") or "it said nothing"


def _event(line: str) -> str:
    """The event of a JSON line with the first line of its exception, else the line."""
    try:
        fields = json.loads(line)
        exception = str(fields.get("exception", "")).partition("\n")[0]
        return f"{fields['event']} ({exception})" if exception else fields["event"]
    except (ValueError, AttributeError, KeyError):
        return line.strip()
