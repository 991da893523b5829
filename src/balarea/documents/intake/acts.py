"""What in a PDF acts, reaches out of it, or carries other files: all refused.

To go to a page of the same PDF is no act, and neither is a link that people see before
they follow it, to a page of the web or to a mailbox.
"""

import re
from typing import Any

import pikepdf

from balarea.documents.intake.outcome import Reason, Rejected
from balarea.documents.intake.roles import Role

# Dictionary keys, and values of /S, /Type and /Subtype, through which a PDF acts
# (ISO 32000-1 tables 194, 198) or carries other files (table 44).
_ACTS = frozenset(
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
_CARRIES = frozenset(
    ["/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/Collection"]
)
_TELLING = ("/S", "/Type", "/Subtype")
# Words that mean something else as a key or a type: articles have threads.
_ACTIONS = frozenset(["/Thread", "/Hide", "/SetOCGState", "/GoTo3DView", "/GoToDp"])
# Where an action hangs (tables 164 and 153), and the kinds that hurt nobody there.
_PLACES = ("/A", "/PA", "/NA")
_HARMLESS = frozenset(["/GoTo", "/URI", "/Named"])
# A viewer's menu holds printing and saving as well.
_TURNS = frozenset(
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
    """Look at one dictionary, or at the one of a stream.

    Raises:
        Rejected: it acts, reaches out of the PDF, or carries a file.
    """
    if role is Role.NAMES:
        return
    names = set(thing.keys())
    for key in _TELLING:
        if role is Role.STRUCTURE and key == "/S":
            continue  # a kind of paragraph, by a name of the writer's own
        value = thing.get(key)
        if isinstance(value, pikepdf.Name):
            names.add(str(value))
    if names & _CARRIES:
        raise Rejected(Reason.ATTACHMENTS)
    if names & _ACTS or _leads_astray(thing):
        raise Rejected(Reason.ACTIVE)
    if role is not Role.STRUCTURE and _is_action(thing):
        raise Rejected(Reason.ACTIVE)
    if isinstance(thing, pikepdf.Stream) and _is_no_stream_of_its_own(thing):
        raise Rejected(Reason.ACTIVE)


def check_opening(pdf: pikepdf.Pdf) -> None:
    """To open at a page is no act; everything else at opening is."""
    opening = pdf.Root.get("/OpenAction")
    if opening is None or isinstance(opening, pikepdf.Array):
        return
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") == "/GoTo":
        return
    raise Rejected(Reason.ACTIVE)


def _is_action(thing: Any) -> bool:
    kind = thing.get("/S")
    if isinstance(kind, pikepdf.Name) and str(kind) in _ACTIONS:
        return True
    # Entries of an outline have a /Next as well, and no kind.
    if "/Next" in thing and (kind is not None or thing.get("/Type") == "/Action"):
        return True
    if kind == "/Named" and "/N" in thing and str(thing["/N"]) not in _TURNS:
        return True
    actions = (thing.get(place) for place in _PLACES)
    return any(
        isinstance(action, pikepdf.Dictionary)
        and "/S" in action
        and str(action["/S"]) not in _HARMLESS
        for action in actions
    )


def _leads_astray(thing: Any) -> bool:
    """An address that is no page and no mailbox, or one that bends all others."""
    address = thing.get("/URI")
    if address is None:
        return False
    if isinstance(address, pikepdf.Dictionary):
        return "/Base" in address
    if not isinstance(address, pikepdf.String):
        return True
    return not _ADDRESS.match(bytes(address))


def _is_no_stream_of_its_own(stream: pikepdf.Stream) -> bool:
    """Its content lies elsewhere, or is a program for printers."""
    kinds = (stream.get("/Subtype"), stream.get("/Subtype2"))
    return bool(set(stream.keys()) & _OUTSIDE) or "/PS" in kinds
