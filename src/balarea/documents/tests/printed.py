"""A PDF rendered as a printer does, its text, and its QR codes as read."""

import pypdfium2
import zxingcpp

# Resolution of an office printer; points are 72 to the inch.
_DOTS_PER_POINT = 150 / 72


def codes(content: bytes) -> list[str]:
    """The contents of the QR codes on all pages."""
    with pypdfium2.PdfDocument(content) as pdf:
        pictures = [page.render(scale=_DOTS_PER_POINT).to_pil() for page in pdf]
    return [
        barcode.text
        for picture in pictures
        for barcode in zxingcpp.read_barcodes(picture)
        if barcode.format == zxingcpp.BarcodeFormat.QRCode
    ]


def text(content: bytes) -> str:
    """The words on all pages, with one space between any two."""
    with pypdfium2.PdfDocument(content) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join(" ".join(pages).split())
