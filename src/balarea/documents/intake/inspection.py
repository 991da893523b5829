"""Checks one upload: in a child process, or in this one."""

import hashlib
from collections.abc import Collection

from balarea.documents import sandbox
from balarea.documents.intake import limits
from balarea.documents.intake.outcome import Accepted, Kind, Reason, Rejected

ALL_KINDS = frozenset(Kind)


def check(content: bytes, *, accepts: Collection[str] = ALL_KINDS) -> Accepted:
    """Check an upload in a limited child process.

    Args:
        content: the bytes as sent.
        accepts: "PDF", "IMAGE" or both, as the requirement says.

    Raises:
        Rejected: with a `Reason` and the parameters of its sentence.
    """
    if not content:
        raise Rejected(Reason.EMPTY)
    _check_bytes(content, accepts)
    try:
        facts, shown = sandbox.run("intake", content, accepts=sorted(accepts))
    except sandbox.Busy:
        raise Rejected(Reason.BUSY) from None
    except sandbox.NotStarted:
        raise Rejected(Reason.NOT_CHECKED) from None
    except sandbox.Broken:
        raise Rejected(Reason.TOO_COMPLEX) from None
    if "reason" in facts:
        raise Rejected(Reason(facts["reason"]), **facts["params"])
    kind = Kind(facts.pop("kind"))
    sent = content if kind is Kind.PDF else b""
    digest = hashlib.sha256(content).digest()
    return Accepted(kind=kind, content=shown, sent=sent, sent_sha256=digest, **facts)


def _check_bytes(content: bytes, accepts: Collection[str]) -> None:
    """Refuse what is too large to be examined; photos may be larger than PDFs."""
    from balarea.documents.intake import file_types

    if Kind.IMAGE in accepts and not file_types.is_pdf(content):
        if len(content) > limits.MAX_PICTURE_BYTES:
            raise Rejected(Reason.TOO_BIG, max=limits.max_picture_megabytes())
    elif len(content) > limits.MAX_BYTES:
        raise Rejected(Reason.TOO_BIG, max=limits.max_megabytes())


def examine(content: bytes, *, accepts: Collection[str] = ALL_KINDS) -> Accepted:
    """The same check in this process: for the child, and for tests.

    Raises:
        Rejected: see `check`.
    """
    from balarea.documents.intake import file_types  # each child loads what it needs

    kind = file_types.type_of(content)
    wanted = Kind.PDF if kind == file_types.PDF else Kind.IMAGE
    if wanted not in accepts:
        raise Rejected(Reason.KIND_NOT_ASKED, wanted=" / ".join(sorted(accepts)))
    if wanted is Kind.PDF:
        from balarea.documents.intake import pdfs

        return pdfs.examine(content)
    from balarea.documents.intake import images

    return images.rebuild(content, kind)
