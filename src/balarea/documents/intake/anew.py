"""A PDF written anew from the one face that was read of it.

Two readers can see two things in one file: a first table that leads to another root
than the last, revisions, tables of both kinds, objects twice. What qpdf has read is
written as one revision with one table, and nothing of the file around it is left.
"""

import io
import json
from typing import Any

import pikepdf

from balarea.documents.intake import filters, limits, links, roles, streams
from balarea.documents.intake.outcome import Reason, Rejected

OWN_FORMAT = "balarea.document/"  # what our papers carry for programs
_TRAILER = frozenset(["/Root", "/Info", "/ID", "/Size"])
_MAX_ATTACHED, _MAX_ATTACHMENTS = 1_000_000, 5


def written(content: bytes) -> bytes:
    """The same pages in the plainest file that holds them, as packed as before.

    Raises:
        Rejected: it opens with a password only, or there is too much in it.
        pikepdf.PdfError: nobody can read it.
    """
    try:
        opened = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Rejected(Reason.ENCRYPTED) from None
    with opened as pdf:
        if len(pdf.objects) > limits.MAX_OBJECTS:
            raise Rejected(Reason.TOO_COMPLEX)
        _mend(pdf)
        len(pdf.pages)  # qpdf mends a tree of pages when it is asked for them
        out = io.BytesIO()
        pdf.save(
            out,
            # What a stream unpacks to is not known yet.
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            linearize=False,
            encryption=False,
            fix_metadata_version=False,  # it would be read for that
            deterministic_id=True,
        )
    if out.tell() > limits.MAX_SHOWN_BYTES:
        raise Rejected(Reason.TOO_COMPLEX)
    return out.getvalue()


def _mend(pdf: pikepdf.Pdf) -> None:
    """Take out what means nothing, and would mean something elsewhere."""
    for key in set(pdf.trailer.keys()) - _TRAILER:
        del pdf.trailer[key]
    _forget_attachments(pdf)
    for thing, role in roles.walk(pdf):
        if role is roles.Role.NAMES:
            continue
        # The root comes first, and a reader believes the first object that says so.
        if "/Linearized" in thing:
            del thing["/Linearized"]
        links.mend(thing)


def _forget_attachments(pdf: pikepdf.Pdf) -> None:
    """An empty list of them, and those that are a paper of ours for programs."""
    names = pdf.Root.get("/Names")
    if not isinstance(names, pikepdf.Dictionary) or "/EmbeddedFiles" not in names:
        return
    attached = list(pdf.attachments)
    if len(attached) > _MAX_ATTACHMENTS:
        return
    files = [pdf.attachments[name].obj for name in attached]
    if all(_is_ours(file) for file in files):
        del names["/EmbeddedFiles"]
        for thing, role in roles.walk(pdf):
            if role is not roles.Role.NAMES and "/AF" in thing:
                del thing["/AF"]


def _is_ours(file: pikepdf.Object) -> bool:
    held = file.get("/EF")
    stream: Any = held.get("/F") if isinstance(held, pikepdf.Dictionary) else None
    if not isinstance(stream, pikepdf.Stream):
        return False
    try:
        said = json.loads(streams.read(stream, _MAX_ATTACHED))
    except (ValueError, RecursionError, filters.Garbled):
        return False
    return isinstance(said, dict) and str(said.get("format")).startswith(OWN_FORMAT)
