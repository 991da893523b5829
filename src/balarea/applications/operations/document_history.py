"""What a document states of the earlier one whose place it takes."""

from balarea.catalogue import definition as engine
from balarea.documents.document_content import Words
from balarea.documents.models import IssuedDocument
from balarea.documents.rules import LinkKind

# What a document states of the earlier one, whose number and day follow.
_HISTORY = {
    LinkKind.RENEWED: ("Perpanjangan dari dokumen", "Renews the document"),
    LinkKind.REPLACED: (
        "Salinan pengganti dari dokumen yang hilang atau rusak",
        "Replacement of the lost or damaged document",
    ),
    LinkKind.CORRECTED: ("Perbaikan atas dokumen", "Corrects the document"),
    LinkKind.TRANSFERRED: ("Peralihan dari dokumen", "Transferred from the document"),
}
MARK = Words("Salinan pengganti", "Replacement copy")


def history(kind: LinkKind, earlier: IssuedDocument) -> tuple[Words, ...]:
    """What a document states of the one whose place it takes."""
    day = engine.written_date(earlier.issued_on)
    indonesian, english = _HISTORY[kind]
    return (
        Words(
            f"{indonesian} nomor {earlier.number} tanggal {day.id}, yang tidak berlaku"
            " lagi.",
            f"{english} number {earlier.number} of {day.of('en')}, which is not in"
            " force any more.",
        ),
    )
