"""A PDF as it comes out of a printer, and what eyes and cameras read from it."""

import pypdfium2
import zxingcpp

# Of a plain office printer; points are 72 to the inch.
_DOTS_PER_POINT = 150 / 72


def codes(content: bytes) -> list[str]:
    """What the QR codes on all pages say."""
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
