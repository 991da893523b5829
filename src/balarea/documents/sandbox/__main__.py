"""The child process: sets its limits, then runs one job."""

import dataclasses
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from balarea.documents import sandbox


def limit() -> None:
    """Limit the resources of this process for good."""
    for what, most in (
        (resource.RLIMIT_AS, sandbox.MEMORY),
        (resource.RLIMIT_CPU, sandbox.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, sandbox.MAX_OUTPUT),
        (resource.RLIMIT_NOFILE, 48),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def examine_upload(content: bytes, accepts: list[str]) -> tuple[dict[str, Any], bytes]:
    from balarea.documents import intake

    try:
        accepted = intake.examine(content, accepts=accepts)
    except intake.Rejected as rejected:
        return {"reason": rejected.reason, "params": rejected.params}, b""
    facts = {
        field.name: getattr(accepted, field.name)
        for field in dataclasses.fields(accepted)
        if field.name not in {"content", "sent", "sent_sha256", "is_scanned"}
    }
    return facts, accepted.content


def compose_scan(
    content: bytes, layout: list[tuple[int, int]], *, as_pdf: bool
) -> tuple[dict[str, Any], bytes]:
    from balarea.documents.intake import composing

    return composing.compose(content, layout, as_pdf=as_pdf)


def draw_pages(content: bytes, first: int, count: int) -> tuple[dict[str, Any], bytes]:
    from balarea.documents.intake import drawing

    return drawing.draw(content, first, count)


def read_signatures(content: bytes, roots: list[str]) -> tuple[dict[str, Any], bytes]:
    from balarea.documents import signatures

    return dataclasses.asdict(signatures.read(content, roots)), b""


def probe(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The child's environment; run by hand, it shows whether the child starts."""
    return {"environment": sorted(os.environ)}, b""


type Job = Callable[..., tuple[dict[str, Any], bytes]]

JOBS: Mapping[str, Job] = {
    "intake": examine_upload,
    "scan": compose_scan,
    "pages": draw_pages,
    "signatures": read_signatures,
    "probe": probe,
}


def main(jobs: Mapping[str, Job] = JOBS) -> None:
    job, options = sys.argv[1], json.loads(sys.argv[2])
    limit()
    answer = sys.stdout.buffer
    answer.write(sandbox.STARTED)
    answer.flush()
    try:
        facts, body = jobs[job](sys.stdin.buffer.read(), **options)
    except ImportError:  # each job imports what it needs
        sys.exit(sandbox.LIBRARY_MISSING)
    answer.write(json.dumps(facts).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
