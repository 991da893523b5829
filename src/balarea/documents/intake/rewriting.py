"""Rewrites a PDF from what qpdf reads of it.

Two readers can see two documents in one file: by a first cross-reference table that
leads to another root than the last, by revisions, tables of both kinds or objects that
stand twice. The rewritten file has one revision and one table, and keeps nothing of the
bytes around them.
"""

import io
import json
from typing import Any

import pikepdf

from balarea.documents.intake import filters, limits, links, roles, streams
from balarea.documents.intake.outcome import Reason, Rejected

OWN_FORMAT = "balarea.document/"  # the attachment of documents that we issued
_TRAILER = frozenset(["/Root", "/Info", "/ID", "/Size"])
_MAX_ATTACHED, _MAX_ATTACHMENTS = 1_000_000, 5


def rewritten(content: bytes) -> bytes:
    """The same pages in the simplest file that holds them; streams stay encoded.

    Raises:
        Rejected: it needs a password, or has too many objects.
        pikepdf.PdfError: it can't be read.
    """
    try:
        opened = pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Rejected(Reason.ENCRYPTED) from None
    with opened as pdf:
        if len(pdf.objects) > limits.MAX_OBJECTS:
            raise Rejected(Reason.TOO_COMPLEX)
        _clean(pdf)
        len(pdf.pages)  # makes qpdf repair the page tree
        out = io.BytesIO()
        pdf.save(
            out,
            # How much a stream decodes to is not known yet.
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            linearize=False,
            encryption=False,
            fix_metadata_version=False,  # would decode the metadata
            deterministic_id=True,
        )
    if out.tell() > limits.MAX_SHOWN_BYTES:
        raise Rejected(Reason.TOO_COMPLEX)
    return out.getvalue()


def _clean(pdf: pikepdf.Pdf) -> None:
    """Remove entries that have no meaning here, but would have one for some reader."""
    for key in set(pdf.trailer.keys()) - _TRAILER:
        del pdf.trailer[key]
    _remove_attachments(pdf)
    for thing, role in roles.walk(pdf):
        if role is roles.Role.NAMES:
            continue
        # The root is the first object, and that is where readers look for this entry.
        if "/Linearized" in thing:
            del thing["/Linearized"]
        links.normalize(thing)


def _remove_attachments(pdf: pikepdf.Pdf) -> None:
    """Drop an empty list of attachments, or one of documents that we issued."""
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
    embedded = file.get("/EF")
    if not isinstance(embedded, pikepdf.Dictionary):
        return False
    stream: Any = embedded.get("/F")
    if not isinstance(stream, pikepdf.Stream):
        return False
    try:
        content = json.loads(streams.read(stream, _MAX_ATTACHED))
    except (ValueError, RecursionError, filters.Undecodable):
        return False
    if not isinstance(content, dict):
        return False
    return str(content.get("format")).startswith(OWN_FORMAT)
