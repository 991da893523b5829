"""State diagrams of applications, documents and bills, from their rules."""

import enum
from collections.abc import Iterable, Iterator, Mapping

from balarea.applications import rules as applications
from balarea.documents import rules as documents
from balarea.payments import rules as payments

HEAD = """# States and the ways between them

Written by `script/manage write_docs` from `rules.py` of each app; a test finds it
out of date.
"""


def render() -> str:
    return "\n".join(
        [
            HEAD,
            "## An application\n",
            drawing(
                applications.TRANSITIONS,
                applications.FIRST_STATES,
            ),
            "| State | Waits for |\n|---|---|",
            *_waits(),
            "\n## A document\n",
            drawing(documents.TRANSITIONS, (documents.State.PREPARED,)),
            "## A bill\n",
            drawing(payments.TRANSITIONS, (payments.State.OPEN,)),
        ]
    )


def drawing[S: enum.StrEnum](ways: Mapping[S, Iterable[S]], starts: Iterable[S]) -> str:
    """A state diagram in mermaid. `starts` are the states that a new row may have."""
    lines = [f"  [*] --> {state}" for state in starts]
    for state in ways:
        lines += [f"  {state} --> {other}" for other in sorted(ways[state])]
        if not ways[state]:
            lines.append(f"  {state} --> [*]")
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```", ""])


def _waits() -> Iterator[str]:
    """Whom an open application waits for."""
    for state, record in applications.STATES.items():
        if state in applications.WITH_CITIZEN:
            yield f"| {state} | the citizen |"
        elif record.queue:
            yield f"| {state} | an officer with {record.queue} |"
