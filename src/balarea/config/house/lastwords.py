"""What a program said last, for the one sentence about its failure."""

import json
import re
from pathlib import Path

TRACEBACK = "Traceback (most recent call last):"
# `package.module.Class: message`, as Python ends a traceback.
EXCEPTION = re.compile(r"(?:\w+\.)*(\w+)(: .*)?")
TAIL = 100_000


def of(log: Path, count: int = 3, since: int = 0) -> str:
    """An exception's class and message, else the last lines, without a full stop.

    Args:
        since: where the log of this run begins, in bytes.
    """
    try:
        text = text_of(log, since)
    except OSError:
        return "it left no log"
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    said = _exception(lines) or " / ".join(_told(line) for line in lines[-count:])
    return said.rstrip(".") or "it said nothing"


def text_of(log: Path, since: int = 0) -> str:
    """What was written since, and no more than the last of it."""
    written = log.read_bytes()
    # Emptied meanwhile, it is all of this run.
    begin = since if since <= len(written) else 0
    return written[begin:][-TAIL:].decode("utf-8", "replace")


def _exception(lines: list[str]) -> str:
    """The first line under the last traceback, if nothing was said after it."""
    if TRACEBACK not in lines:
        return ""
    last = len(lines) - lines[::-1].index(TRACEBACK)
    below = [line for line in lines[last:] if not line.startswith(" ")]
    if not below or any(line.startswith("{") for line in below):
        return ""
    found = EXCEPTION.fullmatch(below[0])
    return found[1] + (found[2] or "") if found else below[0]


def _told(line: str) -> str:
    """A line as people read it; of one of JSON the exception, else the event."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line.strip()
    if not isinstance(fields, dict) or not fields.get("event"):
        return line.strip()
    exception = str(fields.get("exception") or "").partition("\n")[0]
    found = EXCEPTION.fullmatch(exception)
    if not found:
        return str(fields["event"])
    return f"{fields['event']} ({found[1]}{found[2] or ''})"
