"""The child: first the limits, then the work."""

import dataclasses
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from balarea.documents import sandbox


def limit() -> None:
    """Take away from this process what its job does not need."""
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
        found = intake.examine(content, accepts=accepts)
    except intake.Rejected as no:
        return {"reason": no.reason, "params": no.params}, b""
    facts = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name not in {"content", "sent", "sent_sha256"}
    }
    return facts, found.content


def read_signatures(content: bytes, roots: list[str]) -> tuple[dict[str, Any], bytes]:
    from balarea.documents import signatures

    return dataclasses.asdict(signatures.read(content, roots)), b""


def look(content: bytes) -> tuple[dict[str, Any], bytes]:
    """What the child can see; by hand, whether it starts at all."""
    return {"environment": sorted(os.environ)}, b""


type Job = Callable[..., tuple[dict[str, Any], bytes]]

JOBS: Mapping[str, Job] = {
    "intake": examine_upload,
    "signatures": read_signatures,
    "look": look,
}


def main(jobs: Mapping[str, Job] = JOBS) -> None:
    job, options = sys.argv[1], json.loads(sys.argv[2])
    limit()
    answer = sys.stdout.buffer
    answer.write(sandbox.BEGUN)
    answer.flush()
    try:
        facts, body = jobs[job](sys.stdin.buffer.read(), **options)
    except ImportError:  # each job loads what it needs
        sys.exit(sandbox.LACKING)
    answer.write(json.dumps(facts).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
