"""Refuses PDFs with active content, references out of the file, or attachments.

Allowed are links to pages of the same PDF, and links that people see before they follow
them: to a page of the web, a mailbox or a phone number.
"""

import re
from typing import Any

import pikepdf

from balarea.documents.intake.outcome import Reason, Rejected
from balarea.documents.intake.roles import Role

# Dictionary keys, and values of /S, /Type and /Subtype, of active content (ISO 32000-1
# tables 194, 198) and of attachments (table 44).
_ACTIVE = frozenset(
    [
        "/JS",
        "/JavaScript",
        "/Launch",
        "/AA",
        "/XFA",
        "/NeedsRendering",
        "/SubmitForm",
        "/ImportData",
        "/ResetForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMedia",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
        "/3D",
        "/Screen",
        "/OPI",
    ]
)
_ATTACHMENTS = frozenset(
    ["/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/Collection"]
)
_TYPE_KEYS = ("/S", "/Type", "/Subtype")
# Action types that mean something else as a key or a type, as /Thread does.
_ACTION_TYPES = frozenset(
    ["/Thread", "/Hide", "/SetOCGState", "/GoTo3DView", "/GoToDp"]
)
# Keys of actions (tables 164 and 153), and the types that are harmless there.
_ACTION_KEYS = ("/A", "/PA", "/NA")
_HARMLESS = frozenset(["/GoTo", "/URI", "/Named"])
# Named actions that only move within the file; others print or save it.
_NAMED = frozenset(
    [
        "/NextPage",
        "/PrevPage",
        "/FirstPage",
        "/LastPage",
        "/GoBack",
        "/GoForward",
        "/Find",
    ]
)
_OUTSIDE = frozenset(["/F", "/FFilter", "/FDecodeParms", "/Ref"])
_ADDRESS = re.compile(rb"\s*(?:https?://|mailto:|tel:)[^\x00-\x1f]*\Z", re.IGNORECASE)


def check(thing: Any, role: Role = Role.ANY) -> None:
    """Check one dictionary, or the one of a stream.

    Args:
        thing: a pikepdf dictionary or stream.
        role: how it is reached; see `roles`.

    Raises:
        Rejected: ACTIVE or ATTACHMENTS.
    """
    if role is Role.NAMES:
        return
    names = set(thing.keys())
    for key in _TYPE_KEYS:
        if role is Role.STRUCTURE and key == "/S":
            continue  # the kind of a structure element, named freely
        value = thing.get(key)
        if isinstance(value, pikepdf.Name):
            names.add(str(value))
    if names & _ATTACHMENTS:
        raise Rejected(Reason.ATTACHMENTS)
    if names & _ACTIVE or _is_unsafe_address(thing):
        raise Rejected(Reason.ACTIVE)
    if role is not Role.STRUCTURE and _is_action(thing):
        raise Rejected(Reason.ACTIVE)
    if isinstance(thing, pikepdf.Stream) and _is_external_stream(thing):
        raise Rejected(Reason.ACTIVE)


def check_open_action(pdf: pikepdf.Pdf) -> None:
    """Refuse every action at opening, except to go to a page."""
    opening = pdf.Root.get("/OpenAction")
    if opening is None or isinstance(opening, pikepdf.Array):
        return
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") == "/GoTo":
        return
    raise Rejected(Reason.ACTIVE)


def _is_action(thing: Any) -> bool:
    kind = thing.get("/S")
    if isinstance(kind, pikepdf.Name) and str(kind) in _ACTION_TYPES:
        return True
    # Entries of an outline have a /Next as well, but no /S.
    if "/Next" in thing and (kind is not None or thing.get("/Type") == "/Action"):
        return True
    if kind == "/Named" and "/N" in thing and str(thing["/N"]) not in _NAMED:
        return True
    actions = (thing.get(key) for key in _ACTION_KEYS)
    return any(
        isinstance(action, pikepdf.Dictionary)
        and "/S" in action
        and str(action["/S"]) not in _HARMLESS
        for action in actions
    )


def _is_unsafe_address(thing: Any) -> bool:
    """A URI that is no web page, mailbox or phone number, or a base for others."""
    address = thing.get("/URI")
    if address is None:
        return False
    if isinstance(address, pikepdf.Dictionary):
        return "/Base" in address
    if not isinstance(address, pikepdf.String):
        return True
    return not _ADDRESS.match(bytes(address))


def _is_external_stream(stream: pikepdf.Stream) -> bool:
    """Its content lies in another file, or is a PostScript program."""
    kinds = (stream.get("/Subtype"), stream.get("/Subtype2"))
    return bool(set(stream.keys()) & _OUTSIDE) or "/PS" in kinds
