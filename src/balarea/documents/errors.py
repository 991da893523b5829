"""Refusals: why a file or a step is refused, and what to do instead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from balarea.documents.intake.outcome import Reason, Rejected
from balarea.foundation.errors import Refusal


class FileRefused(Refusal):
    """An uploaded file is refused."""

    code = "FILE_REFUSED"


class FileEmpty(FileRefused):
    code = "FILE_EMPTY"
    reason = _("The file is empty.")
    next_step = _("Choose the file again. If it is still empty, make a new photo.")


class FileTooBig(FileRefused):
    code = "FILE_TOO_BIG"
    reason = _("The file is larger than %(max)s MB.")
    next_step = _(
        "Of a photo, send a screenshot, or take it anew with a lower resolution. "
        "Split a PDF into smaller ones."
    )
    status = 413


class FileTypeUnknown(FileRefused):
    code = "FILE_TYPE_UNKNOWN"
    reason = _("We can't take this type of file (%(file_type)s).")
    next_step = _("Send a photo, or save the file as a PDF.")
    status = 415


class FileIsHeic(FileRefused):
    code = "FILE_IS_HEIC"
    reason = _("The photo was saved in a way that saves space, and we can't open it.")
    next_step = _(
        "Send a screenshot of the photo: that works on every phone. For the next one "
        "choose JPG in the camera's settings (iPhone: Formats, Most Compatible; "
        "Android: switch off the efficient format, HEIF or HEIC)."
    )
    status = 415


class KindNotAsked(FileRefused):
    code = "FILE_KIND_NOT_ASKED"
    reason = _("Another kind of file is asked for here: %(wanted)s.")
    next_step = _("Send the document in the kind that is asked for.")
    status = 415


class FileIsTwo(FileRefused):
    code = "FILE_IS_TWO"
    reason = _("The file is a PDF and something else at the same time.")
    next_step = _("Open the document and save or print it as a new PDF.")


class FileDamaged(FileRefused):
    code = "FILE_DAMAGED"
    reason = _("The file is damaged, so we can't open it.")
    next_step = _("Make a new photo or scan, and send that.")


class FileAnimated(FileRefused):
    code = "FILE_ANIMATED"
    reason = _("The picture moves. We need a still one.")
    next_step = _("Send a photo, or a screenshot of the picture.")


class TooManyPixels(FileRefused):
    code = "FILE_TOO_MANY_PIXELS"
    reason = _("The picture has more than %(max)s million pixels.")
    next_step = _("Choose a lower resolution in the camera or scanner, then try again.")


class OddShape(FileRefused):
    code = "FILE_ODD_SHAPE"
    reason = _("The picture is much too long and narrow to be read.")
    next_step = _("Make a photo for each part, and send them one by one.")


class FileIsBomb(FileRefused):
    code = "FILE_UNPACKS_TOO_BIG"
    reason = _("The file unpacks to something far larger than itself.")
    next_step = _("Make a new photo or scan of the page, and send that.")


class FileUnusual(FileRefused):
    code = "FILE_UNUSUAL"
    reason = _("The PDF is packed in a way that we can't check.")
    next_step = _("Open it, choose Print, then Save as PDF. Send that new file.")


class FileEncrypted(FileRefused):
    code = "FILE_ENCRYPTED"
    reason = _("The PDF is protected by a password.")
    next_step = _("Save it without the password, or send photos of the pages.")


class FileActive(FileRefused):
    code = "FILE_ACTIVE"
    reason = _(
        "The PDF holds programs, fillable forms or links to other programs and files, "
        "which could do harm."
    )
    next_step = _("Open it, choose Print, then Save as PDF. Send that new file.")


class FileCarriesFiles(FileRefused):
    code = "FILE_CARRIES_FILES"
    reason = _("The PDF has other files hidden in it.")
    next_step = _("Open it, choose Print, then Save as PDF. Send that new file.")


class TooManyPages(FileRefused):
    code = "FILE_TOO_MANY_PAGES"
    reason = _("The PDF has more than %(max)s pages.")
    next_step = _("Send only the pages that are asked for.")


class TooComplex(FileRefused):
    code = "FILE_TOO_COMPLEX"
    reason = _("The file takes too much work to check.")
    next_step = _("Send a photo or a simple scan of the page instead.")


class Busy(FileRefused):
    code = "BUSY"
    reason = _("Many files are being checked at this moment.")
    next_step = _("Wait half a minute, then send the file again.")
    status = 503


class FileNotChecked(FileRefused):
    """No file can be examined; the fault is not in this one."""

    code = "FILE_NOT_CHECKED"
    reason = _("We can't check files at this moment. The fault is ours.")
    next_step = _("Keep the file and send it again in an hour.")
    status = 503


class TooManyFiles(FileRefused):
    code = "TOO_MANY_FILES"
    reason = _("There are already %(max)s files here; that is all it takes.")
    next_step = _("Remove a file that isn't needed, then add the new one.")


class TooManyFilesOfCase(FileRefused):
    code = "TOO_MANY_FILES_OF_CASE"
    reason = _("This application already has %(max)s files.")
    next_step = _("Put several pages into one PDF, then send that.")


class TooManyPhotos(FileRefused):
    code = "TOO_MANY_PHOTOS"
    reason = _(
        "There is no room for another photo: %(max)s are the most, or %(mb)s MB."
    )
    next_step = _("Use or remove the photos that are there, then send the next ones.")


class CannotRevoke(Refusal):
    code = "CANNOT_REVOKE"
    reason = _("Only a document that is in force can be revoked.")
    next_step = _("Look at the document's state, then go back.")
    status = 409


class CannotSuspend(Refusal):
    code = "CANNOT_SUSPEND"
    reason = _("This document can't be suspended for these days.")
    next_step = _(
        "It must be in force and not suspended, and the last day must not be over. "
        "Look at its state, then choose other days."
    )
    status = 409


class NotSuspended(Refusal):
    code = "NOT_SUSPENDED"
    reason = _("This document is not suspended any more.")
    next_step = _("Its page shows its state.")
    status = 409


class CannotReinstate(Refusal):
    code = "CANNOT_REINSTATE"
    reason = _("This revocation can't be undone any more.")
    next_step = _("Look whether another document took its place.")
    status = 409


class ReasonNeeded(Refusal):
    code = "REASON_NEEDED"
    reason = _("This needs its reason.")
    next_step = _("Write the reason in a sentence or two.")


class AlreadyPrepared(Refusal):
    code = "ALREADY_PREPARED"
    reason = _("This application already has its document.")
    next_step = _("Revoke the document in force before you issue another.")
    status = 409


class CannotFollow(Refusal):
    code = "CANNOT_FOLLOW"
    reason = _("This document is not in force any more, or another follows it already.")
    next_step = _("Open its page again: it says which document counts now.")
    status = 409


class NotYetIssued(Refusal):
    code = "NOT_YET_ISSUED"
    reason = _("The document is being signed.")
    next_step = _("Look again in a few minutes. You also get a message.")
    status = 409


_CLASSES: dict[Reason, type[FileRefused]] = {
    Reason.EMPTY: FileEmpty,
    Reason.TOO_BIG: FileTooBig,
    Reason.UNKNOWN_TYPE: FileTypeUnknown,
    Reason.HEIC: FileIsHeic,
    Reason.KIND_NOT_ASKED: KindNotAsked,
    Reason.TWO_IN_ONE: FileIsTwo,
    Reason.DAMAGED: FileDamaged,
    Reason.ANIMATED: FileAnimated,
    Reason.TOO_MANY_PIXELS: TooManyPixels,
    Reason.ODD_SHAPE: OddShape,
    Reason.BOMB: FileIsBomb,
    Reason.UNUSUAL: FileUnusual,
    Reason.ENCRYPTED: FileEncrypted,
    Reason.ACTIVE: FileActive,
    Reason.ATTACHMENTS: FileCarriesFiles,
    Reason.TOO_MANY_PAGES: TooManyPages,
    Reason.TOO_COMPLEX: TooComplex,
    Reason.BUSY: Busy,
    Reason.NOT_CHECKED: FileNotChecked,
}


class NotDrawn(Refusal):
    code = "NOT_DRAWN"
    reason = _("The pages of this file can’t be drawn here.")
    next_step = _("Open the file by itself.")


def refusal_of(rejected: Rejected) -> FileRefused:
    """The refusal, with its sentences, for a reason of the intake."""
    params: dict[str, Any] = dict(rejected.params)
    if params.get("file_type") == "?":
        params["file_type"] = _("a kind we don't know")
    return _CLASSES[rejected.reason](**params)
